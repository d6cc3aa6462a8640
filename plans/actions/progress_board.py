"""The page of progress: every action in force with its light, what is late first, money beside money."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plans.actions import lights, progress
from plans.actions.lights import Light, Share
from plans.models import Plan, ProgressEntry
from plans.published.action_view import TAGS
from plans.resources import totals
from plans.resources.money import NOTHING
from plans.resources.totals import Sum
from plans.versions import approved

# What needs somebody first.
ORDER = (
    Light.LATE,
    Light.NO_WORD,
    Light.SOON,
    Light.NO_MONEY,
    Light.ON_TIME,
    Light.NOT_BEGUN,
    Light.PUT_OFF,
    Light.DONE,
    Light.CANCELLED,
)


@dataclass(frozen=True)
class Line:
    """`action`: as the version in force has it. `days_late`: since its day, 0 when that is not over."""

    action: Mapping[str, Any]
    light: Light
    said: ProgressEntry | None
    planned: Sum
    spent: Decimal | None
    starts_on: dt.date | None
    due_on: dt.date | None
    days_late: int

    @property
    def tag(self) -> str:
        return TAGS[self.light]

    @property
    def is_overspent(self) -> bool:
        return self.spent is not None and self.spent > self.planned.needed


@dataclass(frozen=True)
class Board:
    """`spent`: of all actions, those cancelled as well; `planned`: without what was cancelled."""

    lines: tuple[Line, ...]
    share: Share
    counts: tuple[tuple[Light, str, int], ...]
    planned: Sum
    spent: Decimal
    spoke_of_money: int

    @property
    def late(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.light is Light.LATE)


def board_of(plan: Plan, *, today: dt.date) -> Board:
    """Three queries beside the version in force, which the plan must have."""
    if plan.in_force is None:
        raise ValueError("The plan has no version in force.")
    return board(
        approved.shown(plan.in_force),
        newest=progress.newest_of(plan),
        spent=progress.spent_of(plan),
        today=today,
    )


def board(
    content: Mapping[str, Any],
    *,
    newest: dict[int, ProgressEntry],
    spent: Mapping[int, Decimal],
    today: dt.date,
) -> Board:
    """Pure. `content`: the whole one or that for residents."""
    sums = totals.totals(content)
    lines = sorted(
        (
            _line(action, newest.get(action["id"]), sums, spent.get(action["id"]), today=today)
            for action in content["actions"]
        ),
        key=lambda line: (ORDER.index(line.light), line.due_on or dt.date.max, line.action["number"]),
    )
    known = Counter(line.light for line in lines)
    return Board(
        lines=tuple(lines),
        share=lights.share(line.light for line in lines),
        counts=tuple((each, TAGS[each], known[each]) for each in ORDER if known[each]),
        planned=totals.totals(content, cancelled=progress.cancelled_of(newest)).whole,
        spent=sum((line.spent for line in lines if line.spent is not None), NOTHING),
        spoke_of_money=sum(line.spent is not None for line in lines),
    )


def line_of(
    action: Mapping[str, Any], said: ProgressEntry | None, *, spent: Decimal | None, today: dt.date
) -> Line:
    """Of one action alone."""
    return _line(action, said, totals.totals({"actions": [action]}), spent, today=today)


def _line(
    action: Mapping[str, Any],
    said: ProgressEntry | None,
    sums: totals.Totals,
    spent: Decimal | None,
    *,
    today: dt.date,
) -> Line:
    light = lights.light(action, said, today=today)
    due_on = _day(action["due_on"])
    return Line(
        action=action,
        light=light,
        said=said,
        planned=sums.by_action.get(action["id"], Sum()),
        spent=spent,
        starts_on=_day(action["starts_on"]),
        due_on=due_on,
        days_late=lights.days_late(action, light, today=today),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
