"""Text from people: what cannot be seen is taken out, what can be seen stays."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.shared.plain_text import one_line, plain_text


@pytest.mark.parametrize(
    ("raw", "kept", "removed"),
    [
        ("", "", False),
        ("  Два слова \r\n і рядок\t \r", "Два слова\n і рядок", False),
        ("перший\u2028другий\u0085третій", "перший\nдругий\nтретій", False),
        ("п\x00оліція\x07", "поліція", True),
        ("ab\u202edc\u202c", "abdc", True),
        ("\u200f12\u200e", "12", True),
        ("\u200b\u2060", "", True),
        ("\ufeffтекст", "текст", True),
        ("край \ud800світу", "край світу", True),
        ("добре 👍🏽 👩‍🚒", "добре 👍🏽 👩‍🚒", False),
        ("и\u0306 на Маку", "й на Маку", False),
        ("Ґ, є, ї, ’", "Ґ, є, ї, ’", False),
    ],
)
def test_what_is_kept(raw, kept, removed):
    plain = plain_text(raw)
    assert (plain.text, plain.something_removed) == (kept, removed)


def test_a_field_of_one_line_has_one_line():
    assert one_line(" 12\u00a0500 \n грн ").text == "12 500 грн"


@given(st.text(alphabet=st.characters(categories=None), max_size=300))
def test_whatever_comes_the_result_can_be_stored_and_is_stable(raw):
    text = plain_text(raw).text
    text.encode("utf-8")
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text)
    assert plain_text(text).text == text
    assert not plain_text(text).something_removed


@pytest.mark.parametrize(
    "raw", ["a" + "\u0301\u0327" * 10_000, " " * 1_000_000 + "x", "\n" * 1_000_000, "ї" * 3_000_000]
)
def test_nothing_takes_long(raw):
    began = time.perf_counter()
    plain_text(raw)
    assert time.perf_counter() - began < 2
