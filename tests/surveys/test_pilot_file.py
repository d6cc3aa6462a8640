"""The printed figures of the four pilot districts, exactly as the extract of the final report has them."""

import copy
import json
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.pilot_file import PILOTS, PilotFileError, parse_pilots, read_pilot_file
from surveys.results import Flag, Table
from tests.surveys.test_bank_file import ANYTHING, places

READ = json.loads(PILOTS.read_text(encoding="utf-8"))
UNNAMED, VELYKA, NOVOPSKOV, POPASNA = "donetsk-unnamed", "velyka-novosilka", "novopskov", "popasna"


@pytest.fixture(scope="module")
def pilots():
    return read_pilot_file()


@pytest.fixture
def data():
    return copy.deepcopy(READ)


def cell(pilots, community, question, answer, group=""):
    found = [
        each
        for each in pilots.table(community).cells
        if (each.question, each.answer, each.group) == (question, answer, group)
    ]
    return found[0] if found else None


def test_all_151_printed_figures_come_back_from_the_tables(pilots):
    printed = Counter(
        (
            community,
            each.question,
            each.answer,
            each.breakdown,
            each.group,
            print_.location,
            print_.quote,
            print_.percent,
        )
        for community in pilots.figures
        for each in Table.from_json(json.loads(json.dumps(pilots.table(community).as_json()))).cells
        for print_ in each.printed
    )
    in_file = Counter(
        (
            community["community"],
            row["question"],
            row["answer"],
            row["of"]["question"] if row["of"] else "",
            row["of"]["answer"] if row["of"] else "",
            row["location"],
            row["quote"],
            float(row["percent"]),
        )
        for community in READ["communities"]
        for row in community["figures"]
    )
    assert printed == in_file
    assert printed.total() == 151


def test_every_figure_stands_in_the_words_around_it(pilots):
    """But for one that the source gives in words only, and one that belongs to the words before it."""
    without = [
        (community, row.quote)
        for community, rows in pilots.figures.items()
        for row in rows
        if f"{row.percent}" not in row.quote
    ]
    assert without == [(UNNAMED, "One out of ten respondents said that such meetings might happen")]


def test_the_districts_have_the_number_of_figures_that_the_source_prints(pilots):
    assert {slug: len(rows) for slug, rows in pilots.figures.items()} == {
        UNNAMED: 30,
        VELYKA: 40,
        NOVOPSKOV: 41,
        POPASNA: 40,
    }


def test_two_prints_of_one_figure_are_one_cell(pilots):
    contacts = cell(pilots, VELYKA, "CONTACT_12M", "none")
    assert contacts.percent == 84.3
    assert [print_.location for print_ in contacts.printed] == ["box", "text"]


def test_in_popasna_the_text_counts_and_the_box_is_kept(pilots):
    contacts = cell(pilots, POPASNA, "CONTACT_12M", "none")
    assert contacts.percent == 75.6
    assert [(print_.location, print_.percent) for print_ in contacts.printed] == [
        ("box", 73.1),
        ("text", 75.6),
    ]
    assert contacts.flags == (Flag.CONFLICT,)
    note = next(each for each in pilots.table(POPASNA).notes if each["number"] == 1)
    assert (note["question"], note["answer"], note["severity"]) == ("CONTACT_12M", "none", "high")
    assert "73.1%" in note["en"]
    assert "75,6 %" in note["uk"]


@pytest.mark.parametrize("community", [NOVOPSKOV, POPASNA])
def test_became_safer_was_not_published_for_luhansk_and_is_no_zero(pilots, community):
    assert cell(pilots, community, "SAF_CHANGE", "safer") is None
    assert any(
        (note["question"], note["answer"], note["number"]) == ("SAF_CHANGE", "safer", 18)
        for note in pilots.table(community).notes
    )


def test_nothing_is_derived_or_made_up(pilots):
    assert cell(pilots, NOVOPSKOV, "POL_JOB", "negative") is None
    for community in pilots.figures:
        table = pilots.table(community)
        assert table.n is None
        for each in table.cells:
            assert (each.base, each.count, each.low, each.high, each.effect) == (None,) * 5


def test_ages_in_novopskov_stand_apart_and_are_marked(pilots):
    over_60 = cell(pilots, NOVOPSKOV, "HELP_POL", "never", "60_plus")
    assert (over_60.percent, over_60.breakdown, over_60.flags) == (48.4, "AGE_GROUP", (Flag.BASE_UNCLEAR,))
    assert cell(pilots, NOVOPSKOV, "HELP_POL", "never").percent == 10.4


def test_one_of_ten_is_marked_as_approximate(pilots):
    found = cell(pilots, UNNAMED, "MEET_KNOWN", "as_needed")
    assert (found.percent, found.flags) == (10, (Flag.APPROXIMATE,))


def test_every_one_of_the_26_notes_has_its_place(pilots):
    told = {note["number"] for community in pilots.figures for note in pilots.table(community).notes}
    assert told == set(range(1, 27))


def test_every_figure_and_note_names_what_was_asked(pilots, definition):
    for community in pilots.figures:
        table = pilots.table(community)
        for each in table.cells:
            assert definition.of(each.question).has_answer(each.answer), each
            assert not each.breakdown or each.group in definition.of(each.breakdown).option
        for note in table.notes:
            assert not note["question"] or note["question"] in definition
            assert not note["answer"] or definition.of(note["question"]).has_answer(note["answer"])


def test_remarks_are_there_in_both_languages(pilots):
    for rows in pilots.figures.values():
        for row in rows:
            assert bool(row.note.uk) == bool(row.note.en)
    for note in pilots.notes:
        assert note.text.uk != note.text.en


# --- damaged files ---


def figure(data, number=0):
    return data["communities"][0]["figures"][number]


def no_percent(data):
    figure(data)["percent"] = None


def above_100(data):
    figure(data)["percent"] = "164.6"


def other_percent(data):
    figure(data)["percent"] = "64.7"


def strange_flag(data):
    figure(data)["flags"] = ["wrong"]


def stranger(data):
    data["notes"][0]["places"][0]["community"] = "kyiv"


def lost(data):
    data["communities"][3]["figures"].pop()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (no_percent, "“percent” must be a number from 0 to 100; what was not printed has no row"),
        (above_100, "“percent” must be a number from 0 to 100"),
        (
            other_percent,
            "community donetsk-unnamed: SAF_CHANGE safer is printed with 2 percentages that count",
        ),
        (strange_flag, "nobody knows the flag “wrong”; known are approximate, base_unclear, conflict"),
        (stranger, "“community” is “kyiv”; known are donetsk-unnamed"),
        (lost, "says 151 figures and 26 notes, the file has 150 and 26"),
    ],
)
def test_a_mistake_is_told_with_its_place(data, damage, says):
    damage(data)
    with pytest.raises(PilotFileError) as problem:
        parse_pilots(data)
    assert says in str(problem.value)


PLACES = list(places(READ))


@given(place=st.sampled_from(PLACES), value=ANYTHING)
def test_whatever_stands_in_the_file_it_is_read_or_refused_in_words(place, value):
    data = copy.deepcopy(READ)
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    if place:
        inner[place[-1]] = value
    else:
        data = value
    with suppress(PilotFileError):
        parse_pilots(data)  # any other error fails the test
