"""Who sits in a group on a day, and from which day on the list may still change."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from communities.alphabet import in_order
from communities.models import Meeting, Membership, Post, Statute, User, WorkingGroup
from communities.states import MeetingState


def members_on(group: WorkingGroup, day: dt.date) -> list[Membership]:
    """Everybody who sits there on this day, in alphabetical order. One query."""
    return in_alphabet(group.memberships.sitting(on=day))


def membership_of(user: User, group: WorkingGroup, day: dt.date) -> Membership | None:
    """The seat of this person on this day. It opens nothing: rights come from duties (`permissions`)."""
    return group.memberships.sitting(on=day).filter(person=user).order_by("-appointed_on", "-pk").first()


def post_holder(group: WorkingGroup, post: Post, day: dt.date) -> Membership | None:
    """Who holds this post on this day: chair and secretary are one, of several deputies the first by name."""
    return next((member for member in members_on(group, day) if member.post == post), None)


def changed_by_time(day: dt.date, *, today: dt.date) -> bool:
    """After `day` and until today: did somebody's seat begin or end, did other rules begin to hold, or is the
    day of a meeting over that was called and not opened?"""
    passed = (day + dt.timedelta(days=1), today)
    called = Meeting.objects.filter(state=MeetingState.CALLED)
    if called.filter(starts_at__date__gte=day, starts_at__date__lt=today).exists():
        return True
    seats = Membership.objects.filter(Q(appointed_on__range=passed) | Q(ended_on__range=passed))
    return seats.exists() or Statute.objects.filter(from_on__range=passed).exists()


def free_from(group: WorkingGroup, *, today: dt.date) -> dt.date:
    """The first day from which members and rules may change: today, or the day after a meeting of today.

    A meeting counts members and rules of its day, and what was held stays as it was.
    """
    last = last_held_on(group)
    return today if last is None else max(today, last + dt.timedelta(days=1))


def last_held_on(group: WorkingGroup) -> dt.date | None:
    """The day of the newest meeting that was opened, in Kyiv."""
    held = group.meetings.filter(opened_at__isnull=False).order_by("-starts_at")
    starts_at = held.values_list("starts_at", flat=True).first()
    return None if starts_at is None else timezone.localdate(starts_at)


def in_alphabet(members: Iterable[Membership]) -> list[Membership]:
    return sorted(members, key=lambda member: (in_order(member.name), member.pk))
