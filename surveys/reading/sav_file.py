"""SPSS files. The only module that imports pyreadstat, and imported by the limited child only (R24):
its C parser has a long list of overflows.

pyreadstat reads the dictionary; the answers of a plain file are taken as whole columns (`plain_sav`), others
value by value.
"""

from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pyreadstat

from surveys.reading import plain_sav
from surveys.reading.columns import (
    Coded,
    FileColumn,
    Numbering,
    Value,
    coded_numbers,
    narrow,
    samples_of,
)
from surveys.reading.limits import LONGEST_VALUE, Trouble, Unreadable, check_names, check_shape


def read(place: Path) -> tuple[list[FileColumn], list[Coded], int]:
    """Raises `Unreadable`."""
    try:
        # User-missing codes come as they are: 98 and 99 are answers to us (“hard to say”, “refused”).
        _, about = pyreadstat.read_sav(place, metadataonly=True, user_missing=True)
        names = list(about.column_names)
        check_shape(rows=max(1, about.number_rows or 1), columns=about.number_columns or 0)
        check_names(names)
        found = plain_sav.read(place, columns=len(names), encoding=about.file_encoding or "utf-8")
        coded, rows = found or _value_by_value(place)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError, ValueError) as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    check_shape(rows=rows, columns=len(coded))
    columns = [
        _column(name, label, about, each)
        for name, label, each in zip(names, about.column_labels, coded, strict=True)
    ]
    return columns, coded, rows


def _value_by_value(place: Path) -> tuple[list[Coded], int]:
    data, about = pyreadstat.read_sav(
        place, user_missing=True, output_format="dict", disable_datetime_conversion=True
    )
    rows = len(next(iter(data.values()), []))
    return [_coded(data.pop(name), rows) for name in about.column_names], rows


def _coded(values: Any, rows: int) -> Coded:
    try:
        numbers = np.frombuffer(array("d", values))
    except TypeError:  # text, or a number that is missing
        pass
    else:
        return coded_numbers(numbers)
    numbering = Numbering()
    codes = np.fromiter(map(numbering.__getitem__, values), dtype=np.uint32, count=rows)
    return Coded([_value(each) for each in numbering], narrow(codes, len(numbering)))


def _column(name: str, label: str | None, about: Any, coded: Coded) -> FileColumn:
    labels = about.variable_value_labels.get(name, {})
    ranges = about.missing_ranges.get(name, [])
    return FileColumn(
        name=name,
        label=label or "",
        labels={
            float(value): str(words) for value, words in labels.items() if isinstance(value, (int, float))
        },
        missing=tuple(
            (float(each["lo"]), float(each["hi"])) for each in ranges if not isinstance(each["lo"], str)
        ),
        samples=samples_of(coded),
    )


def _value(value: Any) -> Value:
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, (int, float)):
        return value
    return str(value).strip()[:LONGEST_VALUE] or None
