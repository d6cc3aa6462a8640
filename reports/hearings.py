"""The report is heard: what the working group said about it, for the police, for residents.

Written by the keepers while the meeting is held. Once it is closed the assessment stands still; residents
read it beside the report, whose frozen facts stay as they were, and the police find remarks and
proposals where they write the next report.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from communities.meetings import being_held, quorum
from communities.meetings.being_held import HoldingStep
from communities.meetings.subjects import id_of
from communities.models import AgendaItem, Duty, Meeting, Role, User
from communities.shared import audit, mail, public_stamp
from communities.shared.plain_text import plain_text
from communities.states import MeetingState
from reports.cycle.meetings import CannotRecord, record_meeting
from reports.cycle.telling import about, link_of
from reports.models import Assessment, ExpectedReport, Publication, Report, ReportHearing
from reports.published.heard import closed
from reports.yearly import documents

PREFIX = "reports.publication"
LONGEST = {"remarks": 5000, "proposals": 5000, "public_text": 2000}  # characters
AS_INPUT = 2  # so many of the newest hearings stand beside the next report


class NotAReport(Exception):
    """The point is about no published report of this community."""


class NoQuorum(Exception):
    """Without a quorum the group hears, but assesses nothing."""


class TooLong(Exception):
    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class WrittenMeanwhile(Exception):
    """Somebody else has written since: nothing was stored. `hearing` is as it stands now."""

    def __init__(self, hearing: ReportHearing) -> None:
        super().__init__(str(hearing.version))
        self.hearing = hearing


@dataclass(frozen=True)
class Input:
    """What the police read of an earlier report when they write the next one."""

    period: str
    held_on: dt.date
    assessment: str
    remarks: str
    proposals: str


def publication_of(item: AgendaItem) -> Publication | None:
    """The version that a point is about, if it is one of this community."""
    key = id_of(item.subject, prefix=PREFIX)
    rows = Publication.objects.select_related("report__community", "report__period")
    return rows.filter(pk=key, report__community=item.meeting.group.community_id).first() if key else None


@transaction.atomic
def write(
    item: AgendaItem,
    texts: Mapping[str, str],
    *,
    assessment: Assessment,
    base_version: int,
    by: User,
    at: dt.datetime,
) -> ReportHearing:
    """What the group said, while its meeting is held. `base_version`: what the writer saw, 0 for nothing yet.

    Raises `WrongState`, `NotAReport`, `NoQuorum` (an assessment is a decision), `TooLong`,
    `WrittenMeanwhile`.
    """
    meeting = being_held.lock(item.meeting_id, step=HoldingStep.WRITE)
    publication = publication_of(item)
    if publication is None:
        raise NotAReport
    words = _words(texts, LONGEST)
    if assessment != Assessment.NONE and not quorum.standing(meeting, item).is_reached:
        raise NoQuorum
    row = ReportHearing.objects.filter(item=item).first() or ReportHearing(
        item=item, publication=publication, version=0
    )
    if row.version != base_version and _said(row) != (words, assessment):
        raise WrittenMeanwhile(row)
    if row.version and _said(row) == (words, assessment):
        return row
    for name, text in words.items():
        setattr(row, name, text)
    row.assessment, row.publication = assessment, publication
    return _keep(row, "hearing.written", meeting, by=by, at=at)


@transaction.atomic
def change_public_words(
    hearing: ReportHearing, *, public_text: str, by: User, at: dt.datetime
) -> ReportHearing:
    """What residents read of it, also after the meeting. Raises `TooLong`."""
    meeting = being_held.row(hearing.item.meeting_id)
    row = ReportHearing.objects.select_related("publication__report__period").get(pk=hearing.pk)
    words = _words({"public_text": public_text}, {"public_text": LONGEST["public_text"]})
    if words["public_text"] == row.public_text:
        return row
    row.public_text = words["public_text"]
    if meeting.state == MeetingState.CLOSED:
        _year_says_it(row.publication.report, at=at)
    return _keep(row, "hearing.public_words_changed", meeting, by=by, at=at)


def said_before(report: Report) -> list[Input]:
    """Input for a report: what was said about the ones before it, the newest meeting first; one query."""
    rows = closed().filter(
        publication__report__community=report.community_id,
        publication__report__period__starts_on__lt=report.period.starts_on,
    )
    rows = rows.select_related("item__meeting", "publication__report__period")
    rows = rows.defer("publication__facts", "publication__group_facts", "publication__plan")[:AS_INPUT]
    return [
        Input(
            period=row.publication.report.period.label_in_a_sentence,
            held_on=timezone.localdate(row.item.meeting.starts_at),
            assessment=row.get_assessment_display(),
            remarks=row.remarks,
            proposals=row.proposals,
        )
        for row in rows
    ]


def hear_meeting_closed(meeting: Meeting, at: dt.datetime) -> None:
    """The police are told what was said; an open meeting counts as that of the period (art. 88)."""
    about_reports = meeting.items.filter(subject__startswith=f"{PREFIX}:")
    for item in about_reports.select_related("hearing", "meeting__group"):
        hearing: ReportHearing | None = getattr(item, "hearing", None)
        if hearing is None and not item.heard:
            continue  # it was on the agenda and nobody came to it
        publication = publication_of(item)
        if publication is None:
            continue
        if hearing is not None:
            _tell_police(hearing, publication.report, at=at)
            _year_says_it(publication.report, at=at)
        expected = ExpectedReport.objects.filter(report=publication.report).select_related("period").first()
        if meeting.is_open and expected is not None:
            _count_as_open_meeting(expected, meeting, at=at)


def _count_as_open_meeting(expected: ExpectedReport, meeting: Meeting, *, at: dt.datetime) -> None:
    """For the period of the report that was heard; once that one's time is over, for the first period that
    still waits for its meeting. Unless another stands there already: a person said so. What is refused stays
    unlinked."""
    held_on = timezone.localdate(meeting.starts_at)
    waiting = expected if held_on <= expected.locks_on else _first_waiting(expected.community_id, held_on)
    if waiting is not None:
        _record(waiting, meeting, held_on=held_on, at=at)


def _first_waiting(community_id: int, held_on: dt.date) -> ExpectedReport | None:
    """Of the periods for which a meeting of this day counts and none is recorded."""
    rows = ExpectedReport.objects.filter(community=community_id, meeting_held_on__isnull=True)
    rows = rows.filter(period__starts_on__lte=held_on, locks_on__gte=held_on).select_related("period")
    return rows.order_by("period__starts_on").first()


def _record(expected: ExpectedReport, meeting: Meeting, *, held_on: dt.date, at: dt.datetime) -> None:
    if expected.meeting_held_on not in {None, held_on}:
        return
    with override("uk"):  # residents read it as it stands
        online = gettext("online")
    place = expected.meeting_place or meeting.place or online
    try:
        record_meeting(expected, held_on=held_on, place=place, meeting=meeting, by=None, at=at)
    except CannotRecord:
        return


def _year_says_it(report: Report, *, at: dt.datetime) -> None:
    """The PDF of the year prints what the group said."""
    documents.order(report.community_id, year=report.period.starts_on.year, at=at)


def _tell_police(hearing: ReportHearing, report: Report, *, at: dt.datetime) -> None:
    roles = [Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE]
    duties = Duty.objects.serving(today=timezone.localdate(at)).filter(
        community=report.community_id, role__in=roles, person__is_active=True
    )
    newest = ExpectedReport.objects.filter(community=report.community_id, opened_at__isnull=False)
    expected = newest.select_related("report").order_by("-period__starts_on").first()
    mail.post(
        [
            mail.Message(
                key=f"heard:{hearing.pk}:{person}",
                to=person,
                kind="reports/heard",
                facts={
                    **about(report.community, report.period),
                    "held_on": timezone.localdate(hearing.item.meeting.starts_at).isoformat(),
                },
                link=link_of(expected) if expected else "",
                community=report.community_id,
            )
            for person in sorted(set(duties.values_list("person", flat=True)))
        ],
        at=at,
    )


def _said(row: ReportHearing) -> tuple[dict[str, str], str]:
    return {name: getattr(row, name) for name in LONGEST}, row.assessment


def _words(texts: Mapping[str, str], longest: Mapping[str, int]) -> dict[str, str]:
    words = {name: plain_text(texts.get(name, "")).text for name in longest}
    for name, text in words.items():
        if len(text) > longest[name]:
            raise TooLong(name)
    return words


def _keep(row: ReportHearing, act: str, meeting: Meeting, *, by: User, at: dt.datetime) -> ReportHearing:
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by
    row.save()
    audit.record(
        act,
        target=row,
        by=by,
        at=at,
        community=meeting.group.community,
        details={"meeting": meeting.number},
    )
    public_stamp.touch()
    return row


def unheard(publications: Iterable[int]) -> bool:
    """No meeting has heard any of these versions, and none has it on its agenda."""
    subjects = [f"{PREFIX}:{key}" for key in publications]
    items = AgendaItem.objects.filter(subject__in=subjects).exclude(meeting__state=MeetingState.CANCELLED)
    ended = items.filter(meeting__state=MeetingState.CLOSED, hearing__isnull=True, heard="")
    return not items.exclude(pk__in=ended.values("pk")).exists()
