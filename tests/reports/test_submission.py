"""Olena hands the report in; Petro asks; Olena answers, mends and hands it in again."""

import pytest

from communities.models import AuditEntry
from reports.answers import content
from reports.checking import differences, submission
from reports.models import Answer, AnswerKind, Remark, SectionEntry, Submission
from reports.states import State
from tests.reports import making
from tests.reports.making import HOUR, NOW


def test_what_is_handed_in_is_kept_exactly(cast, filled):
    making.fill_in(filled, ROAD_RTA=17, REP_ARRIVE="7.5", DV_REP=3, ROAD_KILLED=AnswerKind.NO_DATA)
    handed_in = submission.submit(filled, by=cast.olena, at=NOW)
    kept = content.ReportContent.from_json(Submission.objects.get().content)
    assert kept == content.of(filled)
    assert kept.answer("DV_REP").exact == 3
    assert kept.answer("ROAD_KILLED") == content.AnswerContent(AnswerKind.NO_DATA, reason="not counted")
    assert kept.section("ROAD").narratives["problem"] == "Problem of Safe roads."
    assert (handed_in.number, handed_in.submitted_by) == (1, cast.olena)


def test_a_value_that_cannot_be_read_keeps_the_report_from_being_handed_in(cast, filled):
    Answer.objects.filter(indicator__code="ROAD_RTA").update(kind=AnswerKind.UNCLEAR, number=None, text="12;")
    with pytest.raises(submission.NotReady) as refusal:
        submission.submit(filled, by=cast.olena, at=NOW)
    assert [(gap.section, gap.field) for gap in refusal.value.status.gaps] == [(5, "ROAD_RTA")]
    filled.refresh_from_db()
    assert filled.state == State.DRAFT
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("break_it", "section"),
    [
        (lambda r: Answer.objects.filter(indicator__code="CHILD_VICT").delete(), 8),
        (lambda r: r.entries.filter(section__number=11).update(shortcomings=""), 11),
        (lambda r: making.fill_in(r, STAFF_FILLED=41), 3),
    ],
    ids=["a figure is missing", "a text is missing", "more posts filled than there are"],
)
def test_gaps_and_contradictions_keep_it_too(cast, filled, break_it, section):
    break_it(filled)
    with pytest.raises(submission.NotReady) as refusal:
        submission.submit(filled, by=cast.olena, at=NOW)
    assert [s.section.number for s in refusal.value.status.sections if not s.is_filled] == [section]


def test_sent_back_with_questions_and_answered(cast, handed_in):
    submission.send_back(
        handed_in,
        questions={5: "Four times last period's accidents: right?", 9: "  ", 2: "Which posts?"},
        message="Almost there.",
        by=cast.petro,
        at=NOW + HOUR,
    )
    handed_in.refresh_from_db()
    assert handed_in.state == State.RETURNED
    returned = Submission.objects.get()
    assert (returned.returned_by, returned.returned_message) == (cast.petro, "Almost there.")
    assert list(Remark.objects.values_list("entry__section__number", flat=True)) == [2, 5]

    roads = handed_in.entries.get(section__number=5)
    submission.reply(roads, text="Yes: ice in March.", by=cast.olena, at=NOW + 2 * HOUR)
    assert [(r.author, r.is_question) for r in roads.remarks.all()] == [
        (cast.petro, True),
        (cast.olena, False),
    ]


def test_sending_back_without_a_word_is_refused(cast, handed_in):
    with pytest.raises(submission.NothingAsked):
        submission.send_back(handed_in, questions={5: " \n"}, message=" ", by=cast.petro, at=NOW)
    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED


def test_a_question_to_a_section_that_does_not_exist_changes_nothing(cast, handed_in):
    with pytest.raises(SectionEntry.DoesNotExist):
        submission.send_back(handed_in, questions={13: "?"}, by=cast.petro, at=NOW)
    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED


def test_what_changed_since_it_was_sent_back(cast, filled):
    making.fill_in(filled, ROAD_VIOL=7)
    handed_in = making.handed_in(filled, by=cast.olena)
    submission.send_back(handed_in, questions={5: "Sure?"}, by=cast.petro, at=NOW)
    handed_in.refresh_from_db()
    assert differences.since_last_time(handed_in, now=content.of(handed_in)) == ()

    making.fill_in(handed_in, ROAD_RTA=41, ROAD_SPOTS=2)
    Answer.objects.filter(indicator__code="ROAD_VIOL").delete()
    handed_in.entries.filter(section__number=5).update(next_steps="Two speed signs.")
    found = differences.since_last_time(handed_in, now=content.of(handed_in))
    assert [(d.section, d.field, _said(d.before), _said(d.after)) for d in found] == [
        (5, "ROAD_RTA", 40, 41),
        (5, "ROAD_SPOTS", None, 2),
        (5, "ROAD_VIOL", 7, None),
        (5, "next_steps", None, "Two speed signs."),
    ]

    submission.submit(handed_in, by=cast.olena, at=NOW + HOUR)
    handed_in.refresh_from_db()
    assert differences.since_last_time(handed_in, now=content.of(handed_in)) == found


def test_a_first_submission_has_nothing_to_differ_from(filled, cast):
    assert differences.since_last_time(filled, now=content.of(filled)) == ()
    making.handed_in(filled, by=cast.olena)
    assert differences.since_last_time(filled, now=content.of(filled)) == ()


def test_the_trail_names_acts_and_no_figures(cast, handed_in):
    making.fill_in(handed_in, DV_REP=3)
    submission.send_back(handed_in, questions={9: "Is DV_REP 3?"}, message="3!", by=cast.petro, at=NOW)
    submission.reply(handed_in.entries.get(section__number=9), text="It is 3.", by=cast.olena, at=NOW)
    entries = AuditEntry.objects.filter(target_type="reports.Report").order_by("sequence")
    assert [(e.act, e.details) for e in entries][1:] == [
        ("report.submitted", {"submission": 1}),
        ("report.sent_back", {"submission": 1, "sections": [9]}),
        ("report.replied", {"section": 9}),
    ]


def _said(value):
    return value.exact if isinstance(value, content.AnswerContent) else value
