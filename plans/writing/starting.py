"""Begin a plan: from a blank sheet, from an earlier plan, or from a template.

Of an earlier plan come its goals, its problems, the actions that are not done or cancelled, and what they
need. Not its evidence, nor what was available: figures are cited anew and money is promised anew
(docs/decisions). Days and years move on by as many years as lie between the two plans.
"""

import calendar
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.models import User, WorkingGroup
from communities.shared import audit
from communities.shared.plain_text import one_line
from plans.models import Action, Goal, Plan, Problem, ProgressEntry, Resource
from plans.states import PlanState, Progress

FILE = Path(__file__).parent.parent / "data" / "templates_1.json"
ENDED = frozenset({Progress.DONE, Progress.CANCELLED})
FIRST_YEAR, LAST_YEAR = 2000, 2100


class AlreadyStarted(Exception):
    """A draft with this title and these years is there: a second click."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(str(plan.pk))
        self.plan = plan


@dataclass(frozen=True)
class Template:
    """`name`, `detail`: by language. `goals`, `problems`: as in the file."""

    code: str
    name: Mapping[str, str]
    detail: Mapping[str, str]
    problems: tuple[Mapping[str, Any], ...]
    goals: tuple[Mapping[str, Any], ...]

    @property
    def number_of_actions(self) -> int:
        return sum(len(goal["actions"]) for goal in self.goals)


@cache
def templates() -> tuple[Template, ...]:
    """All starter templates, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["templates"]
    return tuple(
        Template(row["code"], row["name"], row["detail"], tuple(row["problems"]), tuple(row["goals"]))
        for row in rows
    )


def template(code: str) -> Template | None:
    return next((each for each in templates() if each.code == code), None)


@transaction.atomic
def blank(
    group: WorkingGroup, *, title: str, year_from: int, year_to: int, by: User, at: dt.datetime
) -> Plan:
    """An empty draft. Raises `AlreadyStarted`, `ValidationError`."""
    plan = _draft(group, title=title, year_from=year_from, year_to=year_to, by=by, at=at)
    _record(plan, "blank", by=by, at=at)
    return plan


@transaction.atomic
def copied(source: Plan, *, title: str, year_from: int, year_to: int, by: User, at: dt.datetime) -> Plan:
    """A draft with what is left to do of an earlier plan of the same group, as its rows stand now.

    Raises `AlreadyStarted`, `ValidationError`.
    """
    plan = _draft(
        source.group, title=title, year_from=year_from, year_to=year_to, by=by, at=at, copied_from=source
    )
    moved_by = year_from - source.year_from
    goals = {row.pk: _goal_again(row, plan=plan) for row in source.goals.order_by("position", "pk")}
    problems = {row.pk: _problem_again(row, plan=plan) for row in source.problems.order_by("position", "pk")}
    newest: dict[int, str] = dict(
        ProgressEntry.objects.filter(action__plan=source).order_by("at", "pk").values_list("action", "status")
    )
    today = timezone.localdate(at)
    places: dict[int, int] = {}
    rows = source.actions.select_related("responsible").prefetch_related("resources")
    for row in rows.order_by("goal__position", "position", "pk"):
        if newest.get(row.pk) in ENDED:
            continue
        goal = goals[row.goal_id]
        places[goal.pk] = places.get(goal.pk, 0) + 1
        _action_again(
            row,
            plan=plan,
            goal=goal,
            problem=problems[row.problem_id] if row.problem_id else None,
            position=places[goal.pk],
            moved_by=moved_by,
            today=today,
        )
    _record(plan, "copy", by=by, at=at)
    return plan


@transaction.atomic
def from_template(
    group: WorkingGroup,
    chosen: Template,
    *,
    language: str,
    title: str,
    year_from: int,
    year_to: int,
    by: User,
    at: dt.datetime,
) -> Plan:
    """A draft with the goals, problems and actions of a template in one language ("uk" or "en").

    Costs are not guessed: every resource waits for its estimate (0.00). Raises as `blank`.
    """
    plan = _draft(group, title=title, year_from=year_from, year_to=year_to, by=by, at=at)
    problems = [
        Problem.objects.create(plan=plan, position=place, topic=row["topic"], title=row["title"][language])
        for place, row in enumerate(chosen.problems, start=1)
    ]
    for place, row in enumerate(chosen.goals, start=1):
        goal = Goal.objects.create(
            plan=plan, position=place, title=row["title"][language], detail=row["detail"][language]
        )
        for number, said in enumerate(row["actions"], start=1):
            _action_of_template(
                said, goal=goal, problem=problems[said["problem"]], position=number, language=language
            )
    _record(plan, "template", by=by, at=at, template=chosen.code)
    return plan


def _draft(
    group: WorkingGroup, *, title: str, year_from: int, year_to: int, by: User, at: dt.datetime, **more: Any
) -> Plan:
    group = WorkingGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    plan = Plan(
        group=group,
        title=one_line(title).text,
        year_from=year_from,
        year_to=year_to,
        made_at=at,
        made_by=by,
        **more,
    )
    plan.full_clean()
    same = group.plans.filter(
        state=PlanState.DRAFT, title=plan.title, year_from=year_from, year_to=year_to
    ).first()
    if same is not None:
        raise AlreadyStarted(same)
    plan.save(force_insert=True)
    return plan


def _goal_again(row: Goal, *, plan: Plan) -> Goal:
    return Goal.objects.create(plan=plan, position=row.position, title=row.title, detail=row.detail)


def _problem_again(row: Problem, *, plan: Plan) -> Problem:
    return Problem.objects.create(
        plan=plan,
        position=row.position,
        topic=row.topic,
        title=row.title,
        analysis=row.analysis,
        rank_reason=row.rank_reason,
        is_internal=row.is_internal,
    )


KEPT = (
    "title",
    "detail",
    "topic",
    "responsible_body",
    "responsible_name",
    "responsible_email",
    "partners",
    "settlement_id",
    "serves",
    "indicator",
    "aim",
    "baseline",
    "target",
    "is_internal",
)


def _action_again(
    row: Action,
    *,
    plan: Plan,
    goal: Goal,
    problem: Problem | None,
    position: int,
    moved_by: int,
    today: dt.date,
) -> None:
    """A member who no longer sits in the group is not responsible any more; the body stays."""
    seat = row.responsible
    action = Action.objects.create(
        plan=plan,
        goal=goal,
        problem=problem,
        position=position,
        responsible=seat if seat and seat.sits_on(today) else None,
        starts_on=years_later(row.starts_on, moved_by),
        due_on=years_later(row.due_on, moved_by),
        **{name: getattr(row, name) for name in KEPT},
    )
    Resource.objects.bulk_create(
        Resource(
            action=action,
            position=place,
            kind=each.kind,
            title=each.title,
            quantity=each.quantity,
            unit=each.unit,
            year=min(max(each.year + moved_by, FIRST_YEAR), LAST_YEAR),
            needed=each.needed,
            changes=each.changes,
        )
        for place, each in enumerate(row.resources.all(), start=1)
    )


def years_later(day: dt.date | None, years: int) -> dt.date | None:
    """The same day of another year, of those a plan can have; 28 February for a 29th that is not there."""
    if day is None:
        return None
    year = min(max(day.year + years, FIRST_YEAR), LAST_YEAR)
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _action_of_template(
    said: Mapping[str, Any], *, goal: Goal, problem: Problem, position: int, language: str
) -> None:
    plan = goal.plan
    last_day = calendar.monthrange(plan.year_from, said["month"])[1]
    action = Action.objects.create(
        plan=plan,
        goal=goal,
        problem=problem,
        position=position,
        title=said["title"][language],
        detail=said["detail"][language],
        topic=said["topic"],
        responsible_body=said["body"][language],
        partners=said["partners"][language],
        serves=sorted(said["serves"]),
        due_on=dt.date(plan.year_from, said["month"], last_day),
        indicator=said["indicator"][language],
    )
    Resource.objects.bulk_create(
        Resource(
            action=action,
            position=place,
            kind=row["kind"],
            title=row["title"][language],
            quantity=Decimal(row["quantity"]) if row["quantity"] else None,
            unit=row["unit"][language],
            year=plan.year_from,
            needed=Decimal(0),
        )
        for place, row in enumerate(said["resources"], start=1)
    )


def _record(plan: Plan, how: str, *, by: User, at: dt.datetime, **details: object) -> None:
    audit.record(
        "plan.started",
        target=plan,
        by=by,
        at=at,
        community=plan.group.community,
        details={"from": how, **details},
    )
