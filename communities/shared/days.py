"""Days inside a sentence.

DATE_FORMAT is for tables and labels: in Ukrainian it ends in «р.», and a sentence would end in two full
stops. Formats such as "j F Y" are for no page and no letter: in Ukrainian their month is not the form that
follows a day.
What is no day is printed as it stands, as Django's own filters do.
"""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language


def in_words(day: dt.date | str | None) -> str:
    """10 November 2026, «10 листопада 2026 року»."""
    return _written(day, en="j F Y", uk="j E Y року")


def with_weekday(day: dt.date | str | None) -> str:
    """Tuesday, 10 November 2026; «10 листопада 2026 року (вівторок)», right after every preposition."""
    return _written(day, en="l, j F Y", uk="j E Y року (l)")


def near(day: dt.date | str | None) -> str:
    """The same of a day so near that nobody asks for its year."""
    return _written(day, en="l, j F", uk="j E (l)")


def _written(day: dt.date | str | None, *, en: str, uk: str) -> str:
    if not isinstance(day, dt.date):
        return str(day or "")
    if get_language() == "en":
        return date_format(day, en)
    # Django writes the weekday as at the head of a column, and «п'ятниця» with the sign of a typewriter.
    return date_format(day, uk).lower().replace("'", "’")
