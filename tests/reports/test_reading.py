"""From what somebody typed to an answer, or to plain words about why it cannot be one."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.answers.content import AnswerContent
from reports.answers.reading import (
    Typed,
    number_from,
    read_answer,
    read_narrative,
    why_unclear,
)
from reports.editions.form_definition import Bilingual, IndicatorField, NarrativeField
from reports.models import AnswerKind, ValueType

NOTHING = Bilingual("", "")
LIMITS = {
    ValueType.COUNT: (9, 0),
    ValueType.PERCENT: (4, 1),
    ValueType.MINUTES: (5, 1),
    ValueType.RATIO: (8, 1),
    ValueType.MONEY: (14, 2),
}


def field(measure: ValueType) -> IndicatorField:
    digits, decimals = LIMITS.get(measure, (9, 0))
    return IndicatorField(
        pk=1,
        code="X",
        type=measure,
        direction="neutral",
        label=NOTHING,
        unit=NOTHING,
        hint=NOTHING,
        is_core=True,
        is_stock=False,
        is_sensitive=False,
        is_opsec=False,
        decimals=decimals,
        max_digits=digits,
        max_chars=1500 if measure == ValueType.TEXT else None,
    )


COUNT, PERCENT, MINUTES, RATIO, MONEY, YES_NO, TEXT = (field(measure) for measure in ValueType)
PROBLEM = NarrativeField("problem", NOTHING, NOTHING, is_required=True, max_chars=800)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("which", "typed", "number"),
    [
        (COUNT, "12", "12"),
        (COUNT, " 0 ", "0"),
        (COUNT, "007", "7"),
        (COUNT, "12 500", "12500"),
        (COUNT, "12\u00a0500", "12500"),
        (COUNT, "1\u202f234\u2009567", "1234567"),
        (COUNT, "12'500", "12500"),
        (COUNT, "12,0", "12"),
        (COUNT, "12.00", "12"),
        (COUNT, "999999999", "999999999"),
        (COUNT, "\u200f12", "12"),
        (PERCENT, "12,5", "12.5"),
        (PERCENT, "12.5 %", "12.5"),
        (PERCENT, "100", "100"),
        (PERCENT, "0", "0"),
        (MINUTES, "6,7 хв", "6.7"),
        (MINUTES, "14 min", "14"),
        (RATIO, "6 500,5", "6500.5"),
        (MONEY, "1 250 000,50 грн", "1250000.50"),
        (MONEY, "0.05 ₴", "0.05"),
        (MONEY, "999999999999,99", "999999999999.99"),
    ],
)
def test_figures_as_people_write_them(which, typed, number):
    read = read_answer(which, Typed(typed))
    assert read.answer == AnswerContent(AnswerKind.NUMBER, number=Decimal(number))
    assert not read.problem


@pytest.mark.parametrize(
    ("which", "typed", "words"),
    [
        (COUNT, "12,5", "whole number"),
        (COUNT, "1,000", "without a comma"),
        (COUNT, "1.000", "without a comma"),
        (COUNT, "-3", "below zero"),
        (COUNT, "−3", "below zero"),
        (COUNT, "1e309", "all its digits"),
        (COUNT, "1Е5", "all its digits"),  # a Cyrillic letter
        (COUNT, "NaN", "cannot be read"),
        (COUNT, "Infinity", "cannot be read"),
        (COUNT, "inf", "cannot be read"),
        (COUNT, "дванадцять", "cannot be read"),
        (COUNT, "12 шт", "cannot be read"),
        (COUNT, "👍", "cannot be read"),
        (COUNT, "١٢", "cannot be read"),
        (COUNT, "½", "cannot be read"),
        (COUNT, "=1+1", "cannot be read"),
        (COUNT, "0x10", "cannot be read"),
        (COUNT, "1_000", "cannot be read"),
        (COUNT, "-", "no data"),
        (COUNT, "н/д", "no data"),
        (COUNT, "Немає", "no data"),
        (COUNT, "12 34", "one number"),
        (COUNT, "1.234.567", "at most one comma"),
        (COUNT, "1 234,5,6", "one number"),
        (COUNT, "1000000000", "too large: at most 9 digits"),
        (COUNT, "9" * 200, "too large"),
        (PERCENT, "100,1", "0 to 100"),
        (PERCENT, "101", "0 to 100"),
        (PERCENT, "5,25", "1 digit after"),
        (PERCENT, "5,125", "without a comma"),
        (MINUTES, "10000", "too large: at most 4 digits"),
        (MINUTES, "6:42", "cannot be read"),
        (MONEY, "1,000", "without a comma"),
        (MONEY, "1,2345", "2 digits after"),
        (YES_NO, "можливо", "yes or no"),
    ],
)
def test_what_cannot_be_read_is_kept_with_words(which, typed, words):
    read = read_answer(which, Typed(typed))
    assert words in read.problem
    assert read.is_kept
    assert read.answer == AnswerContent(AnswerKind.UNCLEAR, text=typed)
    assert why_unclear(which, read.answer) == read.problem


@pytest.mark.parametrize(("typed", "yes"), [("yes", True), ("Так", True), ("no", False), ("НІ", False)])
def test_yes_and_no(typed, yes):
    assert read_answer(YES_NO, Typed(typed)).answer == AnswerContent(AnswerKind.YES_NO, yes=yes)


@pytest.mark.parametrize("which", [COUNT, PERCENT, MONEY, YES_NO, TEXT])
@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\u200f", "\r\n"])
def test_nothing_typed_is_not_answered_and_not_zero(which, typed):
    read = read_answer(which, Typed(typed))
    assert read.answer is None
    assert not read.problem


@pytest.mark.parametrize("kind", [AnswerKind.NO_DATA, AnswerKind.NOT_APPLICABLE])
def test_no_data_and_not_applicable_need_a_reason(kind):
    given_reason = read_answer(COUNT, Typed("", kind, " The archive\x00 burnt "))
    assert given_reason.answer == AnswerContent(kind, reason="The archive burnt")
    assert not given_reason.problem
    assert "removed" in given_reason.notice
    without = read_answer(COUNT, Typed("", kind, " "))
    assert without.answer == AnswerContent(kind)
    assert "Say in a few words" in without.problem
    assert why_unclear(COUNT, without.answer) == without.problem


def test_a_reason_that_has_no_room_stays_with_its_author():
    read = read_answer(COUNT, Typed("", AnswerKind.NO_DATA, "я" * 301))
    assert (read.answer, read.is_kept) == (None, False)
    assert "301 of 300 characters" in read.problem


def test_a_text_answer_is_whole_even_when_too_long():
    read = read_answer(TEXT, Typed("Одне авто\r\nдля станції\x0b" + "!" * 1500))
    assert read.answer is not None
    assert read.answer.text == "Одне авто\nдля станції" + "!" * 1500
    assert "1521 of 1500" in read.problem
    assert "removed" in read.notice
    assert why_unclear(TEXT, read.answer) == read.problem


def test_a_narrative_counts_characters_and_cuts_nothing():
    fits = read_narrative(PROBLEM, "ї" * 800 + "  ")
    assert (len(fits.text), fits.problem, fits.is_kept) == (800, "", True)
    longer = read_narrative(PROBLEM, "ї" * 812)
    assert (len(longer.text), longer.is_kept) == (812, True)
    assert longer.problem == "Too long: 812 of 800 characters. Shorten it; nothing was cut off."


def test_three_megabytes_stay_with_their_author():
    read = read_narrative(PROBLEM, "x" * 3_000_000)
    assert not read.is_kept
    assert len(read.text) == 3_000_000
    assert "3000000 of 800 characters" in read.problem
    long_figure = read_answer(COUNT, Typed("1" * 3_000_000))
    assert (long_figure.answer, long_figure.is_kept) == (None, False)


@pytest.mark.parametrize(
    "typed", ["Привіт 👮", "1 < 2 & 3 > 2", "{{ 7|add:7 }}", "=HYPERLINK(1)", "'; DROP TABLE"]
)
def test_a_narrative_keeps_every_visible_character(typed):
    read = read_narrative(PROBLEM, typed)
    assert (read.text, read.problem, read.notice) == (typed, "", "")


def test_a_figure_for_others_who_read_figures():
    assert number_from(PERCENT, "12,5 %") == Decimal("12.5")
    with pytest.raises(ValueError, match="0 to 100"):
        number_from(PERCENT, "120")


@given(st.sampled_from([COUNT, PERCENT, MINUTES, RATIO, MONEY, YES_NO, TEXT]), st.text(max_size=60))
def test_whatever_is_typed_nothing_is_lost_and_nothing_breaks(which, typed):
    with translation.override("en"):
        read = read_answer(which, Typed(typed))
    if read.answer is None:
        assert not any(sign.isalnum() for sign in typed)
    elif read.answer.kind == AnswerKind.UNCLEAR:
        assert read.problem
        assert read.answer.text
    elif read.answer.kind == AnswerKind.NUMBER:
        assert 0 <= read.answer.number <= 10**12
        assert read.answer.number.is_finite()


@given(st.integers(min_value=0, max_value=999_999_999), st.sampled_from(["", " ", "\u00a0", "'"]))
def test_every_count_is_read_with_every_blank_between_thousands(number, blank):
    typed = f"{number:,}".replace(",", blank)
    assert read_answer(COUNT, Typed(typed)).answer.number == number


@given(st.decimals(min_value=0, max_value=10**11, places=2), st.sampled_from([",", "."]))
def test_every_sum_of_money_is_read_with_comma_and_point(amount, mark):
    typed = format(amount, "f").replace(".", mark)
    assert read_answer(MONEY, Typed(typed)).answer.number == amount
