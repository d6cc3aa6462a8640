"""Handing a report to the head of police, sending it back with questions, answering them."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from communities.models import User
from communities.shared import audit
from communities.shared.states import WrongState, follow
from reports.answers import content
from reports.answers.completeness import ReportStatus, report_status, sections_with_a_question, status_of
from reports.cycle import claims, telling
from reports.cycle.locking import refuse_when_locked
from reports.editions.form_definition import definition_of
from reports.models import Remark, Report, SectionEntry, Submission
from reports.publishing.release import newest_submission
from reports.states import ARROWS, TALKING, State, Step


class NotReady(Exception):
    """The report has gaps or breaks rules of the form; `status` says which and where."""

    def __init__(self, status: ReportStatus) -> None:
        self.status = status
        super().__init__(f"{status.complete} of {status.total} sections are complete")


class NothingAsked(ValueError):
    """Sending back needs at least one question."""


@transaction.atomic
def submit(report: Report, *, by: User, at: dt.datetime) -> Submission:
    """Hand the report to the head of police, exactly as it is. From here its author cannot edit it.

    Handing in late is possible until the lock. Raises `WrongState`, `Locked` and `NotReady`.
    """
    report = _locked(report)
    state = follow(ARROWS, state=State(report.state), step=Step.SUBMIT)
    expected = claims.held(report)
    refuse_when_locked(expected, today=timezone.localdate(at))
    said = content.of(report)
    status = report_status(definition_of(report.form), said, sections_with_a_question(report))
    if not status.is_ready:
        raise NotReady(status)
    number = report.submissions.count() + 1
    submission = Submission.objects.create(
        report=report,
        number=number,
        content=said.as_json(),
        submitted_at=at,
        submitted_by=by,
    )
    report.state, report.submitted_at, report.submitted_by = state, at, by
    report.save(update_fields=["state", "submitted_at", "submitted_by"])
    audit.record(
        "report.submitted",
        target=report,
        by=by,
        at=at,
        community=report.community,
        details={"submission": number},
    )
    claims.handed_in(expected, is_complete=status.is_ready, at=at)
    telling.handed_in(submission, by=by, at=at)
    return submission


@transaction.atomic
def send_back(
    report: Report, *, questions: Mapping[int, str], message: str = "", by: User, at: dt.datetime
) -> Submission:
    """Give the report back to its author with questions: by section number, and one about the whole.

    Raises `WrongState`, `NothingAsked`, and `SectionEntry.DoesNotExist` for a section it does not have.
    """
    report = _locked(report)
    state = follow(ARROWS, state=State(report.state), step=Step.RETURN)
    asked = {number: text.strip() for number, text in sorted(questions.items()) if text.strip()}
    if not asked and not message.strip():
        raise NothingAsked
    submission = newest_submission(report)
    for number, text in asked.items():
        entry = report.entries.get(section__number=number)
        _remark(entry, text=text, is_question=True, submission=submission, by=by, at=at)
    submission.returned_at, submission.returned_by = at, by
    submission.returned_message = message.strip()
    submission.save(update_fields=["returned_at", "returned_by", "returned_message"])
    report.state = state
    report.save(update_fields=["state"])
    audit.record(
        "report.sent_back",
        target=report,
        by=by,
        at=at,
        community=report.community,
        details={"submission": submission.number, "sections": list(asked)},
    )
    due_on = claims.sent_back(report, is_complete=status_of(report).is_ready, at=at)
    telling.sent_back(submission, due_on=due_on, by=by, at=at)
    return submission


@transaction.atomic
def reply(entry: SectionEntry, *, text: str, by: User, at: dt.datetime) -> Remark:
    """Add a message to the thread of a section, between the first handing in and publication.

    Raises `WrongState`, and `NothingAsked` for an empty message.
    """
    report = _locked(entry.report)
    if report.state not in TALKING:
        raise WrongState(state=report.state, step="reply")
    if not text.strip():
        raise NothingAsked
    entry = SectionEntry.objects.select_related("section").get(pk=entry.pk)
    remark = _remark(
        entry, text=text.strip(), is_question=False, submission=newest_submission(report), by=by, at=at
    )
    audit.record(
        "report.replied",
        target=report,
        by=by,
        at=at,
        community=report.community,
        details={"section": entry.section.number},
    )
    return remark


def _remark(
    entry: SectionEntry, *, text: str, is_question: bool, submission: Submission, by: User, at: dt.datetime
) -> Remark:
    return Remark.objects.create(
        entry=entry,
        submission=submission,
        author=by,
        text=text,
        is_question=is_question,
        entry_version=entry.version,
        written_at=at,
    )


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community", "form", "period")
        .get(pk=report.pk)
    )
