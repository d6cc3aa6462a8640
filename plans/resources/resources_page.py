"""The resources of a plan as it is written now, for its group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plans.actions.lights import SAYS_IT_ALL, Light
from plans.models import Plan
from plans.published.action_view import ResourceView, resource_view
from plans.published.facts import newest_said
from plans.resources.money_page import MoneyView, SumLine, money_view, sayer, sum_line
from plans.resources.totals import Sum, sum_of
from plans.states import Progress
from plans.versions import content


@dataclass(frozen=True)
class ActionResources:
    """`key` names the action as `plans.writing.parts.key_of` does."""

    key: str
    number: str
    title: str
    goal: str
    is_internal: bool
    is_cancelled: bool
    resources: tuple[ResourceView, ...]
    whole: SumLine


@dataclass(frozen=True)
class ResourcesPage:
    """`money`: of everything; `told`: what residents read of it, where that is less."""

    money: MoneyView
    told: MoneyView | None
    actions: tuple[ActionResources, ...]
    without: int  # actions that name no resource


def page_of(plan: Plan) -> ResourcesPage:
    """In the active language. Nine queries."""
    whole = content.of_rows(plan)
    said = newest_said([plan.pk]).get(plan.pk, {}) if plan.in_force_id else {}
    cancelled = {
        action for action, each in said.items() if SAYS_IT_ALL.get(Progress(each.status)) is Light.CANCELLED
    }
    has_internal = any(each["is_internal"] for each in whole["actions"])
    goals = {goal["id"]: goal["title"] for goal in whole["goals"]}
    return ResourcesPage(
        money=money_view(whole, cancelled=cancelled),
        told=money_view(content.for_residents(whole), cancelled=cancelled) if has_internal else None,
        actions=tuple(
            _action(each, whole, goal=goals[each["goal"]], is_cancelled=each["id"] in cancelled)
            for each in whole["actions"]
            if each["resources"]
        ),
        without=sum(1 for each in whole["actions"] if not each["resources"]),
    )


def _action(
    each: Mapping[str, Any], whole: Mapping[str, Any], *, goal: str, is_cancelled: bool
) -> ActionResources:
    found = sum((sum_of(row) for row in each["resources"]), Sum())
    return ActionResources(
        key=f"action:{each['id']}",
        number=str(each["number"]),
        title=each["title"],
        goal=goal,
        is_internal=each["is_internal"],
        is_cancelled=is_cancelled,
        resources=tuple(resource_view(row, whole) for row in each["resources"]),
        whole=sum_line(each["title"], found, sayer(whole)),
    )
