"""Two secretaries, many telephones, one click too many: a meeting counts and closes once and loses no words."""

import pytest
from django.db import connection

from communities.groups import statute
from communities.meetings import agenda, attendance, decisions, holding, recording, voting
from communities.meetings.recording import WrittenMeanwhile
from communities.meetings.voting import NotAVoter
from communities.models import (
    AgendaItem,
    Attendance,
    AuditEntry,
    Ballot,
    BallotKind,
    Choice,
    Decision,
    ItemRevision,
    Meeting,
    NamedVote,
    Presence,
    Statute,
)
from communities.shared.states import WrongState
from communities.states import MeetingState
from tests.meetings.making import STARTS, make_group, make_meeting, member
from tests.reports.test_at_the_same_time import at_once, kinds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


@pytest.fixture
def meeting(cast, novopskov):
    return make_meeting(make_group(cast, novopskov), state=MeetingState.OPEN, present=8)


@pytest.fixture
def point(meeting):
    return AgendaItem.objects.create(meeting=meeting, position=1, title="Lighting of Central Street")


@pytest.fixture
def by(cast):
    return {"by": cast.sofiia, "at": STARTS}


@pytest.fixture
def by_name(point, by):
    return voting.open_ballot(point, question="Lamps?", kind=BallotKind.BY_NAME, **by)


def here(meeting):
    rows = meeting.attendances.filter(presence=Presence.PRESENT).order_by("pk")
    return [row.member for row in rows.select_related("member")]


def test_two_secretaries_lose_no_word(cast, point):
    """Of many who wrote the same text one stands and every other is asked; another text disturbs nobody."""

    def writes(text, field="heard"):
        return lambda: recording.write(point, {field: text}, base_version=1, by=cast.sofiia, at=STARTS)

    outcomes = at_once(*[writes(f"Word {n}") for n in range(6)], writes("Talked.", field="discussed"))
    assert kinds(outcomes) == {AgendaItem: 2, WrittenMeanwhile: 5}
    point.refresh_from_db()
    clashes = [each.clashes[0] for each in outcomes if isinstance(each, WrittenMeanwhile)]
    assert {clash.theirs for clash in clashes} == {point.heard}
    assert {clash.mine for clash in clashes} | {point.heard} == {f"Word {n}" for n in range(6)}
    assert (point.discussed, point.version, ItemRevision.objects.count()) == ("Talked.", 3, 2)


def test_a_meeting_is_opened_once(cast, novopskov, by):
    meeting = make_meeting(make_group(cast, novopskov))
    halyna = member(meeting.group, "Halyna")
    outcomes = at_once(*[lambda: holding.open_meeting(meeting, chaired_by=halyna, **by)] * 8)
    assert kinds(outcomes) == {Meeting: 1, WrongState: 7}
    assert meeting.group.statutes.count() == 1
    assert Attendance.objects.filter(meeting=meeting).count() == 11


def test_one_show_of_hands_is_counted_once(point, by):
    ballot = voting.open_ballot(point, question="Lamps?", kind=BallotKind.HANDS, **by)

    def counts(votes):
        return lambda: voting.close_by_hands(ballot, votes_for=votes, against=0, abstained=0, **by)

    outcomes = at_once(*[counts(votes) for votes in (5, 6, 7, 8) * 2])
    assert kinds(outcomes) == {Ballot: 1, WrongState: 7}
    counted = next(each for each in outcomes if isinstance(each, Ballot))
    ballot.refresh_from_db()
    assert ballot.votes_for == counted.votes_for
    assert AuditEntry.objects.filter(act="ballot.closed").count() == 1


def test_one_vote_is_opened_on_a_point(point, by):
    outcomes = at_once(*[lambda: voting.open_ballot(point, question="?", kind=BallotKind.HANDS, **by)] * 6)
    assert kinds(outcomes) == {Ballot: 1, WrongState: 5}


def test_votes_that_come_while_it_is_counted_count_whole_or_not_at_all(meeting, by_name, by):
    def votes(person, choice):
        return lambda: voting.cast(by_name, person, choice, **by)

    people = here(meeting)
    for person in people[:4]:
        voting.cast(by_name, person, Choice.FOR, **by)
    outcomes = at_once(
        *[votes(person, Choice.AGAINST) for person in people],
        lambda: voting.close_by_name(by_name, **by),
    )
    assert isinstance(outcomes[-1], Ballot)
    assert set(kinds(outcomes[:-1])) <= {NamedVote, WrongState}
    by_name.refresh_from_db()
    rows = list(by_name.named_votes.values_list("choice", flat=True))
    assert (by_name.votes_for, by_name.votes_against) == (rows.count("for"), rows.count("against"))
    assert rows.count("against") == kinds(outcomes[:-1])[NamedVote]


def test_who_leaves_while_voting_has_no_vote_left(meeting, by_name, by):
    leaver = here(meeting)[-1]
    outcomes = at_once(
        *[lambda: voting.cast(by_name, leaver, Choice.FOR, **by)] * 3,
        lambda: attendance.note(meeting, leaver, Presence.LEFT, **by),
    )
    assert isinstance(outcomes[-1], Attendance)
    assert set(kinds(outcomes[:-1])) <= {NamedVote, NotAVoter}
    assert not by_name.named_votes.filter(member=leaver).exists()


def test_closing_while_a_decision_is_recorded(meeting, point, by):
    """Whatever came before the end stands, what came after is refused; nothing is half in."""

    def records(number):
        return lambda: decisions.record(point, text=f"Lamp {number}", **by)

    outcomes = at_once(
        *[records(number) for number in range(6)],
        *[lambda: recording.write(point, {"decided": "Lamps."}, base_version=1, **by)] * 2,
        lambda: holding.close_meeting(meeting, **by),
        lambda: holding.close_meeting(meeting, **by),
    )
    assert kinds(outcomes[-2:]) == {Meeting: 1, WrongState: 1}
    recorded = kinds(outcomes[:6])
    assert set(recorded) <= {Decision, WrongState}
    assert sorted(Decision.objects.values_list("number", flat=True)) == list(range(1, recorded[Decision] + 1))
    assert set(kinds(outcomes[6:8])) <= {AgendaItem, WrongState}
    point.refresh_from_db()
    assert (point.decided == "Lamps.") == (kinds(outcomes[6:8])[AgendaItem] > 0)
    assert Meeting.objects.get().state == MeetingState.CLOSED


def test_no_meeting_closes_over_an_open_vote(meeting, point, by):
    outcomes = at_once(
        lambda: voting.open_ballot(point, question="?", kind=BallotKind.HANDS, **by),
        lambda: holding.close_meeting(meeting, **by),
    )
    was_opened = isinstance(outcomes[0], Ballot)
    assert kinds(outcomes) == (
        {Ballot: 1, holding.VoteIsOpen: 1} if was_opened else {WrongState: 1, Meeting: 1}
    )


def test_a_vote_and_who_may_vote_on_it(meeting, point, by):
    """Whichever comes first, the vote is counted among those among whom it was opened."""
    opened, worded, chaired = at_once(
        lambda: voting.open_ballot(point, question="?", kind=BallotKind.HANDS, **by),
        lambda: agenda.change(point, title="Report", detail="", presenter="", assesses_police=True, **by),
        lambda: holding.change_chair(meeting, chaired_by=member(meeting.group, "Taras"), **by),
    )
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    for outcome, act, refusal in (
        (worded, "agenda.changed", agenda.VotedBySome),
        (chaired, "meeting.chair_changed", holding.VoteIsOpen),
    ):
        assert isinstance(outcome, refusal) or acts.index(act) < acts.index("ballot.opened")
    counted = voting.close_by_hands(opened, votes_for=5, against=0, abstained=0, **by)
    point.refresh_from_db()
    assert counted.all_members == (10 if point.assesses_police else 11)


def test_new_rules_while_a_meeting_opens(cast, novopskov, by):
    """Either they come first and it is held by them, or they are refused for this day."""
    row = make_meeting(make_group(cast, novopskov), present=8)
    day = {"from_on": STARTS.date(), "today": STARTS.date()}
    opened, changed = at_once(
        lambda: holding.open_meeting(row, chaired_by=member(row.group, "Halyna"), **by),
        lambda: statute.change(row.group, quorum_numerator=2, quorum_denominator=3, **day, **by),
    )
    assert isinstance(opened, Meeting)
    assert isinstance(changed, Statute | statute.MeetingWasHeld)
    assert Meeting.objects.get().statute.quorum_denominator == (3 if isinstance(changed, Statute) else 2)
