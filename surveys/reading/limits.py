"""What a survey file may be, and why one is not read (R23).

100,000 people x 60 questions weigh 12 MB as a CSV of numbers and 55 MB as one of words, 17 MB as XLSX
(161 MB unpacked) and 48 MB as an uncompressed `.sav`: the limits let these through with room to spare.
"""

from enum import StrEnum

LARGEST_FILE = 64_000_000  # bytes
LARGEST_UNPACKED = 600_000_000  # bytes, of a workbook
LARGEST_RATIO = 100
MOST_MEMBERS = 200
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 500, 25_000_000
LONGEST_NAME = 1000  # characters of a column's name
LONGEST_VALUE = 2000  # characters of one answer that are looked at
MEMORY = 1024 * 1024 * 1024  # bytes of data in the child
SECONDS = 180


class Trouble(StrEnum):
    """Why a file cannot be used at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    PROTECTED = "protected"
    OLD_WORKBOOK = "old_workbook"
    UTF_16 = "utf_16"
    NOT_TEXT = "not_text"
    BROKEN = "broken"
    CUT_OFF = "cut_off"
    UNEQUAL_ROWS = "unequal_rows"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_CELLS = "too_many_cells"
    NO_ROWS = "no_rows"
    NO_NAME = "no_name"
    DUPLICATE_NAMES = "duplicate_names"
    FORMULAS = "formulas"
    TOO_SLOW = "too_slow"
    GONE = "gone"
    FAILED = "failed"


class Unreadable(Exception):
    """`where`: a row, a column's name or another place to look at, as text; `number` counts."""

    def __init__(self, trouble: Trouble, *, where: str = "", number: int | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble, self.where, self.number = trouble, where, number


def check_shape(*, rows: int, columns: int) -> None:
    """`rows` without the heading. Raises `Unreadable`."""
    if columns > MOST_COLUMNS:
        raise Unreadable(Trouble.TOO_MANY_COLUMNS, number=columns)
    if rows > MOST_ROWS:
        raise Unreadable(Trouble.TOO_MANY_ROWS, number=rows)
    if rows * columns > MOST_CELLS:
        raise Unreadable(Trouble.TOO_MANY_CELLS, number=rows * columns)
    if rows < 1:
        raise Unreadable(Trouble.NO_ROWS)


def check_names(names: list[str]) -> None:
    """Every column has a name of its own. Raises `Unreadable`."""
    if not names:
        raise Unreadable(Trouble.NO_ROWS)
    seen: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if not name.strip() or len(name) > LONGEST_NAME:
            raise Unreadable(Trouble.NO_NAME, number=place)
        if name in seen:
            raise Unreadable(Trouble.DUPLICATE_NAMES, where=name, number=place)
        seen[name] = place
