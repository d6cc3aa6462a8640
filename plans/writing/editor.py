"""What the page of a plan shows while it is written, in a fixed number of queries."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.models import Action, Goal, Plan, Problem, Resource
from plans.writing import parts
from plans.writing.parts import PartKind

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Line:
    """One part in its list. `missing`: what a reader would ask for; `remarks`: comments without an answer."""

    key: str
    place: int
    is_last: bool
    missing: tuple[Words, ...]
    remarks: int

    @property
    def anchor(self) -> str:
        return self.key.replace(":", "-")


@dataclass(frozen=True, kw_only=True)
class ProblemLine(Line):
    problem: Problem
    evidence: int


@dataclass(frozen=True, kw_only=True)
class ActionLine(Line):
    """Money in UAH; `lacking` is what is needed beyond what is there, resource by resource."""

    action: Action
    number: str
    needed: Decimal
    lacking: Decimal
    resources: int

    @property
    def who(self) -> str:
        """The body, or the person for the group's eyes."""
        action = self.action
        person = action.responsible.name if action.responsible else action.responsible_name
        return action.responsible_body or person


@dataclass(frozen=True, kw_only=True)
class GoalLine(Line):
    goal: Goal
    actions: tuple[ActionLine, ...]

    @property
    def unfinished(self) -> int:
        """Of how many of its actions a reader would ask for something."""
        return sum(bool(line.missing) for line in self.actions)


@dataclass(frozen=True)
class Editor:
    plan: Plan
    missing: tuple[Words, ...]
    remarks: int
    goals: tuple[GoalLine, ...]
    problems: tuple[ProblemLine, ...]

    @property
    def actions(self) -> tuple[ActionLine, ...]:
        return tuple(line for goal in self.goals for line in goal.actions)

    @property
    def is_empty(self) -> bool:
        return not self.goals and not self.problems


def editor_of(plan: Plan) -> Editor:
    """Six queries."""
    remarks = dict(
        plan.comments.filter(is_taken__isnull=True)
        .order_by()
        .values_list("part")
        .annotate(number=Count("pk"))
    )
    goals = list(parts.parts_of(plan, PartKind.GOAL))
    actions = list(
        parts.parts_of(plan, PartKind.ACTION).select_related("responsible", "settlement", "problem")
    )
    needs: dict[int, list[Resource]] = {}
    for resource in parts.parts_of(plan, PartKind.RESOURCE):
        needs.setdefault(resource.action_id, []).append(resource)
    problems = list(parts.parts_of(plan, PartKind.PROBLEM).annotate(cited=Count("evidence")))
    numbers = parts.numbers(goals, actions)
    of_goal: dict[int, list[ActionLine]] = {}
    counted = Counter(action.goal_id for action in actions)
    for action in actions:
        lines = of_goal.setdefault(action.goal_id, [])
        own = needs.get(action.pk, [])
        missing = tuple(_missing_of_action(plan, action, own))
        at = _line(action, len(lines) + 1, counted[action.goal_id], missing, remarks)
        at["remarks"] += sum(remarks.get(parts.key_of(each), 0) for each in own)
        lines.append(
            ActionLine(
                **at,
                action=action,
                number=numbers[action.pk],
                needed=sum((each.needed for each in own), Decimal(0)),
                lacking=lacking(own),
                resources=len(own),
            )
        )
    goal_lines = []
    for place, goal in enumerate(goals, start=1):
        missing = () if goal.pk in of_goal else (_("no action yet"),)
        at = _line(goal, place, len(goals), missing, remarks)
        goal_lines.append(GoalLine(**at, goal=goal, actions=tuple(of_goal.get(goal.pk, ()))))
    problem_lines = []
    for place, row in enumerate(problems, start=1):
        at = _line(row, place, len(problems), tuple(_missing_of_problem(row, row.cited)), remarks)
        problem_lines.append(ProblemLine(**at, problem=row, evidence=row.cited))
    return Editor(
        plan=plan,
        missing=() if plan.basis else (_("no basis yet"),),
        remarks=remarks.get("plan", 0),
        goals=tuple(goal_lines),
        problems=tuple(problem_lines),
    )


def unfinished(editor: Editor) -> tuple[ProblemLine | ActionLine, ...]:
    """Problems and actions of which a reader would ask for something."""
    lines: tuple[ProblemLine | ActionLine, ...] = (*editor.problems, *editor.actions)
    return tuple(line for line in lines if line.missing)


def lacking(resources: Iterable[Resource]) -> Decimal:
    """What is needed beyond what is there; too much for one resource does not pay for another. UAH."""
    return sum(
        (
            max(each.needed - sum((row.amount for row in each.fundings.all()), Decimal(0)), Decimal(0))
            for each in resources
        ),
        Decimal(0),
    )


def _line(
    part: parts.Part, place: int, of: int, missing: tuple[Words, ...], remarks: dict[str, int]
) -> dict[str, Any]:
    key = parts.key_of(part)
    return {
        "key": key,
        "place": place,
        "is_last": place == of,
        "missing": missing,
        "remarks": remarks.get(key, 0),
    }


def _missing_of_problem(problem: Problem, evidence: int) -> Iterable[Words]:
    if not evidence:
        yield _("no evidence yet")
    if not problem.analysis:
        yield _("not described yet")


def _missing_of_action(plan: Plan, action: Action, resources: list[Resource]) -> Iterable[Words]:
    if not (action.responsible_body or action.responsible_id or action.responsible_name):
        yield _("nobody is responsible")
    if action.due_on is None:
        yield _("no deadline")
    if not action.indicator and not action.aim:
        yield _("nothing shows that it helped")
    if not resources:
        yield _("no resources named")
    elif any(each.kind == "money" and not each.needed for each in resources):
        yield _("cost not estimated")
    if _is_outside(action.due_on, plan):
        yield _("deadline outside the years of the plan")


def _is_outside(day: dt.date | None, plan: Plan) -> bool:
    return day is not None and not plan.year_from <= day.year <= plan.year_to
