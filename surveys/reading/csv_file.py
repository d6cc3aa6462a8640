"""CSV: which letters, which separator, which columns; then the wanted columns at once, by polars.

Read in the worker itself, not in a child: polars' reader is memory-safe, the file is at most 64 MB and its
shape is counted before. A child would cost more than the reading.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat, zip_longest

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from surveys.reading.columns import Coded, FileColumn, Value, coded_numbers, narrow
from surveys.reading.limits import LONGEST_VALUE, Trouble, Unreadable, check_names, check_shape

SEPARATORS = (",", ";", "\t")
SAMPLE = 400  # rows that decide how a column is read
HEAD = 262_144  # bytes
PIECE = 1 << 18  # bytes that are counted at once
TINY_NUMBER = re.compile(r"\d{1,2}")
SMALL_NUMBER = re.compile(r"-?\d{1,4}")
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
SHOWN = 4

csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Delimited:
    """A file of separated values, as UTF-8 without a mark. `encoding`: what it was before."""

    text: bytes
    encoding: str
    separator: str
    columns: tuple[FileColumn, ...]
    kinds: tuple[str, ...]  # of each column: "tiny", "small", "number", "text"
    rows: int
    body_at: int  # byte at which the heading has ended


def look(content: bytes) -> Delimited:
    """Raises `Unreadable`."""
    text, encoding = _as_utf8(content)
    head = _head(text)
    separator = _separator(head)
    names, body_at = _heading(head, text, separator)
    check_names(names)
    check_shape(rows=1, columns=len(names))
    rows = _count(text, "\n", start=body_at) + (not text.endswith(b"\n"))
    if b'"' not in text:
        check_shape(rows=rows, columns=len(names))
    sample = list(islice(_records(text[body_at : body_at + HEAD].decode(errors="ignore"), separator), SAMPLE))
    if not any(map(any, sample)):
        raise Unreadable(Trouble.NO_ROWS)
    by_place = islice(chain(zip_longest(*sample, fillvalue=""), repeat(())), len(names))
    by_column = [list(filter(None, dict.fromkeys(map(str.strip, values)))) for values in by_place]
    columns = tuple(
        FileColumn(name, samples=tuple(each[:60] for each in values[:SHOWN]))
        for name, values in zip(names, by_column, strict=True)
    )
    kinds = tuple(map(_kind, by_column))
    return Delimited(text, encoding, separator, columns, kinds, rows, body_at)


def load(found: Delimited, wanted: Collection[str]) -> tuple[dict[str, Coded], int]:
    """The wanted columns and the number of rows. Raises `Unreadable`."""
    names = [column.name for column in found.columns]
    chosen = {place: name for place, name in enumerate(names) if name in wanted}
    body = found.text[found.body_at :]
    frame = _frame(found, body, chosen)
    check_shape(rows=frame.height, columns=len(names))
    separators = _count(body, found.separator)
    if separators != frame.height * (len(names) - 1):
        _refuse_unequal_rows(found)
    return {chosen[int(name)]: coded for name, coded in _coded(frame)}, frame.height


def _as_utf8(content: bytes) -> tuple[bytes, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(Trouble.UTF_16)
    if not content[:HEAD].strip(b"\xef\xbb\xbf \r\n\t"):
        raise Unreadable(Trouble.EMPTY)
    if b"\0" in content or CONTROLS.search(content[:HEAD]):
        raise Unreadable(Trouble.NOT_TEXT)
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")
    if content.isascii():
        return content, "utf-8"
    try:
        content.decode()
    except UnicodeDecodeError as problem:
        try:
            return content.decode("cp1251").encode(), "windows-1251"
        except UnicodeDecodeError:
            raise Unreadable(Trouble.NOT_TEXT) from problem
    return content, "utf-8"


def _head(text: bytes) -> str:
    return text[:HEAD].decode(errors="ignore")


def _separator(head: str) -> str:
    """The one that stands most often in the first line, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", head)
    first = next((line for line in bare.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _heading(head: str, text: bytes, separator: str) -> tuple[list[str], int]:
    """Names, and where the first record begins."""
    lines = io.StringIO(head, newline="")
    used: list[str] = []

    def counted() -> Iterator[str]:
        for line in lines:
            used.append(line)
            yield line

    try:
        names = next((row for row in csv.reader(counted(), delimiter=separator) if any(row)), [])
    except csv.Error as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    if len(names) > 1 and not names[-1].strip():
        raise Unreadable(Trouble.NO_NAME, number=len(names))
    return [name.strip() for name in names], min(len("".join(used).encode()), len(text))


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _count(text: bytes, letter: str, *, start: int = 0) -> int:
    """Several times as fast as `bytes.count` where every second letter is one."""
    letters = np.frombuffer(text, dtype=np.uint8, offset=start)
    pieces = (letters[at : at + PIECE] for at in range(0, len(letters), PIECE))
    return sum(int(np.count_nonzero(piece == ord(letter))) for piece in pieces)


def _kind(values: Sequence[str]) -> str:
    """Of different values, none of them empty."""
    if not values:
        return "text"
    if all(map(TINY_NUMBER.fullmatch, values)):
        return "tiny"
    if all(map(SMALL_NUMBER.fullmatch, values)):
        return "small"
    return "number" if all(map(PLAIN_NUMBER.fullmatch, values)) else "text"


def _frame(found: Delimited, body: bytes, chosen: dict[int, str]) -> pl.DataFrame:
    """Wider and wider kinds: a column may hold what its first rows did not announce."""
    wider = tuple("small" if kind == "tiny" else kind for kind in found.kinds)
    for kinds in (found.kinds, wider):
        try:
            return _read(found, body, chosen, kinds)
        except (PolarsError, pl.exceptions.PanicException):
            if kinds is found.kinds:
                _refuse_unequal_rows(found)
    try:
        return _read(found, body, chosen, ("text",) * len(wider))
    except (PolarsError, pl.exceptions.PanicException) as problem:
        raise Unreadable(Trouble.BROKEN) from problem


def _read(found: Delimited, body: bytes, chosen: dict[int, str], kinds: Sequence[str]) -> pl.DataFrame:
    """Columns are named by their place."""
    types = {"tiny": pl.UInt8, "small": pl.Int16, "number": pl.Float64, "text": pl.String}
    places = sorted(chosen) or [0]
    frame = pl.read_csv(
        body,
        has_header=False,
        columns=places,
        infer_schema=False,
        schema_overrides={f"column_{place}": types[kinds[place]] for place in places},
        separator=found.separator,
        raise_if_empty=True,
    )
    return frame.rename({f"column_{place}": str(place) for place in places})


def _refuse_unequal_rows(found: Delimited) -> None:
    """Says which row has another number of cells than the heading. Blank lines at the end do not count."""
    width, number = len(found.columns), 1
    try:
        for number, row in enumerate(
            _records(found.text[found.body_at :].decode(), found.separator), start=2
        ):
            if any(row) and len(row) != width:
                last = len(row) < width and not found.text.endswith(b"\n")
                trouble = Trouble.CUT_OFF if last else Trouble.UNEQUAL_ROWS
                raise Unreadable(trouble, where=str(number), number=len(row))
    except csv.Error as problem:
        raise Unreadable(Trouble.BROKEN, where=str(number + 1)) from problem


def _coded(frame: pl.DataFrame) -> Iterator[tuple[str, Coded]]:
    kinds = dict(frame.schema)
    tiny = _tiny(frame.select(name for name, kind in kinds.items() if kind == pl.UInt8))
    small = _small(frame.select(name for name, kind in kinds.items() if kind == pl.Int16))
    texts = _texts(frame.select(name for name, kind in kinds.items() if kind == pl.String))
    for name in kinds:
        if name in tiny:
            yield name, tiny[name]
        elif name in small:
            yield name, small[name]
        elif name in texts:
            yield name, texts[name]
        else:
            yield name, coded_numbers(frame[name].fill_null(float("nan")).to_numpy())


def _texts(frame: pl.DataFrame) -> dict[str, Coded]:
    """Words are numbered in the order in which they come; without spaces around, and not too long."""
    if not frame.width:
        return {}
    trimmed = frame.lazy().select(pl.all().str.strip_chars().str.head(LONGEST_VALUE)).collect()
    different = trimmed.lazy().select(pl.all().unique(maintain_order=True).implode()).collect()
    lists = {name: different[name][0] for name in frame.columns}
    numbers = {name: pl.Series(range(len(each)), dtype=pl.UInt32) for name, each in lists.items()}
    numbered = (
        trimmed.lazy()
        .select(
            pl.col(name).replace_strict(each, numbers[name], return_dtype=pl.UInt32)
            for name, each in lists.items()
        )
        .collect()
    )
    return {
        name: Coded([value or None for value in each.to_list()], narrow(numbered[name].to_numpy(), len(each)))
        for name, each in lists.items()
    }


def _tiny(frame: pl.DataFrame) -> dict[str, Coded]:
    """A number of one or two digits is its own code; one more for an empty cell."""
    if not frame.width:
        return {}
    most = frame.lazy().select(pl.all().max().fill_null(0)).collect().row(0, named=True)
    empty = {name: most[name] + 1 for name in frame.columns if frame[name].null_count()}
    whole = frame.lazy().with_columns(pl.col(name).fill_null(code) for name, code in empty.items()).collect()
    return {
        name: Coded([*range(most[name] + 1), *([None] if name in empty else [])], whole[name].to_numpy())
        for name in frame.columns
    }


def _small(frame: pl.DataFrame) -> dict[str, Coded]:
    """Codes without a search: the distance from the smallest number; one more for an empty cell."""
    if not frame.width:
        return {}
    ends = frame.lazy().select(pl.all().min().name.prefix("<"), pl.all().max().name.prefix(">")).collect()
    found = ends.row(0, named=True)
    values: dict[str, list[Value]] = {}
    codes = []
    for name in frame.columns:
        least, most = found[f"<{name}"], found[f">{name}"]
        if least is None:
            values[name] = [None]
            codes.append(pl.col(name).fill_null(0))
            continue
        values[name] = [*range(least, most + 1), None]
        distance = pl.col(name) if most - least < 10_000 else pl.col(name).cast(pl.Int32)
        codes.append((distance - least).fill_null(most - least + 1))
    numbered = frame.lazy().select(codes).collect()
    return {name: Coded(each, narrow(numbered[name].to_numpy(), len(each))) for name, each in values.items()}
