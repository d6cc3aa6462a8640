"""Votes by hands, by name and in secret; nothing is decided without a quorum, whatever happens meanwhile."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.meetings import attendance, outcomes, quorum, voting
from communities.models import AuditEntry, Ballot, BallotKind, Choice, Outcome, Presence, Statute
from communities.shared.states import WrongState
from communities.states import BallotState, MeetingState
from tests.meetings.making import STARTS, make_group, make_meeting, member
from tests.meetings.test_holding import point

YES, NO = Outcome.ADOPTED, Outcome.REJECTED


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def by(cast):
    return {"by": cast.sofiia, "at": STARTS}


@pytest.fixture
def meeting(group):
    """Six of eleven: just a quorum."""
    return make_meeting(group, state=MeetingState.OPEN, present=6)


def opened(meeting, by, kind=BallotKind.HANDS, **fields):
    return voting.open_ballot(point(meeting, **fields), question="Light the street?", kind=kind, **by)


def count(ballot, by, votes):
    """In its own way; votes by name are there already, or not."""
    return voting.close_by_name(ballot, **by) if ballot.kind == "by_name" else hands(ballot, by, votes)


def hands(ballot, by, votes, **more):
    return voting.close_by_hands(
        ballot, votes_for=votes[0], against=votes[1], abstained=votes[2], **more, **by
    )


@pytest.mark.parametrize("step", ["cast", "by hands", "by name", "withdraw"])
@pytest.mark.parametrize("state", BallotState)
def test_every_step_in_every_state(group, meeting, by, state, step):
    ballot = opened(meeting, by, kind=BallotKind.HANDS if step == "by hands" else BallotKind.BY_NAME)
    if state == BallotState.CLOSED and step == "by hands":
        hands(ballot, by, (4, 0, 0))
    elif state == BallotState.CLOSED:
        voting.close_by_name(ballot, **by)
    elif state == BallotState.WITHDRAWN:
        voting.withdraw(ballot, reason="Wrong", **by)
    act = {
        "cast": lambda: voting.cast(ballot, member(group, "Halyna"), Choice.FOR, **by),
        "by hands": lambda: hands(ballot, by, (4, 0, 0)),
        "by name": lambda: voting.close_by_name(ballot, **by),
        "withdraw": lambda: voting.withdraw(ballot, reason="Wrong", **by),
    }[step]
    if state == BallotState.OPEN:
        act()
    else:
        with pytest.raises(WrongState):
            act()


def test_hands_are_counted_with_everything_that_held(meeting, by):
    closed = hands(opened(meeting, by), by, (4, 1, 1))
    stored = Ballot.objects.get()
    assert (stored.outcome, stored.state) == (YES, "closed")
    assert (stored.present, stored.all_members, stored.quorum, stored.majority) == (6, 11, 6, 4)
    assert closed.closed_at == STARTS
    assert AuditEntry.objects.get(act="ballot.closed").details["outcome"] == "adopted"


def test_one_open_vote_a_point_and_the_next_has_the_next_number(meeting, by):
    item = point(meeting)
    first = voting.open_ballot(item, question="?", kind=BallotKind.HANDS, **by)
    with pytest.raises(WrongState):
        voting.open_ballot(item, question="??", kind=BallotKind.HANDS, **by)
    voting.withdraw(first, reason="Unclear", **by)
    assert voting.open_ballot(item, question="??", kind=BallotKind.HANDS, **by).number == 2


@pytest.mark.parametrize("kind", BallotKind)
def test_without_a_quorum_nothing_is_decided(group, meeting, by, kind):
    """Nobody new joins, everybody leaves, one after the other; neither words nor raw rows get around it."""
    ballot = opened(meeting, by, kind=kind)
    attendance.note(meeting, member(group, "Halyna"), Presence.LEFT, **by)
    with pytest.raises(voting.NoQuorum) as refusal:
        count(ballot, by, (5, 0, 0))
    assert refusal.value.standing.missing == 1
    with pytest.raises(voting.NoQuorum):
        opened(meeting, by)
    counted = {"state": "closed", "votes_for": 5, "votes_against": 0, "abstained": 0, "majority": 3}
    figures = {"present": 5, "all_members": 11, "quorum": 6, "outcome": "adopted", "closed_at": STARTS}
    with pytest.raises(IntegrityError, match="no_decision_without_quorum"), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(**counted, **figures)
    attendance.note(meeting, member(group, "Ivan"), Presence.ONLINE, **by)  # somebody joins by telephone
    count(ballot, by, (4, 0, 0))


@pytest.mark.parametrize("kind", [BallotKind.HANDS, BallotKind.SECRET])
def test_more_votes_than_people(meeting, by, kind):
    ballot = opened(meeting, by, kind=kind)
    with pytest.raises(voting.TooManyVotes) as refusal:
        hands(ballot, by, (5, 1, 1))
    assert (refusal.value.votes, refusal.value.present) == (7, 6)
    assert Ballot.objects.get().state == "open"


@pytest.mark.parametrize("kind", BallotKind)
def test_numbers_and_names_are_not_mixed(group, meeting, by, kind):
    ballot = opened(meeting, by, kind=kind)
    wrong = partial(voting.close_by_name, ballot, **by)
    if kind == BallotKind.BY_NAME:
        wrong = partial(hands, ballot, by, (4, 0, 0))
    with pytest.raises(voting.OtherKind):
        wrong()
    if kind != BallotKind.BY_NAME:
        with pytest.raises(voting.OtherKind):
            voting.cast(ballot, member(group, "Halyna"), Choice.FOR, **by)


@pytest.mark.parametrize(
    ("kind", "tie", "chair", "outcome"),
    [
        (BallotKind.HANDS, "chair", "for", YES),
        (BallotKind.HANDS, "chair", "against", NO),
        (BallotKind.HANDS, "chair", "abstain", NO),
        (BallotKind.HANDS, "not_adopted", "for", NO),
        (BallotKind.SECRET, "chair", "for", NO),  # nobody knows how the chair voted
    ],
)
def test_a_tie(meeting, by, kind, tie, chair, outcome):
    meeting.statute = Statute.objects.create(
        group=meeting.group, from_on=dt.date(2025, 1, 1), tie=tie, set_at=STARTS
    )
    meeting.save()
    closed = hands(opened(meeting, by, kind=kind), by, (3, 3, 0), chair_choice=chair)
    assert (closed.outcome, closed.was_tie) == (outcome, True)


def test_in_a_tie_somebody_has_to_say_how_the_chair_voted_unless_the_chair_is_not_there(group, meeting, by):
    ballot = opened(meeting, by)
    with pytest.raises(voting.ChairMustSay):
        hands(ballot, by, (3, 3, 0))
    attendance.note(meeting, member(group, "Ivan"), Presence.PRESENT, **by)
    attendance.note(meeting, member(group, "Halyna"), Presence.LEFT, **by)
    assert hands(ballot, by, (3, 3, 0), chair_choice="for").outcome == NO


def test_by_name_each_vote_can_change_until_it_is_counted(group, meeting, by):
    ballot = opened(meeting, by, kind=BallotKind.BY_NAME)
    six = quorum.voters(meeting).taking_part
    for number, who in enumerate(six):
        voting.cast(ballot, who, Choice.FOR if number % 2 else Choice.AGAINST, **by)
    halyna = member(group, "Halyna")
    voting.cast(ballot, halyna, Choice.AGAINST, **by)
    voting.cast(ballot, halyna, Choice.FOR, **by)
    voting.cast(ballot, halyna, Choice.FOR, **by)
    closed = voting.close_by_name(ballot, **by)
    votes = dict(ballot.named_votes.values_list("member__name", "choice"))
    assert len(votes) == 6
    assert votes[halyna.name] == "for"
    assert closed.votes_for == list(votes.values()).count("for")
    assert closed.votes_for + closed.votes_against == 6


def test_by_name_the_chairs_own_vote_decides_a_tie(group, meeting, by):
    for chair, outcome in ((Choice.FOR, YES), (Choice.AGAINST, NO)):
        ballot = opened(meeting, by, kind=BallotKind.BY_NAME)
        others = [who for who in quorum.voters(meeting).taking_part if who != meeting.chaired_by]
        same, other = (Choice.FOR, Choice.AGAINST) if chair == Choice.FOR else (Choice.AGAINST, Choice.FOR)
        for number, who in enumerate(others):
            voting.cast(ballot, who, same if number < 2 else other, **by)
        voting.cast(ballot, meeting.chaired_by, chair, **by)
        closed = voting.close_by_name(ballot, **by)
        assert (closed.votes_for, closed.votes_against, closed.outcome) == (3, 3, outcome)


def test_whoever_leaves_takes_the_vote_along(group, meeting, by):
    attendance.note(meeting, member(group, "Ivan"), Presence.PRESENT, **by)
    ballot = opened(meeting, by, kind=BallotKind.BY_NAME)
    for who in quorum.voters(meeting).taking_part:
        voting.cast(ballot, who, Choice.FOR, **by)
    attendance.note(meeting, member(group, "Ivan"), Presence.LEFT, **by)
    with pytest.raises(voting.NotAVoter):
        voting.cast(ballot, member(group, "Ivan"), Choice.FOR, **by)
    assert voting.close_by_name(ballot, **by).votes_for == 6


def test_the_police_do_not_vote_about_themselves(group, by):
    meeting = make_meeting(group, state=MeetingState.OPEN, present=7)
    ballot = opened(meeting, by, kind=BallotKind.BY_NAME, assesses_police=True)
    with pytest.raises(voting.NotAVoter):
        voting.cast(ballot, member(group, "Petro"), Choice.FOR, **by)
    voting.cast(ballot, member(group, "Halyna"), Choice.FOR, **by)
    closed = voting.close_by_name(ballot, **by)
    assert (closed.present, closed.all_members, closed.quorum, closed.outcome) == (6, 10, 6, NO)


def test_the_floor_above_hears_in_the_same_transaction(meeting, by, monkeypatch):
    monkeypatch.setattr(outcomes, "_registry", outcomes._Registry())
    heard = []
    outcomes.on_closed("plans.version", lambda ballot, at: heard.append(ballot.outcome))

    def fails(ballot, at):
        raise RuntimeError("the plan cannot follow")

    item = point(meeting)
    ballot = voting.open_ballot(item, question="?", kind=BallotKind.HANDS, subject="plans.version:5", **by)
    hands(ballot, by, (6, 0, 0))
    assert heard == ["adopted"]
    outcomes.on_closed("plans.version", fails)
    again = voting.open_ballot(item, question="?", kind=BallotKind.HANDS, subject="plans.version:5", **by)
    with pytest.raises(RuntimeError):
        hands(again, by, (6, 0, 0))
    again.refresh_from_db()
    assert again.state == "open"


def test_a_vote_has_a_question_and_a_withdrawal_a_reason(meeting, by):
    with pytest.raises(voting.NoQuestion):
        voting.open_ballot(point(meeting), question=" \u200e", kind=BallotKind.HANDS, **by)
    with pytest.raises(voting.NoReason):
        voting.withdraw(opened(meeting, by), reason=" ", **by)


acts = st.lists(
    st.one_of(
        st.tuples(st.just("note"), st.integers(0, 10), st.sampled_from(Presence.values)),
        st.tuples(st.just("cast"), st.integers(0, 10), st.sampled_from(Choice.values)),
        st.tuples(st.just("end"), st.integers(0, 10), st.just("")),
    ),
    max_size=25,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(present=st.integers(6, 11), acts=acts)
def test_whatever_happens_in_a_vote_by_name(group, by, present, acts):
    """People come, go, vote, change their vote, stop being members; what is counted is what must be."""
    with transaction.atomic():
        meeting = make_meeting(group, state=MeetingState.OPEN, present=present)
        ballot = opened(meeting, by, kind=BallotKind.BY_NAME)
        people = list(group.memberships.order_by("pk"))
        there, votes, ended = set(people[:present]), {}, set()
        for what, number, value in acts:
            who = people[number]
            if what == "note" and who not in ended:
                attendance.note(meeting, who, Presence(value), **by)
                (there.add if value in {"present", "online"} else there.discard)(who)
            elif what == "cast" and who in there - ended:
                voting.cast(ballot, who, Choice(value), **by)
                votes[who] = value
            elif what == "cast":
                with pytest.raises(voting.NotAVoter):
                    voting.cast(ballot, who, Choice(value), **by)
            elif what == "end":
                who.ended_on = STARTS.date()
                who.save()
                ended.add(who)
            votes = {each: choice for each, choice in votes.items() if each in there}
        here = there - ended
        needed = (11 - len(ended)) // 2 + 1
        if len(here) < needed:
            with pytest.raises(voting.NoQuorum):
                voting.close_by_name(ballot, **by)
        else:
            closed = voting.close_by_name(ballot, **by)
            counted = [choice for who, choice in votes.items() if who in here]
            assert closed.votes_for == counted.count("for")
            assert closed.votes_for + closed.votes_against + closed.abstained == len(counted)
            assert (closed.present, closed.quorum) == (len(here), needed)
        transaction.set_rollback(True)
