"""People take a seat in a group, change it and leave; the duty that opens the pages follows in the same step.

What a meeting counted never changes: a post, a sector or a vote changes from a day after the last meeting on,
as a new row. A member with an account holds the duty of the post; whoever has none yet is asked
(`communities.groups.joining`) and gets it by agreeing.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from communities.groups import joining
from communities.groups.roll import free_from, last_held_on
from communities.groups.seats import (
    NotSitting,
    begin_duty,
    check_post_is_free,
    end_duty,
    lock,
    locked,
    record,
)
from communities.models import Attendance, Decision, Membership, Post, Sector, User, WorkingGroup
from communities.states import DecisionState, MeetingState

SAID = frozenset(
    {"name", "gender", "post", "sector", "vulnerable_group", "organisation", "has_vote", "is_named"}
)
COUNTED = frozenset({"post", "sector", "vulnerable_group", "has_vote"})  # by meetings and their minutes


class DayIsFixed(Exception):
    """A meeting was held on this day or later: it counted the members of its day."""


@transaction.atomic
def appoint(
    group: WorkingGroup,
    *,
    name: str,
    sector: Sector | str,
    post: Post | str = Post.MEMBER,
    person: User | None = None,
    email: str = "",
    appointed_on: dt.date | None = None,
    by: User,
    today: dt.date,
    at: dt.datetime,
    **said: Any,
) -> Membership:
    """Give somebody a seat, by default from the first day that is free (`roll.free_from`).

    `person` has agreed already and gets the duty at once. To `email` goes a letter; the answer is the same
    whether an account has that address. Raises `DayIsFixed`, `joining.TooManyLetters`, or `ValidationError`.
    """
    _check_names({"name", "sector", "post", *said})
    lock(group)
    starts_on = appointed_on or free_from(group, today=today)
    if (last := last_held_on(group)) and starts_on <= last:
        raise DayIsFixed
    member = Membership(
        group=group, person=person, name=name, sector=sector, post=post, appointed_on=starts_on, **said
    )
    check_post_is_free(member)
    member.full_clean()
    member.save()
    begin_duty(member, starts_on=max(today, starts_on), by=by, today=today, at=at)
    record("member.appointed", member, by=by, at=at, post=member.post)
    if email:
        joining.invite(member, email=email, by=by, at=at)
    return member


@transaction.atomic
def change(membership: Membership, *, by: User, today: dt.date, at: dt.datetime, **said: Any) -> Membership:
    """Change a seat; returns the row that holds from now on.

    What meetings count changes with a new row (see the head of this module); attendance of meetings to come
    and open decisions go with it. Raises `NotSitting` or `ValidationError`.
    """
    _check_names(said)
    member = locked(membership)
    changed = sorted(name for name, value in said.items() if getattr(member, name) != value)
    if not changed:
        return member
    old_post, from_on = Post(member.post), free_from(member.group, today=today)
    if COUNTED.intersection(changed) and member.appointed_on < from_on:
        member = _new_row(member, from_on=from_on)
    for name in changed:
        setattr(member, name, said[name])
    if "post" in changed:
        check_post_is_free(member)
    member.full_clean()
    is_new = member.pk is None
    member.save()
    if is_new:
        _hand_on(membership, to=member)
    if member.person_id and "post" in changed:
        end_duty(member, old_post, by=by, today=today, at=at)
        begin_duty(member, starts_on=today, by=by, today=today, at=at)
    record("member.changed", member, by=by, at=at, fields=changed, post=member.post)
    return member


@transaction.atomic
def end(membership: Membership, *, by: User, today: dt.date, at: dt.datetime) -> Membership:
    """End a membership: rights are gone with the next request, meetings to come count without it.

    A meeting of today keeps the member it counted: then the first day without is tomorrow. Raises
    `NotSitting`.
    """
    member = locked(membership)
    member.ended_on = max(member.appointed_on, free_from(member.group, today=today))
    member.invited = None
    member.save(update_fields=["ended_on", "invited"])
    if member.person_id:
        end_duty(member, Post(member.post), by=by, today=today, at=at)
    record("member.ended", member, by=by, at=at)
    return member


def _new_row(old: Membership, *, from_on: dt.date) -> Membership:
    """The same seat from this day on, not saved yet; the old row ends there."""
    kept = {field.attname: getattr(old, field.attname) for field in Membership._meta.concrete_fields}
    for name in ("id", "ended_on"):
        del kept[name]
    old.ended_on, old.invited = from_on, None
    old.save(update_fields=["ended_on", "invited"])
    return Membership(**(kept | {"appointed_on": from_on}))


def _hand_on(old: Membership, *, to: Membership) -> None:
    """What is still to come goes with the person: attendance of meetings not held yet, open decisions."""
    coming = [MeetingState.DRAFT, MeetingState.CALLED]
    Attendance.objects.filter(member=old, meeting__state__in=coming).update(member=to)
    Decision.objects.filter(responsible=old, state=DecisionState.OPEN).update(responsible=to)


def _check_names(said: Iterable[str]) -> None:
    if unknown := set(said) - SAID:
        raise TypeError(f"Not said of a member: {sorted(unknown)}")


__all__ = ["DayIsFixed", "NotSitting", "appoint", "change", "end"]
