"""Two people sign minutes: whoever was in the chair, and the secretary. Then they are frozen.

Decided here: nobody signs while an amendment waits for an answer. Before the days for amendments are over
the chair may sign with a reason ("everybody who was there agreed at the table"), and then the secretary too;
members read the reason in the minutes. Residents read signed minutes only after somebody published them.
"""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db import transaction

from communities import permissions
from communities.meetings import amendments, minutes_content, minutes_document, minutes_notices
from communities.meetings.minutes import Stale, lock, record, require_seen
from communities.models import Meeting, Membership, Minutes, User
from communities.shared import audit, public_stamp
from communities.shared.plain_text import one_line
from communities.shared.states import WrongState, follow
from communities.states import MINUTES_ARROWS, MinutesState, MinutesStep

__all__ = ["AmendmentsWait", "Capacity", "DaysRun", "SamePerson", "Stale", "hide", "publish", "sign"]

LONGEST_REASON = 500


class Capacity(StrEnum):
    """As whom somebody signs."""

    CHAIR = "chair"
    SECRETARY = "secretary"


class AmendmentsWait(Exception):
    """Members wait for an answer to what they asked to change."""


class DaysRun(Exception):
    """Members may still ask for changes; the chair has not said why it is signed earlier."""


class SamePerson(Exception):
    """Chair and secretary are two people."""


class AlreadyPublished(Exception):
    """Residents read it already."""


def capacities(user: User, minutes: Minutes) -> list[Capacity]:
    """As whom this person may still sign."""
    meeting = minutes.meeting
    found = []
    if minutes.chair_signed_at is None and permissions.signs_as_chair(user, meeting):
        found.append(Capacity.CHAIR)
    if minutes.secretary_signed_at is None and permissions.is_secretary(user, meeting.group.community_id):
        found.append(Capacity.SECRETARY)
    return found


@transaction.atomic
def sign(
    minutes: Minutes,
    *,
    capacity: Capacity,
    seen: int,
    by: User,
    today: dt.date,
    at: dt.datetime,
    early_reason: str = "",
) -> Minutes:
    """Put one signature under the text that was read (`seen`); the second one freezes the minutes.

    A second click of the same person changes nothing. Raises `WrongState`, `Stale`, `AmendmentsWait`,
    `DaysRun`, `SamePerson`.
    """
    held = lock(minutes)
    signed_by_id = held.chair_signed_by_id if capacity is Capacity.CHAIR else held.secretary_signed_by_id
    if signed_by_id == by.pk:
        return held
    target = follow(MINUTES_ARROWS, state=MinutesState(held.state), step=MinutesStep.SIGN)
    if signed_by_id is not None:
        raise WrongState(state="signed", step=capacity)
    require_seen(held, seen)
    if by.pk in {held.chair_signed_by_id, held.secretary_signed_by_id}:
        raise SamePerson
    if amendments.waiting(held):
        raise AmendmentsWait
    _require_time(held, capacity, today=today, early_reason=one_line(early_reason).text[:LONGEST_REASON])
    if capacity is Capacity.CHAIR:
        held.chair_signed_at, held.chair_signed_by = at, by
    else:
        held.secretary_signed_at, held.secretary_signed_by = at, by
    is_complete = held.chair_signed_at is not None and held.secretary_signed_at is not None
    if is_complete:
        _freeze(held, state=target, at=at)
    held.save(
        update_fields=[
            *("chair_signed_at", "chair_signed_by", "secretary_signed_at", "secretary_signed_by"),
            *("state", "signed_at", "content", "public_content", "checksum"),
        ]
    )
    record("minutes.signed", held, by=by, at=at, capacity=capacity.value)
    if is_complete:
        audit.record(
            "minutes.in_force",
            target=held,
            by=by,
            at=at,
            community=held.meeting.group.community,
            details={"version": held.version, "checksum": held.checksum},
        )
        minutes_document.order(held, is_public=False, at=at)
        minutes_notices.minutes_signed(held, by=by, at=at)
    else:
        minutes_notices.signature_waits(held, by=by, at=at)
    return held


@transaction.atomic
def publish(minutes: Minutes, *, by: User, at: dt.datetime) -> Minutes:
    """Residents read the public version from here on. Raises `WrongState` unless it is in force."""
    held = lock(minutes)
    if held.state != MinutesState.SIGNED:
        raise WrongState(state=held.state, step="publish")
    if held.published_at is not None:
        raise AlreadyPublished
    held.published_at = at
    held.save(update_fields=["published_at"])
    minutes_document.order(held, is_public=True, at=at)
    record("minutes.published", held, by=by, at=at)
    public_stamp.touch()
    return held


@transaction.atomic
def hide(minutes: Minutes, *, by: User, at: dt.datetime) -> Minutes:
    """Residents read this version no more, also one that was replaced: something in it was about a person.

    Members keep it as it was signed; a version in force can be published again. A second click changes
    nothing.
    """
    held = lock(minutes)
    if held.published_at is None:
        return held
    held.published_at = None
    held.save(update_fields=["published_at"])
    record("minutes.hidden", held, by=by, at=at)
    public_stamp.touch()
    return held


def is_intact(minutes: Minutes) -> bool:
    """Do signed minutes still have the checksum with which they were signed?"""
    return minutes.checksum == minutes_content.checksum(minutes.content, minutes.public_content)


def _require_time(held: Minutes, capacity: Capacity, *, today: dt.date, early_reason: str) -> None:
    """Before the days are over the chair gives a reason; it stands in the minutes and holds for both."""
    if not amendments.is_open(held, today=today) or held.content.get("early_reason"):
        return
    if capacity is not Capacity.CHAIR or not early_reason:
        raise DaysRun
    held.content = {**held.content, "early_reason": early_reason}


def _freeze(held: Minutes, *, state: MinutesState, at: dt.datetime) -> None:
    seats = held.meeting.group.memberships.order_by("appointed_on", "pk").values_list("name", "is_named")
    agree = {name for name, is_named in dict(seats).items() if is_named}  # the newest seat of a name says it
    facts = minutes_content.with_consent_of(held.content["facts"], agree)
    signatures = [_signature(held, one) for one in Capacity]
    held.content = {**held.content, "facts": facts, "signatures": signatures}
    held.public_content = minutes_content.public_version(held.content)
    held.checksum = minutes_content.checksum(held.content, held.public_content)
    held.state, held.signed_at = state, at
    before = Minutes.objects.filter(meeting=held.meeting_id, state=MinutesState.SIGNED)
    for earlier in before.select_for_update(no_key=True):
        earlier.state = follow(MINUTES_ARROWS, state=MinutesState(earlier.state), step=MinutesStep.SUPERSEDE)
        earlier.save(update_fields=["state"])
        public_stamp.touch()  # where it is public its page says so


def _signature(held: Minutes, capacity: Capacity) -> dict[str, Any]:
    by = held.chair_signed_by if capacity is Capacity.CHAIR else held.secretary_signed_by
    at = held.chair_signed_at if capacity is Capacity.CHAIR else held.secretary_signed_at
    if by is None or at is None:
        raise ValueError("Not signed")
    member = _membership(by, held.meeting)
    return {
        "as": capacity.value,
        "name": member.name if member else by.name,
        "post": member.post if member else "",
        "is_named": bool(member and member.is_named),
        "at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }


def _membership(person: User, meeting: Meeting) -> Membership | None:
    return meeting.group.memberships.filter(person=person).order_by("-appointed_on").first()
