"""What a plan lacks, for those who may give it: what, for what, what it would change. Public content only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.actions.lights import Light
from plans.published.action_view import ENDED, about, is_priced
from plans.published.facts import PublishedPlan
from plans.published.head import Head, head_of
from plans.resources.money_page import MoneyView, money_view, sayer
from plans.resources.totals import sum_of
from plans.versions import content_words


class Order(models.TextChoices):
    SIZE = "size", _("the largest need first")
    GOAL = "goal", _("goal by goal")


@dataclass(frozen=True)
class Need:
    """`is_whole`: nothing of it is there yet; `is_late`: its day is over."""

    title: str
    about: str
    changes: str
    goal: str
    action: str
    body: str
    ready_by: str
    needed: str
    lacking: str
    is_whole: bool
    is_late: bool


@dataclass(frozen=True)
class NeedsView(Head):
    """`order` as chosen; `needs` in that order. `ended`: actions done or cancelled, which lack nothing.
    `unpriced`: in a sentence how many resources of the others name no cost, or empty."""

    order: Order
    needs: tuple[Need, ...]
    money: MoneyView
    ended: int
    unpriced: str


def needs_of(plan: PublishedPlan, *, language: str, today: dt.date, order: Order = Order.SIZE) -> NeedsView:
    """In the active language, which is `language`."""
    content = plan.content
    lights = plan.lights(today=today)
    ended = {key for key, light in lights.items() if light in ENDED}
    late = {key for key, light in lights.items() if light is Light.LATE}
    return NeedsView(
        **vars(head_of(plan, language=language, today=today)),
        order=order,
        needs=_needs(content, ended, late, order),
        money=replace(money_view(content, cancelled=ended, needed_only=True), cancelled=0),
        ended=len(ended),
        unpriced=_unpriced(content, ended),
    )


def _unpriced(content: Mapping[str, Any], ended: set[int]) -> str:
    going_on = (action for action in content["actions"] if action["id"] not in ended)
    number = sum(not is_priced(each) for action in going_on for each in action["resources"])
    if not number:
        return ""
    return ngettext(
        "Of %(number)s resource of this plan no cost is given: it is not counted here.",
        "Of %(number)s resources of this plan no cost is given: they are not counted here.",
        number,
    ) % {"number": number}


def _needs(content: Mapping[str, Any], ended: set[int], late: set[int], order: Order) -> tuple[Need, ...]:
    goals = {goal["id"]: goal["title"] for goal in content["goals"]}
    places = {key: place for place, key in enumerate(goals)}
    found: list[tuple[int, Decimal, Need]] = []
    for action in content["actions"]:
        if action["id"] in ended:
            continue
        for resource in action["resources"]:
            if lacking := sum_of(resource).lacking:
                is_late = action["id"] in late
                need = _need(resource, action, content, goal=goals[action["goal"]], is_late=is_late)
                found.append((places[action["goal"]], lacking, need))
    if order is Order.GOAL:
        found.sort(key=lambda one: (one[0], -one[1]))
    else:
        found.sort(key=lambda one: -one[1])
    return tuple(need for _place, _lacking, need in found)


def _need(
    resource: Mapping[str, Any],
    action: Mapping[str, Any],
    content: Mapping[str, Any],
    *,
    goal: str,
    is_late: bool,
) -> Need:
    say, found = sayer(content), sum_of(resource)
    return Need(
        title=resource["title"],
        about=about(resource),
        changes=resource["changes"],
        goal=goal,
        action=action["title"],
        body=action["body"],
        ready_by=content_words.day(action["due_on"]),
        needed=say(found.needed),
        lacking=say(found.lacking),
        is_whole=found.lacking == found.needed,
        is_late=is_late,
    )
