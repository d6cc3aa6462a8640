"""Columns of a file as different values and a small number for each row: a hundred thousand answers hold
only a dozen different ones, so whatever must be said of a value is said once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Value = str | int | float | None
SAMPLED = 400  # rows
SPREAD = 1000  # numbers that lie closer together than this
Codes = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class FileColumn:
    """`labels`: words for values (SPSS). `missing`: ranges of values that the file calls missing."""

    name: str
    label: str = ""
    labels: Mapping[float, str] = field(default_factory=dict)
    missing: tuple[tuple[float, float], ...] = ()
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coded:
    """`values[codes[row]]` stands in that row; None is an empty cell."""

    values: Sequence[Value]
    codes: Codes

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each value stands there; some may not at all."""
        return np.bincount(self.codes, minlength=len(self.values)).astype(np.int64)

    def rows_with(self, place: int, *, most: int) -> list[int]:
        """The first rows with this value, counted from 0."""
        return [int(row) for row in np.flatnonzero(self.codes == place)[:most]]


class Numbering(dict[Any, int]):
    """Gives each new value the next number."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number


def narrow(codes: NDArray[Any], different: int) -> Codes:
    """As small as `different` numbers allow."""
    size = np.uint8 if different <= 256 else np.uint16 if different <= 65_536 else np.uint32
    return codes.astype(size, copy=False)


def coded_numbers(numbers: NDArray[np.float64]) -> Coded:
    """Not a number is an empty cell. Small whole numbers, as most answers are, need no search."""
    if len(numbers):
        least, most = float(np.fmin.reduce(numbers)), float(np.fmax.reduce(numbers))
        if np.isfinite(least) and most - least < SPREAD and least.is_integer() and most.is_integer():
            different = int(most - least) + 1
            distance, gaps = numbers - least, 0
            if np.isnan(distance.sum()):
                empty = np.isnan(distance)
                distance[empty], gaps = different, int(np.count_nonzero(empty))
            codes = narrow(distance.astype(np.uint16), different + 1)
            if np.count_nonzero(codes + least == numbers) + gaps == len(numbers):
                values: list[Value] = [least + each for each in range(different)]
                return Coded([*values, None] if gaps else values, codes)
    found, places = np.unique(numbers, return_inverse=True)
    listed: list[Value] = found.tolist()
    if np.isnan(found[-1:]).any():  # the largest, and only once
        listed[-1] = None
    return Coded(listed, narrow(places, len(listed)))


def save(place: Path, *, columns: Sequence[FileColumn], coded: Iterable[Coded], rows: int) -> None:
    """One file, from which single columns can be taken again. Written by the child, without pickles."""
    arrays: dict[str, NDArray[Any]] = {}
    for number, each in enumerate(coded):
        arrays[f"c{number}"] = each.codes
        arrays[f"v{number}"] = _text(each.values)
    about = [
        [each.name, each.label, list(each.labels.items()), each.missing, each.samples] for each in columns
    ]
    arrays["about"] = _text({"rows": rows, "columns": about})
    with place.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type] # its stub mixes names with an option


class SavedColumns:
    """What `save` wrote. Columns are taken from the disk when they are asked for."""

    def __init__(self, file: Path | BinaryIO) -> None:
        self._arrays = np.load(file, allow_pickle=False)
        about = json.loads(self._arrays["about"].tobytes())
        self.rows: int = about["rows"]
        self.columns = tuple(
            FileColumn(
                name=name,
                label=label,
                labels={float(value): words for value, words in labels},
                missing=tuple((low, high) for low, high in missing),
                samples=tuple(samples),
            )
            for name, label, labels, missing, samples in about["columns"]
        )
        self._place = {column.name: number for number, column in enumerate(self.columns)}

    def __getitem__(self, name: str) -> Coded:
        number = self._place[name]
        values = json.loads(self._arrays[f"v{number}"].tobytes())
        return Coded(values, self._arrays[f"c{number}"])


def samples_of(coded: Coded, *, most: int = 4) -> tuple[str, ...]:
    """The first different values of the first rows, as text."""
    places = dict.fromkeys(coded.codes[:SAMPLED].tolist())
    values = (coded.values[place] for place in places)
    return tuple(as_text(value)[:60] for value in values if value is not None)[:most]


def as_text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _text(said: Any) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(said, ensure_ascii=True).encode(), dtype=np.uint8)
