"""Workbooks. Imported by the limited child only: calamine keeps a whole sheet in memory.

The bytes of the sheets are searched for formulas in one thread while another reads the first sheet at once
(`plain_sheet`). A workbook that turns out not to be plain is read again, cell by cell.
"""

import datetime as dt
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

from surveys.reading import plain_sheet
from surveys.reading.columns import Coded, FileColumn, Numbering, Value, narrow, samples_of
from surveys.reading.limits import LONGEST_VALUE, Trouble, Unreadable, check_names, check_shape

ROWS_AT_ONCE = 4096
PIECE = 1 << 20  # bytes


def read(place: Path) -> tuple[list[FileColumn], list[Coded], int]:
    """The first sheet that holds anything. Raises `Unreadable`."""
    with ThreadPoolExecutor(1) as beside:
        searching = beside.submit(refuse_formulas, place)
        found = plain_sheet.read(str(place))
        is_plain = searching.result()
    if found is None or not is_plain:
        return _cell_by_cell(place)
    names, coded, rows = found
    check_names(names)
    return _described(names, coded), coded, rows


def _described(names: list[str], coded: list[Coded]) -> list[FileColumn]:
    return [FileColumn(name, samples=samples_of(each)) for name, each in zip(names, coded, strict=True)]


def _cell_by_cell(place: Path) -> tuple[list[FileColumn], list[Coded], int]:
    try:
        book = CalamineWorkbook.from_path(str(place))
        sheet = next(
            (each for each in map(book.get_sheet_by_name, book.sheet_names) if each.total_height), None
        )
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    if sheet is None:
        raise Unreadable(Trouble.EMPTY)
    last_row, last_column = sheet.end or (0, 0)  # from 0; the heading is no answer
    check_shape(rows=last_row, columns=last_column + 1)
    rows = sheet.iter_rows()
    # iter_rows begins at A1, also when the first rows or columns are empty.
    names = [_name(value) for value in next(iter(islice(rows, 1)))]
    while names and not names[-1]:
        names.pop()
    check_names(names)
    numberings = [Numbering({"": 0}) for _ in names]
    pieces: list[list[Any]] = [[] for _ in names]
    count = 0
    while piece := list(islice(rows, ROWS_AT_ONCE)):
        count += len(piece)
        for place_, column in enumerate(islice(zip(*piece, strict=True), len(names))):
            numbered = map(numberings[place_].__getitem__, column)
            pieces[place_].append(np.fromiter(numbered, dtype=np.uint32, count=len(piece)))
    coded = [
        Coded([_value(each) for each in numbering], narrow(np.concatenate(codes), len(numbering)))
        for numbering, codes in zip(numberings, pieces, strict=True)
    ]
    return _described(names, coded), coded, count


def refuse_formulas(place: Path) -> bool:
    """A formula is never computed, and what a program last computed may be stale.

    True when every sheet is plain.
    """
    plain = True
    try:
        archive = zipfile.ZipFile(io.BytesIO(place.read_bytes()))
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    plain = _refuse_formulas_in(sheet) and plain
            elif name == "xl/sharedStrings.xml":
                with archive.open(name) as words:
                    pieces = iter(lambda: words.read(PIECE), b"")
                    plain = all(plain_sheet.is_plain(piece, is_first=False) for piece in pieces) and plain
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    return plain


def _refuse_formulas_in(sheet: Any) -> bool:
    tail, plain, is_first = b"", True, True
    while piece := sheet.read(PIECE):
        seen = tail + piece
        for mark in (b"<f>", b"<f ", b"<f/>") if plain_sheet.holds(seen, b"<f") else ():
            if (found := seen.find(mark)) >= 0:
                raise Unreadable(Trouble.FORMULAS, where=_address(seen[:found]))
        plain = plain and plain_sheet.is_plain(seen, is_first=is_first)
        tail, is_first = seen[-300:], False
    return plain


def _address(before: bytes) -> str:
    """Of the cell that was opened last."""
    opened = before.rfind(b"<c ")
    mark = before.find(b'r="', opened) if opened >= 0 else -1
    return before[mark + 3 : before.find(b'"', mark + 3)].decode("ascii", "replace")[:12] if mark > 0 else ""


def _name(value: Any) -> str:
    said = _value(value)
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    return "" if said is None else str(said).strip()


def _value(value: Any) -> Value:
    """Dates come as ISO text, true and false as 1 and 0."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value).strip()[:LONGEST_VALUE] or None
