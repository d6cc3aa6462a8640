"""Uploaded spreadsheets: read within limits, or refused with a reason."""

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from communities.shared.workbooks import Cell, Trouble, UnreadableWorkbook, read


def workbook(**cells: object) -> bytes:
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(replacement: dict[str, bytes], *, level: int = 9) -> bytes:
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(workbook(A1="x")))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as copy:
        for name in source.namelist():
            if name not in replacement:
                copy.writestr(name, source.read(name))
        for name, data in replacement.items():
            copy.writestr(name, data)
    return target.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "{}</sheetData></worksheet>"
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
BOMBS = {
    "nested entities": lambda: repacked(
        {"xl/worksheets/sheet1.xml": (LAUGHS + SHEET.format('<row><c t="str"><v>&c;</v></c></row>')).encode()}
    ),
    "600 MB of nothing": lambda: repacked({"xl/worksheets/sheet1.xml": b" " * 600_000_000}),
    "a million rows": lambda: repacked(
        {
            "xl/worksheets/sheet1.xml": SHEET.format(
                "".join(
                    f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 99991}</v></c></row>'
                    for n in range(1, 1_000_001)
                )
            ).encode()
        }
    ),
    "one cell in the far corner": lambda: repacked(
        {
            "xl/worksheets/sheet1.xml": SHEET.format(
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            ).encode()
        }
    ),
    "ten thousand members": lambda: repacked({f"xl/media/{n}.txt": b"x" for n in range(10_000)}),
    "a huge table of strings": lambda: repacked(
        {
            "xl/sharedStrings.xml": (
                '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                + "".join(f"<si><t>{n}</t></si>" for n in range(4_000_000))
                + "</sst>"
            ).encode()
        }
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_quickly(bomb):
    content = BOMBS[bomb]()
    started = time.monotonic()
    with pytest.raises(UnreadableWorkbook):
        read(content)
    assert time.monotonic() - started < 25


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.NOT_A_WORKBOOK),
        (b"%PDF-1.7", Trouble.NOT_A_WORKBOOK),
        (b"PK\x03\x04 torn", Trouble.NOT_A_WORKBOOK),
        (b"x" * 10_000_001, Trouble.TOO_LARGE),
        (repacked({"xl/workbook.xml": b"<not xml"}), Trouble.NOT_A_WORKBOOK),
    ],
)
def test_what_is_not_a_workbook_is_said_to_be_none(content, trouble):
    with pytest.raises(UnreadableWorkbook) as refusal:
        read(content)
    assert refusal.value.trouble == trouble


def test_cells_come_as_they_were_typed():
    [sheet] = read(workbook(A1="Звіт", B2=12, C3=7.5, D4=True, E5="=1+1", AB6="  довге слово "))
    assert sheet.cells == {
        (1, 1): Cell(1, 1, "Звіт"),
        (2, 2): Cell(2, 2, 12),
        (3, 3): Cell(3, 3, 7.5),
        (4, 4): Cell(4, 4, True),
        (5, 5): Cell(5, 5, "=1+1", is_formula=True),
        (6, 28): Cell(6, 28, "  довге слово "),
    }
    assert sheet.cells[6, 28].address == "AB6"
