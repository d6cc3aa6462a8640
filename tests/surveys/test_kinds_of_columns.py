"""A column of a CSV holds what its cells say, whatever its first rows announced."""

import pytest

from surveys.reading import csv_file

FEW = ["1", "0", "99", ""]


@pytest.mark.parametrize("later", ["2", "100", "255", "256", "-7", "70000", "1.5", "так", "", " 3"])
def test_what_comes_later_is_read_as_it_stands(later):
    content = "\n".join(["A,B", *(f"{value},x" for value in [*FEW * 200, later])]).encode()
    coded, rows = csv_file.load(csv_file.look(content), ["A", "B"])
    told = [coded["A"].values[code] for code in coded["A"].codes]
    assert rows == len(told) == 801
    assert ("" if told[-1] is None else str(told[-1])) == later.strip()
    assert [None if value is None else str(value) for value in told[:4]] == ["1", "0", "99", None]


def test_a_column_without_an_answer():
    coded, _rows = csv_file.load(csv_file.look(b"A,B\n,1\n,2\n"), ["A", "B"])
    assert [coded["A"].values[code] for code in coded["A"].codes] == [None, None]
    assert [coded["B"].values[code] for code in coded["B"].codes] == [1, 2]
