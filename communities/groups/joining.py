"""A member gets an account by agreeing: a letter goes to an address; who reads it there signs in and agrees.

Whoever sends the letter learns nothing about accounts (R5): the same rows, the same words and the same letter
on its way, whether the address has an account or not. An account that exists is never linked by somebody
else's typing: only its owner, signed in, agrees. A new account has no password and no rights; its letter
carries a link that works once and for three days (R6, `communities.link_tokens`), made when the letter goes
out, and an unused one cannot be revived by asking for a new password.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from communities.groups.seats import NotSitting, begin_duty, check_post_is_free, locked, record
from communities.models import Membership, Notice, User
from communities.shared import audit, mail

KIND = "communities/group_invited"
MOST_LETTERS_A_DAY = 40  # a group of twenty, each asked twice; nobody floods strangers from here


class HasAccount(Exception):
    """This member is linked with an account already."""


class NotInvited(Exception):
    """Nobody asked this person, or the seat is gone."""


class TooManyLetters(Exception):
    """So many invitations went out in a day that the rest must wait for tomorrow."""


@transaction.atomic
def invite(membership: Membership, *, email: str, by: User, at: dt.datetime) -> None:
    """Ask the owner of an address to join as this member; an earlier address is asked no more.

    Raises `HasAccount`, `NotSitting` or `TooManyLetters`. None of them depends on the address.
    """
    member = locked(membership)
    if member.person_id is not None:
        raise HasAccount
    group = member.group
    sent = Notice.objects.filter(kind=KIND, community=group.community_id, at__gt=at - dt.timedelta(days=1))
    if sent.count() >= MOST_LETTERS_A_DAY:
        raise TooManyLetters
    person = _account(email, name=member.name)
    member.invited, member.invited_at = person, at
    member.save(update_fields=["invited", "invited_at"])
    with override("uk"):
        link = reverse("communities:group_join", args=[group.community.slug])
    said = mail.Message(
        key=f"group-invited:{member.pk}:{at.isoformat()}",
        to=person.pk,
        kind=KIND,
        facts={
            "group": {"uk": group.name_uk, "en": group.name_en},
            "community": {"uk": group.community.name_uk, "en": group.community.name_en},
        },
        link=link,
        community=group.community_id,
    )
    mail.post([said], at=at)
    record("member.invited", member, by=by, at=at)


@transaction.atomic
def join(membership: Membership, *, person: User, today: dt.date, at: dt.datetime) -> Membership:
    """The owner of the account agrees: account and seat are linked, the duty begins.

    Raises `NotInvited`, or `ValidationError` in words (already a member; somebody else has the post).
    """
    member = _asked(membership, person)
    member.person, member.invited = person, None
    check_post_is_free(member)
    member.full_clean()
    member.save(update_fields=["person", "invited"])
    starts_on = max(today, member.appointed_on)
    begin_duty(member, starts_on=starts_on, by=person, today=today, at=at)
    record("member.joined", member, by=person, at=at)
    return member


@transaction.atomic
def decline(membership: Membership, *, person: User, at: dt.datetime) -> None:
    """The owner of the account is somebody else, or does not want it. Raises `NotInvited`."""
    member = _asked(membership, person)
    member.invited = None
    member.save(update_fields=["invited"])
    audit.record(  # of the seat, not of the group: whose account it was is not for those who typed an address
        "member.declined",
        target=member,
        by=person,
        at=at,
        community=member.group.community,
        details={"member": member.name},
    )


def invitations_of(person: User) -> QuerySet[Membership]:
    """Seats that wait for this person to agree."""
    asked = Membership.objects.filter(invited=person, ended_on__isnull=True)
    return asked.select_related("group__community").order_by("-invited_at", "-pk")


def _asked(membership: Membership, person: User) -> Membership:
    try:
        member = locked(membership)
    except NotSitting as problem:
        raise NotInvited from problem
    if member.invited_id != person.pk:
        raise NotInvited
    return member


def _account(email: str, *, name: str) -> User:
    """Of this address; a new one cannot sign in before its owner chose a password."""
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name)
    except IntegrityError:  # somebody made it a moment ago
        return User.objects.get(email__iexact=email)
