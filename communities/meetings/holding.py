"""A meeting is opened, led by somebody, and closed. After that nothing in it changes."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from communities.groups.statute import statute_on
from communities.meetings import attendance, being_held, outcomes, quorum, voting
from communities.meetings.being_held import HoldingStep
from communities.models import (
    TAKING_PART,
    Attendance,
    Meeting,
    Membership,
    Presence,
    Statute,
    User,
    WorkingGroup,
)
from communities.shared import audit, public_stamp
from communities.shared.states import follow
from communities.states import MEETING_ARROWS, MeetingState, MeetingStep


class TooEarly(Exception):
    """The day of the meeting has not come: it is changed first."""


class CannotChair(Exception):
    """Only a member of that day with a vote leads a meeting."""


class VoteIsOpen(Exception):
    """A vote has to be counted or withdrawn first."""


@transaction.atomic
def open_meeting(meeting: Meeting, *, chaired_by: Membership, by: User, at: dt.datetime) -> Meeting:
    """Begin. The rules of the day are put down, every member of the day has a row, the chair is there.

    Possible without a quorum: people may hear and discuss, only not decide. Raises `WrongState`, `TooEarly`
    (before the day it was called for), `CannotChair`.
    """
    held = being_held.row(meeting.pk)
    held.state = follow(MEETING_ARROWS, state=MeetingState(held.state), step=MeetingStep.OPEN)
    if timezone.localdate(at) < quorum.day_of(held):
        raise TooEarly
    # No rule changes while the meeting opens by it: `groups.statute.change` waits for the same row.
    WorkingGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=held.group_id)
    held.statute = _rules_put_down(held, by=by, at=at)
    held.opened_at, held.changed_at, held.version = at, at, held.version + 1
    _seat(held, chaired_by, at=at)
    attendance.complete(held)
    held.save(update_fields=["state", "statute", "chaired_by", "opened_at", "changed_at", "version"])
    _trace("meeting.opened", held, by=by, at=at, chaired_by=chaired_by.name)
    public_stamp.touch()
    return held


@transaction.atomic
def change_chair(meeting: Meeting, *, chaired_by: Membership, by: User, at: dt.datetime) -> Meeting:
    """Somebody else leads from here: the chair came late, or left. Raises `WrongState`, `CannotChair`.

    Not while a vote is open (`VoteIsOpen`): whose vote decides a tie is settled before anybody votes.
    """
    held = being_held.lock(meeting.pk, step=HoldingStep.CHANGE_CHAIR)
    if held.chaired_by_id == chaired_by.pk:
        return held
    if voting.still_open(held):
        raise VoteIsOpen
    _seat(held, chaired_by, at=at)
    held.changed_at, held.version = at, held.version + 1
    held.save(update_fields=["chaired_by", "changed_at", "version"])
    _trace("meeting.chair_changed", held, by=by, at=at, chaired_by=chaired_by.name)
    return held


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User, at: dt.datetime) -> Meeting:
    """End. Whoever was invited and never came is absent; from here the database refuses every change.

    Raises `WrongState`, and `VoteIsOpen` while a vote is not counted.
    """
    held = being_held.row(meeting.pk)
    target = follow(MEETING_ARROWS, state=MeetingState(held.state), step=MeetingStep.CLOSE)
    if voting.still_open(held):
        raise VoteIsOpen
    attendance.complete(held)
    held.attendances.filter(presence=Presence.INVITED).update(presence=Presence.ABSENT, changed_at=at)
    held.state, held.closed_at, held.changed_at, held.version = target, at, at, held.version + 1
    held.save(update_fields=["state", "closed_at", "changed_at", "version"])
    _trace("meeting.closed", held, by=by, at=at)
    public_stamp.touch()
    outcomes.tell_meeting_closed(held, at=at)
    return held


def _rules_put_down(held: Meeting, *, by: User, at: dt.datetime) -> Statute:
    """A group without rules of its own goes by the defaults: from now on they stand as a row."""
    statute = statute_on(held.group, quorum.day_of(held))
    if statute._state.adding:
        statute.set_at, statute.set_by = at, by
        statute.save()
    return statute


def _seat(held: Meeting, member: Membership, *, at: dt.datetime) -> None:
    sits = member.group_id == held.group_id and member.sits_on(quorum.day_of(held))
    if not sits or not attendance.may_chair(member):
        raise CannotChair
    held.chaired_by = member
    row, _is_new = Attendance.objects.get_or_create(meeting=held, member=member)
    if row.presence not in TAKING_PART:
        row.presence, row.reason, row.changed_at, row.version = Presence.PRESENT, "", at, row.version + 1
        row.save(update_fields=["presence", "reason", "changed_at", "version"])


def _trace(act: str, held: Meeting, *, by: User, at: dt.datetime, **details: str) -> None:
    audit.record(act, target=held, by=by, at=at, community=held.group.community, details=details)
