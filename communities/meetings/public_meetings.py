"""What residents read of meetings. A type of its own: nothing that only members may read gets into it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from communities.models import ItemProposal, Meeting, WorkingGroup
from communities.states import MeetingState, ProposalState

ANSWERED_AT_MOST = 50  # proposals on the page of a group


@dataclass(frozen=True)
class MeetingForResidents:
    """`place` is empty unless the meeting is open to residents."""

    number: int
    state: str
    state_label: str
    starts_at: dt.datetime
    called_at: dt.datetime | None
    is_open: bool
    place: str
    has_minutes: bool = False  # asked for on the page of one meeting only

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def is_ahead(self) -> bool:
        return self.state == MeetingState.CALLED

    @property
    def has_agenda(self) -> bool:
        return not self.is_cancelled


@dataclass(frozen=True)
class AnsweredProposal:
    """In the words of the chair; what was written by whoever proposed it stays inside."""

    title: str
    answer: str
    is_accepted: bool
    answered_on: dt.date


def for_residents(meeting: Meeting, *, has_minutes: bool = False) -> MeetingForResidents:
    return MeetingForResidents(
        number=meeting.number,
        state=meeting.state,
        state_label=str(MeetingState(meeting.state).label),
        starts_at=meeting.starts_at,
        called_at=meeting.called_at,
        is_open=meeting.is_open,
        place=meeting.place if meeting.is_open else "",
        has_minutes=has_minutes,
    )


def answered_publicly(group: WorkingGroup, *, meeting: Meeting | None = None) -> list[AnsweredProposal]:
    """Those that the chair showed to residents, the newest first; `meeting`: only those of its agenda."""
    rows = ItemProposal.objects.filter(group=group, is_public=True, answered_at__isnull=False)
    if meeting is not None:
        rows = rows.filter(item__meeting=meeting)
    return [
        AnsweredProposal(
            title=row.public_title,
            answer=row.answer,
            is_accepted=row.state == ProposalState.ACCEPTED,
            answered_on=timezone.localdate(row.answered_at),
        )
        for row in rows.order_by("-answered_at")[:ANSWERED_AT_MOST]
        if row.answered_at is not None
    ]


def next_open(group: WorkingGroup, *, at: dt.datetime) -> MeetingForResidents | None:
    """The next meeting to which residents may come."""
    row = _ahead(group, at=at).filter(is_open=True).first()
    return for_residents(row) if row else None


def next_ahead(group: WorkingGroup, *, at: dt.datetime) -> MeetingForResidents | None:
    """The next meeting that residents know of and that has not begun."""
    row = _ahead(group, at=at).first()
    return for_residents(row) if row else None


def _ahead(group: WorkingGroup, *, at: dt.datetime) -> QuerySet[Meeting]:
    return group.meetings.filter(state=MeetingState.CALLED, starts_at__gt=at).order_by("starts_at")


def next_announced(group: WorkingGroup) -> Meeting | None:
    """The next meeting that residents know of."""
    return group.meetings.filter(state=MeetingState.CALLED).order_by("starts_at").first()
