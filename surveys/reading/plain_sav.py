"""The numbers and words of an SPSS file as whole columns: numpy takes them as they lie in the file.

Imported by the limited child only, after pyreadstat has read the dictionary (names, labels, what is missing).
How a file is laid out: PSPP's description of the system file format. Plain is what SPSS, PSPP and R write
today: little-endian, uncompressed, compressed by bytes or by zlib, words of at most 255 bytes. Of anything
else, and wherever a count does not fit, nothing is returned, and `sav_file` reads value by value.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.reading.columns import Coded, Numbering, Value, coded_numbers, narrow
from surveys.reading.limits import LARGEST_UNPACKED, LONGEST_VALUE

HEADER = struct.Struct("<4s60siiiiid")  # kind, program, layout, slots, compression, weight, cases, bias
DICTIONARY_AT, SLOT = 176, 8
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
MACHINE_NUMBERS, VERY_LONG_WORDS = 4, 14
UNCOMPRESSED, BY_BYTES, BY_ZLIB = 0, 1, 2
BIAS = 100.0
NO_NUMBER = -float.fromhex("0x1.fffffffffffffp+1023")
PADDING, LAST, LITERAL, SPACES, MISSING = 0, 252, 253, 254, 255
ROWS_AT_ONCE = 2048

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


class _NotPlain(Exception):
    """Somebody else must read this file."""


@dataclass(frozen=True)
class _Layout:
    """`widths`: of each column in bytes, 0 for a number. `data_at`: byte at which the answers begin."""

    widths: list[int]
    compression: int
    cases: int  # -1: the file does not say
    data_at: int

    @property
    def slots(self) -> int:
        """Pieces of eight bytes that hold one person."""
        return sum(map(_slots, self.widths))


def read(place: Path, *, columns: int, encoding: str) -> tuple[list[Coded], int] | None:
    """The columns in their order and the number of rows. `columns`, `encoding`: as pyreadstat said.

    None: not plain, or not readable.
    """
    content = place.read_bytes()
    try:
        layout = _layout(content)
        if len(layout.widths) != columns:
            return None
        values = _values(content, layout)
        del content
        rows = len(values) // layout.slots
        if not rows or rows * layout.slots != len(values) or layout.cases not in {rows, -1}:
            return None
        return list(_coded(_turned(values.reshape(rows, layout.slots)), layout.widths, encoding)), rows
    except (_NotPlain, struct.error, zlib.error, LookupError, ValueError, OverflowError):
        return None


def _slots(width: int) -> int:
    return max(1, ceil(width / SLOT))


# --- the dictionary ---


def _layout(content: bytes) -> _Layout:
    kind, _program, layout, _size, compression, _weight, cases, bias = HEADER.unpack_from(content)
    if kind not in {b"$FL2", b"$FL3"} or layout not in {2, 3} or bias != BIAS:
        raise _NotPlain
    widths: list[int] = []
    promised = 0  # pieces that the last words still go on
    at = DICTIONARY_AT
    while (record := _int(content, at)) != END:
        if record == VARIABLE:
            width = _int(content, at + 4)
            if width >= 0:
                widths.append(width)
            elif not promised:
                raise _NotPlain
            if (width >= 0 and promised) or width > 255:
                raise _NotPlain
            promised = promised - 1 if width < 0 else _slots(width) - 1
        at = _after(content, at, record)
    if promised or not widths:
        raise _NotPlain
    return _Layout(widths, compression, cases, at + 8)


def _after(content: bytes, at: int, record: int) -> int:
    """Where the next record begins."""
    if record == VARIABLE:
        has_label, missing = _int(content, at + 8), _int(content, at + 12)
        at += 32
        if has_label:
            at += 4 + _filled(_count(content, at), 4)
        return at + SLOT * abs(missing)
    if record == LABELS:
        count, at = _count(content, at + 4), at + 8
        for _ in range(count):
            at += SLOT + _filled(content[at + SLOT] + 1, SLOT)
        return at
    if record == LABELLED:
        return at + 8 + 4 * _count(content, at + 4)
    if record == DOCUMENT:
        return at + 8 + 80 * _count(content, at + 4)
    if record != EXTENSION:
        raise _NotPlain
    subject, size, count = _int(content, at + 4), _count(content, at + 8), _count(content, at + 12)
    if subject == VERY_LONG_WORDS:
        raise _NotPlain
    if subject == MACHINE_NUMBERS and struct.unpack_from("<d", content, at + 16)[0] != NO_NUMBER:
        raise _NotPlain
    return at + 16 + size * count


def _int(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little", signed=True) if at + 4 <= len(content) else _ends()


def _count(content: bytes, at: int) -> int:
    count = _int(content, at)
    return count if count >= 0 else _ends()


def _ends() -> int:
    raise _NotPlain


def _filled(length: int, to: int) -> int:
    return ceil(length / to) * to


# --- the answers ---


def _values(content: bytes, layout: _Layout) -> Floats:
    """Person by person, eight bytes each; words are eight letters a piece."""
    if layout.compression == UNCOMPRESSED:
        return np.frombuffer(content[layout.data_at :], dtype="<f8")
    if layout.compression == BY_BYTES:
        return _unpacked(content[layout.data_at :])
    if layout.compression == BY_ZLIB:
        return _unpacked(b"".join(_inflated(content, layout.data_at)))
    raise _NotPlain


def _inflated(content: bytes, at: int) -> Iterator[bytes]:
    """The blocks that the end of the file lists."""
    begins, ends, length = struct.unpack_from("<qqq", content, at)
    _bias, _zero, _size, blocks = struct.unpack_from("<qqii", content, ends)
    if begins != at or length != 24 + 24 * blocks or ends + length != len(content):
        raise _NotPlain
    listed = list(struct.iter_unpack("<qqii", content[ends + 24 :]))
    if sum(size for _, _, size, _ in listed) > LARGEST_UNPACKED or min(size for _, _, size, _ in listed) < 0:
        raise _NotPlain
    for _, start, size, packed in listed:
        block = zlib.decompressobj().decompress(content[start : start + packed], size)
        if len(block) != size:
            raise _NotPlain
        yield block


def _unpacked(packed: bytes) -> Floats:
    """Eight codes, then the numbers for which a code was not enough, and again eight codes.

    So every piece of eight bytes either holds codes or is a number; who is who follows from the first one on.
    """
    pieces = len(packed) // SLOT
    words = np.frombuffer(packed, dtype="<f8", count=pieces)
    letters = np.frombuffer(packed, dtype=np.uint8, count=pieces * SLOT)
    steps = np.add.reduceat(letters == LITERAL, np.arange(0, len(letters), SLOT), dtype=np.uint8)
    has_codes = np.zeros(pieces, dtype=bool)
    has_codes[_places_of_codes(steps.tolist())] = True
    codes = letters.reshape(pieces, SLOT)[has_codes].ravel()
    ends = np.flatnonzero(codes == LAST)
    codes = codes[: ends[0]] if len(ends) else codes
    if (codes == PADDING).any():
        codes = codes[codes != PADDING]
    meant = np.arange(256, dtype=np.float64) - BIAS
    meant[SPACES], meant[MISSING] = np.frombuffer(b" " * SLOT, dtype="<f8")[0], NO_NUMBER
    values = meant[codes]
    literal = codes == LITERAL
    values[literal] = words[~has_codes][: np.count_nonzero(literal)]
    return values


def _places_of_codes(literals: list[int]) -> list[int]:
    """`literals`: of each piece, how many numbers follow if it holds codes."""
    places, place, pieces = [], 0, len(literals)
    while place < pieces:
        places.append(place)
        place += literals[place] + 1
    return places


def _turned(people: Floats) -> Floats:
    """Columns down. In steps that the processor's own memory can hold."""
    rows, slots = people.shape
    columns = np.empty((slots, rows))
    for start in range(0, rows, ROWS_AT_ONCE):
        columns[:, start : start + ROWS_AT_ONCE] = people[start : start + ROWS_AT_ONCE].T
    return columns


def _coded(pieces: Floats, widths: list[int], encoding: str) -> Iterator[Coded]:
    place = 0
    for width in widths:
        taken = pieces[place : place + _slots(width)]
        place += len(taken)
        yield _words(taken, encoding) if width else _numbers(taken[0])


def _numbers(values: Floats) -> Coded:
    values[values == NO_NUMBER] = np.nan
    return coded_numbers(values)


def _words(pieces: Floats, encoding: str) -> Coded:
    width, rows = len(pieces) * SLOT, pieces.shape[1]
    told: list[Any] = np.ascontiguousarray(pieces.T).view(f"S{width}").ravel().tolist()
    numbering = Numbering()
    codes = np.fromiter(map(numbering.__getitem__, told), dtype=np.uint32, count=rows)
    values: list[Value] = [each.decode(encoding).strip()[:LONGEST_VALUE] or None for each in numbering]
    return Coded(values, narrow(codes, len(values)))
