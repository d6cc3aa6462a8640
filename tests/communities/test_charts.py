"""A small bar chart: geometry, words, and what it must never tell."""

import io
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from communities.shared import pdf
from communities.shared.charts import LABEL_LINES, WIDTH, Bar, BarChart, Fill, text_width
from communities.shared.disclosure import (
    NO_DATA,
    NOT_APPLICABLE,
    Hidden,
    Rule,
    hidden,
    show_count,
    show_exact,
    show_percent,
)

FONTS = settings.NODE_MODULES / "@expo-google-fonts" / "noto-sans"
SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "Той самий період минулого року, коли громада ще входила до складу колишнього "
    "Великоновосілківського району Донецької області"
)


def count(exact):
    return show_count(exact, sensitive=True, rule=Rule())


def chart(*bars, key="chart"):
    rows = tuple(
        Bar(label, shown, text, is_now=number == len(bars))
        for number, (label, shown, text) in enumerate(bars, start=1)
    )
    return BarChart(key, "Звернення про домашнє насильство", "Рік тому близько 45, тепер менше 5.", rows)


def rows(*shown):
    return chart(*(("Січень", one, "слово") for one in shown)).drawing.rows


def rendered(one, **more):
    html = render_to_string("components/chart_bars.html", {"chart": one, **more})
    return html, ET.fromstring(html.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


# --- geometry ----------------------------------------------------------------------------------


def test_bars_are_in_proportion_and_the_longest_leaves_room_for_its_value():
    year_ago, before, now = rows(show_exact(100), show_exact(50), show_exact(25))
    assert (before.width * 2, now.width * 4) == pytest.approx((year_ago.width, year_ago.width), abs=4)
    value = year_ago.values[0]
    assert value.x > year_ago.width
    assert value.x + text_width(value.text) <= WIDTH


@pytest.mark.parametrize(
    ("shown", "is_now", "fill"),
    [
        (show_exact(7), True, Fill.NOW),
        (show_exact(7), False, Fill.THEN),
        (count(12), True, Fill.NOW),
        (count(3), True, Fill.FEW),
        (count(3), False, Fill.FEW),
        (count(0), True, Fill.NONE),
        (show_exact(0), True, Fill.NONE),
        (hidden(Hidden.SMALL_BASE), True, Fill.NONE),
        (NO_DATA, False, Fill.NONE),
        (NOT_APPLICABLE, False, Fill.NONE),
        (show_percent(50, sensitive=True, denominator=100, rule=Rule()), True, Fill.NOW),
    ],
)
def test_each_kind_of_value_is_drawn_apart(shown, is_now, fill):
    bars = (Bar("Січень", show_exact(9), "9"), Bar("Лютий", shown, "слово", is_now=is_now))
    assert BarChart("c", "t", "d", bars).drawing.rows[1].fill is fill


@pytest.mark.parametrize("shown", [hidden(), NO_DATA, NOT_APPLICABLE])
def test_what_is_missing_is_not_drawn_as_zero(shown):
    _, missing = rows(show_exact(9), shown)
    _, zero = rows(show_exact(9), show_exact(0))
    assert (missing.width, missing.is_zero) == (0, False)
    assert zero.is_zero
    assert [line.text for line in missing.values] == ["слово"]


@pytest.mark.parametrize("others", [(45, 20), (5, 0), (3, 0), (1000, 7)])
def test_few_look_the_same_whatever_they_are(others):
    drawings = {rows(*(count(other) for other in others), count(few)) for few in (1, 2, 3, 4)}
    assert len(drawings) == 1
    (drawing,) = drawings
    assert drawing[-1].width < WIDTH / 3


def test_a_small_value_is_still_seen_and_longer_than_zero():
    large, small, zero = rows(show_exact(92_135), show_exact(1), show_exact(0))
    assert large.width > small.width > zero.width > 0


def test_nothing_but_missing_values_can_be_drawn():
    assert [row.width for row in rows(NO_DATA, hidden())] == [0, 0]
    assert [row.is_zero for row in rows(count(0), show_exact(0))] == [True, True]


@pytest.mark.parametrize("key", ["", "1a", "a b", 'a"', "ключ"])
def test_a_key_that_is_no_id_is_refused(key):
    with pytest.raises(ValueError, match="letter"):
        chart(("Січень", NO_DATA, "—"), key=key)


def test_a_chart_without_bars_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        chart()


words = st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяЖШЩЮМФ’ -–W", min_size=1, max_size=160)
values = st.one_of(
    st.integers(0, 10**9).map(show_exact),
    st.integers(0, 300).map(count),
    st.sampled_from([NO_DATA, NOT_APPLICABLE, hidden(), show_exact(Decimal("6.7")), show_exact(-4)]),
)


@given(bars=st.lists(st.tuples(words, values, words), min_size=1, max_size=4))
def test_nothing_leaves_the_drawing_or_lies_over_something_else(bars):
    drawing = chart(*bars).drawing
    taken = 0
    for row in drawing.rows:
        assert len(row.labels) <= LABEL_LINES
        for line in (*row.labels, *row.values):
            assert line.x >= 0
            assert line.x + text_width(line.text) <= WIDTH
        assert all(line.y > taken for line in row.labels)
        lowest_label = max((line.y for line in row.labels), default=taken)
        assert row.y >= lowest_label
        assert 0 <= row.width <= WIDTH - 2
        taken = max([row.y + drawing.bar, *(line.y for line in row.values)])
        beside = [line for line in row.values if line.y < row.y + drawing.bar]
        assert all(line.x >= row.width for line in beside)
    assert taken < drawing.height


def test_a_long_label_is_broken_and_says_that_it_goes_on():
    (row,) = chart((LONG, show_exact(1), "1")).drawing.rows
    assert len(row.labels) == LABEL_LINES
    assert row.labels[0].text == "Той самий період минулого року,"
    assert row.labels[-1].text.endswith("…")
    (row,) = chart(("Неперевершенішевисокодосвідчений" * 2, show_exact(1), "1")).drawing.rows
    assert len(row.labels) > 1


def test_letters_are_never_wider_than_reckoned():
    """Against the font itself, in both weights."""
    text = (
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \u00a0.,:;!?-–—…'’«»\"()[]/%№+<>="
    )
    for name in pdf.FONT_FILES.values():
        font = TTFont(FONTS / name)
        advance, letters, units = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
        for letter in text:
            width = 14 * advance[letters[ord(letter)]][0] / units
            assert text_width(letter) >= width, letter
            assert text_width(letter * 100) >= width * 100, letter
            assert text_width(letter * 100) <= 1.15 * (width * 100 + 100 * 14 * 0.45), letter


# --- the SVG -----------------------------------------------------------------------------------

THREE = (
    ("Рік тому", count(45), "близько 45"),
    ("Попередній період", count(12), "близько 10"),
    ("Цей період", count(3), "менше 5"),
)


def test_it_has_a_title_a_description_and_its_own_ids():
    html, svg = rendered(chart(*THREE, key="dv-rep"))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "dv-rep-title dv-rep-desc"
    assert svg.find(f"{SVG}title").text == "Звернення про домашнє насильство"
    assert svg.find(f"{SVG}desc").text == "Рік тому близько 45, тепер менше 5."
    ids = [element.get("id") for element in svg.iter() if element.get("id")]
    assert ids == ["dv-rep-title", "dv-rep-desc", "dv-rep-few"]
    assert "url(#dv-rep-few)" in html


def test_values_are_printed_at_the_bars():
    _, svg = rendered(chart(*THREE))
    assert [text.text for text in svg.iter(f"{SVG}text")] == [
        "Рік тому",
        "близько 45",
        "Попередній період",
        "близько 10",
        "Цей період",
        "менше 5",
    ]


def test_it_has_nothing_that_the_policy_of_pages_refuses():
    html, svg = rendered(chart(*THREE))
    for element in svg.iter():
        assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
    assert "http" not in html
    assert len(html.encode()) < 3000


def test_bars_differ_without_colour():
    """Full, outlined and hatched; the only colour is that of the text around."""
    _, svg = rendered(chart(("a", show_exact(9), "9"), ("b", count(3), "менше 5"), ("c", show_exact(5), "5")))
    then, few, now = (next(group.iter(f"{SVG}rect")).attrib for group in svg.iter(f"{SVG}g"))
    assert then["stroke"] == "currentColor"
    assert then["fill-opacity"] == "0.2"
    assert few["fill"] == "url(#chart-few)"
    assert "stroke" not in now
    colours = {
        value
        for element in svg.iter()
        for name, value in element.attrib.items()
        if name in {"fill", "stroke"}
    }
    assert colours == {"currentColor", "none", "url(#chart-few)"}


def test_exact_small_counts_are_nowhere_in_it():
    drawn = {
        rendered(chart(THREE[0], THREE[1], ("Цей період", count(few), "менше 5")))[0] for few in (1, 2, 3, 4)
    }
    assert len(drawn) == 1


def test_words_are_escaped():
    html, _ = rendered(chart(('<script>"&', show_exact(1), "<b>1</b>")))
    assert "<script>" not in html
    assert "<b>" not in html


def test_numbers_are_written_for_machines_in_every_language(settings):
    settings.USE_THOUSAND_SEPARATOR = True
    with override("uk"):
        html, _ = rendered(chart(*((f"{number}", show_exact(number), "1") for number in range(1, 40))))
    for value in re.findall(r' (?:x|y|width|height|viewBox)="([^"]*)"', html):
        assert re.fullmatch(r"\d+( \d+)*", value), value


def test_two_charts_on_one_page_share_no_id():
    both = rendered(chart(*THREE, key="a"))[0] + rendered(chart(*THREE, key="b"))[0]
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids)) == 6


def test_the_same_file_prints_on_paper():
    """The picture's alternative in a tagged PDF is the whole description."""
    html, _ = rendered(chart(*THREE), paper=True)
    page = f'<!doctype html><html lang="uk"><head><title>Звіт</title></head><body>{html}</body></html>'
    reader = PdfReader(io.BytesIO(pdf.draw(page, css="body { font-family: 'Noto Sans' }", fonts=FONTS)))
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Рік тому близько 45 Попередній період близько 10 Цей період менше 5" in text
    figures = [element for element in structure(reader) if element.get("/S") == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["Рік тому близько 45, тепер менше 5."]


def structure(reader):
    """The elements of a tagged document."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if not isinstance(element, dict):
            continue
        yield element
        kids = element.get("/K", [])
        waiting += kids if isinstance(kids, list) else [kids]
