"""The first sheet of a plain workbook, fast: fastexcel makes whole columns, nanoarrow lets numpy see them.

Imported by the limited child only. Plain is what survey tools write: names from A1 on, numbers and words.
Wherever fastexcel could make something else of a cell than what stands there (dates, true and false, errors,
two columns of one name), nothing is returned, and `xlsx_file` reads cell by cell.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import fastexcel
import nanoarrow
import numpy as np

from surveys.reading.columns import Coded, Numbering, Value, coded_numbers, narrow
from surveys.reading.limits import LONGEST_VALUE, check_shape

BEGINNING = re.compile(rb"<sheetData>\s*<row([^>]*)>\s*<c([^>]*)>\s*(?:<v>|<is>\s*<t(?: [^>]*)?>)[^<\s]")
PLACE = re.compile(rb'\sr="([^"]*)"')
OTHERWISE = (b't="b"', b't="e"', b't="d"', b">#")  # true and false, errors, dates, errors in words
RARE = {b't="b"': b"b", b't="e"': b"e", b't="d"': b"d", b">#": b"#", b"<f": b"f"}  # a letter of each
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBERED = re.compile(r"(.*)_\d+")
A_NUMBER = re.compile(r"[\d.,+-]+")
NUMBERS = {"g": np.float64, "l": np.int64}
WORDS = {"u": np.int32, "U": np.int64}
Read = tuple[list[str], list[Coded], int]


def holds(piece: bytes, mark: bytes) -> bool:
    """A single letter is found ten times as fast, and most sheets do not have it."""
    return RARE[mark] in piece and mark in piece


def is_plain(piece: bytes, *, is_first: bool) -> bool:
    """Of a piece of a sheet as it lies in the workbook. `is_first`: the sheet begins with it."""
    if any(holds(piece, mark) for mark in OTHERWISE):
        return False
    if not is_first:
        return True
    if b"='" in piece:  # a program that writes its attributes in this way
        return False
    found = BEGINNING.search(piece)
    if found is None:
        return False
    row, cell = PLACE.search(found[1]), PLACE.search(found[2])
    return (row is None or row[1] == b"1") and (cell is None or cell[1] == b"A1")


def read(place: str) -> Read | None:
    """Names, columns and the number of rows. None: not plain, or not readable. Raises `Unreadable`."""
    try:
        book = fastexcel.read_excel(place)
        sheet = book.load_sheet(book.sheet_names[0], schema_sample_rows=None)
        about = sheet.available_columns()
        rows, names = sheet.height, [column.name for column in about]
        if not rows or not all(column.column_name_from == "looked_up" for column in about):
            return None
        check_shape(rows=rows, columns=len(names))
        table = nanoarrow.c_array(sheet)
    except (fastexcel.FastExcelError, ValueError, IndexError, OSError, NotImplementedError):
        return None
    if not _are_certain(names) or table.n_children != len(names):
        return None
    del sheet, book
    coded = []
    for number in range(table.n_children):
        column = _column(table.child(number))
        if column is None:
            return None
        coded.append(column)
    return [name.strip() for name in names], coded, rows


def _are_certain(names: Sequence[str]) -> bool:
    """fastexcel renames the second “Q1” to “Q1_1” and writes numbers in its own way."""
    known = set(names)
    renamed = (NUMBERED.fullmatch(name) for name in names)
    return not any(
        not name.strip() or A_NUMBER.fullmatch(name) or A_DAY.match(name) for name in names
    ) and not any(found and found[1] in known for found in renamed)


def _column(array: Any) -> Coded | None:
    kind, rows = array.schema.format, array.length
    if array.offset or kind not in {*NUMBERS, *WORDS}:
        return None
    view = array.view()
    empty = _empty(view.buffer(0), rows) if array.null_count else None
    if kind in NUMBERS:
        numbers = np.asarray(view.buffer(1))[:rows].astype(np.float64)
        if empty is not None:
            numbers[empty] = np.nan
        return coded_numbers(numbers)
    ends, letters = np.asarray(view.buffer(1))[: rows + 1].tolist(), bytes(view.buffer(2))
    numbering = Numbering({b"": 0})
    codes = np.fromiter(
        (numbering[letters[start:end]] for start, end in pairwise(ends)),
        dtype=np.uint32,
        count=rows,
    )
    if empty is not None:
        codes[empty] = 0
    values: list[Value] = [each.decode().strip()[:LONGEST_VALUE] or None for each in numbering]
    if any(A_DAY.match(str(value)) for value in values):
        return None
    return Coded(values, narrow(codes, len(values)))


def _empty(bits: Any, rows: int) -> Any:
    return np.unpackbits(np.asarray(bits).view(np.uint8), count=rows, bitorder="little") == 0
