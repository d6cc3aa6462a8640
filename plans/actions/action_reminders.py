"""Reminding whoever is responsible for an action: two weeks and three days before its day, on it, then twice.

The day is that of the version in force, whatever a new version being written says. What was said to be done,
put off or cancelled is left alone. Where nobody is named who can be written to, the secretary is told, who
can pick up the telephone; without a secretary the chair.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from communities.models import GROUP_ROLES, Duty, Membership, Role
from communities.shared import mail, reminding
from communities.shared.reminder_steps import Known, Said, Step, Telling, due_steps, heard_of, missing_for
from plans.actions import action_links, lights, progress
from plans.actions.action_links import To
from plans.models import Action, PlanVersion, ProgressEntry
from plans.versions import approved

STEPS = (Step(-14), Step(-3), Step(0), Step(7), Step(30))  # days after the due day
CARE = (Role.SECRETARY, Role.CHAIR, Role.DEPUTY_CHAIR)  # the first of these that somebody holds
ASKING = "plans/action_to_ask"


@dataclass(frozen=True)
class Recipient:
    """`to`: the responsible person; None for somebody who is asked to ask."""

    person: Known
    to: To | None


ActionTelling = Telling[Recipient, Step]


@dataclass(frozen=True)
class Planned:
    """What today brings for one action; `content`: as the version in force has it."""

    row: Action
    content: Mapping[str, Any]
    tellings: Sequence[ActionTelling]


def remind_due(*, today: dt.date, at: dt.datetime) -> int:
    """Send and write down all that was due by now and is not in the ledger. How many letters."""

    def message(planned: Planned, telling: ActionTelling) -> mail.Message:
        return _message(planned, telling, today=today, at=at)

    return reminding.remind(
        perhaps_due(), plan=lambda rows: plan_for(rows, today=today), message=message, at=at
    )


def perhaps_due() -> QuerySet[Action]:
    """All actions of plans that are followed: their days stand in frozen versions, where no query looks."""
    return Action.objects.filter(plan__in_force__isnull=False, plan__state__in=progress.GOES_ON)


def plan_for(rows: QuerySet[Action], *, today: dt.date) -> list[Planned]:
    """What the ledger lacks about these actions; seven queries however many they are."""
    found = list(rows.select_related("plan__group__community"))
    contents = _in_force({row.plan_id for row in found})
    keys = [row.pk for row in found]
    newest = progress.newest_among(ProgressEntry.objects.filter(action__in=keys))
    serving = _serving({row.plan.group.community_id for row in found}, today=today)
    said = reminding.said_of(Action, keys)
    seats = action_links.seats_of(contents[key] for key in keys if key in contents)
    planned = []
    for row in found:
        content = contents.get(row.pk)
        if content is None or _is_settled(newest.get(row.pk)) or row.plan.state not in progress.GOES_ON:
            continue
        people = serving.get(row.plan.group.community_id, {})
        there = recipients(row, content, people, seat=seats.get(content["member"]), today=today)
        tellings = _tellings(there, content, said.get(row.pk, []), today=today)
        planned.append(Planned(row, content, tellings))
    return planned


def recipients(
    action: Action,
    content: Mapping[str, Any],
    serving: Mapping[int, set[str]],
    *,
    seat: Membership | None,
    today: dt.date,
) -> list[Recipient]:
    """The responsible person, or those who look after the plan. `serving`: roles of people."""
    to = action_links.responsible_for(action, content, seat=seat, today=today)
    if to is not None and (to.person is None or to.person in serving):
        return [Recipient(to.known_as, to)]
    for role in CARE:
        if there := sorted(person for person, roles in serving.items() if role in roles):
            return [Recipient(person, None) for person in there]
    return []


def _tellings(
    there: list[Recipient], content: Mapping[str, Any], said: list[Said], *, today: dt.date
) -> list[ActionTelling]:
    if not content["due_on"]:
        return []
    due_on = dt.date.fromisoformat(content["due_on"])
    due = due_steps(STEPS, due_on=due_on, today=today)
    if not due:
        return []
    heard = heard_of(said, due_on=due_on)
    return [
        telling
        for to in there
        for telling in missing_for(to, due=due, heard=heard.get(to.person, ()), due_on=due_on)
    ]


def _is_settled(said: ProgressEntry | None) -> bool:
    return said is not None and said.status in lights.SAYS_IT_ALL


def _message(planned: Planned, telling: ActionTelling, *, today: dt.date, at: dt.datetime) -> mail.Message:
    """Its key names action, person, step and day, so that it happens once. Also makes the row of its link."""
    action, recipient = planned.row, telling.to
    key = f"action-due:{action.pk}:{recipient.person}:{telling.step.kind}:{telling.due_on}"
    if recipient.to is not None:
        action_links.make(key, action, planned.content, recipient.to, today=today, at=at)
        return action_links.letter(
            action, planned.content, recipient.to, key=key, today=today, due_on=telling.due_on
        )
    community = action.plan.group.community
    return mail.Message(
        key=key,
        to=int(recipient.person),
        kind=ASKING,
        facts={
            "community": {"uk": community.name_uk, "en": community.name_en},
            "title": "" if approved.is_inner(action, planned.content) else planned.content["title"],
            "due_on": telling.due_on.isoformat(),
            "is_over": telling.due_on < today,
            "is_today": telling.due_on == today,
        },
        link=f"/work/actions/{action.pk}/",
        community=community.pk,
    )


def _in_force(plans: set[int]) -> dict[int, Mapping[str, Any]]:
    """What the versions in force of these plans say, by action; each version is read once."""
    versions = PlanVersion.objects.filter(plan__in=plans, plan__in_force=F("pk"))
    rows = versions.only("content").prefetch_related("corrections")
    return {each["id"]: each for row in rows for each in approved.shown(row)["actions"]}


def _serving(communities: set[int], *, today: dt.date) -> dict[int, dict[int, set[str]]]:
    """People with a duty in the groups of these communities on this day who may sign in; one query."""
    duties = Duty.objects.serving(today=today).filter(
        community__in=communities, role__in=sorted(GROUP_ROLES), person__is_active=True
    )
    found: dict[int, dict[int, set[str]]] = {}
    for community, person, role in duties.values_list("community", "person", "role").order_by():
        if community is not None:
            found.setdefault(community, {}).setdefault(person, set()).add(role)
    return found
