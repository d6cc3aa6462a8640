"""Who is there: noted from the moment a meeting is called until it is closed."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from communities.groups.roll import members_on
from communities.meetings import being_held, quorum
from communities.meetings.being_held import EXPECTED_OR_OPEN, HoldingStep
from communities.models import (
    TAKING_PART,
    Attendance,
    Guest,
    Meeting,
    Membership,
    NamedVote,
    Post,
    Presence,
    User,
)
from communities.shared import audit
from communities.shared.plain_text import one_line
from communities.states import BallotState

REASON_MAX = 200  # characters
NAME_MAX = 150
ORGANISATION_MAX = 200


class NotAMember(Exception):
    """This person is no member of the group on the day of the meeting."""


class NoName(Exception):
    """A guest has a name."""


@transaction.atomic
def note(
    meeting: Meeting, member: Membership, presence: Presence, *, reason: str = "", by: User, at: dt.datetime
) -> Attendance:
    """Note where a member is now; the last word counts. `reason` is kept for somebody who is excused.

    Whoever leaves takes the own vote out of the votes that are still open: only people who take part count.
    Raises `WrongState` (before the call, after the end) and `NotAMember`.
    """
    held = being_held.lock(meeting.pk, step=HoldingStep.NOTE_ATTENDANCE, states=EXPECTED_OR_OPEN)
    if member.group_id != held.group_id or not member.sits_on(quorum.day_of(held)):
        raise NotAMember
    row, is_new = Attendance.objects.get_or_create(meeting=held, member=member)
    reason = one_line(reason).text[:REASON_MAX] if presence == Presence.EXCUSED else ""
    if (row.presence, row.reason) == (presence, reason) and not is_new:
        return row
    row.presence, row.reason, row.changed_at, row.version = presence, reason, at, row.version + 1
    row.save(update_fields=["presence", "reason", "changed_at", "version"])
    if presence not in TAKING_PART:
        NamedVote.objects.filter(
            ballot__item__meeting=held, ballot__state=BallotState.OPEN, member=member
        ).delete()
    audit.record(
        "meeting.attendance_noted",
        target=held,
        by=by,
        at=at,
        community=held.group.community,
        details={"member": member.name, "presence": presence},
    )
    return row


@transaction.atomic
def add_guest(meeting: Meeting, *, name: str, organisation: str = "", by: User, at: dt.datetime) -> Guest:
    """Somebody who is there and no member. The same name is noted once. Raises `WrongState`, `NoName`."""
    held = being_held.lock(meeting.pk, step=HoldingStep.NOTE_ATTENDANCE, states=EXPECTED_OR_OPEN)
    name, organisation = one_line(name).text[:NAME_MAX], one_line(organisation).text[:ORGANISATION_MAX]
    if not name:
        raise NoName
    guest, is_new = Guest.objects.get_or_create(meeting=held, name=name, organisation=organisation)
    if is_new:
        audit.record(
            "meeting.guest_noted", target=held, by=by, at=at, community=held.group.community, details={}
        )
    return guest


@transaction.atomic
def remove_guest(guest: Guest, *, by: User, at: dt.datetime) -> None:
    """Noted by mistake. Raises `WrongState`."""
    held = being_held.lock(guest.meeting_id, step=HoldingStep.NOTE_ATTENDANCE, states=EXPECTED_OR_OPEN)
    deleted, _rows = Guest.objects.filter(pk=guest.pk).delete()
    if deleted:
        audit.record(
            "meeting.guest_removed", target=held, by=by, at=at, community=held.group.community, details={}
        )


def complete(meeting: Meeting) -> None:
    """Give every member of the day a row; those who are there already keep theirs."""
    sitting = meeting.group.memberships.sitting(on=quorum.day_of(meeting))
    missing = sitting.exclude(attendances__meeting=meeting).order_by("pk")
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=each) for each in missing)


def may_chair(member: Membership) -> bool:
    """Somebody who is only invited does not lead the meeting of others."""
    return member.post != Post.INVITED and member.has_vote


def chair_among(sitting: Sequence[Membership], *, there: Collection[int]) -> Membership | None:
    """The chair; if the chair is not there, the deputy; otherwise whoever the members elect (None).

    Before anybody is noted as being there (`there`: ids), the chair.
    """
    for post in (Post.CHAIR, Post.DEPUTY):
        for member in sitting:
            if member.post == post and (member.pk in there or (not there and post == Post.CHAIR)):
                return member
    return None


def who_would_chair(meeting: Meeting) -> Membership | None:
    """Of those who are there now. Two queries."""
    sitting = members_on(meeting.group, quorum.day_of(meeting))
    rows = meeting.attendances.filter(presence__in=sorted(TAKING_PART))
    return chair_among(sitting, there=set(rows.values_list("member_id", flat=True)))
