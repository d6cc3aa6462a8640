"""Everything the page of a meeting that is being held shows, read in a fixed number of queries."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.db.models import Count, Max, Sum

from communities.alphabet import in_order as in_order_of
from communities.groups.roll import members_on
from communities.meetings import attendance, outcomes, quorum, subjects
from communities.meetings.quorum import Standing, Voters
from communities.meetings.recording import TEXTS, WAS_THERE
from communities.meetings.subjects import Link
from communities.models import (
    TAKING_PART,
    AgendaItem,
    Attendance,
    Ballot,
    BallotKind,
    Choice,
    Decision,
    DissentingOpinion,
    Guest,
    Meeting,
    Membership,
    NamedVote,
    Presence,
    User,
)
from communities.states import BallotState, MeetingState


@dataclass(frozen=True)
class Failed:
    """What could not be stored: beside which form, why, and everything that was typed."""

    key: str
    words: str
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seat:
    """A member of the day and where that member is now."""

    member: Membership
    presence: Presence
    reason: str = ""

    @property
    def key(self) -> str:
        return f"person-{self.member.pk}"

    @property
    def is_here(self) -> bool:
        return self.presence in TAKING_PART

    @property
    def was_there(self) -> bool:
        return self.presence in WAS_THERE

    @property
    def tag(self) -> str:
        """Kind of the tag in components/tag.html."""
        return {Presence.INVITED: "todo", Presence.EXCUSED: "excused", Presence.ABSENT: "stopped"}.get(
            self.presence, "done" if self.is_here else "waiting"
        )


@dataclass(frozen=True)
class VoteLine:
    """How a member voted by name; `choice` is empty before."""

    member: Membership
    choice: str

    @property
    def words(self) -> str:
        return str(Choice(self.choice).label) if self.choice else ""


@dataclass(frozen=True)
class BallotLine:
    """A vote. `lines`: by name, who may vote now (while open) or who voted. `mine`: the reader's own."""

    ballot: Ballot
    standing: Standing
    lines: tuple[VoteLine, ...]
    mine: VoteLine | None
    chair_votes: bool

    @property
    def key(self) -> str:
        return f"vote-{self.ballot.pk}"

    @property
    def is_open(self) -> bool:
        return self.ballot.state == BallotState.OPEN

    @property
    def is_by_name(self) -> bool:
        return self.ballot.kind == BallotKind.BY_NAME

    @property
    def asks_chair(self) -> bool:
        """Could a tie need the chair's vote, which a show of hands does not tell?"""
        return self.ballot.kind == BallotKind.HANDS and self.chair_votes

    @cached_property
    def tally(self) -> Counter[str]:
        return Counter(line.choice for line in self.lines if line.choice)

    @property
    def waiting(self) -> int:
        """Who has not voted yet."""
        return sum(1 for line in self.lines if not line.choice)


@dataclass(frozen=True)
class Point:
    """A point of the agenda with all that came of it."""

    item: AgendaItem
    link: Link | None
    standing: Standing
    ballots: tuple[BallotLine, ...]
    opinions: tuple[DissentingOpinion, ...]
    decisions: tuple[Decision, ...]
    is_unfolded: bool

    @property
    def key(self) -> str:
        return f"point-{self.item.pk}"

    @property
    def written_at(self) -> Link | None:
        """Where more than the three texts is written down, as for a report that is heard; no query."""
        return subjects.where_written(self.item)

    @property
    def texts_key(self) -> str:
        return f"texts-{self.item.pk}"

    @property
    def new_vote_key(self) -> str:
        return f"new-vote-{self.item.pk}"

    @property
    def dissent_key(self) -> str:
        return f"dissent-{self.item.pk}"

    @property
    def task_key(self) -> str:
        return f"task-{self.item.pk}"

    @property
    def open_ballot(self) -> BallotLine | None:
        return next((line for line in self.ballots if line.is_open), None)

    @property
    def is_written(self) -> bool:
        return any(getattr(self.item, name) for name in TEXTS)

    @property
    def state(self) -> str:
        """`open` while a vote is, then the outcome of the last one, then `written` or nothing."""
        if self.open_ballot:
            return "open"
        counted = [line.ballot.outcome for line in self.ballots if line.ballot.outcome]
        return counted[-1] if counted else ("written" if self.is_written else "")

    @property
    def adopted(self) -> list[Ballot]:
        return [line.ballot for line in self.ballots if line.ballot.outcome == "adopted"]

    @property
    def awaits_outcome(self) -> bool:
        """Does another floor wait to hear whether the row that this point is about was adopted?"""
        subject = self.item.subject
        is_told = any(line.ballot.subject == subject and line.ballot.outcome for line in self.ballots)
        return outcomes.is_awaited(subject) and not is_told

    @property
    def spoke(self) -> set[int]:
        return {opinion.member_id for opinion in self.opinions}


@dataclass(frozen=True)
class HoldPage:
    """`keeps`: the reader leads the meeting; everybody else reads along. `me`: the reader's own seat."""

    meeting: Meeting
    keeps: bool
    me: Membership | None
    standing: Standing
    seats: tuple[Seat, ...]
    guests: tuple[Guest, ...]
    points: tuple[Point, ...]
    chair: Membership | None
    stamp: str
    failed: Failed | None = None

    @property
    def is_open(self) -> bool:
        return self.meeting.state == MeetingState.OPEN

    @property
    def is_called(self) -> bool:
        return self.meeting.state == MeetingState.CALLED

    @property
    def is_closed(self) -> bool:
        return self.meeting.state == MeetingState.CLOSED

    @property
    def writes(self) -> bool:
        """May the reader write down points and open votes now?"""
        return self.keeps and self.is_open

    @property
    def notes(self) -> bool:
        """May the reader note who is there now?"""
        return self.keeps and (self.is_open or self.is_called)

    @property
    def here(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.is_here)

    @property
    def chairs(self) -> list[Membership]:
        """Who may lead the meeting."""
        return [seat.member for seat in self.seats if attendance.may_chair(seat.member)]

    @property
    def chair_is_gone(self) -> bool:
        return self.is_open and self.chair is not None and self.chair not in {s.member for s in self.here}

    @property
    def my_seat(self) -> Seat | None:
        return next((seat for seat in self.seats if seat.member == self.me), None)

    @property
    def could_dissent(self) -> list[Membership]:
        return [seat.member for seat in self.seats if seat.was_there]

    @property
    def open_votes(self) -> list[BallotLine]:
        return [point.open_ballot for point in self.points if point.open_ballot]

    @property
    def unfolds_people(self) -> bool:
        return not self.is_closed and not self.standing.is_reached


def hold_page(
    meeting: Meeting, *, reader: User, keeps: bool, unfolded: int | None = None, failed: Failed | None = None
) -> HoldPage:
    """`unfolded`: the point (id) that is shown open; without one the first that nobody wrote about."""
    statute = quorum.rules_of(meeting)
    sitting = members_on(meeting.group, quorum.day_of(meeting))
    rows = {row.member_id: row for row in meeting.attendances.all()}
    seats = tuple(_seat(member, rows.get(member.pk)) for member in sitting)
    there = {seat.member.pk for seat in seats if seat.is_here}
    me = next((member for member in sitting if member.person_id == reader.pk), None)

    def voters_on(item: AgendaItem | None) -> Voters:
        return quorum.voters_among(sitting, there=there, statute=statute, item=item)

    def standing_on(item: AgendaItem | None) -> Standing:
        return quorum.standing_of(voters_on(item), statute)

    ballots = _ballots(meeting, voters_on=voters_on, standing_on=standing_on, me=me)
    opinions = _grouped(DissentingOpinion.objects.filter(item__meeting=meeting).select_related("member"))
    decisions = _grouped(
        Decision.objects.filter(item__meeting=meeting).select_related("responsible").order_by("number")
    )
    items = list(meeting.items.select_related("changed_by"))
    if unfolded is None:
        fresh = (item.pk for item in items if not any(getattr(item, name) for name in TEXTS))
        unfolded = next(fresh, None)
    links = subjects.links(item.subject for item in items if item.subject)
    points = tuple(
        Point(
            item=item,
            link=links.get(item.subject),
            standing=standing_on(item),
            ballots=tuple(ballots[item.pk]),
            opinions=tuple(opinions[item.pk]),
            decisions=tuple(decisions[item.pk]),
            is_unfolded=item.pk == unfolded or any(line.is_open for line in ballots[item.pk]),
        )
        for item in items
    )
    return HoldPage(
        meeting=meeting,
        keeps=keeps,
        me=me,
        standing=standing_on(None),
        seats=seats,
        guests=tuple(meeting.guests.all()),
        points=points,
        chair=meeting.chaired_by or attendance.chair_among([seat.member for seat in seats], there=there),
        stamp=stamp_of(meeting),
        failed=failed,
    )


def stamp_of(meeting: Meeting) -> str:
    """Changes whenever something on the page does, so that a page that looks again is told “nothing new”."""
    said: list[object] = [meeting.state, meeting.version, meeting.chaired_by_id, meeting.changed_at]
    tables = (
        (Attendance.objects.filter(meeting=meeting), (Count("pk"), Sum("version"))),
        (Guest.objects.filter(meeting=meeting), (Count("pk"), Max("pk"))),
        (AgendaItem.objects.filter(meeting=meeting), (Count("pk"), Sum("version"))),
        (Ballot.objects.filter(item__meeting=meeting), (Count("pk"), Count("closed_at"))),
        (NamedVote.objects.filter(ballot__item__meeting=meeting), (Count("pk"), Max("at"))),
        (DissentingOpinion.objects.filter(item__meeting=meeting), (Count("pk"),)),
        (Decision.objects.filter(item__meeting=meeting), (Count("pk"),)),
    )
    for rows, figures in tables:
        named = {f"f{number}": figure for number, figure in enumerate(figures)}
        said.extend(rows.order_by().aggregate(**named).values())
    return hashlib.sha256(repr([str(each) for each in said]).encode()).hexdigest()[:16]


def _seat(member: Membership, row: Attendance | None) -> Seat:
    return Seat(member, Presence(row.presence), row.reason) if row else Seat(member, Presence.INVITED)


def _ballots(
    meeting: Meeting,
    *,
    voters_on: Callable[[AgendaItem | None], Voters],
    standing_on: Callable[[AgendaItem | None], Standing],
    me: Membership | None,
) -> defaultdict[int, list[BallotLine]]:
    votes: defaultdict[int, list[NamedVote]] = defaultdict(list)
    for vote in NamedVote.objects.filter(ballot__item__meeting=meeting).select_related("member"):
        votes[vote.ballot_id].append(vote)
    found: defaultdict[int, list[BallotLine]] = defaultdict(list)
    rows = Ballot.objects.filter(item__meeting=meeting).select_related("item").order_by("item", "number")
    for ballot in rows:
        voters = voters_on(ballot.item)
        lines = _lines(ballot, voters, votes[ballot.pk])
        found[ballot.item_id].append(
            BallotLine(
                ballot=ballot,
                standing=standing_on(ballot.item),
                lines=lines,
                mine=next((line for line in lines if line.member == me), None),
                chair_votes=meeting.chaired_by is not None and voters.include(meeting.chaired_by),
            )
        )
    return found


def _lines(ballot: Ballot, voters: Voters, votes: list[NamedVote]) -> tuple[VoteLine, ...]:
    if ballot.kind != BallotKind.BY_NAME:
        return ()
    if ballot.state != BallotState.OPEN:
        in_order = sorted(votes, key=lambda vote: in_order_of(vote.member.name))
        return tuple(VoteLine(vote.member, vote.choice) for vote in in_order)
    choices = {vote.member_id: vote.choice for vote in votes}
    return tuple(VoteLine(member, choices.get(member.pk, "")) for member in voters.taking_part)


Row = TypeVar("Row", DissentingOpinion, Decision)


def _grouped(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found
