"""Amounts as people write them: read exactly, or not at all; never a digit lost, never a guess."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from plans.forms.fields import NOT_AN_AMOUNT, TOO_FINE, field_for
from plans.resources.typed_amounts import plain_number, written
from plans.writing import parts
from plans.writing.parts import PartKind

NBSP, NARROW, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 200,50", "1200.50"),
        ("1200.50", "1200.50"),
        ("1 200,50 грн", "1200.50"),
        ("1200 грн.", "1200"),
        ("₴ 15", "15"),
        ("15 UAH", "15"),
        (f"1{NBSP}200{NBSP}000,5", "1200000.5"),
        (f"12{NARROW}500", "12500"),
        (f"12{THIN}500", "12500"),
        ("1'200'000.50", "1200000.50"),
        ("1ʼ200", "1200"),
        ("1.200.000,50", "1200000.50"),
        ("1,200,000.50", "1200000.50"),
        ("1,200,000", "1200000"),
        ("0", "0"),
        ("−5,5", "-5.5"),
        ("1,200", "1.200"),  # a rate of 1.2, or refused by the field of an amount: see below
        *[
            (each, None)
            for each in ("", "грн", "12 тис.", "12 00", "1 20,5", "1.200.00", "1,2,3", "1e5", "NaN")
        ],
        *[
            (each, None)
            for each in ("12.", ",50", "1 200.000,5", "1'200 000.1,5", "٣", "²", "5-7", "1 200 50")
        ],
    ],
)
def test_how_people_write(typed, read):
    assert plain_number(typed) == read


AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
UNITS = ["", " грн", "грн.", " UAH", f"{NBSP}₴", " гривень"]


@given(
    AMOUNTS,
    st.sampled_from([" ", NBSP, NARROW, "'", "’", ""]),
    st.sampled_from([".", ","]),
    st.sampled_from(UNITS),
)
def test_what_is_written_is_read_exactly(amount, between, point, unit):
    whole, _, rest = f"{amount:,f}".partition(".")
    typed = f" {whole.replace(',', between)}{point}{rest}{unit} "
    assert Decimal(plain_number(typed)) == amount
    assert Decimal(plain_number(written(amount, point=point))) == amount


@given(st.text(f"0123456789 .,'-{NBSP}грн", max_size=14))
def test_no_digit_is_lost_or_made_up(typed):
    read = plain_number(typed)
    if read is not None:
        assert [sign for sign in read if sign.isdigit()] == [sign for sign in typed if sign.isdigit()]
        assert Decimal(read).is_finite()


def test_the_field_says_what_to_do():
    needed = field_for(parts.column_of(PartKind.RESOURCE, "needed"))
    assert needed.clean(f"1{NBSP}200,50 грн") == Decimal("1200.50")
    for typed, words in (
        ("12 тис.", NOT_AN_AMOUNT),
        ("1,200", TOO_FINE),
        ("-1", "Not less than 0."),
        ("9" * 20, "too big"),
    ):
        with translation.override("en"), pytest.raises(ValidationError) as problem:
            needed.clean(typed)
        with translation.override("en"):
            assert str(words) in problem.value.messages[0]
    rate = field_for(parts.column_of(PartKind.PLAN, "rate"))
    assert rate.clean("41,255") == Decimal("41.255")


@pytest.mark.parametrize(
    ("language", "shown"), [("uk", f"1{NBSP}234{NBSP}567,50"), ("en", f"1{NBSP}234{NBSP}567.50")]
)
def test_what_is_stored_is_shown_as_people_write_it(language, shown):
    needed = field_for(parts.column_of(PartKind.RESOURCE, "needed"))
    with translation.override(language):
        assert needed.prepare_value(Decimal("1234567.50")) == shown
        assert needed.prepare_value(Decimal("20.00")) == "20"
        assert needed.prepare_value("12 тис.") == "12 тис."
