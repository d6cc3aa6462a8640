"""Reminding of risks whose day of review comes: the one who watches it, else the secretary.

A week before, on the day and two weeks after; once each (`communities.shared.reminding`). Assessing a risk
with a new day of review, or closing it, ends the matter. A letter names no risk: many are for the group only.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from communities.models import GROUP_ROLES, Duty, Role
from communities.shared import mail, reminding
from communities.shared.reminder_steps import Said, Somebody, Step, Telling, due_steps, heard_of, missing_for
from plans.models import Risk

STEPS = (Step(-7), Step(0), Step(14))
# Who is told when nobody with an account watches a risk: the first of these roles that somebody holds.
KEEPERS = (Role.SECRETARY, Role.CHAIR, Role.DEPUTY_CHAIR)

RiskTelling = Telling[Somebody, Step]


@dataclass(frozen=True)
class Planned:
    """What today brings for one risk."""

    row: Risk
    tellings: Sequence[RiskTelling]


def remind_due(*, today: dt.date, at: dt.datetime) -> int:
    """Send and write down all that was due by now and is not in the ledger. How many letters."""
    latest = today - dt.timedelta(days=STEPS[0].days_after_due)
    candidates = Risk.objects.filter(closed_on__isnull=True, review_on__lte=latest)
    return reminding.remind(candidates, plan=lambda rows: plan_for(rows, today=today), message=message, at=at)


def plan_for(rows: QuerySet[Risk], *, today: dt.date) -> list[Planned]:
    """The decision for these risks, in three statements however many they are."""
    found = list(rows.select_related("group__community", "owner"))
    serving = _serving_in({risk.group.community_id for risk in found}, today=today)
    said = reminding.said_of(Risk, [risk.pk for risk in found])
    return [
        Planned(risk, _tellings(risk, serving.get(risk.group.community_id, {}), said, today=today))
        for risk in found
    ]


def _tellings(
    risk: Risk,
    serving: dict[int, set[Role]],
    said: dict[int, list[Said]],
    *,
    today: dt.date,
) -> list[RiskTelling]:
    if risk.closed_on is not None or risk.review_on is None:
        return []
    due = due_steps(STEPS, due_on=risk.review_on, today=today)
    heard = heard_of(said.get(risk.pk, []), due_on=risk.review_on)
    return [
        telling
        for person in _whom(risk, serving, today=today)
        for telling in missing_for(
            Somebody(person), due=due, heard=heard.get(person, ()), due_on=risk.review_on
        )
    ]


def _whom(risk: Risk, serving: dict[int, set[Role]], *, today: dt.date) -> list[int]:
    owner = risk.owner
    if owner is not None and owner.person_id in serving and owner.sits_on(today):
        return [owner.person_id]
    for role in KEEPERS:
        if people := sorted(person for person, roles in serving.items() if role in roles):
            return people
    return []


def _serving_in(communities: set[int], *, today: dt.date) -> dict[int, dict[int, set[Role]]]:
    """Who may open the register of each community on this day, and in which roles; one query."""
    duties = Duty.objects.serving(today=today).filter(
        community__in=communities, role__in=GROUP_ROLES, person__is_active=True
    )
    found: dict[int, dict[int, set[Role]]] = {}
    for community, person, role in duties.values_list("community", "person", "role").order_by("pk"):
        if community is not None:
            found.setdefault(community, {}).setdefault(person, set()).add(Role(role))
    return found


def message(planned: Planned, telling: RiskTelling) -> mail.Message:
    risk = planned.row
    community = risk.group.community
    return mail.Message(
        key=f"risk-review:{risk.pk}:{telling.to.person}:{telling.step.kind}:{telling.due_on}",
        to=telling.to.person,
        kind="plans/risk_review",
        facts={
            "community": {"uk": community.name_uk, "en": community.name_en},
            "review_on": telling.due_on.isoformat(),
            "is_over": telling.step.days_after_due > 0,
        },
        link=f"/work/risks/{risk.pk}/",
        community=community.pk,
    )
