"""The pages on which a report is filled in: who may open them, what they show, what a save answers."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from communities.models import AuditEntry
from reports.answers.content import AnswerContent
from reports.editions.form_definition import definition_of
from reports.models import Answer, AnswerKind, Report, SectionEntry, SectionLoan
from reports.periods import stretch_before, stretch_of
from reports.states import State
from reports.writing.filling import SectionValues, save, stored_content
from tests.conftest import KYIV
from tests.reports.making import report_about

AT = dt.datetime(2026, 11, 22, 14, 2, tzinfo=KYIV)
EVERYBODY = [
    "anonymous", "olena", "petro", "iryna", "halyna", "taras", "sofiia", "mykola", "oksana",
    "bohdan", "larysa", "yurii", "vira", "roman", "admin", "nobody",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def signed_in(client, cast, who):
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    return client


def at(name, *args):
    return reverse(f"reports:{name}", args=args)


def number(value):
    return AnswerContent(AnswerKind.NUMBER, number=Decimal(str(value)))


@pytest.fixture
def lent(cast, draft):
    """Section 8 is lent to Iryna."""
    entry = draft.entries.get(section__number=8)
    return SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)


ALLOWED = {
    "start page": {"olena": 200, "vira": 200, "*": 403},
    "start": {"olena": 302, "*": 403},
    "tasks": {"olena": 200, "petro": 200, "iryna": 200, "*": 404},
    "lent section": {"olena": 200, "petro": 200, "iryna": 200, "*": 404},
    "other section": {"olena": 200, "petro": 200, "*": 404},
    "save lent section": {"olena": 302, "iryna": 302, "petro": 403, "*": 404},
    "save other section": {"olena": 302, "petro": 403, "*": 404},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", ALLOWED)
def test_who_may_do_what(client, cast, lent, who, act):
    report = lent.entry.report
    period = stretch_before(stretch_of(timezone.localdate())).slug
    method, address = {
        "start page": ("get", at("start")),
        "start": ("post", at("start", report.community.slug, period)),
        "tasks": ("get", at("tasks", report.pk)),
        "lent section": ("get", at("section", report.pk, 8)),
        "other section": ("get", at("section", report.pk, 7)),
        "save lent section": ("post", at("section_save", report.pk, 8)),
        "save other section": ("post", at("section_save", report.pk, 7)),
    }[act]
    response = getattr(signed_in(client, cast, who), method)(address, {"version": "0", "v-X": "1"})
    if who == "anonymous":
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]
    else:
        assert response.status_code == ALLOWED[act].get(who, ALLOWED[act]["*"])


def test_a_loan_that_ended_shows_nothing_any_more(client, cast, lent):
    SectionLoan.objects.update(ended_at=AT)
    client.force_login(cast.iryna)
    for address in (at("tasks", lent.entry.report_id), at("section", lent.entry.report_id, 8)):
        assert client.get(address).status_code == 404


def test_what_is_forbidden_and_what_does_not_exist_look_the_same(client, cast, draft):
    client.force_login(cast.vira)
    forbidden, absent = client.get(at("tasks", draft.pk)), client.get(at("tasks", draft.pk + 1000))
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub(b"", forbidden.content) == token.sub(b"", absent.content)


# --- starting ---


def test_one_click_starts_and_the_second_finds_the_same(client, cast, novopskov, form):
    client.force_login(cast.olena)
    slug = stretch_before(stretch_of(timezone.localdate())).slug
    assert client.get(at("start")).content.count(b">Start<") == 7
    addresses = {client.post(at("start", "novopskov", slug))["Location"] for _ in range(2)}
    assert addresses == {at("tasks", Report.objects.get().pk)}
    page = client.get(at("start")).content
    assert page.count(b">Start<") == 6
    assert page.count(b">Go on<") == 1


@pytest.mark.parametrize(
    ("slug", "status"), [("2031-01", 302), ("2015-01", 302), ("2026-02", 404), ("2026-13", 404)]
)
def test_other_periods_are_answered_in_words(client, cast, form, slug, status):
    client.force_login(cast.olena)
    response = client.post(at("start", "novopskov", slug), follow=status == 302)
    assert not Report.objects.exists()
    if status == 302:
        assert b"cannot be started" in response.content
    else:
        assert response.status_code == 404


def test_opening_the_address_of_the_button_starts_nothing(client, cast, form):
    client.force_login(cast.olena)
    assert client.get(at("start", "novopskov", "2026-09"))["Location"] == at("start")
    assert not Report.objects.exists()


# --- the task list ---


def test_the_task_list_says_how_far_each_section_is(client, cast, draft, lent):
    entry = draft.entries.get(section__number=7)
    save(entry, SectionValues({"HOME_BURG": number(3)}), base_version=0, by=cast.olena, at=AT)
    client.force_login(cast.olena)
    page = client.get(at("tasks", draft.pk)).content.decode()
    assert "0 of 12 sections are complete" in page
    assert page.count("not started") == 11
    assert page.count("in progress") == 1
    assert "Olena Koval, 22.11.2026 14:02" in page
    assert "Lent to Iryna Moroz" in page


def test_a_colleague_sees_only_what_was_lent(client, cast, draft, lent):
    client.force_login(cast.iryna)
    page = client.get(at("tasks", draft.pk)).content.decode()
    assert at("section", draft.pk, 8) in page
    assert at("section", draft.pk, 7) not in page
    assert "Safe dwelling" not in page
    assert "sections are complete" not in page
    section = client.get(at("section", draft.pk, 8)).content.decode()
    assert "Olena Koval lent you this section" in section
    assert at("section", draft.pk, 7) not in section


# --- the page of a section ---


def test_earlier_values_stand_beside_each_field(client, cast, draft):
    report_about(
        draft.community, draft.form, cast.olena, stretch=stretch_before(draft.period.stretch), HOME_BURG=10
    )
    client.force_login(cast.olena)
    page = client.get(at("section", draft.pk, 7)).content.decode()
    assert "July–August 2026: <strong>10</strong>" in page
    assert "September–October 2025: <strong>—</strong>" in page
    assert "Problem of Safe dwelling, housing." in page  # the text of two months ago
    assert "Show 3 more figures" in page
    assert '<details class="cs-reveal cs-others">' in page


def test_other_figures_are_open_when_they_hold_something(client, cast, draft):
    entry = draft.entries.get(section__number=7)
    save(entry, SectionValues({"HOME_LOOT": number(0)}), base_version=0, by=cast.olena, at=AT)
    client.force_login(cast.olena)
    assert b'<details class="cs-reveal cs-others" open>' in client.get(at("section", draft.pk, 7)).content


def test_every_field_is_labelled_and_every_description_exists(client, cast, draft):
    client.force_login(cast.olena)
    for section in range(1, 13):
        page = client.get(at("section", draft.pk, section)).content.decode()
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        described = set(" ".join(re.findall(r'aria-describedby="([^"]*)"', page)).split())
        assert described <= ids, described - ids
        inputs = re.findall(r'<(?:input|textarea) (?![^>]*type="hidden")[^>]*\bid="([^"]+)"', page)
        assert set(inputs) <= set(re.findall(r'<label [^>]*for="([^"]+)"', page))
        assert len(ids) == len(re.findall(r'\bid="[^"]+"', page))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_a_report_that_is_not_open_is_read(client, cast, draft, state):
    Report.objects.update(state=state, submitted_at=AT, submitted_by=cast.olena, published_at=AT)
    client.force_login(cast.olena)
    page = client.get(at("section", draft.pk, 7)).content
    assert b"cannot be changed now" in page
    assert b"<textarea" not in page


def test_the_head_reads_what_the_officer_writes(client, cast, draft):
    client.force_login(cast.petro)
    page = client.get(at("section", draft.pk, 7)).content
    assert b"Not written yet." in page
    assert b"<textarea" not in page


def test_text_from_people_is_only_text(client, cast, draft):
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}"
    entry = draft.entries.get(section__number=12)
    values = SectionValues({"NEED_LIST": AnswerContent(AnswerKind.TEXT, text=nasty)}, {"problem": nasty})
    save(entry, values, base_version=0, by=cast.olena, at=AT)
    for who in ("olena", "petro"):
        client.force_login(getattr(cast, who))
        page = client.get(at("section", draft.pk, 12)).content.decode()
        assert "<script>alert" not in page
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}") == 2


# --- saving ---


def post(client, draft, section=7, *, as_json=False, **fields):
    headers = {"accept": "application/json"} if as_json else {}
    fields = {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(at("section_save", draft.pk, section), {"version": "0", **fields}, headers=headers)


def stored(draft, section=7):
    return stored_content(SectionEntry.objects.with_report().get(report=draft, section__number=section))


@pytest.fixture
def olena(client, cast, draft):
    client.force_login(cast.olena)
    return client


def test_typing_a_number_needs_no_other_click(olena, draft):
    response = post(olena, draft, v__HOME_BURG="12", i__HOME_BURG="", r__HOME_BURG="", n__problem="Thefts.")
    assert response["Location"] == at("section", draft.pk, 7)
    assert stored(draft).answers == {"HOME_BURG": number(12)}
    assert stored(draft).narratives == {"problem": "Thefts."}
    assert b"Saved at " in olena.get(response["Location"]).content


def test_no_data_and_not_applicable_with_their_reasons(olena, draft):
    post(
        olena, draft,
        v__HOME_BURG="", i__HOME_BURG="no_data", r__HOME_BURG="the archive burnt",
        v__HOME_YARD="", i__HOME_YARD="not_applicable", r__HOME_YARD="no yards",
    )  # fmt: skip
    assert stored(draft).answers == {
        "HOME_BURG": AnswerContent(AnswerKind.NO_DATA, reason="the archive burnt"),
        "HOME_YARD": AnswerContent(AnswerKind.NOT_APPLICABLE, reason="no yards"),
    }
    page = olena.get(at("section", draft.pk, 7)).content.decode()
    assert 'value="the archive burnt"' in page
    assert '<input type="hidden" name="w-HOME_BURG" value="no_data">' in page


@pytest.mark.parametrize(
    ("was", "kind"),
    [("", AnswerKind.NO_DATA), ("no_data", AnswerKind.NUMBER)],
    ids=["chosen later", "typed later"],
)
def test_of_a_figure_and_no_data_the_later_one_counts(olena, draft, was, kind):
    post(olena, draft, v__HOME_BURG="12", i__HOME_BURG="no_data", w__HOME_BURG=was, r__HOME_BURG="x")
    assert stored(draft).answers["HOME_BURG"].kind == kind


def test_save_and_next(olena, draft):
    assert post(olena, draft, v__HOME_BURG="1", go="next")["Location"] == at("section", draft.pk, 8)
    assert post(olena, draft, section=12, n__problem="x", go="next")["Location"] == at("tasks", draft.pk)


def test_what_cannot_be_read_is_kept_and_shown_with_its_problem(olena, draft):
    response = post(olena, draft, v__HOME_BURG="12,5", n__problem="я" * 601, go="next")
    assert response["Location"] == f"{at('section', draft.pk, 7)}?mend"
    page = olena.get(response["Location"]).content.decode()
    assert '<a href="#div_HOME_BURG">Burglaries of flats and houses: This must be a whole number' in page
    assert '<a href="#div_problem">The problem in brief: Too long: 601 of 600 characters' in page
    assert 'value="12,5"' in page
    assert "я" * 601 in page
    assert 'aria-invalid="true"' in page


def test_a_narrative_of_three_megabytes_gets_a_clear_answer_and_stays(olena, draft):
    text = "x" * 3_000_000
    response = post(olena, draft, v__HOME_BURG="12", n__problem=text, n__achievements="Patrols.")
    page = response.content.decode()
    assert response.status_code == 413
    assert "Too long: 3000000 of 600 characters" in page
    assert text in page
    assert stored(draft).answers == {"HOME_BURG": number(12)}
    assert stored(draft).narratives == {"achievements": "Patrols."}


def test_unseen_characters_are_removed_and_said(olena, draft):
    response = post(olena, draft, as_json=True, n__problem="Thefts\x00 \u202eabc 👮", v__HOME_BURG="\u200f12")
    assert set(response.json()["notices"]) == {"problem", "HOME_BURG"}
    assert stored(draft).narratives["problem"] == "Thefts abc 👮"
    assert stored(draft).answers["HOME_BURG"] == number(12)


def test_nothing_else_can_be_written_by_posting_it(olena, cast, draft):
    before = {**SectionEntry.objects.values().get(report=draft, section__number=7)}
    post(
        olena, draft,
        report="99", section="99", saved_by=str(cast.petro.pk), saved_at="2020-01-01", problem="no",
        state="published", language="xx", v__DV_REP="5", n__unknown="x", page="p" * 500, turn="-1",
    )  # fmt: skip
    assert SectionEntry.objects.values().get(report=draft, section__number=7) == before
    assert not Answer.objects.exists()


def test_a_page_that_saves_while_typing_gets_json(olena, draft):
    report_about(
        draft.community,
        draft.form,
        draft.started_by,
        stretch=stretch_before(draft.period.stretch),
        HOME_BURG=10,
    )
    answer = post(olena, draft, as_json=True, v__HOME_BURG="40", v__HOME_YARD="-3", page="p", turn="1").json()
    assert (answer["outcome"], answer["version"]) == ("saved", 1)
    assert re.fullmatch(r"\d\d:\d\d", answer["at"])
    assert answer["problems"] == {"HOME_YARD": "A figure cannot be below zero."}
    assert answer["questions"] == {
        "HOME_BURG": "4 times the figure of the previous period (10): is that right?"
    }


def test_rules_within_the_section_are_told_at_once(olena, draft):
    answer = post(olena, draft, section=2, as_json=True, v__CHK_WEAPONS="6", v__CHK_OFFENCES="5").json()
    assert answer["rules"] == [
        "There are more weapon cases than offences at checkpoints. Each such case is an offence too: check both numbers."
    ]
    assert "There are more weapon cases" in olena.get(at("section", draft.pk, 2)).content.decode()


def test_a_rule_between_sections_shows_in_both(olena, cast, draft):
    for section, code, value in ((6, "STREET_ROB", 9), (4, "REP_CRIMES", 8)):
        entry = draft.entries.get(section__number=section)
        save(entry, SectionValues({code: number(value)}), base_version=0, by=cast.olena, at=AT)
    for section in (4, 6):
        assert b"more robberies than criminal offences" in olena.get(at("section", draft.pk, section)).content


@pytest.mark.parametrize("as_json", [True, False])
def test_a_report_handed_in_meanwhile_keeps_nothing_and_gives_back_what_was_typed(
    olena, cast, draft, as_json
):
    Report.objects.update(state=State.SUBMITTED, submitted_at=AT, submitted_by=cast.olena)
    response = post(olena, draft, as_json=as_json, v__HOME_BURG="12", n__problem="All I had typed.")
    assert response.status_code == 409
    if as_json:
        assert response.json()["outcome"] == "closed"
    else:
        assert b"All I had typed." in response.content
        assert b"Copy what you need" in response.content
    assert not Answer.objects.exists()


def test_the_address_of_saving_opened_again_shows_the_section(olena, draft):
    assert olena.get(at("section_save", draft.pk, 7))["Location"] == at("section", draft.pk, 7)


# --- how much it costs ---


def full_section(draft, base, value):
    """Everything of section 7, so that answers are new, changed and taken away at once."""
    section = definition_of(draft.form).section(7)
    fields = {f"v-{field.code}": str(value) for field in section.indicators}
    return {**fields, "version": str(base), "n-problem": f"Text {value}", "language": "en"}


@pytest.mark.parametrize("who", ["olena", "iryna"])
@pytest.mark.parametrize("reports", [1, 30])
@pytest.mark.parametrize("as_json", [True, False])
def test_saving_a_section_takes_at_most_twelve_queries(cast, draft, who, reports, as_json):
    entry = draft.entries.get(section__number=7)
    SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)
    stretch = draft.period.stretch
    for _ in range(reports - 1):
        stretch = stretch_before(stretch)
        report_about(draft.community, draft.form, cast.olena, stretch=stretch)
    client = Client()
    client.force_login(getattr(cast, who))
    address = at("section_save", draft.pk, 7)
    headers = {"accept": "application/json"} if as_json else {}
    client.post(address, full_section(draft, 0, 7), headers=headers)
    change = {**full_section(draft, 1, 8), "v-HOME_LOOT": "", "v-HOME_WATCH": "", "v-HOME_BURG": "9"}
    with CaptureQueriesContext(connection) as counted:
        response = client.post(address, change, headers=headers)
    asked = [row["sql"] for row in counted.captured_queries if not is_of_the_transaction(row["sql"])]
    assert len(asked) <= 12, json.dumps(asked, indent=1)
    assert response.status_code == (200 if as_json else 302)
    entry.refresh_from_db()
    assert entry.version == 2
    assert AuditEntry.objects.filter(act="section.saved").count() == 2


def is_of_the_transaction(sql):
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT"))


@pytest.mark.parametrize("name", ["section", "tasks"])
def test_pages_cost_the_same_with_many_reports(olena, cast, draft, name):
    address = at(name, draft.pk, *([7] if name == "section" else []))
    olena.get(address)
    with_one = count(olena, address)
    stretch = draft.period.stretch
    for _ in range(15):
        stretch = stretch_before(stretch)
        report_about(draft.community, draft.form, cast.olena, stretch=stretch)
    assert count(olena, address) == with_one <= 16


def count(client, address):
    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)
