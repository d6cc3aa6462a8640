"""Plans as residents may know them: the public content of the version in force, the vote, what was done.

What is for the group only is not even read from the database here: neither the members' content of a version,
nor the words of progress, which nobody has looked over for names. Whoever draws a plan asks for progress by
the actions of its public content, so that of internal actions is never told.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import TextField
from django.utils import timezone

from communities.models import Ballot, Community, Minutes
from plans.actions.lights import Light, Share, light, share
from plans.models import ActionAssessment, Plan, PlanVersion, ProgressEntry, SmallCorrection
from plans.states import PlanState, Progress, VersionState
from plans.versions import corrections
from plans.versions.content import Content

SHOWN_VERSIONS = (VersionState.APPROVED, VersionState.REPLACED)
PRIVATE = ("in_force__content", "in_force__difference")


@dataclass(frozen=True)
class Helped:
    """What an action that is done aimed at, by published figures before and after, and what the group wrote
    of it for residents. `effect`: "" when nothing was compared yet; `words` in both languages."""

    effect: str
    words: Mapping[str, str]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    group_says: str = ""
    group_said_on: dt.date | None = None


@dataclass(frozen=True)
class Shown:
    """A file that somebody of the group looked at and released. `caption`: what it shows, in words."""

    pk: int
    caption: str
    content_type: str
    on: dt.date


@dataclass(frozen=True)
class Said:
    """What was said last of an action, without its words and without who said it."""

    status: str
    percent: int | None
    spent: Decimal | None
    said_on: dt.date
    helped: Helped | None = None
    files: tuple[Shown, ...] = ()  # newest first


@dataclass(frozen=True)
class Vote:
    """Numbers only. `meeting`: its number; `has_minutes`: residents may read its minutes."""

    votes_for: int
    against: int
    abstained: int
    present: int
    all_members: int
    meeting: int
    held_on: dt.date
    has_minutes: bool


@dataclass(frozen=True)
class Approved:
    """A version that was approved, in a list of versions."""

    number: int
    approved_on: dt.date
    is_in_force: bool


@dataclass(frozen=True)
class Neighbour:
    """Another plan that residents may read, by the title that was approved."""

    pk: int
    title: str


@dataclass(frozen=True)
class Family:
    """What stands around a version: the other approved ones of its plan, the plan that took the place of its
    plan, those whose place its plan took."""

    versions: tuple[Approved, ...] = ()
    followed_by: Neighbour | None = None
    follows: tuple[Neighbour, ...] = ()


@dataclass(frozen=True)
class PublishedPlan:
    """`content`: public, with the small corrections applied. `said` by id of the action; empty for a version
    that was replaced, whose actions live on in the newer one."""

    pk: int
    community: Community
    state: PlanState
    ended_reason: str
    strategy: tuple[str, dt.date, str] | None  # act, its day, a link or ""
    version: int
    is_in_force: bool
    approved_on: dt.date
    checksum: str
    content: Content
    said: Mapping[int, Said]
    vote: Vote | None
    versions: tuple[Approved, ...] = ()
    mended_on: tuple[dt.date, ...] = ()
    followed_by: Neighbour | None = None
    follows: tuple[Neighbour, ...] = ()

    def lights(self, *, today: dt.date) -> dict[int, Light]:
        """By id of the action. A plan that ended before its actions did is told as it was left."""
        return {
            action["id"]: light(action, self.said.get(action["id"]), today=today)
            for action in self.content["actions"]
        }

    def share(self, *, today: dt.date) -> Share:
        return share(self.lights(today=today).values())

    @property
    def spent(self) -> dict[int, Decimal]:
        """By id of the action: on those that residents see, as far as it was told."""
        told = ((action["id"], self.said.get(action["id"])) for action in self.content["actions"])
        return {key: said.spent for key, said in told if said and said.spent is not None}


def plan_of(slug: str, pk: int, *, number: int | None = None) -> PublishedPlan | None:
    """One plan, in force or as version `number` said it; None where residents know of none. Four queries."""
    plan = _plans().filter(group__community__slug=slug, pk=pk).first()
    if plan is None or plan.in_force is None:
        return None
    version = plan.in_force
    if number is not None and number != version.number:
        found = _versions(plan.pk).filter(number=number).first()
        if found is None:
            return None
        version = found
    told: dict[int, dict[int, Said]] = newest_said([plan.pk]) if version.pk == plan.in_force_id else {}
    return _published(
        plan,
        version,
        mended=list(SmallCorrection.objects.filter(version=version)),
        said=told.get(plan.pk, {}),
        family=family_of(plan),
    )


def plans_of(community: Community) -> tuple[PublishedPlan, ...]:
    """All plans of a community that residents may read, newest first. Three queries."""
    plans = list(_plans().filter(group__community=community))
    said = newest_said([plan.pk for plan in plans]) if plans else {}
    mended: dict[int, list[SmallCorrection]] = {}
    if plans:
        for row in SmallCorrection.objects.filter(version__in=[plan.in_force_id for plan in plans]):
            mended.setdefault(row.version_id, []).append(row)
    return tuple(
        _published(plan, plan.in_force, mended=mended.get(plan.in_force.pk, []), said=said.get(plan.pk, {}))
        for plan in plans
        if plan.in_force is not None
    )


def newest_said(plans: Iterable[int]) -> dict[int, dict[int, Said]]:
    """By id of the plan and of the action; one query.

    Entries are only ever added: the newest has the highest id. The words of an entry are not read.
    """
    found: dict[int, dict[int, Said]] = {}
    for row in _told(plans):
        earlier = found.setdefault(row["action__plan"], {}).get(row["action"])
        known = row["spent"] if row["spent"] is not None or earlier is None else earlier.spent
        file = _file(row)
        files = earlier.files if earlier else ()
        found[row["action__plan"]][row["action"]] = Said(
            row["status"],
            row["percent"],
            known,
            row["said_on"],
            _helped(row) if row["status"] == Progress.DONE else None,
            (file, *files) if file else files,
        )
    return found


def _told(plans: Iterable[int]) -> Any:
    """A row for each entry, and for each file of it that was released."""
    newest = ActionAssessment.objects.filter(action=OuterRef("action")).order_by("-pk")
    words = Case(When(is_public=True, then=F("text")), default=Value(""), output_field=TextField())
    public = newest.annotate(told=words)
    return (
        ProgressEntry.objects.filter(action__plan__in=list(plans))
        .annotate(
            released=FilteredRelation("files", condition=Q(files__is_public=True)),
            group_says=Subquery(public.values("told")[:1]),
            group_said_at=Subquery(newest.values("at")[:1]),
        )
        .order_by("pk", "released__pk")
        .values(
            *("action__plan", "action", "status", "percent", "spent", "said_on"),
            *(f"action__comparison__{name}" for name in ("effect", "words", "before", "after")),
            *("group_says", "group_said_at", "action__is_internal"),
            *(f"released__{name}" for name in ("pk", "caption", "content_type")),
        )
    )


def _helped(row: Mapping[str, Any]) -> Helped | None:
    effect, says = row["action__comparison__effect"] or "", row["group_says"] or ""
    if not effect and not says:
        return None
    words, before, after = (row[f"action__comparison__{name}"] or {} for name in ("words", "before", "after"))
    return Helped(effect, words, before, after, says, _day(row["group_said_at"]) if says else None)


def _file(row: Mapping[str, Any]) -> Shown | None:
    """None also while a draft closes the action: its address answers nobody then."""
    if row["released__pk"] is None or row["action__is_internal"]:
        return None
    said = {name: row[f"released__{name}"] for name in ("pk", "caption", "content_type")}
    return Shown(**said, on=row["said_on"])


def _plans() -> QuerySet[Plan]:
    return (
        Plan.objects.in_force()
        .select_related("group__community__oblast", "in_force__ballot__item__meeting")
        .defer(*PRIVATE)
        .annotate(has_minutes=_has_minutes("in_force__ballot__item__meeting"))
    )


def _versions(plan: int) -> QuerySet[PlanVersion]:
    return (
        PlanVersion.objects.filter(plan=plan, state__in=SHOWN_VERSIONS)
        .select_related("ballot__item__meeting")
        .defer("content", "difference")
        .annotate(has_minutes=_has_minutes("ballot__item__meeting"))
    )


def _has_minutes(meeting: str) -> Exists:
    return Exists(Minutes.objects.filter(meeting=OuterRef(meeting), published_at__isnull=False))


def family_of(plan: Plan) -> Family:
    """One query."""
    own = Q(plan=plan.pk, state__in=SHOWN_VERSIONS)
    neighbours = Q(plan__followed_by=plan.pk) | Q(plan=plan.followed_by_id)
    rows = PlanVersion.objects.filter(own | neighbours & Q(plan__in_force=F("pk"))).order_by(
        "plan", "-number"
    )
    shown = list(rows.values_list("plan", "number", "decided_at", "state", "public_content__title"))
    around = {pk: Neighbour(pk, title) for pk, _number, _at, _state, title in shown if pk != plan.pk}
    return Family(
        versions=tuple(
            Approved(number, _day(at), state == VersionState.APPROVED)
            for pk, number, at, state, _title in shown
            if pk == plan.pk and at is not None
        ),
        followed_by=around.get(plan.followed_by_id or 0),
        follows=tuple(each for pk, each in around.items() if pk != plan.followed_by_id),
    )


def _published(
    plan: Plan,
    version: PlanVersion,
    *,
    mended: list[SmallCorrection],
    said: Mapping[int, Said],
    family: Family | None = None,
) -> PublishedPlan:
    row: Any = plan if version.pk == plan.in_force_id else version
    strategy_on = plan.strategy_on
    family = family or Family()
    return PublishedPlan(
        pk=plan.pk,
        community=plan.group.community,
        state=PlanState(plan.state),
        ended_reason=plan.ended_reason,
        strategy=(plan.strategy_act, strategy_on, plan.strategy_link) if strategy_on else None,
        version=version.number,
        is_in_force=version.pk == plan.in_force_id,
        approved_on=_day(version.decided_at or version.proposed_at),
        checksum=version.checksum,
        content=corrections.applied(version.public_content, mended),
        said=said,
        vote=_vote(version.ballot, has_minutes=row.has_minutes),
        versions=family.versions,
        mended_on=_days(corrections.told_in(version.public_content, mended)),
        followed_by=family.followed_by,
        follows=family.follows,
    )


def _vote(ballot: Ballot | None, *, has_minutes: bool) -> Vote | None:
    if ballot is None:
        return None
    meeting = ballot.item.meeting
    return Vote(
        votes_for=ballot.votes_for or 0,
        against=ballot.votes_against or 0,
        abstained=ballot.abstained or 0,
        present=ballot.present or 0,
        all_members=ballot.all_members or 0,
        meeting=meeting.number,
        held_on=_day(meeting.opened_at or meeting.starts_at),
        has_minutes=has_minutes,
    )


def _days(mended: Iterable[SmallCorrection]) -> tuple[dt.date, ...]:
    return tuple(sorted({_day(each.at) for each in mended}))


def _day(at: dt.datetime) -> dt.date:
    return timezone.localdate(at)
