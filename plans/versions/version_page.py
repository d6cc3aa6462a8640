"""One version of a plan as its members read it: its content, what changed, how it was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from communities.meetings.minutes import newest_signed
from communities.models import AgendaItem, Ballot, Meeting, Minutes
from communities.shared.canonical import checksum
from communities.states import WRITABLE_AGENDA
from plans.models import Plan, PlanVersion, SmallCorrection
from plans.resources import totals
from plans.resources.money import exact
from plans.states import VersionState
from plans.versions import content_words, corrections
from plans.versions.adoption import subject_of
from plans.versions.differences_words import Difference, in_words

SHORT = 12  # digits of the checksum by which people compare
TAGS = {
    VersionState.PROPOSED: "waiting",
    VersionState.APPROVED: "done",
    VersionState.RETURNED: "stopped",
    VersionState.WITHDRAWN: "stopped",
    VersionState.REPLACED: "excused",
}
HEAVY = ("content", "public_content", "difference")  # columns that lists of versions leave alone


@dataclass(frozen=True)
class ResourceWords:
    title: str
    kind: str
    amount: str  # how many of what
    year: int
    changes: str
    needed: Decimal
    lacking: Decimal
    available: tuple[tuple[str, Decimal, str], ...]  # from whom, how much, a note


@dataclass(frozen=True)
class ActionWords:
    number: str
    title: str
    facts: tuple[tuple[str, str], ...]  # name of the fact, its words
    detail: str
    is_internal: bool
    resources: tuple[ResourceWords, ...]


@dataclass(frozen=True)
class GoalWords:
    title: str
    detail: str
    actions: tuple[ActionWords, ...]


@dataclass(frozen=True)
class ProblemWords:
    rank: int
    topic: str
    title: str
    analysis: str
    rank_reason: str
    is_internal: bool
    evidence: tuple[tuple[str, str, str], ...]  # what, its value, from where


@dataclass(frozen=True)
class PlanWords:
    """The content of a plan in the language of the page."""

    title: str
    years: str
    basis: str
    summary: str
    currency: str
    money: totals.Sum
    problems: tuple[ProblemWords, ...]
    goals: tuple[GoalWords, ...]


@dataclass(frozen=True)
class Mended:
    """A small correction: where, what stood there, what stands there."""

    where: str
    correction: SmallCorrection


@dataclass(frozen=True)
class VersionPage:
    version: PlanVersion
    plan: PlanWords
    tag: str
    is_intact: bool
    compared: PlanVersion | None
    differences: list[Difference]
    mended: list[Mended]
    ballot: Ballot | None
    item: AgendaItem | None
    meeting: Meeting | None
    minutes: Minutes | None

    @property
    def short_checksum(self) -> str:
        return self.version.checksum[:SHORT]


def page_of(version: PlanVersion) -> VersionPage:
    """`version` with its plan, item, meeting and ballot (`with_vote`). Six queries beside."""
    made = list(version.corrections.select_related("by"))
    shown = corrections.applied(version.content, made)
    item = version.item or point_of(version)
    meeting = item.meeting if item else None
    earlier = list(version.plan.versions.filter(number__lt=version.number).defer(*HEAVY))
    return VersionPage(
        version=version,
        plan=words_of(shown),
        tag=TAGS[VersionState(version.state)],
        is_intact=is_intact(version),
        compared=compared_with(version, earlier),
        differences=in_words(version.difference, content=version.content),
        mended=[Mended(_where(each, shown), each) for each in made],
        ballot=version.ballot,
        item=item,
        meeting=meeting,
        minutes=newest_signed(meeting) if meeting else None,
    )


def is_intact(version: PlanVersion) -> bool:
    """Does what is kept still have the checksum that was voted on?"""
    kept = {"content": version.content, "public_content": version.public_content}
    return checksum(kept) == version.checksum


def point_of(version: PlanVersion) -> AgendaItem | None:
    """Where it waits for its vote: the next agenda on which it stands."""
    points = AgendaItem.objects.filter(subject=subject_of(version), meeting__state__in=WRITABLE_AGENDA)
    return points.select_related("meeting").order_by("meeting__starts_at").first()


def compared_with(version: PlanVersion, earlier: Sequence[PlanVersion]) -> PlanVersion | None:
    """The version that its difference is about: the one in force then, else the one proposed before it."""
    was_approved = [
        each
        for each in earlier
        if each.state in {VersionState.APPROVED, VersionState.REPLACED}
        and each.decided_at is not None
        and each.decided_at <= version.proposed_at
    ]
    return max(was_approved or earlier, key=lambda each: each.number, default=None)


def words_of(content: Mapping[str, Any]) -> PlanWords:
    money = totals.totals(content)
    return PlanWords(
        title=content["title"],
        years=content_words.years(content["years"]),
        basis=content["basis"],
        summary=content["summary"],
        currency=content_words.currency(content["currency"]),
        money=money.whole,
        problems=tuple(_problem(each) for each in content["problems"]),
        goals=tuple(_goal(each, content) for each in content["goals"]),
    )


def _problem(each: Mapping[str, Any]) -> ProblemWords:
    return ProblemWords(
        rank=each["rank"],
        topic=content_words.topic(each["topic"]),
        title=each["title"],
        analysis=each["analysis"],
        rank_reason=each["rank_reason"],
        is_internal=each["is_internal"],
        evidence=tuple(content_words.cited(row["cited"]) for row in each["evidence"]),
    )


def _goal(goal: Mapping[str, Any], content: Mapping[str, Any]) -> GoalWords:
    problems = {each["id"]: each["title"] for each in content["problems"]}
    own = (each for each in content["actions"] if each["goal"] == goal["id"])
    return GoalWords(goal["title"], goal["detail"], tuple(_action(each, problems) for each in own))


def _action(each: Mapping[str, Any], problems: Mapping[int, str]) -> ActionWords:
    titles = {("problem", key): title for key, title in problems.items()}
    named = ("body", "person", "partners", "settlement", "serves", "starts_on", "due_on")
    measured = ("problem", "topic", "indicator", "baseline", "target")
    facts = (
        (str(content_words.LABELS[name]), content_words.value(name, each.get(name), titles=titles))
        for name in (*named, *measured)
    )
    return ActionWords(
        number=str(each["number"]),
        title=each["title"],
        facts=tuple((label, words) for label, words in facts if words),
        detail=each["detail"],
        is_internal=each["is_internal"],
        resources=tuple(_resource(row) for row in each["resources"]),
    )


def _resource(row: Mapping[str, Any]) -> ResourceWords:
    money = totals.sum_of(row)
    return ResourceWords(
        title=row["title"],
        kind=content_words.kind(row["kind"]),
        amount=" ".join(part for part in (content_words.number(row["quantity"]), row["unit"]) if part),
        year=row["year"],
        changes=row["changes"],
        needed=money.needed,
        lacking=money.lacking,
        available=tuple(
            (content_words.source(line["source"]), exact(line["amount"]), line["note"])
            for line in row["available"]
        ),
    )


def _where(each: SmallCorrection, shown: Mapping[str, Any]) -> str:
    found = next((text for text in corrections.texts(shown) if text.path == each.path), None)
    return content_words.text_name(found.part, found.field, found.title) if found else each.path


def with_vote(versions: Any) -> Any:
    return versions.select_related("plan__group__community", "proposed_by", "ballot", "item__meeting")


def listed(plan: Plan) -> Iterable[PlanVersion]:
    rows = plan.versions.select_related("proposed_by", "ballot", "item__meeting").defer(*HEAVY)
    return list(rows)
