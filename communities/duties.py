"""Duties begin, end and pass from one person to another; what a person may do follows at once."""

import datetime as dt

from django.db import transaction

from communities.models import Community, Duty, Oblast, Role, User
from communities.shared import audit


class NotServing(Exception):
    """This duty has already ended (or not yet begun): somebody was faster."""


class SamePerson(Exception):
    """A duty cannot be handed over to the person who has it."""


class AccountClosed(Exception):
    """Somebody who may not sign in cannot take a duty over."""


@transaction.atomic
def appoint(
    person: User,
    *,
    role: Role,
    community: Community | None = None,
    oblast: Oblast | None = None,
    by: User | None,
    starts_on: dt.date,
    at: dt.datetime,
) -> Duty:
    """Give a person a duty. Raises `ValidationError` in words when the place does not fit the role,
    or when the role is taken."""
    duty = Duty(person=person, role=role, community=community, oblast=oblast, started_on=starts_on)
    duty.full_clean()
    duty.save()
    audit.record(
        "duty.appointed",
        target=duty,
        by=by,
        at=at,
        community=community,
        details={"person": person.name, "role": duty.role},
    )
    return duty


@transaction.atomic
def end(duty: Duty, *, by: User | None, today: dt.date, at: dt.datetime) -> Duty:
    """End a duty today: its rights are gone with the next request. Raises `NotServing`."""
    duty = _ended(duty, today=today)
    audit.record(
        "duty.ended",
        target=duty,
        by=by,
        at=at,
        community=duty.community,
        details={"person": duty.person.name, "role": duty.role},
    )
    return duty


@transaction.atomic
def call_off(duty: Duty, *, by: User | None, today: dt.date, at: dt.datetime) -> Duty:
    """A duty that begins on a later day never does. Raises `NotServing` when it has begun or is over."""
    locked = _locked(duty)
    if locked.started_on <= today or locked.ended_on is not None:
        raise NotServing
    locked.ended_on = locked.started_on
    locked.save(update_fields=["ended_on"])
    audit.record(
        "duty.ended",
        target=locked,
        by=by,
        at=at,
        community=locked.community,
        details={"person": locked.person.name, "role": locked.role},
    )
    return locked


@transaction.atomic
def hand_over(duty: Duty, *, to: User, by: User | None, today: dt.date, at: dt.datetime) -> Duty:
    """End a duty and give the same to another person, in one step. Returns the new duty.

    Drafts stay: they belong to the community. Sections lent to the person who leaves open nothing
    any more, because filling them in needs a duty that holds today. Raises `NotServing`,
    `SamePerson`, `AccountClosed`, or `ValidationError` when the other person has this duty already.
    """
    if to.pk == duty.person_id:
        raise SamePerson
    if not to.is_active:
        raise AccountClosed
    old = _ended(duty, today=today)
    new = Duty(person=to, role=old.role, community=old.community, oblast=old.oblast, started_on=today)
    new.full_clean()
    new.save()
    audit.record(
        "duty.handed_over",
        target=new,
        by=by,
        at=at,
        community=old.community,
        details={"person": old.person.name, "role": old.role, "to": to.name, "ended_duty": old.pk},
    )
    return new


def _locked(duty: Duty) -> Duty:
    rows = Duty.objects.select_for_update(of=("self",), no_key=True).select_related(
        "person", "community", "oblast"
    )
    return rows.get(pk=duty.pk)


def _ended(duty: Duty, *, today: dt.date) -> Duty:
    locked = _locked(duty)
    if not locked.serves_on(today):
        raise NotServing
    locked.ended_on = today
    locked.save(update_fields=["ended_on"])
    return locked
