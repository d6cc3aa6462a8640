"""A seat in a group as the verbs of this folder handle it: one change at a time, its duty, its trace."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from communities import duties
from communities.models import ONE_AT_A_TIME, Duty, Membership, Post, Role, User, WorkingGroup
from communities.shared import audit, public_stamp

ROLE_OF = {
    Post.CHAIR: Role.CHAIR,
    Post.DEPUTY: Role.DEPUTY_CHAIR,
    Post.SECRETARY: Role.SECRETARY,
    Post.MEMBER: Role.MEMBER,
    Post.INVITED: Role.OBSERVER,
}


class NotSitting(Exception):
    """This membership has ended already: somebody was faster."""


def lock(group: WorkingGroup) -> None:
    """One change at a time in a group."""
    WorkingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)


def locked(membership: Membership) -> Membership:
    """The row as it is now, with its group and its person. Raises `NotSitting`."""
    lock(membership.group)
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related(
        "group__community", "person"
    )
    member = rows.get(pk=membership.pk)
    if member.ended_on is not None:
        raise NotSitting
    return member


def check_post_is_free(member: Membership) -> None:
    """Raise `ValidationError` where somebody else still holds the duty of this post."""
    role = ROLE_OF[Post(member.post)]
    held = Duty.objects.filter(community=member.group.community_id, role=role, ended_on__isnull=True)
    if role in ONE_AT_A_TIME and held.exclude(person=member.person_id).exists():
        text = _(
            "Somebody else still has this post on the site. End that membership first, or give that member "
            "another post; if it is no member of the group, ask the administrator to end the duty."
        )
        raise ValidationError({"post": text})


def begin_duty(member: Membership, *, starts_on: dt.date, by: User, today: dt.date, at: dt.datetime) -> None:
    """The duty of the post; nothing where the person holds it already, or where nobody has an account."""
    role = ROLE_OF[Post(member.post)]
    if member.person is None or _duties(member, role, today=today).exists():
        return
    community = member.group.community
    duties.appoint(member.person, role=role, community=community, by=by, starts_on=starts_on, at=at)


def end_duty(member: Membership, post: Post, *, by: User, today: dt.date, at: dt.datetime) -> None:
    """The duty of this post, which may have ended elsewhere already."""
    for duty in _duties(member, ROLE_OF[post], today=today):
        if duty.serves_on(today):
            duties.end(duty, by=by, today=today, at=at)
        else:
            duties.call_off(duty, by=by, today=today, at=at)


def record(act: str, member: Membership, *, by: User, at: dt.datetime, **details: Any) -> None:
    """In the trail of the group, so that its page tells the history of all its members."""
    audit.record(
        act,
        target=member.group,
        by=by,
        at=at,
        community=member.group.community,
        details={"member": member.name, "membership": member.pk, **details},
    )
    public_stamp.touch()


def _duties(member: Membership, role: Role, *, today: dt.date) -> QuerySet[Duty]:
    """Those that hold today or begin later."""
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=today, started_on__lte=today)
    place = member.group.community_id
    return Duty.objects.filter(lasting, person=member.person_id, community=place, role=role)
