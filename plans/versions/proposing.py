"""A draft is proposed: frozen as a version, put on an agenda, taken back or sent back before there is a vote.

The members have the notice days to read it. What the vote makes of it is `adoption`.
"""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.groups.statute import statute_on
from communities.meetings import agenda
from communities.meetings.notice_days import earliest
from communities.meetings.quorum import day_of
from communities.models import AgendaItem, Ballot, ItemKind, Meeting, User
from communities.shared.states import WrongState, follow
from communities.states import BallotState
from plans.models import Plan, PlanVersion
from plans.states import PLAN_ARROWS, PlanState, PlanStep, VersionState, VersionStep
from plans.versions import content
from plans.versions.adoption import point_title, subject_of
from plans.versions.corrections import applied
from plans.versions.differences import differences
from plans.versions.steps import decide, held, held_version, reason_in, tell, trace


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


def gaps_of(plan: Plan) -> dict[Gap, list[int]]:
    """What keeps this draft from being proposed. Empty when nothing does."""
    return _gaps(plan, content.of_rows(plan))


@transaction.atomic
def propose(plan: Plan, *, by: User, at: dt.datetime) -> PlanVersion:
    """Freeze the draft as the next version and tell the members, who have the notice days to read it.

    Raises `WrongState`, `NotReady`.
    """
    plan = held(plan)
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
    trace("plan.proposed", plan, by=by, at=at, version=version.number)
    tell(version, "proposed", at=at, until_on=version.readable_until_on.isoformat())
    return version


@transaction.atomic
def put_on_agenda(version: PlanVersion, meeting: Meeting, *, by: User, at: dt.datetime) -> AgendaItem:
    """Make it a point of a meeting of its group. Raises `WrongState`, `TooEarly`, `agenda.AlreadyThere`."""
    # The meeting first, as a vote does: two who wait for each other would wait for ever.
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    plan = held(version.plan)
    version = held_version(version.pk)
    if version.state != VersionState.PROPOSED or meeting.group_id != plan.group_id:
        raise WrongState(state=VersionState(version.state), step="agenda")
    if day_of(meeting) < version.readable_until_on:
        raise TooEarly(version.readable_until_on)
    return agenda.add(
        meeting, title=point_title(version), kind=ItemKind.PLAN, subject=subject_of(version), by=by, at=at
    )


@transaction.atomic
def withdraw(version: PlanVersion, *, reason: str, by: User, at: dt.datetime) -> PlanVersion:
    """Take the proposal back to go on writing. Raises `WrongState`, `BeingVoted`, `NoReason`."""
    return _undo(version, VersionStep.WITHDRAW, PlanStep.WITHDRAW, "withdrawn", reason=reason, by=by, at=at)


@transaction.atomic
def send_back(version: PlanVersion, *, reason: str, by: User, at: dt.datetime) -> PlanVersion:
    """Ask for changes before there is a vote. Raises `WrongState`, `BeingVoted`, `NoReason`."""
    return _undo(version, VersionStep.RETURN, PlanStep.SEND_BACK, "returned", reason=reason, by=by, at=at)


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
    plan = held(version.plan)
    version = held_version(version.pk)
    version.reason = reason_in(reason)
    open_votes = Ballot.objects.filter(subject=subject_of(version), state=BallotState.OPEN)
    if open_votes.exists():
        raise BeingVoted
    decide(version, step, ballot=None, at=at)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=plan_step)
    plan.save(update_fields=["state"])
    trace(f"plan.{word}", plan, by=by, at=at, version=version.number)
    tell(version, word, at=at)
    return version
