"""Answers of SPSS files that are taken as whole columns are the very ones that pyreadstat reads one by one."""

import struct

import numpy as np
import pandas
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.reading import plain_sav, sav_file

COMPRESSIONS = ({}, {"row_compress": True}, {"compress": True})
# Codes of one byte end at 151 and begin at -99; what is no answer comes as NaN.
NUMBERS = st.one_of(
    st.integers(-110, 160).map(float),
    st.floats(-1e300, 1e300, allow_nan=False, width=64),
    st.just(float("nan")),
)
WORDS = st.text(alphabet="абвїxyz \u2019", max_size=20)
FILES = st.integers(1, 40).flatmap(
    lambda rows: st.lists(
        st.one_of(
            st.lists(NUMBERS, min_size=rows, max_size=rows), st.lists(WORDS, min_size=rows, max_size=rows)
        ),
        min_size=1,
        max_size=9,
    )
)


def written(folder, columns, **how):
    place = folder / "a.sav"
    table = pandas.DataFrame({f"Q{number}": values for number, values in enumerate(columns)})
    pyreadstat.write_sav(table, place, column_labels=["how safe " * 9] * len(columns), **how)
    return place


def told(coded):
    return [coded.values[code] for code in coded.codes]


def plain(place, columns):
    return plain_sav.read(place, columns=columns, encoding="utf-8")


@pytest.mark.parametrize("how", COMPRESSIONS, ids=str)
@given(columns=FILES)
@settings(max_examples=25, deadline=None)
def test_the_same_answers(tmp_path_factory, how, columns):
    place = written(tmp_path_factory.mktemp("sav"), columns, **how)
    found, rows = plain(place, len(columns))
    expected, expected_rows = sav_file._value_by_value(place)
    assert rows == expected_rows
    assert [told(each) for each in found] == [told(each) for each in expected]


@pytest.fixture
def bytes_of(tmp_path):
    table = pandas.DataFrame({"A": [1.0, np.nan, 500.25, 3.0], "B": ["так", "", "дуже довгі слова", "x"]})

    def made(**how):
        pyreadstat.write_sav(
            table,
            tmp_path / "b.sav",
            variable_value_labels={"A": {1: "yes"}},
            missing_ranges={"A": [3]},
            **how,
        )
        return (tmp_path / "b.sav").read_bytes()

    return made


@pytest.mark.parametrize("how", COMPRESSIONS, ids=str)
def test_whatever_is_cut_off_or_changed_ends_well(tmp_path, bytes_of, how):
    """With answers or with nothing, never with an exception: one changed byte can kill pyreadstat itself."""
    whole, place = bytes_of(**how), tmp_path / "broken.sav"
    random = np.random.default_rng(4)
    for number in range(200):
        content = bytearray(whole)
        if number % 3:
            content[random.integers(len(content))] = random.integers(256)
        else:
            content = content[: random.integers(len(content))]
        place.write_bytes(content)
        found = plain(place, 2)
        assert found is None or len(found[0]) == 2


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [(64, "<i", 0x02000000), (72, "<i", 7), (80, "<i", 5), (84, "<d", 0.0), (176, "<i", 5)],
    ids=["big-endian", "unknown compression", "more cases than there are", "another bias", "unknown record"],
)
def test_what_is_not_plain_is_left_to_pyreadstat(tmp_path, bytes_of, at, form, value):
    content = bytearray(bytes_of())
    struct.pack_into(form, content, at, value)
    (tmp_path / "c.sav").write_bytes(content)
    assert plain(tmp_path / "c.sav", 2) is None


def test_very_long_words_are_left_to_pyreadstat(tmp_path):
    place = written(tmp_path, [["x" * 300, "y"]])
    assert plain(place, 1) is None
    assert told(sav_file.read(place)[1][0]) == ["x" * 300, "y"]


def test_labels_and_missing_codes_stay(tmp_path, bytes_of):
    (tmp_path / "d.sav").write_bytes(bytes_of(row_compress=True))
    columns, _coded, rows = sav_file.read(tmp_path / "d.sav")
    assert (columns[0].labels, columns[0].missing, rows) == ({1.0: "yes"}, ((3.0, 3.0),), 4)
