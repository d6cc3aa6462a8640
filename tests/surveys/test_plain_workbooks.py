"""A workbook read column by column says the same as the same workbook read cell by cell."""

import datetime as dt

import openpyxl
import pytest

from surveys.reading.limits import Trouble, Unreadable

# Tests may; the site itself loads these in the limited child only.
from surveys.reading import plain_sheet, xlsx_file  # isort: skip

HEAD = ["FEAR", "COMMENT", "AGE"]
PLAIN = [[1, "так", 30], [None, " ні ", 31.5], [98, None, None], [1, "", 44]]


def workbook(tmp_path, rows, *, at=(1, 1)):
    book = openpyxl.Workbook()
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            book.active.cell(at[0] + down, at[1] + across, value)
    place = tmp_path / "answers.xlsx"
    book.save(place)
    return place


def said(read):
    columns, coded, rows = read
    cells = {
        column.name: [each.values[code] for code in each.codes]
        for column, each in zip(columns, coded, strict=True)
    }
    return cells, rows


def is_quick(place):
    return xlsx_file.refuse_formulas(place) and plain_sheet.read(str(place)) is not None


def test_plain_answers_are_read_column_by_column(tmp_path):
    place = workbook(tmp_path, [HEAD, *PLAIN])
    assert is_quick(place)
    assert said(xlsx_file.read(place)) == said(xlsx_file._cell_by_cell(place))
    assert said(xlsx_file.read(place))[0]["COMMENT"] == ["так", "ні", None, None]


NOT_PLAIN = {
    "true and false": [HEAD, [True, "a", 1], [False, "b", 2]],
    "true beside words": [HEAD, [True, "a", 1], ["так", "b", 2]],
    "dates": [HEAD, [1, dt.date(2026, 5, 1), 1], [2, dt.date(2026, 5, 2), 1]],
    "a date among words": [HEAD, [1, "a", 1], [1, dt.date(2026, 5, 1), 2]],
    "a date among numbers": [HEAD, [1, 3, 1], [1, dt.date(1900, 5, 1), 2]],
    "an error": [HEAD, [1, "#N/A", 1], [2, "b", 2]],
    "a name with a number": [["Q1", "Q1_1"], [1, 2], [3, 4]],
    "a number for a name": [["Q1", 2], [1, 2], [3, 4]],
    "a name that is empty at the end": [["Q1", "Q2", None], [1, 2, 3], [1, 2, 3]],
}


@pytest.mark.parametrize("rows", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_whatever_may_be_misread_is_read_cell_by_cell(tmp_path, rows):
    place = workbook(tmp_path, rows)
    assert not is_quick(place)
    assert said(xlsx_file.read(place)) == said(xlsx_file._cell_by_cell(place))


def test_two_columns_of_one_name_are_still_refused(tmp_path):
    with pytest.raises(Unreadable) as refusal:
        xlsx_file.read(workbook(tmp_path, [["Q1", "Q1"], [1, 2], [3, 4]]))
    assert refusal.value.trouble is Trouble.DUPLICATE_NAMES


def test_a_table_that_begins_elsewhere_is_read_cell_by_cell(tmp_path):
    assert not is_quick(workbook(tmp_path, [HEAD, *PLAIN], at=(3, 2)))


def test_words_and_numbers_in_one_column_mean_the_same(tmp_path):
    """Numbers may come as their digits: they are compared as numbers."""
    place = workbook(tmp_path, [HEAD, [1, "a", 1], ["fear", 7, 2], [2.5, "b", 3]])
    told = said(xlsx_file.read(place))[0]["FEAR"]
    assert [str(value) for value in told] == ["1", "fear", "2.5"]


@pytest.mark.parametrize("answer", [[1, "a", 1], [True, "a", 1]], ids=["plain", "not plain"])
def test_one_answer_is_enough(tmp_path, answer):
    assert said(xlsx_file.read(workbook(tmp_path, [HEAD, answer])))[1] == 1
