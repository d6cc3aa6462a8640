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
from plans.published.action_view import ActionView, LightView, action_view, light_view
from plans.published.facts import Approved, Neighbour, PublishedPlan, Vote
from plans.resources.money_page import MoneyView, money_view
from plans.states import PlanState
from plans.versions import content_words


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """What a reader asked for; what the plan does not know is as if nothing was asked."""

    topics: tuple[Choice, ...]
    places: tuple[Choice, ...]
    topic: str
    place: str

    @property
    def is_on(self) -> bool:
        return bool(self.topic or self.place)

    def lets_pass(self, action: Mapping[str, Any]) -> bool:
        where = action["settlement"]
        return (not self.topic or action["topic"] == self.topic) and (
            not self.place or bool(where and where["uk"] == self.place)
        )


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
class PlanView:
    """A plan for residents. `state`: a sentence when it is over or a new version is being written."""

    language: str
    pk: int
    slug: str
    title: str
    years: str
    community: str
    group: str
    summary: str
    basis: str
    version: int
    approved: str
    state: str
    share: ShareView | None
    counts: tuple[CountView, ...]
    problems: tuple[ProblemView, ...]
    goals: tuple[GoalView, ...]
    money: MoneyView
    filter: Filter
    vote: Vote | None
    vote_day: str
    strategy: tuple[str, str, str] | None  # act, day in words, link
    kept_apart: str
    mended: str
    versions: tuple[tuple[Approved, str], ...]  # each with its day in words
    followed_by: Neighbour | None
    follows: tuple[Neighbour, ...]
    checksum: str
    today: str

    @property
    def looks_back(self) -> bool:
        """Is it told of any action whether it helped?"""
        return any(action.helped for goal in self.goals for action in goal.actions)

    @property
    def is_filtered_out(self) -> bool:
        return self.filter.is_on and not any(goal.actions for goal in self.goals)


@dataclass(frozen=True)
class PlanBrief:
    """A plan in a list."""

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
    plan: PublishedPlan, *, language: str, today: dt.date, topic: str = "", place: str = ""
) -> PlanView:
    """In the active language, which is `language`."""
    content = plan.content
    lights = plan.lights(today=today) if plan.is_in_force else {}
    wanted = filter_of(content, topic=topic, place=place)
    cancelled = {key for key, each in lights.items() if each is Light.CANCELLED}
    return PlanView(
        language=language,
        pk=plan.pk,
        slug=plan.community.slug,
        title=content["title"],
        years=content_words.years(content["years"]),
        community=plan.community.name_en if language == "en" else plan.community.name_uk,
        group=content["group"][f"name_{language}"],
        summary=content["summary"],
        basis=content["basis"],
        version=plan.version,
        approved=in_words(plan.approved_on),
        state=_state(plan),
        share=share_view(share(lights.values())) if plan.is_in_force else None,
        counts=_counts(lights),
        problems=tuple(
            _problem(each)
            for each in content["problems"]
            if not wanted.topic or each["topic"] == wanted.topic
        ),
        goals=tuple(_goals(plan, lights, wanted)),
        money=money_view(content, cancelled=cancelled, spent=plan.spent),
        filter=wanted,
        vote=plan.vote,
        vote_day=in_words(plan.vote.held_on) if plan.vote else "",
        strategy=(plan.strategy[0], in_words(plan.strategy[1]), plan.strategy[2]) if plan.strategy else None,
        kept_apart=kept_apart(content),
        mended=", ".join(in_words(day) for day in plan.mended_on),
        versions=tuple((each, in_words(each.approved_on)) for each in plan.versions),
        followed_by=plan.followed_by,
        follows=plan.follows,
        checksum=plan.checksum,
        today=in_words(today),
    )


def brief(plan: PublishedPlan, *, today: dt.date) -> PlanBrief:
    """In the active language."""
    lights = plan.lights(today=today)
    cancelled = {key for key, each in lights.items() if each is Light.CANCELLED}
    stands = share(lights.values())
    lacking = money_view(plan.content, cancelled=cancelled).whole
    return PlanBrief(
        pk=plan.pk,
        title=plan.content["title"],
        years=content_words.years(plan.content["years"]),
        approved=in_words(plan.approved_on),
        state=_state(plan),
        is_over=plan.state in OVER,
        share=share_view(stands),
        late=_late(stands),
        lacking=lacking.lacking,
    )


def filter_of(content: Mapping[str, Any], *, topic: str, place: str) -> Filter:
    topics = {each["topic"] for part in ("actions", "problems") for each in content[part]}
    places = {
        each["settlement"]["uk"]: each["settlement"] for each in content["actions"] if each["settlement"]
    }
    listed = sorted((Choice(code, content_words.topic(code)) for code in topics), key=lambda one: one.label)
    return Filter(
        topics=tuple(listed),
        places=tuple(Choice(name, content_words.in_language(pair)) for name, pair in sorted(places.items())),
        topic=topic if topic in topics else "",
        place=place if place in places else "",
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


def kept_apart(content: Mapping[str, Any]) -> str:
    """In a sentence that parts are for the group only, or nothing."""
    number = content["kept_apart"]["problems"] + content["kept_apart"]["actions"]
    if not number:
        return ""
    return ngettext(
        "%(number)s part of this plan is for the group only, because it tells of gaps in security. "
        "Its money is not counted here.",
        "%(number)s parts of this plan are for the group only, because they tell of gaps in security. "
        "Their money is not counted here.",
        number,
    ) % {"number": number}


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


def _goals(plan: PublishedPlan, lights: Mapping[int, Light], wanted: Filter) -> Iterable[GoalView]:
    content = plan.content
    problems = {("problem", each["id"]): each["title"] for each in content["problems"]}
    for number, goal in enumerate(content["goals"], start=1):
        own = [each for each in content["actions"] if each["goal"] == goal["id"]]
        shown = [each for each in own if wanted.lets_pass(each)]
        stands = share(lights[each["id"]] for each in own if each["id"] in lights)
        yield GoalView(
            number=number,
            title=goal["title"],
            detail=goal["detail"],
            share=share_view(stands).text if lights and own else "",
            actions=tuple(action_view(each, plan, lights, problems) for each in shown),
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
