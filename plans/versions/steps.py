"""What every step of a plan and of its versions shares: rows are locked, a reason is asked for, the trail and
the members are told."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from communities.groups.roll import members_on
from communities.models import Ballot, User
from communities.shared import audit, mail
from communities.shared.mail import Message
from communities.shared.plain_text import one_line
from communities.shared.states import follow
from plans.models import Plan, PlanVersion
from plans.states import VERSION_ARROWS, VersionState, VersionStep

REASON_MAX = 500


class NoReason(Exception):
    """Whoever wrote the plan reads why."""


def held(plan: Plan) -> Plan:
    """Locked: everything about a plan and its versions happens one after the other."""
    return (
        Plan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community", "in_force")
        .get(pk=plan.pk)
    )


def held_version(pk: int) -> PlanVersion:
    return PlanVersion.objects.select_for_update(of=("self",), no_key=True).select_related("plan").get(pk=pk)


def reason_in(reason: str) -> str:
    words = one_line(reason).text[:REASON_MAX]
    if not words:
        raise NoReason
    return words


def decide(version: PlanVersion, step: VersionStep, *, ballot: Ballot | None, at: dt.datetime) -> None:
    version.state = follow(VERSION_ARROWS, state=VersionState(version.state), step=step)
    version.decided_at = at
    if ballot is not None:
        version.ballot, version.item = ballot, ballot.item
    version.save(update_fields=["state", "decided_at", "ballot", "item", "reason"])


def trace(act: str, plan: Plan, *, by: User | None, at: dt.datetime, **details: Any) -> None:
    audit.record(act, target=plan, by=by, at=at, community=plan.group.community, details=details)


def tell(version: PlanVersion, word: str, *, at: dt.datetime, **facts: str) -> None:
    """To every member with an account. What was decided, not what stands in the plan."""
    plan = version.plan
    place = plan.group.community
    with translation.override("uk"):
        link = reverse("plans:version", args=[plan.pk, version.number])
    said = {"title": plan.title, "community": {"uk": place.name_uk, "en": place.name_en}} | facts
    people = {
        member.person_id
        for member in members_on(plan.group, timezone.localdate(at))
        if member.person is not None and member.person.is_active
    }
    mail.post(
        [
            Message(
                key=f"plan-{word}:{version.pk}:{person}",
                to=person,
                kind=f"plans/{word}",
                facts=said,
                link=link,
                community=place.pk,
                oblast=place.oblast_id,
            )
            for person in sorted(pk for pk in people if pk is not None)
        ],
        at=at,
    )
