"""A meeting is prepared, called, changed and cancelled; everybody who is invited learns it each time."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.groups.statute import statute_on
from communities.meetings import invitations, notice_days, proposals
from communities.meetings.invitations import Reached
from communities.models import ItemProposal, Meeting, User, WorkingGroup
from communities.shared import audit, public_stamp
from communities.shared.plain_text import one_line, plain_text
from communities.shared.states import follow
from communities.states import MEETING_ARROWS, MeetingState, MeetingStep

LASTS = 120  # minutes, unless somebody plans otherwise
_FIELDS = ("starts_at", "place", "online_link", "is_open", "note", "minutes_planned")


class CannotCall(Exception):
    """It cannot be called like this; the subclass says why."""


class InThePast(CannotCall):
    """The time it would begin is over."""


class NoPlace(CannotCall):
    """Neither a place nor a link for taking part online."""


class NothingToDiscuss(CannotCall):
    """The agenda is empty."""


class ShortNotice(CannotCall):
    """Sooner than the statute allows, and no reason was given. `earliest`: the first day in time."""

    def __init__(self, earliest: dt.date) -> None:
        super().__init__(earliest.isoformat())
        self.earliest = earliest


class NoReason(CannotCall):
    """Whoever cancels says why."""


class ChangedMeanwhile(Exception):
    """Somebody else saved it since this form was opened; `meeting` is what stands there now."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(str(meeting.pk))
        self.meeting = meeting


@transaction.atomic
def draft(
    group: WorkingGroup,
    *,
    starts_at: dt.datetime,
    place: str,
    online_link: str,
    is_open: bool,
    by: User,
    at: dt.datetime,
    note: str = "",
    minutes_planned: int = LASTS,
) -> Meeting:
    """Begin to prepare a meeting. Only chair, deputy and secretary see it until it is called.

    What was proposed and accepted before stands on its agenda at once.
    """
    group = WorkingGroup.objects.select_for_update(no_key=True).get(
        pk=group.pk
    )  # numbers have no gaps and no twins
    last = group.meetings.aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting(
        group=group,
        number=last + 1,
        starts_at=starts_at,
        place=one_line(place).text,
        online_link=online_link.strip(),
        is_open=is_open,
        note=plain_text(note).text,
        minutes_planned=minutes_planned,
        made_at=at,
        made_by=by,
        changed_at=at,
    )
    meeting.full_clean()
    meeting.save()
    _trace("meeting.drafted", meeting, by=by, at=at)
    proposals.put_on(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def call(meeting: Meeting, *, by: User, at: dt.datetime, short_notice_reason: str = "") -> Reached:
    """Invite everybody who sits in the group on that day. Residents read day and agenda from now on.

    Raises `CannotCall` (its subclasses say why) or `WrongState`.
    """
    meeting = _held(meeting)
    meeting.state = follow(MEETING_ARROWS, state=MeetingState(meeting.state), step=MeetingStep.CALL)
    _refuse_impossible(meeting, at=at)
    if not meeting.items.exists():
        raise NothingToDiscuss
    meeting.short_notice_reason = _reason_for_haste(meeting, short_notice_reason, at=at)
    meeting.called_at = meeting.told_at = meeting.changed_at = at
    meeting.version += 1
    meeting.save(
        update_fields=["state", "short_notice_reason", "called_at", "told_at", "changed_at", "version"]
    )
    _trace("meeting.called", meeting, by=by, at=at)
    public_stamp.touch()
    return invitations.tell(meeting, invitations.CALLED, to=invitations.invite(meeting), at=at)


@transaction.atomic
def change(
    meeting: Meeting,
    *,
    starts_at: dt.datetime,
    place: str,
    online_link: str,
    is_open: bool,
    by: User,
    at: dt.datetime,
    note: str | None = None,
    minutes_planned: int | None = None,
    short_notice_reason: str = "",
    version: int | None = None,
) -> Reached:
    """Save other days, places and links. Of a called meeting everybody is told again; of a draft nobody.

    `version`: the one that the form showed; `ChangedMeanwhile` when somebody else saved since.
    The notice of the statute counts anew when the day changes.
    """
    meeting = _held(meeting)
    if meeting.state != MeetingState.DRAFT:
        follow(MEETING_ARROWS, state=MeetingState(meeting.state), step=MeetingStep.CHANGE)
    if version is not None and version != meeting.version:
        raise ChangedMeanwhile(meeting)
    day_before = invitations.day_of(meeting)
    values = {
        "starts_at": starts_at,
        "place": one_line(place).text,
        "online_link": online_link.strip(),
        "is_open": is_open,
        "note": meeting.note if note is None else plain_text(note).text,
        "minutes_planned": minutes_planned or meeting.minutes_planned,
    }
    changed = [name for name in _FIELDS if getattr(meeting, name) != values[name]]
    for name in changed:
        setattr(meeting, name, values[name])
    is_called = meeting.state == MeetingState.CALLED
    if is_called:
        _refuse_impossible(meeting, at=at)
        if invitations.day_of(meeting) != day_before:
            meeting.short_notice_reason = _reason_for_haste(meeting, short_notice_reason, at=at)
    if not changed:
        return Reached(0, [])
    meeting.version += 1
    meeting.changed_at = at
    if is_called:
        meeting.sequence, meeting.told_at = meeting.sequence + 1, at
    meeting.full_clean()
    meeting.save()
    _trace("meeting.changed", meeting, by=by, at=at, fields=changed)
    return _tell_again(meeting, at=at) if is_called else Reached(0, [])


@transaction.atomic
def tell_agenda(meeting: Meeting, *, by: User, at: dt.datetime) -> Reached:
    """Tell everybody that the agenda is another one than in their invitation. Nothing when they know it."""
    meeting = _held(meeting)
    follow(MEETING_ARROWS, state=MeetingState(meeting.state), step=MeetingStep.CHANGE)
    if not meeting.agenda_is_news:
        return Reached(0, [])
    meeting.sequence, meeting.told_at = meeting.sequence + 1, at
    meeting.save(update_fields=["sequence", "told_at"])
    _trace("meeting.agenda_told", meeting, by=by, at=at)
    return _tell_again(meeting, at=at)


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, by: User, at: dt.datetime) -> Reached:
    """It will not be held. Who was invited learns it; of a draft nobody knew. What residents and members
    proposed for it goes to the next one."""
    meeting = _held(meeting)
    meeting.state = follow(MEETING_ARROWS, state=MeetingState(meeting.state), step=MeetingStep.CANCEL)
    meeting.cancel_reason = one_line(reason).text
    if not meeting.cancel_reason:
        raise NoReason
    was_called = meeting.called_at is not None
    meeting.version, meeting.changed_at = meeting.version + 1, at
    if was_called:
        meeting.sequence, meeting.told_at = meeting.sequence + 1, at
    meeting.full_clean()
    meeting.save()
    ItemProposal.objects.filter(item__meeting=meeting).update(item=None)
    _trace("meeting.cancelled", meeting, by=by, at=at)
    if not was_called:
        return Reached(0, [])
    public_stamp.touch()
    return invitations.tell(meeting, invitations.CANCELLED, to=invitations.invited(meeting), at=at)


def _held(meeting: Meeting) -> Meeting:
    """Locked, as it stands in the database now."""
    return (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community__oblast")
        .get(pk=meeting.pk)
    )


def _refuse_impossible(meeting: Meeting, *, at: dt.datetime) -> None:
    if meeting.starts_at <= at:
        raise InThePast
    if not meeting.place and not meeting.online_link:
        raise NoPlace


def _reason_for_haste(meeting: Meeting, reason: str, *, at: dt.datetime) -> str:
    """Empty when the statute of today is kept; else the reason, without which it is refused."""
    today = timezone.localdate(at)
    statute = statute_on(meeting.group, today)
    if not notice_days.is_short(statute, called_on=today, meets_on=invitations.day_of(meeting)):
        return ""
    if not (said := one_line(reason).text):
        raise ShortNotice(notice_days.earliest(statute, today))
    return said


def _tell_again(meeting: Meeting, *, at: dt.datetime) -> Reached:
    public_stamp.touch()
    return invitations.tell(meeting, invitations.CHANGED, to=invitations.invite(meeting), at=at)


def _trace(act: str, meeting: Meeting, *, by: User, at: dt.datetime, fields: list[str] | None = None) -> None:
    details: dict[str, object] = {
        "number": meeting.number,
        "held_on": invitations.day_of(meeting).isoformat(),
    }
    if fields:
        details["fields"] = fields
    audit.record(act, target=meeting, by=by, at=at, community=meeting.group.community, details=details)
