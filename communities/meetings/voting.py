"""Votes: opened on a question, cast by hands, by name or in secret, counted once and never changed."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.db.models import Max

from communities.meetings import being_held, majority, outcomes, quorum
from communities.meetings.being_held import HoldingStep
from communities.meetings.quorum import Standing, Voters
from communities.models import (
    AgendaItem,
    Ballot,
    BallotKind,
    Choice,
    Meeting,
    Membership,
    NamedVote,
    Statute,
    User,
)
from communities.shared import audit
from communities.shared.plain_text import one_line, plain_text
from communities.shared.states import WrongState, follow
from communities.states import BALLOT_ARROWS, BallotState, BallotStep

QUESTION_MAX = 2000  # characters
REASON_MAX = 300
COUNTED_AS_NUMBERS = frozenset({BallotKind.HANDS, BallotKind.SECRET})


class NoQuorum(Exception):
    """Too few members with a vote take part: nothing can be decided."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(f"{standing.taking_part} of {standing.needed}")
        self.standing = standing


class TooManyVotes(Exception):
    """More votes than members who may vote and take part."""

    def __init__(self, *, votes: int, present: int) -> None:
        super().__init__(f"{votes} votes of {present}")
        self.votes, self.present = votes, present


class NotAVoter(Exception):
    """This member is not there, has no vote, or may not judge the own service."""


class OtherKind(Exception):
    """Hands and secret ballots are counted as numbers, votes by name are not."""


class ChairMustSay(Exception):
    """The votes are equal and the chair's decides, but nobody said how the chair voted."""


class NoQuestion(Exception):
    """A vote is about something that is written down."""


class NoReason(Exception):
    """A vote is not withdrawn without a word."""


@transaction.atomic
def open_ballot(
    item: AgendaItem, *, question: str, kind: BallotKind, subject: str = "", by: User, at: dt.datetime
) -> Ballot:
    """Begin a vote. `subject`: the row it decides about, so that its floor hears of the outcome.

    Raises `WrongState` when the meeting is not open or a vote on this point is, `NoQuorum`, `NoQuestion`,
    `outcomes.Refused` when that row cannot be voted on.
    """
    held, point = _point(item.pk)
    text = plain_text(question).text[:QUESTION_MAX]
    if not text:
        raise NoQuestion
    if point.ballots.filter(state=BallotState.OPEN).exists():
        raise WrongState(state=BallotState.OPEN, step=HoldingStep.VOTE)
    _voters_with_quorum(held, point)
    outcomes.check(subject, held)
    last = point.ballots.aggregate(last=Max("number"))["last"] or 0
    ballot = Ballot.objects.create(
        item=point, number=last + 1, question=text, kind=kind, subject=subject, opened_at=at
    )
    _trace("ballot.opened", ballot, held, by=by, at=at, kind=kind)
    return ballot


@transaction.atomic
def cast(ballot: Ballot, member: Membership, choice: Choice, *, by: User, at: dt.datetime) -> NamedVote:
    """A member's vote by name, by the member or as the secretary heard it. The last word counts.

    Raises `WrongState` when the vote is counted or withdrawn, `OtherKind`, `NotAVoter`.
    """
    held, point, row = _held(ballot, step=BallotStep.CAST)
    if row.kind != BallotKind.BY_NAME:
        raise OtherKind
    if not quorum.voters(held, point).include(member):
        raise NotAVoter
    vote, is_new = NamedVote.objects.get_or_create(
        ballot=row, member=member, defaults={"choice": choice, "at": at}
    )
    if not is_new and vote.choice == choice:
        return vote
    vote.choice, vote.at = choice, at
    vote.save(update_fields=["choice", "at"])
    _trace("ballot.cast", row, held, by=by, at=at)
    return vote


@transaction.atomic
def close_by_hands(
    ballot: Ballot,
    *,
    votes_for: int,
    against: int,
    abstained: int,
    chair_choice: str = "",
    by: User,
    at: dt.datetime,
) -> Ballot:
    """Count a show of hands or a secret ballot. In secret nobody knows the chair's vote: it decides no tie.

    Raises `WrongState`, `OtherKind`, `NoQuorum`, `TooManyVotes`, `ChairMustSay`.
    """
    held, point, row = _held(ballot, step=BallotStep.CLOSE)
    if row.kind not in COUNTED_AS_NUMBERS:
        raise OtherKind
    found = _voters_with_quorum(held, point)
    votes = {Choice.FOR: votes_for, Choice.AGAINST: against, Choice.ABSTAIN: abstained}
    if row.kind == BallotKind.SECRET or not _chair_votes(held, found):
        return _count(row, held, found, votes=votes, chair_choice="", by=by, at=at)
    return _count(row, held, found, votes=votes, chair_choice=chair_choice, asks_chair=True, by=by, at=at)


@transaction.atomic
def close_by_name(ballot: Ballot, *, by: User, at: dt.datetime) -> Ballot:
    """Count the votes by name of those who take part now. Raises `WrongState`, `OtherKind`, `NoQuorum`."""
    held, point, row = _held(ballot, step=BallotStep.CLOSE)
    if row.kind != BallotKind.BY_NAME:
        raise OtherKind
    found = _voters_with_quorum(held, point)
    row.named_votes.exclude(member__in=found.taking_part).delete()  # whose membership ended meanwhile
    choices = dict(row.named_votes.values_list("member", "choice"))
    chair_choice = choices.get(held.chaired_by_id, "") if held.chaired_by_id else ""
    return _count(row, held, found, votes=Counter(choices.values()), chair_choice=chair_choice, by=by, at=at)


@transaction.atomic
def withdraw(ballot: Ballot, *, reason: str, by: User, at: dt.datetime) -> Ballot:
    """Stop a vote without counting it: the question was wrong, too few are left. Raises `WrongState`,
    `NoReason`."""
    held, _point_of, row = _held(ballot, step=BallotStep.WITHDRAW)
    words = one_line(reason).text[:REASON_MAX]
    if not words:
        raise NoReason
    row.state = follow(BALLOT_ARROWS, state=BallotState(row.state), step=BallotStep.WITHDRAW)
    row.withdrawn_reason, row.closed_at = words, at
    row.save(update_fields=["state", "withdrawn_reason", "closed_at"])
    _trace("ballot.withdrawn", row, held, by=by, at=at)
    return row


def _count(
    row: Ballot,
    held: Meeting,
    found: Voters,
    *,
    votes: dict[Choice, int] | Counter[str],
    chair_choice: str,
    asks_chair: bool = False,
    by: User,
    at: dt.datetime,
) -> Ballot:
    statute = quorum.rules_of(held)
    standing = quorum.standing_of(found, statute)
    row.votes_for, row.votes_against = votes.get(Choice.FOR, 0), votes.get(Choice.AGAINST, 0)
    row.abstained = votes.get(Choice.ABSTAIN, 0)
    if (total := row.votes_for + row.votes_against + row.abstained) > standing.taking_part:
        raise TooManyVotes(votes=total, present=standing.taking_part)
    verdict = _verdict(row, standing, statute, chair_choice=chair_choice)
    needs_chair = majority.chair_would_decide(
        votes_for=row.votes_for, against=row.votes_against, verdict=verdict, statute=statute
    )
    if asks_chair and needs_chair and not chair_choice:
        raise ChairMustSay
    row.state = follow(BALLOT_ARROWS, state=BallotState(row.state), step=BallotStep.CLOSE)
    row.outcome, row.majority, row.was_tie = verdict.outcome, verdict.needed, verdict.was_tie
    row.present, row.all_members, row.quorum = standing.taking_part, standing.all_members, standing.needed
    row.chair_choice, row.closed_at = chair_choice if needs_chair else "", at
    row.save()
    outcomes.tell_closed(row, at=at)  # before the trail: whoever has its last link waits for no other row
    _trace("ballot.closed", row, held, by=by, at=at, outcome=row.outcome)
    return row


def _verdict(row: Ballot, standing: Standing, statute: Statute, *, chair_choice: str) -> majority.Verdict:
    return majority.decide(
        votes_for=row.votes_for or 0,
        against=row.votes_against or 0,
        abstained=row.abstained or 0,
        present=standing.taking_part,
        all_members=standing.all_members,
        statute=statute,
        chair_choice=chair_choice,
    )


def _chair_votes(held: Meeting, found: Voters) -> bool:
    return held.chaired_by is not None and found.include(held.chaired_by)


def _voters_with_quorum(held: Meeting, point: AgendaItem) -> Voters:
    found = quorum.voters(held, point)
    standing = quorum.standing_of(found, quorum.rules_of(held))
    if not standing.is_reached:
        raise NoQuorum(standing)
    return found


def _point(item_id: int) -> tuple[Meeting, AgendaItem]:
    meeting_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    held = being_held.lock(meeting_id, step=HoldingStep.VOTE)
    return held, AgendaItem.objects.get(pk=item_id)


def _held(ballot: Ballot, *, step: BallotStep) -> tuple[Meeting, AgendaItem, Ballot]:
    """Meeting, point and vote as they are now, none of which changes before this transaction ends."""
    held, point = _point(ballot.item_id)
    row = Ballot.objects.select_for_update(of=("self",), no_key=True).get(pk=ballot.pk)
    follow(BALLOT_ARROWS, state=BallotState(row.state), step=step)
    return held, point, row


def _trace(act: str, ballot: Ballot, held: Meeting, *, by: User, at: dt.datetime, **details: str) -> None:
    audit.record(
        act,
        target=held,
        by=by,
        at=at,
        community=held.group.community,
        details={"ballot": ballot.pk, "position": ballot.item.position, **details},
    )


def still_open(meeting: Meeting) -> bool:
    """Is a vote of this meeting not counted yet?"""
    return Ballot.objects.filter(item__meeting=meeting, state=BallotState.OPEN).exists()
