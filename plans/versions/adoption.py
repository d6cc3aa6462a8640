"""From a draft to an approved plan: proposed as a frozen version, read by the members, voted at a meeting.

The vote itself is the meeting's (`communities.meetings.voting`): quorum and majority are the statute's.
When it is counted, the outcome comes here in the same transaction (`outcome_of`), so that vote and version
stand or fall together. Later changes are a new version and a new vote.
"""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from communities.groups.roll import members_on
from communities.groups.statute import statute_on
from communities.meetings import agenda, outcomes
from communities.meetings.notice_days import earliest
from communities.meetings.quorum import day_of
from communities.meetings.subjects import id_of
from communities.models import AgendaItem, Ballot, ItemKind, Meeting, Outcome, User
from communities.shared import audit, mail, public_stamp
from communities.shared.mail import Message
from communities.shared.plain_text import one_line
from communities.shared.states import WrongState, follow
from communities.states import BallotState
from plans.models import Plan, PlanVersion
from plans.published import documents
from plans.states import PLAN_ARROWS, VERSION_ARROWS, PlanState, PlanStep, VersionState, VersionStep
from plans.versions import content
from plans.versions.corrections import applied
from plans.versions.differences import differences

SUBJECT = "plans.version"
REASON_MAX = 500
POINT_MAX = 300


class Gap(StrEnum):
    """Why a draft cannot be proposed yet."""

    NO_GOAL = "no_goal"
    NO_ACTION = "no_action"
    NOBODY_RESPONSIBLE = "nobody_responsible"
    NO_DEADLINE = "no_deadline"
    NOTHING_CHANGED = "nothing_changed"


class NotReady(Exception):
    """`gaps`: what is missing, each with the ids of the actions it is about."""

    def __init__(self, gaps: dict[Gap, list[int]]) -> None:
        super().__init__(", ".join(gaps))
        self.gaps = gaps


class TooEarly(Exception):
    """The members have until `readable_until_on` to read it: the meeting is before that."""

    def __init__(self, readable_until_on: dt.date) -> None:
        super().__init__(readable_until_on.isoformat())
        self.readable_until_on = readable_until_on


class BeingVoted(Exception):
    """A vote on this version is open: it is counted or withdrawn first."""


class NoReason(Exception):
    """Whoever wrote the plan reads why."""


def gaps_of(plan: Plan) -> dict[Gap, list[int]]:
    """What keeps this draft from being proposed. Empty when nothing does."""
    return _gaps(plan, content.of_rows(plan))


@transaction.atomic
def propose(plan: Plan, *, by: User, at: dt.datetime) -> PlanVersion:
    """Freeze the draft as the next version and tell the members, who have the notice days to read it.

    Raises `WrongState`, `NotReady`.
    """
    plan = _held(plan)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=PlanStep.PROPOSE)
    frozen = content.freeze(plan)
    if gaps := _gaps(plan, frozen.content):
        raise NotReady(gaps)
    today = timezone.localdate(at)
    compared = plan.in_force or plan.versions.order_by("-number").first()
    version = PlanVersion.objects.create(
        plan=plan,
        number=(plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=frozen.content,
        public_content=frozen.public_content,
        difference=differences(_shown(compared), frozen.content) if compared else [],
        checksum=frozen.checksum,
        proposed_at=at,
        proposed_by=by,
        readable_until_on=earliest(statute_on(plan.group, today), today),
    )
    plan.save(update_fields=["state"])
    _trace("plan.proposed", plan, by=by, at=at, version=version.number)
    _tell(version, "proposed", at=at, until_on=version.readable_until_on.isoformat())
    return version


@transaction.atomic
def put_on_agenda(version: PlanVersion, meeting: Meeting, *, by: User, at: dt.datetime) -> AgendaItem:
    """Make it a point of a meeting of its group. Raises `WrongState`, `TooEarly`, `agenda.AlreadyThere`."""
    # The meeting first, as a vote does: two who wait for each other would wait for ever.
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    plan = _held(version.plan)
    version = _version(version.pk)
    if version.state != VersionState.PROPOSED or meeting.group_id != plan.group_id:
        raise WrongState(state=VersionState(version.state), step="agenda")
    if day_of(meeting) < version.readable_until_on:
        raise TooEarly(version.readable_until_on)
    return agenda.add(
        meeting, title=point_title(version), kind=ItemKind.PLAN, subject=subject_of(version), by=by, at=at
    )


def subject_of(version: PlanVersion) -> str:
    """As points of an agenda and votes name it."""
    return f"{SUBJECT}:{version.pk}"


def point_title(version: PlanVersion) -> str:
    """How a point of an agenda is called, in the language of the page."""
    words = gettext("Approval of the plan “%(title)s”, version %(number)s")
    return (words % {"title": version.plan.title, "number": version.number})[:POINT_MAX]


@transaction.atomic
def withdraw(version: PlanVersion, *, reason: str, by: User, at: dt.datetime) -> PlanVersion:
    """Take the proposal back to go on writing. Raises `WrongState`, `BeingVoted`, `NoReason`."""
    return _undo(version, VersionStep.WITHDRAW, PlanStep.WITHDRAW, "withdrawn", reason=reason, by=by, at=at)


@transaction.atomic
def send_back(version: PlanVersion, *, reason: str, by: User, at: dt.datetime) -> PlanVersion:
    """Ask for changes before there is a vote. Raises `WrongState`, `BeingVoted`, `NoReason`."""
    return _undo(version, VersionStep.RETURN, PlanStep.SEND_BACK, "returned", reason=reason, by=by, at=at)


def outcome_of(ballot: Ballot, at: dt.datetime) -> None:
    """The vote on a version was counted, in this transaction: approve it, or send it back.

    Raises `outcomes.Refused` in words when it is not proposed any more, or was not long enough to be read:
    then the vote cannot be counted either, and is withdrawn.
    """
    plan, version = _votable(ballot.subject, ballot.item.meeting)
    if ballot.outcome == Outcome.ADOPTED:
        _approve(plan, version, ballot, at=at)
    else:
        _reject(plan, version, ballot, at=at)


def check_votable(subject: str, meeting: Meeting) -> None:
    """A vote is about to be opened, in this transaction. Raises `outcomes.Refused` in words.

    Until it is counted or withdrawn nobody takes the version back: `withdraw` waits for the same plan.
    """
    _votable(subject, meeting)


def _votable(subject: str, meeting: Meeting) -> tuple[Plan, PlanVersion]:
    number = id_of(subject, prefix=SUBJECT)
    row = PlanVersion.objects.filter(pk=number, plan__group=meeting.group_id).first() if number else None
    if row is None:
        raise outcomes.Refused(gettext("The group has no such plan."))
    plan = _held(row.plan)
    version = _version(row.pk)
    if version.state != VersionState.PROPOSED:
        raise outcomes.Refused(
            gettext("This version of the plan is not proposed any more: the vote cannot be about it.")
        )
    if day_of(meeting) < version.readable_until_on:
        raise outcomes.Refused(
            gettext(
                "The members have not had the days of notice to read this version: vote at a later meeting."
            )
        )
    return plan, version


@transaction.atomic
def revise(plan: Plan, *, by: User, at: dt.datetime) -> Plan:
    """Begin a new version. The approved one holds until the new one is approved. Raises `WrongState`."""
    return _step(plan, PlanStep.REVISE, "plan.revised", by=by, at=at)


@transaction.atomic
def give_up_revision(plan: Plan, *, by: User, at: dt.datetime) -> Plan:
    """Stop writing the new version: the one in force goes on. What was written waits for the next one.

    Raises `WrongState`, also where no version is in force.
    """
    held = _held(plan)
    if held.in_force_id is None:
        raise WrongState(state=PlanState(held.state), step=PlanStep.GIVE_UP)
    return _step(plan, PlanStep.GIVE_UP, "plan.revision_given_up", by=by, at=at)


@transaction.atomic
def complete(plan: Plan, *, by: User, at: dt.datetime) -> Plan:
    """Its time is over. Raises `WrongState`."""
    return _step(plan, PlanStep.COMPLETE, "plan.completed", by=by, at=at)


@transaction.atomic
def cancel(plan: Plan, *, reason: str, by: User, at: dt.datetime) -> Plan:
    """Stop it; residents read why. Raises `WrongState`, `NoReason`."""
    return _step(plan, PlanStep.CANCEL, "plan.cancelled", reason=_reason(reason), by=by, at=at)


@transaction.atomic
def supersede(plan: Plan, *, reason: str, followed_by: Plan | None = None, by: User, at: dt.datetime) -> Plan:
    """Another plan takes its place: `followed_by`, if somebody names it.

    Raises `WrongState`, `NoReason`, `ValidationError` for a plan that cannot follow (`may_follow`).
    """
    reason = _reason(reason)
    if followed_by is None:
        return _step(plan, PlanStep.SUPERSEDE, "plan.superseded", reason=reason, by=by, at=at)
    # Both, always in the same order: two who name each other do not wait for ever.
    for pk in sorted((plan.pk, followed_by.pk)):
        Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not may_follow(plan).filter(pk=followed_by.pk).exists():
        raise ValidationError(_("Choose a plan of this group that is approved and has not ended."))
    ended = _step(
        plan, PlanStep.SUPERSEDE, "plan.superseded", reason=reason, followed_by=followed_by, by=by, at=at
    )
    documents.order_again(followed_by, at=at)  # they print whose place it takes
    return ended


def may_follow(plan: Plan) -> QuerySet[Plan]:
    """Other plans of its group with a version in force that were neither stopped nor replaced."""
    rows = Plan.objects.filter(group=plan.group_id, in_force__isnull=False).exclude(pk=plan.pk)
    return rows.exclude(state__in=[PlanState.CANCELLED, PlanState.SUPERSEDED])


@transaction.atomic
def record_strategy(plan: Plan, *, act: str, on: dt.date, link: str = "", by: User, at: dt.datetime) -> Plan:
    """It became part of the local development strategy by this act. Raises `WrongState` without an approved
    version, `ValidationError` in words."""
    plan = _held(plan)
    if plan.in_force_id is None:
        raise WrongState(state=PlanState(plan.state), step="strategy")
    plan.strategy_act, plan.strategy_on, plan.strategy_link = one_line(act).text, on, link
    plan.full_clean(exclude=["in_force"])
    plan.save(update_fields=["strategy_act", "strategy_on", "strategy_link"])
    _trace("plan.strategy_recorded", plan, by=by, at=at)
    documents.order_again(plan, at=at)
    public_stamp.touch()
    return plan


def _gaps(plan: Plan, now: content.Content) -> dict[Gap, list[int]]:
    gaps: dict[Gap, list[int]] = {}
    if not now["goals"]:
        gaps[Gap.NO_GOAL] = []
    if not now["actions"]:
        gaps[Gap.NO_ACTION] = []
    if alone := [each["id"] for each in now["actions"] if not (each["body"] or each["person"])]:
        gaps[Gap.NOBODY_RESPONSIBLE] = alone
    if endless := [each["id"] for each in now["actions"] if not each["due_on"]]:
        gaps[Gap.NO_DEADLINE] = endless
    if plan.in_force is not None and _shown(plan.in_force) == now:
        gaps[Gap.NOTHING_CHANGED] = []
    return gaps


def _shown(version: PlanVersion) -> content.Content:
    """With its typing errors mended: mending them is no change to vote on."""
    return applied(version.content, version.corrections.all())


def _approve(plan: Plan, version: PlanVersion, ballot: Ballot, *, at: dt.datetime) -> None:
    if plan.in_force is not None:
        before = _version(plan.in_force.pk)
        before.state = follow(VERSION_ARROWS, state=VersionState(before.state), step=VersionStep.REPLACE)
        before.save(update_fields=["state"])
    _decide(version, VersionStep.APPROVE, ballot=ballot, at=at)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=PlanStep.APPROVE)
    plan.in_force = version
    plan.save(update_fields=["state", "in_force"])
    _trace("plan.approved", plan, by=None, at=at, version=version.number)
    _tell(version, "approved", at=at)
    documents.order(version, at=at)
    public_stamp.touch()


def _reject(plan: Plan, version: PlanVersion, ballot: Ballot, *, at: dt.datetime) -> None:
    number = ballot.item.meeting.number
    # Written in the language of the group's papers: it is kept with the version, not drawn anew.
    with translation.override("uk"):
        version.reason = gettext("Not adopted at meeting %(number)s") % {"number": number}
    _decide(version, VersionStep.RETURN, ballot=ballot, at=at)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=PlanStep.SEND_BACK)
    plan.save(update_fields=["state"])
    _trace("plan.not_adopted", plan, by=None, at=at, version=version.number)
    _tell(version, "not_adopted", at=at)


def _undo(
    version: PlanVersion,
    step: VersionStep,
    plan_step: PlanStep,
    word: str,
    *,
    reason: str,
    by: User,
    at: dt.datetime,
) -> PlanVersion:
    plan = _held(version.plan)
    version = _version(version.pk)
    version.reason = _reason(reason)
    open_votes = Ballot.objects.filter(subject=subject_of(version), state=BallotState.OPEN)
    if open_votes.exists():
        raise BeingVoted
    _decide(version, step, ballot=None, at=at)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=plan_step)
    plan.save(update_fields=["state"])
    _trace(f"plan.{word}", plan, by=by, at=at, version=version.number)
    _tell(version, word, at=at)
    return version


def _decide(version: PlanVersion, step: VersionStep, *, ballot: Ballot | None, at: dt.datetime) -> None:
    version.state = follow(VERSION_ARROWS, state=VersionState(version.state), step=step)
    version.decided_at = at
    if ballot is not None:
        version.ballot, version.item = ballot, ballot.item
    version.save(update_fields=["state", "decided_at", "ballot", "item", "reason"])


def _step(
    plan: Plan,
    step: PlanStep,
    act: str,
    *,
    reason: str = "",
    followed_by: Plan | None = None,
    by: User,
    at: dt.datetime,
) -> Plan:
    plan = _held(plan)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=step)
    plan.ended_reason, plan.followed_by = reason or plan.ended_reason, followed_by
    plan.save(update_fields=["state", "ended_reason", "followed_by"])
    _trace(act, plan, by=by, at=at, **({"followed_by": followed_by.pk} if followed_by else {}))
    documents.order_again(plan, at=at)  # they print that it ended, or that a new version is being written
    public_stamp.touch()
    return plan


def _held(plan: Plan) -> Plan:
    """Locked: everything about a plan and its versions happens one after the other."""
    return (
        Plan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community", "in_force")
        .get(pk=plan.pk)
    )


def _version(pk: int) -> PlanVersion:
    return PlanVersion.objects.select_for_update(of=("self",), no_key=True).select_related("plan").get(pk=pk)


def _reason(reason: str) -> str:
    words = one_line(reason).text[:REASON_MAX]
    if not words:
        raise NoReason
    return words


def _trace(act: str, plan: Plan, *, by: User | None, at: dt.datetime, **details: Any) -> None:
    audit.record(act, target=plan, by=by, at=at, community=plan.group.community, details=details)


def _tell(version: PlanVersion, word: str, *, at: dt.datetime, **facts: str) -> None:
    """To every member with an account. What was decided, not what stands in the plan."""
    plan = version.plan
    place = plan.group.community
    with translation.override("uk"):
        link = reverse("plans:version", args=[plan.pk, version.number])
    said = {"title": plan.title, "community": {"uk": place.name_uk, "en": place.name_en}} | facts
    people = {
        member.person_id
        for member in members_on(plan.group, timezone.localdate(at))
        if member.person is not None and member.person.is_active
    }
    mail.post(
        [
            Message(
                key=f"plan-{word}:{version.pk}:{person}",
                to=person,
                kind=f"plans/{word}",
                facts=said,
                link=link,
                community=place.pk,
                oblast=place.oblast_id,
            )
            for person in sorted(pk for pk in people if pk is not None)
        ],
        at=at,
    )
