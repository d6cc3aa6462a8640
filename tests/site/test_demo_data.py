"""The made-up reports: complete, consistent, varied, and telling nothing that must stay hidden."""

import datetime as dt
import itertools
import json
import re
from decimal import Decimal

import pytest

from communities.models import Role
from communities.models.people import COMMUNITY_ROLES, ONE_AT_A_TIME
from communities.pilot_file import read_pilot_file
from config.demo_data import REPORTS, DemoFileError, When, parse_reports, read_people, read_reports
from reports.editions.form_file import DATA, Kind, RuleKind, read_form_file
from reports.models import AnswerKind, ReleaseLevel
from reports.states import State

FORM = read_form_file(DATA / "police_report_form_1.json")
ALL = read_reports(FORM)
COMPLETE = [report for report in ALL if report.left_at != State.DRAFT]
BY = {(report.community, report.when): report for report in ALL}
COMMUNITIES = ["donetsk-unnamed", "novopskov", "popasna", "velyka-novosilka"]


def name(report):
    return f"{report.community}-{report.when}"


def texts(report):
    return {
        (section.code, code): text for section in report.sections for code, text in section.narratives.items()
    }


def number(report, code):
    answer = dict(report.answers()).get(code)
    return answer.number if answer else None


def test_four_communities_with_three_published_reports_each_and_one_being_worked_on():
    assert {(report.community, report.when) for report in ALL} == {
        (community, when)
        for community in COMMUNITIES
        for when in When
        if (community, when) != ("donetsk-unnamed", When.CURRENT)
    }
    assert {report.left_at for report in ALL if report.when != When.CURRENT} == {State.PUBLISHED}
    assert BY["velyka-novosilka", When.CURRENT].left_at == State.DRAFT
    assert BY["novopskov", When.CURRENT].left_at == State.SUBMITTED
    assert BY["popasna", When.CURRENT].left_at == State.RETURNED


@pytest.mark.parametrize("report", COMPLETE, ids=name)
def test_a_complete_report_answers_all_82_indicators_and_writes_in_all_twelve_sections(report):
    assert set(dict(report.answers())) == set(FORM.indicators)
    for section in report.sections:
        assert {"problem", "achievements", "shortcomings"} <= set(section.narratives), section.code
    assert len(report.sections) == 12


def test_the_draft_has_five_complete_sections_two_begun_and_one_lent():
    draft = BY["velyka-novosilka", When.CURRENT]
    wanted = {section.code: {row.code for row in section.indicators} for section in FORM.sections}
    complete = {section.code for section in draft.sections if set(section.answers) == wanted[section.code]}
    assert complete == {"STAFF", "REP", "ROAD", "STREET", "HOME"}
    assert {section.code for section in draft.sections} - complete == {"HOST", "CONF"}
    assert set(draft.loans) == {"CHILD"}


def test_the_head_asked_about_sections_seven_and_nine():
    returned = BY["popasna", When.CURRENT]
    assert [FORM.sections[at].code for at in (6, 8)] == list(returned.questions)
    previous = number(BY["popasna", When.NEWEST], "HOME_BURG")
    assert number(returned, "HOME_BURG") >= 2 * previous  # the question is about this
    assert number(returned, "DV_HELP") < number(returned, "DV_ORDER")


@pytest.mark.parametrize("report", ALL, ids=name)
def test_the_rules_of_the_form_hold(report):
    for rule in FORM.rules:
        left, right = number(report, rule.left), number(report, rule.right)
        if left is None:
            continue
        if rule.kind is RuleKind.NOT_MORE_THAN and right is not None:
            assert left <= right, rule.code
        if rule.kind is RuleKind.NEEDS:
            assert right, rule.code
        if rule.kind is RuleKind.NONE_WITHOUT and left:
            assert right != 0, rule.code
        if rule.kind is RuleKind.VACANCY:
            assert abs(left - 100 * (right - number(report, rule.filled)) / right) <= rule.tolerance


@pytest.mark.parametrize("report", COMPLETE, ids=name)
def test_a_share_can_come_from_its_base(report):
    """A third of seven burglaries cannot be 40 %: somebody would notice."""
    for code, indicator in FORM.indicators.items():
        share, base = number(report, code), number(report, indicator.percent_base or "")
        if share is not None and base:
            possible = {round(100 * Decimal(part) / base, 1) for part in range(int(base) + 1)}
            assert share in possible, code


def test_figures_have_the_size_of_real_bulletins():
    """Per two months and thousand residents, from published police reports: see the form's sources."""
    population = {row.slug: row.population for row in read_pilot_file().communities}
    for report in COMPLETE:
        residents = population[report.community]
        if residents:
            thousands = Decimal(residents) / 1000
            assert 20 <= number(report, "REP_TOTAL") / thousands <= 40
            assert 1 <= number(report, "REP_CRIMES") / thousands <= 3
            assert 1 <= number(report, "DV_REP") / thousands <= 3
            load = number(report, "STAFF_LOAD")
            assert abs(load - residents / number(report, "STAFF_INSP")) < 1


def test_every_kind_of_answer_and_every_size_of_small_count_occurs():
    answers = [answer for report in ALL for _, answer in report.answers()]
    assert {answer.kind for answer in answers} == set(AnswerKind) - {AnswerKind.UNCLEAR}
    sensitive = {
        answer.number
        for report in COMPLETE
        for code, answer in report.answers()
        if FORM.indicators[code].small_count_sensitive and answer.number is not None
    }
    assert {0, 1, 2, 3, 4, 5} <= sensitive
    assert max(sensitive) > 50


@pytest.mark.parametrize("community", COMMUNITIES)
def test_neighbouring_reports_share_no_text(community):
    reports = [report for report in ALL if report.community == community]
    for before, after in itertools.pairwise(reports):
        assert not set(texts(before).values()) & set(texts(after).values())


def test_one_section_of_one_report_is_in_english():
    english = [
        (name(report), section.code)
        for report in ALL
        for section in report.sections
        if section.language == "en"
    ]
    assert english == [("novopskov-newest", "CONF")]


@pytest.mark.parametrize("report", ALL, ids=name)
def test_narratives_hold_no_figures_no_names_and_no_foreign_letters(report):
    settlements = {
        row.name.uk for community in read_pilot_file().communities for row in community.settlements
    }
    people = {part for person in read_people().people for part in person.name.split()}
    languages = {section.code: section.language for section in report.sections}
    for (code, _), text in texts(report).items():
        assert set(re.findall(r"\d+", text)) <= {"101", "102"}, text
        assert not [word for word in settlements | people if re.search(rf"\b{word}\b", text)], text
        assert "'" not in text
        if languages[code] == "uk":
            assert not re.search(r"[A-Za-zыэъё]", text), text


def test_release_levels_are_a_mix_and_speak_only_of_what_the_form_guards():
    guarded = {
        subject
        for section in FORM.sections
        if section.operational_security
        for subject in [f"{section.code}:narrative", *(row.code for row in section.indicators)]
    }
    levels = set()
    for report in ALL:
        assert set(report.release) <= guarded
        assert bool(report.release) == (report.when != When.CURRENT)
        levels |= {decision.level for decision in report.release.values()}
        shown = [
            section.code for section in FORM.sections if f"{section.code}:narrative" not in report.release
        ]
        assert len(shown) >= 10
    assert levels == {ReleaseLevel.GROUP, ReleaseLevel.POLICE, ReleaseLevel.PUBLIC_FROM}


def test_one_report_was_corrected_in_a_figure_that_is_not_sensitive():
    corrected = [report for report in ALL if report.correction]
    assert [name(report) for report in corrected] == ["velyka-novosilka-previous"]
    [(code, first)] = corrected[0].correction.first_published.items()
    assert first.number != number(corrected[0], code)
    assert FORM.indicators[code].kind is Kind.COUNT
    assert not FORM.indicators[code].small_count_sensitive


@pytest.mark.parametrize(
    ("today", "current", "newest", "previous", "last_year"),
    [
        ("2026-11-22", "2026-09", "2026-07", "2026-05", "2025-07"),
        ("2026-01-01", "2025-11", "2025-09", "2025-07", "2024-09"),
        ("2026-04-30", "2026-01", "2025-11", "2025-09", "2024-11"),
        ("2028-02-29", "2027-11", "2027-09", "2027-07", "2026-09"),
    ],
)
def test_periods_are_relative_to_today(today, current, newest, previous, last_year):
    day = dt.date.fromisoformat(today)
    found = {when: when.stretch(today=day).slug for when in When}
    assert found == {
        When.CURRENT: current,
        When.NEWEST: newest,
        When.PREVIOUS: previous,
        When.LAST_YEAR: last_year,
    }


def test_every_role_has_an_account_and_every_community_an_author_and_a_head():
    people = read_people()
    duties = [duty for person in people.people for duty in person.duties]
    assert {duty.role for duty in duties} == set(Role)
    for community in COMMUNITIES:
        here = [duty.role for duty in duties if duty.community == community]
        assert {Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE} <= set(here)
        assert all(here.count(role) <= 1 for role in ONE_AT_A_TIME)
    assert all((duty.community is not None) == (duty.role in COMMUNITY_ROLES) for duty in duties)
    assert len({person.email for person in people.people}) == len(people.people)
    assert [person.login for person in people.people if person.is_administrator] == ["admin"]
    # who borrows a section serves the community that lends it
    colleagues = {duty.community for duty in duties if duty.role == Role.POLICE_COLLEAGUE}
    assert {report.community for report in ALL if report.loans} <= colleagues


# --- damaged files ---


@pytest.fixture
def data():
    return json.loads((REPORTS / "popasna.json").read_text(encoding="utf-8"))


def answers_of(data, code):
    return data["reports"][0]["sections"][code]["answers"]


DAMAGED = {
    "another form": (lambda data: data["form"].update(version=2), "written for another form"),
    "periods out of order": (lambda data: data["reports"].reverse(), "periods must come in this order"),
    "unknown period": (lambda data: data["reports"][0].update(period="soon"), "“period” is “soon”"),
    "unknown state": (lambda data: data["reports"][0].update(left_at="lost"), "“left_at” is “lost”"),
    "unknown section": (lambda data: data["reports"][0]["sections"].update(WEATHER={}), "no section WEATHER"),
    "unknown indicator": (lambda data: answers_of(data, "DV").update(DV_ALL=1), "no indicator DV_ALL"),
    "count as text": (
        lambda data: answers_of(data, "DV").update(DV_REP="104"),
        "DV_REP: write a count as a number",
    ),
    "count below zero": (lambda data: answers_of(data, "DV").update(DV_REP=-1), "DV_REP: -1 is out of range"),
    "percent above hundred": (
        lambda data: answers_of(data, "REP").update(REP_SUSP="100.1"),
        "REP_SUSP: 100.1 is out of range",
    ),
    "too many decimals": (
        lambda data: answers_of(data, "REP").update(REP_SUSP="44.25"),
        "REP_SUSP: 44.25 has more than 1 decimals",
    ),
    "no number": (lambda data: answers_of(data, "REP").update(REP_SUSP="many"), "“many” is not a number"),
    "yes in words": (
        lambda data: answers_of(data, "NEED").update(NEED_REPAIR="yes"),
        "must be true or false",
    ),
    "no data without reason": (
        lambda data: answers_of(data, "DV").update(DV_REP={"no_data": ""}),
        "is empty",
    ),
    "two reasons": (
        lambda data: answers_of(data, "DV").update(DV_REP={"no_data": "a", "not_applicable": "b"}),
        "write a value, or",
    ),
    "a text too long": (
        lambda data: data["reports"][0]["sections"]["DV"].update(problem="а" * 601),
        "“problem” has 601 characters, 600 are allowed",
    ),
    "unknown level": (lambda data: data["reports"][0]["release"].update(CHK_POSTS="secret"), "is “secret”"),
    "level about nothing": (
        lambda data: data["reports"][0]["release"].update(chk="group"),
        "neither an indicator",
    ),
    "question about nothing": (
        lambda data: data["reports"][3]["questions"].update(WEATHER="?"),
        "no section WEATHER",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_in_words(data, name):
    damage, words = DAMAGED[name]
    damage(data)
    with pytest.raises(DemoFileError) as refused:
        parse_reports(data, FORM)
    assert words in str(refused.value)
