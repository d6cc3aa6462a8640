"""Reading spreadsheets that somebody uploaded: limits first, then openpyxl in a limited child (R23).

A workbook is a zip of XML: 300 kB can unpack to 600 MB, and a single cell at XFD1048576 keeps a
parser busy for a minute. So the zip is weighed before anything is parsed, and parsing happens in a
child process with limits on memory and time. The child is this module, started with `python -m`.
"""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml import DEFUSEDXML

from communities.shared import limited_child

LARGEST_FILE = 10_000_000  # bytes
LARGEST_UNPACKED = 50_000_000  # bytes
LARGEST_RATIO = 100
MOST_MEMBERS = 200
MOST_ROWS, MOST_COLUMNS = 5_000, 200
CELL_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
LONGEST_TEXT = 32_767  # characters in a cell, Excel's own limit
MEMORY = 512 * 1024 * 1024  # bytes of data in the child
SECONDS = 20


class Trouble(StrEnum):
    """Why a file was not read."""

    TOO_LARGE = "too_large"
    NOT_A_WORKBOOK = "not_a_workbook"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_SLOW = "too_slow"


class UnreadableWorkbook(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Cell:
    """`value` is text, a number, a yes/no or None; dates come as ISO text. A formula is never computed."""

    row: int
    column: int
    value: str | int | float | bool | None
    is_formula: bool = False

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class Sheet:
    name: str
    cells: dict[tuple[int, int], Cell]  # by (row, column), counted from 1; empty cells are left out


def read(content: bytes) -> list[Sheet]:
    """Sheets in their order. Raises `UnreadableWorkbook`."""
    weigh(content)
    try:
        written, ended = limited_child.answer_of(
            "communities.shared.workbooks", content=content, seconds=SECONDS
        )
    except limited_child.TooSlow as problem:
        raise UnreadableWorkbook(Trouble.TOO_SLOW) from problem
    if ended:
        # Killed for its appetite: out of memory, or by the system.
        raise UnreadableWorkbook(Trouble.UNPACKS_TOO_LARGE)
    answer = json.loads(written)
    if "trouble" in answer:
        raise UnreadableWorkbook(Trouble(answer["trouble"]))
    return [
        Sheet(
            name, {(row, column): Cell(row, column, value, formula) for row, column, value, formula in cells}
        )
        for name, cells in answer["sheets"]
    ]


def weigh(content: bytes) -> None:
    """Refuses by the zip's own directory, before anything is unpacked."""
    if len(content) > LARGEST_FILE:
        raise UnreadableWorkbook(Trouble.TOO_LARGE)
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise UnreadableWorkbook(Trouble.NOT_A_WORKBOOK) from problem
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableWorkbook(Trouble.NOT_A_WORKBOOK)
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or unpacked / packed > LARGEST_RATIO:
        raise UnreadableWorkbook(Trouble.UNPACKS_TOO_LARGE)


def _parse(content: bytes) -> dict[str, Any]:
    """In the child: what the workbook says, as JSON."""
    if not DEFUSEDXML:
        raise RuntimeError("defusedxml must be installed: openpyxl has no guard of its own")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError):
        return {"trouble": Trouble.NOT_A_WORKBOOK}
    if _reaches_too_far(content):
        return {"trouble": Trouble.TOO_MANY_CELLS}
    sheets = [[sheet.title, list(_cells(sheet))] for sheet in book.worksheets]
    return {"sheets": sheets}


def _reaches_too_far(content: bytes) -> bool:
    """Looks at the addresses of cells alone: a parser would fill the whole way to a far corner."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.startswith("xl/worksheets/"):
            for column, row in CELL_ADDRESS.findall(archive.read(name)):
                if int(row) > MOST_ROWS or column_index_from_string(column.decode()) > MOST_COLUMNS:
                    return True
    return False


def _cells(sheet: Any) -> Iterator[tuple[int, int, Any, bool]]:
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
        for cell in row:
            if cell.value is not None:
                value = cell.value
                if not isinstance(value, (str, int, float, bool)):
                    value = value.isoformat() if hasattr(value, "isoformat") else str(value)
                if isinstance(value, str):
                    value = value[:LONGEST_TEXT]
                yield cell.row, cell.column, value, cell.data_type == "f"


if __name__ == "__main__":
    limited_child.limit(memory=MEMORY, seconds=SECONDS, largest_file=0)
    sys.stdout.write(json.dumps(_parse(sys.stdin.buffer.read())))
