"""How far a report is: computed from what stands in it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from reports.answers.completeness import SectionState, status_of
from reports.answers.content import AnswerContent
from reports.answers.three_periods import three_periods
from reports.editions.form_definition import definition_of
from reports.models import AnswerKind, Remark, Report
from reports.periods import stretch_from_slug
from reports.states import State
from reports.writing.filling import SectionValues, save
from tests.conftest import KYIV
from tests.reports.making import report_about

AT = dt.datetime(2026, 11, 22, 14, 2, tzinfo=KYIV)
TEXTS = {"problem": "Thefts.", "achievements": "Patrols.", "shortcomings": "Few people."}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def number(value):
    return AnswerContent(AnswerKind.NUMBER, number=Decimal(str(value)))


CORE = {code: number(4) for code in ("HOME_BURG", "HOME_YARD", "HOME_FRAUD")} | {"HOME_SOLVED": number(50)}
NO_DATA = AnswerContent(AnswerKind.NO_DATA, reason="the archive burnt")


def write(cast, draft, section=7, **values):
    entry = draft.entries.get(section__number=section)
    return save(entry, SectionValues(**values), base_version=entry.version, by=cast.olena, at=AT)


def status(draft, section=7):
    return status_of(draft).by_number[section]


def test_a_new_report_is_not_started(draft):
    report = status_of(draft)
    assert {section.state for section in report.sections} == {SectionState.NOT_STARTED}
    assert (report.complete, report.total, report.is_ready) == (0, 12, False)


def test_one_figure_is_progress_and_zero_is_a_figure(cast, draft):
    write(cast, draft, answers={"HOME_BURG": number(0)})
    section = status(draft)
    assert section.state == SectionState.IN_PROGRESS
    assert [gap.field for gap in section.gaps] == [
        "HOME_SOLVED", "HOME_YARD", "HOME_FRAUD", "problem", "achievements", "shortcomings",
    ]  # fmt: skip
    assert section.missing == section.gaps
    assert section.gaps[0].problem == "Not answered yet."
    assert section.gaps[0].anchor == "div_HOME_SOLVED"


def test_core_figures_and_required_texts_make_it_complete(cast, draft):
    write(cast, draft, answers=CORE, narratives=TEXTS)
    assert status(draft).state == SectionState.COMPLETE
    assert status_of(draft).complete == 1


def test_no_data_with_a_reason_is_an_answer(cast, draft):
    write(cast, draft, answers={**CORE, "HOME_SOLVED": NO_DATA}, narratives=TEXTS)
    assert status(draft).state == SectionState.COMPLETE


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"HOME_BURG": AnswerContent(AnswerKind.UNCLEAR, text="12,5")}, "HOME_BURG", "whole number"),
        ({"HOME_YARD": AnswerContent(AnswerKind.NO_DATA)}, "HOME_YARD", "why there is no data"),
        ({"HOME_FRAUD": AnswerContent(AnswerKind.NOT_APPLICABLE)}, "HOME_FRAUD", "does not apply"),
        # an optional figure may stay empty, but not unreadable
        ({"HOME_LOOT": AnswerContent(AnswerKind.UNCLEAR, text="some")}, "HOME_LOOT", "cannot be read"),
    ],
)
def test_what_keeps_a_section_from_being_complete(cast, draft, answers, field, words):
    write(cast, draft, answers={**CORE, **answers}, narratives=TEXTS)
    section = status(draft)
    assert section.state == SectionState.IN_PROGRESS
    (gap,) = [gap for gap in section.problems if gap.field == field]
    assert words in gap.problem


def test_a_text_that_is_too_long_and_one_that_is_missing(cast, draft):
    write(cast, draft, answers=CORE, narratives={**TEXTS, "problem": "я" * 601, "shortcomings": ""})
    long, missing = status(draft).gaps
    assert (long.field, long.is_missing) == ("problem", False)
    assert "601 of 600" in long.problem
    assert (missing.field, missing.problem) == ("shortcomings", "Not written yet.")


def test_a_broken_rule_keeps_both_its_sections_from_being_complete(cast, draft):
    write(cast, draft, section=6, answers={"STREET_ROB": number(9)}, narratives=TEXTS)
    write(cast, draft, section=4, answers={"REP_CRIMES": number(8)}, narratives=TEXTS)
    report = status_of(draft)
    assert [rule.code for rule in report.broken] == ["street_robberies_within_crimes"]
    assert report.by_number[4].broken == report.by_number[6].broken == report.broken
    assert not report.by_number[7].broken


@pytest.fixture
def sent_back(cast, draft):
    write(cast, draft, answers=CORE, narratives=TEXTS)
    Report.objects.filter(pk=draft.pk).update(state=State.RETURNED, submitted_at=AT, submitted_by=cast.olena)
    entry = draft.entries.get(section__number=7)
    Remark.objects.create(
        entry=entry, author=cast.petro, text="Why so few?", is_question=True, entry_version=1, written_at=AT
    )
    draft.refresh_from_db()
    return draft


def test_an_open_question_comes_first(sent_back):
    section = status(sent_back)
    assert section.state == SectionState.HAS_QUESTION
    assert section.is_filled
    assert [one.section.number for one in status_of(sent_back).questions] == [7]
    assert status_of(sent_back).complete == 0


def test_a_change_answers_it(cast, sent_back):
    write(cast, sent_back, answers={"HOME_BURG": number(5)})
    assert status(sent_back).state == SectionState.COMPLETE


def test_a_reply_answers_it_and_a_new_question_opens_it_again(cast, sent_back):
    entry = sent_back.entries.get(section__number=7)
    later = AT + dt.timedelta(hours=1)
    said = {"entry": entry, "entry_version": 1}
    Remark.objects.create(author=cast.olena, text="They left.", written_at=later, **said)
    assert status(sent_back).state == SectionState.COMPLETE
    Remark.objects.create(
        author=cast.petro, text="Who?", is_question=True, written_at=later + dt.timedelta(hours=1), **said
    )
    assert status(sent_back).state == SectionState.HAS_QUESTION


def test_the_status_of_a_report_takes_three_queries(cast, draft, django_assert_num_queries):
    definition_of(draft.form)
    for section in range(1, 13):
        write(cast, draft, section=section, narratives=TEXTS)
    with django_assert_num_queries(3):
        status_of(draft)


def test_three_periods_in_one_query(cast, draft, popasna, django_assert_num_queries):
    write(cast, draft, answers={"HOME_BURG": number(40), "HOME_YARD": number(3)})
    for community, slug, burglaries in (
        (draft.community, "2026-07", 10),
        (draft.community, "2025-09", 38),
        (draft.community, "2026-05", 999),
        (popasna, "2026-07", 777),
    ):
        report_about(community, draft.form, cast.olena, stretch=stretch_from_slug(slug), HOME_BURG=burglaries)
    definition_of(draft.form)
    with django_assert_num_queries(1):
        beside = three_periods(draft, section="HOME")
    assert beside.now == {"HOME_BURG": number(40), "HOME_YARD": number(3)}
    assert (beside.previous["HOME_BURG"], beside.last_year["HOME_BURG"]) == (number(10), number(38))
    assert "DV_REP" not in beside.previous
    assert "DV_REP" in three_periods(draft).previous
    (jump,) = [one for one in beside.jumps(definition_of(draft.form)) if one.field == "HOME_BURG"]
    assert jump.question.startswith("4 times")
