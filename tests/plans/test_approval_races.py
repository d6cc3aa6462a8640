"""Approval in the same moment, many times over: always exactly one outcome, and nobody waits for ever.

Each round has its own meeting or plan; the rounds of a test share one database, so that hundreds take seconds.
"""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.utils import translation

from communities.groups import members
from communities.meetings import outcomes, voting
from communities.models import AuditEntry, AuditHead, Ballot, BallotKind, Choice, Membership, NamedVote
from communities.shared.audit import breaks
from communities.shared.states import WrongState
from communities.states import BallotState, MeetingState
from plans.models import Action, Plan, PlanVersion
from plans.states import PlanState, VersionState
from plans.versions import proposing
from plans.versions.proposing import BeingVoted
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting
from tests.plans.making import make_plan
from tests.reports.test_at_the_same_time import at_once

ROUNDS = 40
NOW = dt.datetime(2026, 11, 9, 9, 0, tzinfo=KYIV)
VOTE = STARTS + dt.timedelta(minutes=30)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


def ready(group, cast):
    plan = make_plan(group, cast.sofiia)
    Action.objects.filter(plan=plan, responsible_body="").update(responsible_body="Police")
    return plan


def on_agenda(group, cast):
    version = proposing.propose(ready(group, cast), by=cast.sofiia, at=NOW)
    meeting = make_meeting(group, state=MeetingState.OPEN, present=8)
    return version, proposing.put_on_agenda(version, meeting, by=cast.sofiia, at=VOTE)


def opened(item, cast, kind=BallotKind.HANDS):
    return voting.open_ballot(
        item, question="Approve?", kind=kind, subject=item.subject, by=cast.sofiia, at=VOTE
    )


def counted(ballot, by, votes_for=8):
    return lambda: voting.close_by_hands(
        ballot, votes_for=votes_for, against=8 - votes_for, abstained=0, by=by, at=VOTE
    )


def is_approved(version):
    """All rows tell the same: approved by its vote and in force, or none of it."""
    version.refresh_from_db()
    plan = Plan.objects.get(pk=version.plan_id)
    told = {
        version.state == VersionState.APPROVED,
        plan.in_force_id == version.pk,
        plan.state == PlanState.APPROVED,
        version.ballot is not None and version.ballot.outcome == "adopted",
    }
    assert len(told) == 1, (version.state, plan.state, plan.in_force_id)
    return told.pop()


def seen(tally, record_property):
    record_property("outcomes", {str(outcome): number for outcome, number in tally.items()})
    assert list(breaks(AuditEntry.objects.order_by("sequence"), head=AuditHead.objects.get())) == []
    return tally


def test_two_chairs_count_the_same_vote(group, cast, record_property):
    tally = Counter()
    for _ in range(ROUNDS):
        version, item = on_agenda(group, cast)
        ballot = opened(item, cast)
        results = at_once(
            counted(ballot, cast.halyna),
            counted(ballot, cast.taras, votes_for=2),
            counted(ballot, cast.halyna),
        )
        done = [each for each in results if isinstance(each, Ballot)]
        assert len(done) == 1, results
        assert all(isinstance(each, WrongState) for each in results if each is not done[0]), results
        assert is_approved(version) == (done[0].outcome == "adopted")
        assert version.state in {VersionState.APPROVED, VersionState.RETURNED}
        assert version.ballot_id == ballot.pk
        tally[done[0].outcome] += 1
    decided = AuditEntry.objects.filter(act__in=["plan.approved", "plan.not_adopted"]).count()
    assert decided == seen(tally, record_property).total() == ROUNDS


def test_a_vote_is_opened_and_counted_during_a_withdrawal(group, cast, record_property):
    tally = Counter()
    for number in range(ROUNDS):
        version, item = on_agenda(group, cast)

        def votes(item=item):
            return counted(opened(item, cast), cast.halyna)()

        verb = proposing.withdraw if number % 2 else proposing.send_back
        results = at_once(
            votes, lambda version=version, verb=verb: verb(version, reason="Why", by=cast.taras, at=VOTE)
        )
        voted, taken_back = (not isinstance(each, Exception) for each in results)
        assert voted != taken_back, results
        refusal = results[voted]
        assert isinstance(refusal, (BeingVoted, WrongState) if voted else outcomes.Refused), results
        assert is_approved(version) == voted
        assert not Ballot.objects.filter(state=BallotState.OPEN).exists()
        tally["voted" if voted else "taken back"] += 1
    seen(tally, record_property)


def test_a_vote_is_counted_during_a_withdrawal(group, cast, record_property):
    """The vote is open: nothing is taken back before it is counted, whoever is first."""
    tally = Counter()
    for _ in range(ROUNDS):
        version, item = on_agenda(group, cast)
        ballot = opened(item, cast)
        results = at_once(
            counted(ballot, cast.halyna),
            lambda version=version: proposing.withdraw(version, reason="Why", by=cast.taras, at=VOTE),
        )
        assert isinstance(results[0], Ballot), results
        assert isinstance(results[1], BeingVoted | WrongState), results
        assert is_approved(version)
        tally[type(results[1]).__name__] += 1
    seen(tally, record_property)


def test_a_member_votes_by_name_while_the_mandate_ends(group, cast, record_property):
    """The meeting of today counts who sat there today, so the vote holds; rights end at once."""
    tally = Counter()
    mykola = group.memberships.get(person=cast.mykola)
    for _ in range(ROUNDS):
        Membership.objects.filter(pk=mykola.pk).update(ended_on=None)
        version, item = on_agenda(group, cast)
        ballot = opened(item, cast, BallotKind.BY_NAME)
        others = group.memberships.exclude(pk=mykola.pk).order_by("pk")[:7]
        NamedVote.objects.bulk_create(
            NamedVote(
                ballot=ballot, member=each, choice=Choice.FOR if each.pk % 2 else Choice.AGAINST, at=VOTE
            )
            for each in others
        )
        results = at_once(
            lambda ballot=ballot: voting.cast(ballot, mykola, Choice.FOR, by=cast.mykola, at=VOTE),
            lambda: members.end(mykola, by=cast.halyna, today=VOTE.date(), at=VOTE),
            lambda ballot=ballot: voting.close_by_name(ballot, by=cast.halyna, at=VOTE),
        )
        assert isinstance(results[1], Membership), results
        assert isinstance(results[2], Ballot), results
        ballot.refresh_from_db()
        heard = not isinstance(results[0], Exception)
        assert heard or isinstance(results[0], WrongState), results
        assert ballot.votes_for + ballot.votes_against == 7 + heard
        assert ballot.named_votes.count() == 7 + heard
        assert (ballot.present, ballot.all_members) == (8, 11)
        assert is_approved(version) == (ballot.outcome == "adopted")
        tally["heard" if heard else "too late"] += 1
    seen(tally, record_property)


def test_two_propose_at_once(group, cast, record_property):
    plan, tally = ready(group, cast), Counter()
    for number in range(1, ROUNDS + 1):
        results = at_once(
            *[lambda by=by: proposing.propose(plan, by=by, at=NOW) for by in (cast.halyna, cast.sofiia)]
        )
        done = [each for each in results if isinstance(each, PlanVersion)]
        assert len(done) == 1, results
        assert sum(isinstance(each, WrongState) for each in results) == 1, results
        assert done[0].number == number
        tally[done[0].proposed_by.name] += 1
        proposing.withdraw(done[0], reason="Again", by=cast.sofiia, at=NOW)
    assert PlanVersion.objects.count() == seen(tally, record_property).total() == ROUNDS
