"""What the version in force says, with its typing errors mended, whatever a draft of the next one says."""

from collections.abc import Mapping
from typing import Any

from plans.models import Action, Plan, PlanVersion
from plans.versions import corrections


def action_of(action: Action) -> dict[str, Any] | None:
    """What the version in force says of this action; None when it says nothing."""
    version = action.plan.in_force
    actions: list[dict[str, Any]] = shown(version)["actions"] if version is not None else []
    return next((each for each in actions if each["id"] == action.pk), None)


def title_of(plan: Plan) -> str:
    """As the version in force has it, for whoever is outside the group: a draft may be called otherwise."""
    return str(shown(plan.in_force)["title"]) if plan.in_force is not None else plan.title


def first_year(plan: Plan) -> int:
    return int(plan.in_force.content["years"][0]) if plan.in_force is not None else plan.year_from


def shown(version: PlanVersion) -> dict[str, Any]:
    """The whole content with its typing errors mended, as the group reads it. One query."""
    return corrections.applied(version.content, version.corrections.all())


def is_inner(action: Action, content: Mapping[str, Any]) -> bool:
    """Is it for the group only? In the version in force, or in the draft of the next one: a tick that was
    taken away in a draft lets nothing out before the group has voted, one that was set closes at once."""
    return action.is_internal or bool(content["is_internal"])
