"""The vote on a proposed version: when it may be opened, and what its outcome makes of the plan.

The vote itself is the meeting's (`communities.meetings.voting`): quorum and majority are the statute's.
When it is counted, the outcome comes here in the same transaction (`outcome_of`), so that vote and version
stand or fall together. Later changes are a new version and a new vote (`proposing`, `afterwards`).
"""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext

from communities.meetings import outcomes
from communities.meetings.quorum import day_of
from communities.meetings.subjects import id_of
from communities.models import Ballot, Meeting, Outcome
from communities.shared import public_stamp
from communities.shared.states import follow
from plans.models import Plan, PlanVersion
from plans.published import documents
from plans.states import PLAN_ARROWS, VERSION_ARROWS, PlanState, PlanStep, VersionState, VersionStep
from plans.versions.steps import decide, held, held_version, tell, trace

SUBJECT = "plans.version"
POINT_MAX = 300


def subject_of(version: PlanVersion) -> str:
    """As points of an agenda and votes name it."""
    return f"{SUBJECT}:{version.pk}"


def point_title(version: PlanVersion) -> str:
    """How a point of an agenda is called, in the language of the page."""
    words = gettext("Approval of the plan “%(title)s”, version %(number)s")
    return (words % {"title": version.plan.title, "number": version.number})[:POINT_MAX]


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
    plan = held(row.plan)
    version = held_version(row.pk)
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


def _approve(plan: Plan, version: PlanVersion, ballot: Ballot, *, at: dt.datetime) -> None:
    if plan.in_force is not None:
        before = held_version(plan.in_force.pk)
        before.state = follow(VERSION_ARROWS, state=VersionState(before.state), step=VersionStep.REPLACE)
        before.save(update_fields=["state"])
    decide(version, VersionStep.APPROVE, ballot=ballot, at=at)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=PlanStep.APPROVE)
    plan.in_force = version
    plan.save(update_fields=["state", "in_force"])
    trace("plan.approved", plan, by=None, at=at, version=version.number)
    tell(version, "approved", at=at)
    documents.order(version, at=at)
    public_stamp.touch()


def _reject(plan: Plan, version: PlanVersion, ballot: Ballot, *, at: dt.datetime) -> None:
    number = ballot.item.meeting.number
    # Written in the language of the group's papers: it is kept with the version, not drawn anew.
    with translation.override("uk"):
        version.reason = gettext("Not adopted at meeting %(number)s") % {"number": number}
    decide(version, VersionStep.RETURN, ballot=ballot, at=at)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=PlanStep.SEND_BACK)
    plan.save(update_fields=["state"])
    trace("plan.not_adopted", plan, by=None, at=at, version=version.number)
    tell(version, "not_adopted", at=at)
