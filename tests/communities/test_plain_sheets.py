"""Large tables as workbooks: read back by two readers, whatever people have written into them."""

import datetime as dt
import io
import zipfile

import fastexcel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from communities.shared.plain_sheets import LONGEST_TEXT, Sheet, workbook

DAY = dt.date(2026, 11, 10)


def written(*rows, heads=("Name", "Number", "Day"), title="List"):
    sheet = Sheet(title, heads, [20] * len(heads), iter(rows))
    return workbook([sheet], title="Where & what", creator="Community <Security>")


def read(content):
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return [list(row) for row in sheet.iter_rows()]


def test_texts_numbers_days_and_nothing():
    content = written(("Попасна & “Co” <b>", 12, DAY), (None, 0, None), ("", -3, dt.date(1999, 12, 31)))
    rows = read(content)
    values = [[cell.value.date() if cell.is_date else cell.value for cell in row] for row in rows[1:]]
    assert values == [
        ["Попасна & “Co” <b>", 12, DAY],
        [None, 0, None],
        [None, -3, dt.date(1999, 12, 31)],
    ]
    assert rows[0][0].font.b
    assert rows[1][2].is_date
    table = fastexcel.read_excel(content).load_sheet("List")
    assert (table.height, table.width) == (3, 3)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")', "  two  blanks  "])
def test_text_stays_text(text):
    (_heads, (cell, *_)) = read(written((text,)))
    assert (cell.value, cell.data_type) == (text, "s")


@given(st.text(max_size=40))
@settings(max_examples=40)
def test_whatever_is_written_the_file_can_be_read(text):
    (_heads, row) = read(written((text, 7)))
    assert row[1].value == 7
    kept = row[0].value or ""
    assert "\x00" not in kept
    if text.isprintable():
        assert kept == text


def test_what_a_cell_cannot_hold_is_cut():
    (_heads, (cell, *_)) = read(written(("x" * 40_000,)))
    assert len(cell.value) == LONGEST_TEXT


def test_many_columns_many_sheets_and_nobody_named():
    wide = Sheet("A" * 40, [f"C{n}" for n in range(60)], [9] * 60, [range(60)])
    content = workbook([wide, Sheet("B & C", ["x"], [9], [])], title="Where & what", creator="The site")
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["A" * 31, "B & C"]
    assert book.worksheets[0]["BH2"].value == 59
    assert (book.properties.title, book.properties.creator) == ("Where & what", "The site")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "app.xml" in name or "calc" in name]
