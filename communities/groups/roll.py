"""Who sits in a group on a day."""

import datetime as dt

from communities.alphabet import in_order
from communities.models import Membership, Post, User, WorkingGroup


def members_on(group: WorkingGroup, day: dt.date) -> list[Membership]:
    """Everybody who sits there on this day, in alphabetical order. One query."""
    return sorted(group.memberships.sitting(on=day), key=lambda member: (in_order(member.name), member.pk))


def membership_of(user: User, group: WorkingGroup, day: dt.date) -> Membership | None:
    """The seat of this person on this day. It opens nothing: rights come from duties (`permissions`)."""
    return group.memberships.sitting(on=day).filter(person=user).order_by("-appointed_on", "-pk").first()


def post_holder(group: WorkingGroup, post: Post, day: dt.date) -> Membership | None:
    """Who holds this post on this day: chair and secretary are one, of several deputies the first by name."""
    return next((member for member in members_on(group, day) if member.post == post), None)
