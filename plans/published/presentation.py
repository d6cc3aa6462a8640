"""A published plan in one language: words that page and paper only have to print.

Everything comes from `plans.published.facts.PublishedPlan`, which holds nothing that residents may not know.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.shared.days import in_words
from plans.actions.lights import Light, Share, share
from plans.published.action_view import ENDED, ActionView, LightView, action_view, light_view
from plans.published.facts import Approved, Neighbour, PublishedPlan, Vote
from plans.published.head import Head, head_of
from plans.resources.money import NOTHING
from plans.resources.money_page import MoneyView, SumLine, money_view, sayer, sum_line
from plans.resources.totals import totals
from plans.states import PlanState
from plans.versions import content_words


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """What a reader asked for; what the plan does not know is as if nothing was asked. `stands`: a light."""

    topics: tuple[Choice, ...]
    places: tuple[Choice, ...]
    lights: tuple[Choice, ...]
    topic: str
    place: str
    stands: str

    @property
    def is_on(self) -> bool:
        return bool(self.topic or self.place or self.stands)

    def lets_pass(self, action: Mapping[str, Any], light: Light | None) -> bool:
        where = action["settlement"]
        return (
            (not self.topic or action["topic"] == self.topic)
            and (not self.place or bool(where and where["uk"] == self.place))
            and (not self.stands or light == self.stands)
        )


@dataclass(frozen=True)
class ChosenView:
    """The actions that a reader chose, together. `spent` is empty where nobody told of money."""

    actions: str
    money: SumLine
    spent: str


@dataclass(frozen=True)
class GoalView:
    """`share`: in words how many of its actions are done; `left_out`: by what the reader asked for;
    `nothing`: why there are no actions, whatever the reader asked for."""

    number: int
    title: str
    detail: str
    share: str
    actions: tuple[ActionView, ...]
    left_out: str
    nothing: str


@dataclass(frozen=True)
class ProblemView:
    rank: int
    topic: str
    title: str
    analysis: str
    rank_reason: str
    evidence: tuple[tuple[str, str, str], ...]  # what, its value, from where


@dataclass(frozen=True)
class CountView:
    """How many actions stand so."""

    light: LightView
    number: int


@dataclass(frozen=True)
class ShareView:
    text: str
    done: int
    counted: int
    percent: int | None


@dataclass(frozen=True)
class PlanView(Head):
    """A plan for residents. `state`: a sentence when it is over or a new version is being written."""

    basis: str
    state: str
    share: ShareView | None
    counts: tuple[CountView, ...]
    problems: tuple[ProblemView, ...]
    goals: tuple[GoalView, ...]
    money: MoneyView
    filter: Filter
    chosen: ChosenView | None
    vote: Vote | None
    vote_day: str
    strategy: tuple[str, str, str] | None  # act, day in words, link
    mended: str
    versions: tuple[tuple[Approved, str], ...]  # each with its day in words
    followed_by: Neighbour | None
    follows: tuple[Neighbour, ...]

    @property
    def looks_back(self) -> bool:
        """Is it told of any action whether it helped?"""
        return any(action.helped for goal in self.goals for action in goal.actions)

    @property
    def is_filtered_out(self) -> bool:
        return self.filter.is_on and not any(goal.actions for goal in self.goals)


@dataclass(frozen=True)
class PlanBrief:
    """A plan in a list. `lacking`: as donors read it; empty when nothing is, or its time is over."""

    pk: int
    title: str
    years: str
    approved: str
    state: str
    is_over: bool
    share: ShareView
    late: str
    lacking: str


def present(
    plan: PublishedPlan,
    *,
    language: str,
    today: dt.date,
    topic: str = "",
    place: str = "",
    stands: str = "",
) -> PlanView:
    """In the active language, which is `language`."""
    content = plan.content
    lights = plan.lights(today=today) if plan.is_in_force else {}
    wanted = filter_of(content, lights, topic=topic, place=place, stands=stands)
    cancelled = {key for key, each in lights.items() if each is Light.CANCELLED}
    return PlanView(
        **vars(head_of(plan, language=language, today=today)),
        basis=content["basis"],
        state=_state(plan),
        share=share_view(share(lights.values())) if plan.is_in_force else None,
        counts=_counts(lights),
        problems=tuple(
            _problem(each)
            for each in content["problems"]
            if not wanted.topic or each["topic"] == wanted.topic
        ),
        goals=tuple(_goals(plan, lights, wanted, today=today)),
        money=money_view(content, cancelled=cancelled, spent=plan.spent),
        filter=wanted,
        chosen=_chosen(plan, lights, wanted) if wanted.is_on and lights else None,
        vote=plan.vote,
        vote_day=in_words(plan.vote.held_on) if plan.vote else "",
        strategy=(plan.strategy[0], in_words(plan.strategy[1]), plan.strategy[2]) if plan.strategy else None,
        mended=", ".join(in_words(day) for day in plan.mended_on),
        versions=tuple((each, in_words(each.approved_on)) for each in plan.versions),
        followed_by=plan.followed_by,
        follows=plan.follows,
    )


def brief(plan: PublishedPlan, *, today: dt.date) -> PlanBrief:
    """In the active language."""
    lights = plan.lights(today=today)
    ended = {key for key, each in lights.items() if each in ENDED}
    stands = share(lights.values())
    whole = totals(plan.content, cancelled=ended).whole
    return PlanBrief(
        pk=plan.pk,
        title=plan.content["title"],
        years=content_words.years(plan.content["years"]),
        approved=in_words(plan.approved_on),
        state=_state(plan),
        is_over=plan.state in OVER,
        share=share_view(stands),
        late=_late(stands),
        lacking=sayer(plan.content)(whole.lacking) if whole.lacking and plan.state not in OVER else "",
    )


def filter_of(
    content: Mapping[str, Any], lights: Mapping[int, Light], *, topic: str, place: str, stands: str
) -> Filter:
    topics = {each["topic"] for part in ("actions", "problems") for each in content[part]}
    places = {
        each["settlement"]["uk"]: each["settlement"] for each in content["actions"] if each["settlement"]
    }
    listed = sorted((Choice(code, content_words.topic(code)) for code in topics), key=lambda one: one.label)
    return Filter(
        topics=tuple(listed),
        places=tuple(Choice(name, content_words.in_language(pair)) for name, pair in sorted(places.items())),
        lights=tuple(Choice(each.value, str(each.label)) for each in Light if each in lights.values()),
        topic=topic if topic in topics else "",
        place=place if place in places else "",
        stands=stands if stands in lights.values() else "",
    )


def _chosen(plan: PublishedPlan, lights: Mapping[int, Light], wanted: Filter) -> ChosenView | None:
    """What they cost together; None when there are none. What was cancelled costs nothing any more."""
    actions = [each for each in plan.content["actions"] if wanted.lets_pass(each, lights[each["id"]])]
    if not actions:
        return None
    say = sayer(plan.content)
    cancelled = {each["id"] for each in actions if lights[each["id"]] is Light.CANCELLED}
    told = [plan.spent[each["id"]] for each in actions if each["id"] in plan.spent]
    words = ngettext("%(number)s action is shown", "%(number)s actions are shown", len(actions))
    return ChosenView(
        actions=words % {"number": len(actions)},
        money=sum_line("", totals({"actions": actions}, cancelled=cancelled).whole, say),
        spent=say(sum(told, NOTHING)) if told else "",
    )


def share_view(found: Share) -> ShareView:
    text = (
        ngettext(
            "%(done)s of %(number)s action is done", "%(done)s of %(number)s actions are done", found.counted
        )
        % {"done": found.done, "number": found.counted}
        if found.counted
        else _("No action to be done yet")
    )
    return ShareView(text, found.done, found.counted, found.percent_done)


OVER = frozenset({PlanState.COMPLETED, PlanState.CANCELLED, PlanState.SUPERSEDED})


def _state(plan: PublishedPlan) -> str:
    match plan.state:
        case PlanState.COMPLETED:
            return _("The time of this plan is over.")
        case PlanState.CANCELLED:
            return _("This plan was stopped. Why: %(reason)s") % {"reason": plan.ended_reason}
        case PlanState.SUPERSEDED if plan.followed_by:
            words = _("The plan “%(title)s” took the place of this one. Why: %(reason)s")
            return words % {"title": plan.followed_by.title, "reason": plan.ended_reason}
        case PlanState.SUPERSEDED:
            return _("Another plan took the place of this one. Why: %(reason)s") % {
                "reason": plan.ended_reason
            }
        case PlanState.DRAFT | PlanState.PROPOSED:
            return _("The group is working on a new version. Until it is approved, this one holds.")
    return ""


def _late(found: Share) -> str:
    if not found.late:
        return ""
    return ngettext("%(number)s action is late", "%(number)s actions are late", found.late) % {
        "number": found.late
    }


def _counts(lights: Mapping[int, Light]) -> tuple[CountView, ...]:
    found = list(lights.values())
    return tuple(CountView(light_view(each), found.count(each)) for each in Light if each in found)


def _problem(each: Mapping[str, Any]) -> ProblemView:
    return ProblemView(
        rank=each["rank"],
        topic=content_words.topic(each["topic"]),
        title=each["title"],
        analysis=each["analysis"],
        rank_reason=each["rank_reason"],
        evidence=tuple(content_words.cited(row["cited"]) for row in each["evidence"]),
    )


def _goals(
    plan: PublishedPlan, lights: Mapping[int, Light], wanted: Filter, *, today: dt.date
) -> Iterable[GoalView]:
    content = plan.content
    problems = {("problem", each["id"]): each["title"] for each in content["problems"]}
    for number, goal in enumerate(content["goals"], start=1):
        own = [each for each in content["actions"] if each["goal"] == goal["id"]]
        shown = [each for each in own if wanted.lets_pass(each, lights.get(each["id"]))]
        stands = share(lights[each["id"]] for each in own if each["id"] in lights)
        yield GoalView(
            number=number,
            title=goal["title"],
            detail=goal["detail"],
            share=share_view(stands).text if lights and own else "",
            actions=tuple(action_view(each, plan, lights, problems, today=today) for each in shown),
            left_out=_left_out(len(own) - len(shown)),
            nothing="" if own else _nothing(goal),
        )


def _nothing(goal: Mapping[str, Any]) -> str:
    if goal.get("is_inner"):  # not in versions frozen before residents were told
        return _("What is done for this goal is for the group only, because it tells of gaps in security.")
    return _("No action serves this goal yet.")


def _left_out(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(number)s other action of this goal is not shown.",
        "%(number)s other actions of this goal are not shown.",
        number,
    ) % {"number": number}
