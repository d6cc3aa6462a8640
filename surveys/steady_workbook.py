"""Workbooks that are the same bytes whenever they are made of the same content, and whose text stays text."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can name
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_HEAD = PatternFill("solid", fgColor="E4F0F3")
_WRAP = Alignment(wrap_text=True, vertical="top")
_BOLD = Font(bold=True)


def new_workbook(title: str) -> Workbook:
    """Without a sheet, and without a day of making."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = title
    book.properties.creator = "Community Security"
    book.properties.created = dt.datetime(*FIRST_DAY)  # noqa: DTZ001  a zip knows no time zone
    return book


def add_sheet(book: Workbook, name: str, heads: Iterable[str], *, widths: Iterable[int]) -> Worksheet:
    """A sheet with a line of heads that stays in sight."""
    sheet: Worksheet = book.create_sheet(name)
    add_row(sheet, heads)
    for cell in sheet[1]:
        cell.font, cell.fill = _BOLD, _HEAD
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    return sheet


def add_row(sheet: Worksheet, values: Iterable[str | int]) -> None:
    """Numbers as numbers, text as text whatever it begins with: openpyxl makes a formula of “=...” (R36)."""
    row = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        if value == "":
            continue
        cell = sheet.cell(row=row, column=column)
        assert isinstance(cell, Cell)  # noqa: S101  no cells are merged here
        cell.value = value
        cell.alignment = _WRAP
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in "=+-@"


def as_bytes(book: Workbook) -> bytes:
    """The file. openpyxl writes today's date in three places; none of them is left."""
    dated, steady = io.BytesIO(), io.BytesIO()
    book.save(dated)
    with zipfile.ZipFile(dated) as source, zipfile.ZipFile(steady, "w") as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            member = zipfile.ZipInfo(name, date_time=FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", source.read(name)))
    return steady.getvalue()
