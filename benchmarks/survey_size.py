"""Apart from `survey_files`, whose libraries the measured process must not hold."""

ROWS, COLUMNS = 100_000, 60
