"""What is being held goes by the rules, the members and the question there were when it began."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from communities.groups import members, statute
from communities.meetings import agenda, holding, quorum, voting
from communities.models import AgendaItem, BallotKind, Meeting, Presence, Statute
from communities.states import BallotState
from tests.meetings.making import STARTS, make_group, make_meeting, member

DAY = STARTS.date()
NEXT = {"today": DAY + dt.timedelta(days=1), "at": STARTS + dt.timedelta(days=1)}
KNOBS = [
    {"quorum_numerator": 2, "quorum_denominator": 3},
    {"quorum_is_more_than": False},
    {"majority_numerator": 2, "majority_denominator": 3},
    {"majority_is_more_than": False},
    {"majority_of": "all"},
    {"tie": "not_adopted"},
    {"police_vote_on_their_report": True},
]


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def by(cast):
    return {"by": cast.sofiia, "at": STARTS}


@pytest.fixture
def meeting(group, by):
    """Seven of eleven there, Petro of the police the fifth; opened by the verb, so that the rules stand."""
    row = make_meeting(group)
    row.attendances.filter(member__in=[each.member for each in row.attendances.order_by("pk")[:7]]).update(
        presence=Presence.PRESENT
    )
    return holding.open_meeting(row, chaired_by=member(group, "Halyna"), **by)


@pytest.fixture
def point(meeting):
    return AgendaItem.objects.create(meeting=meeting, position=1, title="Report", assesses_police=True)


def standing_of(meeting, point):
    held = Meeting.objects.get(pk=meeting.pk)
    return (
        quorum.standing(held),
        quorum.standing(held, AgendaItem.objects.get(pk=point.pk)),
        [each.name for each in quorum.voters(held, point).everybody],
        {name: getattr(quorum.rules_of(held), name) for name in statute.KNOBS},
    )


@pytest.mark.parametrize("knobs", KNOBS, ids=lambda knobs: next(iter(knobs)))
def test_no_knob_moves_a_meeting_that_is_open(cast, meeting, point, by, knobs):
    """Two to two of five, a chair who is for it: each of these rules would change what the vote says."""
    ballot = voting.open_ballot(point, question="?", kind=BallotKind.HANDS, **by)
    before = standing_of(meeting, point)
    with pytest.raises(statute.MeetingWasHeld):
        statute.change(meeting.group, from_on=DAY, by=cast.halyna, today=DAY, at=STARTS, **knobs)
    statute.change(meeting.group, from_on=NEXT["today"], by=cast.halyna, **NEXT, **knobs)
    assert standing_of(meeting, point) == before
    votes = {"votes_for": 3, "against": 3, "abstained": 0, "chair_choice": "for"}
    counted = voting.close_by_hands(ballot, **votes, by=cast.sofiia, at=NEXT["at"])
    assert (counted.present, counted.all_members, counted.quorum, counted.majority) == (6, 10, 6, 4)
    assert (counted.outcome, counted.was_tie) == ("adopted", True)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Petro", {"sector": "community"}),
        ("Mykola", {"sector": "police"}),
        ("Mykola", {"has_vote": False}),
        ("Mykola", {"post": "invited", "has_vote": False}),
        ("Mykola", None),
    ],
)
def test_no_change_of_members_moves_it(cast, meeting, point, who, said):
    before = standing_of(meeting, point)
    seat = member(meeting.group, who)
    if said is None:
        members.end(seat, by=cast.halyna, **NEXT)
    else:
        members.change(seat, by=cast.halyna, **NEXT, **said)
    new = {"name": "Zoia Nova", "sector": "community", "has_vote": True}
    members.appoint(meeting.group, by=cast.halyna, **NEXT, **new)
    assert standing_of(meeting, point) == before


def test_the_database_keeps_the_rules_and_the_seats_of_an_open_meeting(meeting):
    for rows, fields in (
        (Statute.objects.filter(pk=meeting.statute_id), {"majority_of": "all"}),
        (meeting.group.memberships.filter(name__startswith="Petro"), {"has_vote": False}),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            rows.update(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def word(item, by, **said):
    words = {"title": "Report", "detail": "", "presenter": ""}
    return agenda.change(item, **words, **said, by=by["by"], at=by["at"])


@pytest.mark.parametrize(
    ("ballot", "may"), [("none", True), (BallotState.OPEN, False), ("closed", False), ("withdrawn", True)]
)
def test_whether_the_police_are_assessed_is_settled_before_the_vote(point, by, ballot, may):
    """Who may vote on a point cannot be turned while, or after, the vote runs; other words can."""
    if ballot != "none":
        row = voting.open_ballot(point, question="?", kind=BallotKind.HANDS, **by)
        if ballot == "closed":
            voting.close_by_hands(row, votes_for=6, against=0, abstained=0, **by)
        elif ballot == "withdrawn":
            voting.withdraw(row, reason="The wrong people were asked", **by)
    word(point, by, assesses_police=True, kind="report")
    if may:
        assert not word(point, by, assesses_police=False).assesses_police
    else:
        with pytest.raises(agenda.VotedBySome):
            word(point, by, assesses_police=False)
    assert AgendaItem.objects.get().assesses_police is not may


def test_the_page_says_what_to_do(client, cast, meeting, point, by):
    voting.open_ballot(point, question="?", kind=BallotKind.HANDS, **by)
    client.force_login(cast.sofiia)
    posted = {"title": "Another title", "kind": "report", "stamp": agenda.stamp_of(point)}
    answer = client.post(f"/en/work/agenda/{point.pk}/", posted)
    assert answer.status_code == 422
    assert "A vote on this point was opened" in answer.content.decode()
    assert "Another title" in answer.content.decode()


def test_nobody_takes_the_chair_while_a_vote_is_open(group, meeting, point, by):
    """The vote of the chair decides a tie: whose vote that is, is settled before."""
    ballot = voting.open_ballot(point, question="?", kind=BallotKind.BY_NAME, **by)
    with pytest.raises(holding.VoteIsOpen):
        holding.change_chair(meeting, chaired_by=member(group, "Taras"), **by)
    voting.withdraw(ballot, reason="The chair has to leave", **by)
    assert holding.change_chair(meeting, chaired_by=member(group, "Taras"), **by).chaired_by.name
