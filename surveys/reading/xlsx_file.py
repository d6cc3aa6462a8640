"""Workbooks. Imported by the limited child only: calamine keeps a whole sheet in memory."""

import datetime as dt
import io
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

from surveys.reading.columns import Coded, FileColumn, Numbering, Value, narrow, samples_of
from surveys.reading.limits import LONGEST_VALUE, Trouble, Unreadable, check_names, check_shape

ROWS_AT_ONCE = 4096
PIECE = 1 << 20  # bytes


def read(place: Path) -> tuple[list[FileColumn], list[Coded], int]:
    """The first sheet that holds anything. Raises `Unreadable`."""
    refuse_formulas(place)
    try:
        book = CalamineWorkbook.from_path(str(place))
        sheet = next(
            (each for each in map(book.get_sheet_by_name, book.sheet_names) if each.total_height), None
        )
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    if sheet is None:
        raise Unreadable(Trouble.EMPTY)
    check_shape(rows=sheet.total_height - 1, columns=sheet.total_width)
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
    columns = [FileColumn(name, samples=samples_of(each)) for name, each in zip(names, coded, strict=True)]
    return columns, coded, count


def refuse_formulas(place: Path) -> None:
    """A formula is never computed, and what a program last computed may be stale."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(place.read_bytes()))
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    _refuse_formulas_in(sheet)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(Trouble.BROKEN) from problem


def _refuse_formulas_in(sheet: Any) -> None:
    tail = b""
    while piece := sheet.read(PIECE):
        seen = tail + piece
        for mark in (b"<f>", b"<f ", b"<f/>"):
            if (found := seen.find(mark)) >= 0:
                raise Unreadable(Trouble.FORMULAS, where=_address(seen[:found]))
        tail = seen[-300:]


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
