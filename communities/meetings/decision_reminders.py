"""Reminding whoever has to carry out a decision: a week before its day, on the day, and twice after it.

When the responsible person has no account or no duty in the group any more, or an organisation alone does it,
the secretary is told, who can pick up the telephone; without a secretary the chair.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from communities.meetings import decision_letters
from communities.models import GROUP_ROLES, Decision, Duty, Role
from communities.shared import reminding
from communities.shared.mail import Message
from communities.shared.reminder_steps import Step, Telling, due_steps, heard_of, missing_for
from communities.states import DecisionState, MeetingState

STEPS = (Step(-7), Step(0), Step(3), Step(14))  # days after the due day
CARE = (Role.SECRETARY, Role.CHAIR)  # whoever serves of these, the first that is there


@dataclass(frozen=True)
class Recipient:
    """Who is told, and whether it is theirs to do."""

    person: int
    is_own: bool


@dataclass(frozen=True)
class Planned:
    row: Decision
    tellings: tuple[Telling[Recipient, Step], ...]


def remind_due(*, today: dt.date, at: dt.datetime) -> int:
    """Send and write down all that was due by now and is not in the ledger. How many letters."""
    return reminding.remind(
        perhaps_due(today=today),
        plan=lambda rows: plan_for(rows, today=today),
        message=message,
        at=at,
    )


def perhaps_due(*, today: dt.date) -> QuerySet[Decision]:
    reach = today - dt.timedelta(days=STEPS[0].days_after_due)
    return Decision.objects.open().filter(due_on__lte=reach, item__meeting__state=MeetingState.CLOSED)


def plan_for(rows: QuerySet[Decision], *, today: dt.date) -> list[Planned]:
    """What the ledger lacks about these decisions; three queries however many they are."""
    found = list(rows.select_related("group__community", "responsible", "item__meeting"))
    serving = _serving({row.group.community_id for row in found}, today=today)
    said = reminding.said_of(Decision, [row.pk for row in found])
    planned = []
    for row in found:
        due_on, missing = row.due_on, []
        if row.state == DecisionState.OPEN and due_on is not None:
            due = due_steps(STEPS, due_on=due_on, today=today)
            heard = heard_of(said.get(row.pk, []), due_on=due_on)
            for to in recipients(row, serving.get(row.group.community_id, {}), today=today):
                missing += missing_for(to, due=due, heard=heard.get(to.person, set()), due_on=due_on)
        planned.append(Planned(row, tuple(missing)))
    return planned


def recipients(decision: Decision, serving: dict[int, set[str]], *, today: dt.date) -> list[Recipient]:
    """The responsible person, or those who look after the register. `serving`: roles of people."""
    member = decision.responsible
    if member is not None and member.sits_on(today) and member.person_id in serving:
        return [Recipient(member.person_id, is_own=True)]
    for role in CARE:
        if there := sorted(person for person, roles in serving.items() if role in roles):
            return [Recipient(person, is_own=False) for person in there]
    return []


def message(planned: Planned, telling: Telling[Recipient, Step]) -> Message:
    return decision_letters.due(
        planned.row,
        to=telling.to.person,
        is_own=telling.to.is_own,
        days=telling.step.days_after_due,
        due_on=telling.due_on,
    )


def _serving(communities: Iterable[int], *, today: dt.date) -> dict[int, dict[int, set[str]]]:
    """People with a duty in the groups of these communities on this day who may sign in; one query."""
    duties = Duty.objects.serving(today=today).filter(
        community__in=list(communities), role__in=sorted(GROUP_ROLES), person__is_active=True
    )
    serving: dict[int, dict[int, set[str]]] = {}
    for community, person, role in duties.values_list("community", "person", "role").order_by():
        if community is not None:
            serving.setdefault(community, {}).setdefault(person, set()).add(role)
    return serving
