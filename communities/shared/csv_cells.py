"""CSV files: RFC 4180 with a byte order mark, text that no spreadsheet takes for a formula, yes and no.

Excel of a country that writes 1,5 takes the semicolon for the sign between cells, and to it a quotation mark
inside a line means nothing: it begins a new cell after each semicolon, tab and line end of a text. What would
be a formula there is marked as well.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # Excel reads Cyrillic without one as something else
# A spreadsheet takes text that begins so for a formula, also in the wide forms of Asian keyboards (R36).
FORMULA_SIGNS = frozenset("=+-@\t\r\n\0＝＋－＠")
_BEGINS_INSIDE = re.compile(r"([;\t\r\n][ \"]*)(?=[=+\-@＝＋－＠])")


def text_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _BEGINS_INSIDE.sub(r"\1'", text.replace("\0", ""))
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULA_SIGNS and text.strip(" ") else text


def yes(said: bool) -> str:
    return "yes" if said else "no"


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file: a heading and these rows. Text from people must have gone through `text_cell`."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, dialect="excel")
    writer.writerow(columns)
    writer.writerows(rows)
    return (BYTE_ORDER_MARK + sheet.getvalue()).encode()
