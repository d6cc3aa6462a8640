"""Days and hours as they are written here: 14 листопада 2026 р., 14:02."""

DATE_FORMAT = "j E Y\N{NO-BREAK SPACE}р."
DATETIME_FORMAT = "j E Y\N{NO-BREAK SPACE}р., H:i"
TIME_FORMAT = "H:i"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
MONTH_DAY_FORMAT = "j E"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
