"""The printed figures of the pilots become one published wave, found figure by figure, once."""

import copy
import datetime as dt
import io
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from communities.models import AuditEntry, Duty, Role
from communities.pilot_file import read_pilot_file as read_communities
from communities.pilot_loading import load as load_communities
from surveys.models import SheetDocument, Tabulation, Wave, WavePublication
from surveys.pilot_file import PILOTS, parse_pilots, read_pilot_file
from surveys.pilot_results import NotReady, load
from surveys.results import PublicTable
from tests.conftest import KYIV

READ = json.loads(PILOTS.read_text(encoding="utf-8"))
AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=KYIV)
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def four(cast):
    """The four pilot communities; two of them are there already."""
    load_communities(read_communities(), at=AT)


@pytest.fixture
def pilots(four, questionnaire):
    loaded = load(read_pilot_file(), at=AT)
    assert (loaded.published, loaded.unchanged) == (4, 0)
    return Wave.objects.get(slug="pilots-2019")


def public(wave, community):
    row = WavePublication.objects.newest().get(wave=wave, community__slug=community)
    return PublicTable.from_json(row.facts)


def test_all_151_figures_are_found_in_what_is_published(pilots):
    found = Counter(
        (
            community["community"],
            cell.question,
            cell.answer,
            cell.group,
            said.location,
            said.quote,
            said.percent,
        )
        for community in READ["communities"]
        for cell in public(pilots, community["community"]).cells
        for said in cell.printed
    )
    wanted = Counter(
        (
            community["community"],
            row["question"],
            row["answer"],
            row["of"]["answer"] if row["of"] else "",
            row["location"],
            row["quote"],
            float(row["percent"]),
        )
        for community in READ["communities"]
        for row in community["figures"]
    )
    assert found == wanted
    assert found.total() == 151


def test_no_published_figure_is_hidden_or_differs_from_its_print(pilots):
    for community in READ["communities"]:
        for cell in public(pilots, community["community"]).cells:
            assert cell.hidden is None
            assert cell.percent in {said.percent for said in cell.printed}
            assert (cell.base, cell.low, cell.high) == (None, None, None)


def test_all_26_notes_are_published(pilots):
    told = {
        note["number"]
        for community in READ["communities"]
        for note in public(pilots, community["community"]).notes
    }
    assert told == set(range(1, 27))


def test_became_safer_in_luhansk_is_absent_and_never_zero(pilots):
    for community in ("novopskov", "popasna"):
        table = public(pilots, community)
        assert not [cell for cell in table.cells if cell.question == "SAF_CHANGE"]
        assert [note["number"] for note in table.notes if note["answer"] == "safer"] == [18]
    assert [cell.percent for cell in public(pilots, "donetsk-unnamed").cells if cell.answer == "safer"] == [
        64.6
    ]


def test_in_popasna_the_text_wins_and_both_prints_are_told(pilots):
    cell = next(
        cell
        for cell in public(pilots, "popasna").cells
        if (cell.question, cell.answer) == ("CONTACT_12M", "none")
    )
    assert cell.percent == 75.6
    assert [(said.location, said.percent) for said in cell.printed] == [("box", 73.1), ("text", 75.6)]


def test_the_passport_says_nothing_that_the_source_does_not(pilots, cast):
    assert pilots.analyst == cast.yurii
    about = public(pilots, "popasna").about
    silent = ("ordered_by", "done_by", "mode", "population", "sample_design", "weighting", "licence")
    assert {about[name] for name in (*silent, "stated_n", "design_effect", "field_from_on")} == {None}
    assert "UKR/2018/019" in about["source"]
    assert not pilots.is_demonstration
    assert public(pilots, "popasna").n is None


def test_loading_twice_changes_nothing(pilots):
    rows = list(WavePublication.objects.order_by("pk").values())
    loaded = load(read_pilot_file(), at=LATER)
    assert (loaded.published, loaded.unchanged) == (0, 4)
    assert list(WavePublication.objects.order_by("pk").values()) == rows
    assert Tabulation.objects.count() == 4
    assert SheetDocument.objects.count() == 8
    assert AuditEntry.objects.filter(act="wave.loaded").count() == 1


def test_a_corrected_file_becomes_a_new_version_and_the_old_one_stays(pilots):
    data = copy.deepcopy(READ)
    figure = data["communities"][2]["figures"][2]
    assert (figure["question"], figure["answer"]) == ("FEAR", "traffic")
    figure["percent"] = "47.9"
    loaded = load(parse_pilots(data), at=LATER)
    assert (loaded.published, loaded.unchanged) == (1, 3)
    versions = WavePublication.objects.filter(community__slug="novopskov").order_by("version")
    assert [(row.version, bool(row.reason)) for row in versions] == [(1, False), (2, True)]


def test_a_corrected_note_alone_becomes_a_new_version_too(pilots):
    data = copy.deepcopy(READ)
    note = next(row for row in data["notes"] if row["number"] == 19)
    note["text_en"] = "Not printed."
    assert load(parse_pilots(data), at=LATER).published == 1


def test_what_the_analyst_wrote_into_the_wave_stays(pilots):
    pilots.title_en = "The pilots"
    pilots.save(update_fields=["title_en"])
    load(read_pilot_file(), at=LATER)
    pilots.refresh_from_db()
    assert pilots.title_en == "The pilots"


def test_without_the_questionnaire_it_says_what_to_load(four):
    with pytest.raises(NotReady, match=r"run “manage\.py load_questionnaire” first"):
        load(read_pilot_file(), at=AT)


def test_without_a_community_it_says_what_to_load(cast, questionnaire):
    with pytest.raises(
        NotReady, match=r"There is no community donetsk-unnamed: run “manage\.py load_pilots” first"
    ):
        load(read_pilot_file(), at=AT)
    assert not Wave.objects.exists()


def test_without_an_analyst_it_asks_for_one(four, questionnaire, cast):
    Duty.objects.filter(role=Role.SURVEY_ANALYST).delete()
    with pytest.raises(NotReady, match="appoint a survey analyst"):
        load(read_pilot_file(), at=AT)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("question", "FEARS", "no question FEARS"), ("answer", "ghosts", "has no answer ghosts")],
)
def test_a_figure_of_something_that_was_not_asked_is_refused(four, questionnaire, key, value, says):
    data = copy.deepcopy(READ)
    data["communities"][0]["figures"][4][key] = value
    with pytest.raises(NotReady, match=says):
        load(parse_pilots(data), at=AT)
    assert not Wave.objects.exists()


def test_the_command_loads_once(four, questionnaire):
    told = io.StringIO()
    call_command("load_pilot_surveys", stdout=told)
    call_command("load_pilot_surveys", stdout=told)
    assert told.getvalue().splitlines() == [
        "Survey results of pilot districts: 4 published, 0 already there, unchanged",
        "Survey results of pilot districts: 0 published, 4 already there, unchanged",
    ]


def test_the_command_takes_an_analyst_by_address(four, questionnaire, cast):
    call_command("load_pilot_surveys", analyst="Larysa@example.org", stdout=io.StringIO())
    assert Wave.objects.get().analyst == cast.larysa
    with pytest.raises(CommandError, match="Nobody has an account with the address who@example"):
        call_command("load_pilot_surveys", analyst="who@example.org")
