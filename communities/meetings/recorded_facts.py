"""A fact that was recorded wrongly: minutes say beside it what is right, and why.

The rows of a closed meeting stay as they are, and so do the `facts` of its minutes. A correction is an entry
of `content["corrections"]`, signed with the version like every other word of it:

    {"fact": "ballot-12", "kind": "count", "stands": {"for": 5, ...}, "should_be": {"for": 6, ...},
     "because": "...", "for_residents": "...", "version": 2}

`fact` names the place in `facts`: `ballot-12`, `ballot-12-member-3` (a vote by name), `member-3` (by the
place in the list), `hours`, `place`, `guests`. An entry of an earlier version stays; a newer one about the
same fact goes on from it.

Minutes tell what was decided and decide nothing: what would change whether there was a quorum, or whether a
question was adopted, is refused (`WouldChange`). The group decides again at its next meeting.
"""

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from communities.meetings import majority
from communities.meetings.recording import WAS_THERE as WERE_THERE
from communities.models import TAKING_PART, BallotKind, Choice, Statute
from communities.states import BallotState

COUNTED = ("for", "against", "abstained")
LONGEST_BECAUSE = 500  # characters
LONGEST_WORDS = 1_000
Json = dict[str, Any]
_COUNTED_AS = {Choice.FOR: "for", Choice.AGAINST: "against", Choice.ABSTAIN: "abstained"}


class Kind(StrEnum):
    COUNT = "count"
    NAMED = "named"
    PRESENCE = "presence"
    HOURS = "hours"
    PLACE = "place"
    GUESTS = "guests"


class WouldChange(Exception):
    """Outcome or quorum would be another. `number`: of the point, None for the meeting as a whole."""

    def __init__(self, number: int | None) -> None:
        super().__init__(str(number))
        self.number = number


class Why(StrEnum):
    """Why it cannot be so."""

    SAME = "nothing differs"
    MORE_VOTES = "more votes than people"
    VOTED = "somebody who voted by name was not there"
    CHAIR = "somebody was in the chair"
    ENDS_FIRST = "the end before the beginning"


class Impossible(Exception):
    """`number`: of the point, where there is one."""

    def __init__(self, why: Why, number: int | None = None) -> None:
        super().__init__(why)
        self.why, self.number = why, number


@dataclass(frozen=True)
class Fact:
    """One place of the facts. `stands`: what holds there with the corrections so far."""

    key: str
    kind: Kind
    stands: Any
    ballot: Json | None = None
    number: int | None = None  # of the point
    name: str = ""  # of the member


def find(content: Json, key: str) -> Fact:
    """The fact of this key, with the corrections so far. Raises `KeyError`."""
    facts = corrected(content["facts"], corrections_of(content))
    if key in {Kind.HOURS, Kind.PLACE, Kind.GUESTS}:
        return Fact(key, Kind(key), _general(facts, Kind(key)))
    head, _dash, rest = key.partition("-")
    if head == "member":
        member = facts["members"][_index(rest, facts)]
        return Fact(key, Kind.PRESENCE, member["presence"], name=member["name"])
    if head != "ballot":
        raise KeyError(key)
    ballot_id, _dash, who = rest.partition("-member-")
    number, ballot = next(
        ((number, one) for number, one in _ballots(facts) if str(one["id"]) == ballot_id), (0, None)
    )
    if ballot is None or (ballot["kind"] == BallotKind.BY_NAME) is not bool(who):
        raise KeyError(key)
    if not who:
        return Fact(key, Kind.COUNT, {name: ballot[name] for name in COUNTED}, ballot, number)
    name = facts["members"][_index(who, facts)]["name"]
    choice = next((one["choice"] for one in ballot["by_name"] if one["name"] == name), "")
    return Fact(key, Kind.NAMED, choice, ballot, number, name)


def corrections_of(content: Json) -> list[Json]:
    return list(content.get("corrections", []))


def corrected(facts: Json, corrections: Iterable[Json]) -> Json:
    """The facts as they should be. Pure: what is given stays as it is."""
    facts = copy.deepcopy(facts)
    for one in corrections:
        kind, value = Kind(one["kind"]), one["should_be"]
        if kind == Kind.COUNT:
            _ballot(facts, one).update(value)
        elif kind == Kind.NAMED:
            _vote_by_name(_ballot(facts, one), one["name"], value)
        elif kind == Kind.PRESENCE:
            _note(facts, facts["members"][_index(one["fact"].partition("-")[2], facts)], value)
        else:
            facts |= value
    return facts


def check(facts: Json, corrections: Sequence[Json], *, statute: Statute) -> None:
    """Raises `WouldChange` or `Impossible` unless everything that was decided stands with all of these."""
    after = corrected(facts, corrections)
    fewer, more = _moved(facts, after)
    quorum = after["quorum"]
    for name in ("took_part", "at_end"):
        if (facts["quorum"][name] >= quorum["needed"]) is not (quorum[name] >= quorum["needed"]):
            raise WouldChange(None)
    chair = facts["chair"]["name"] if facts["chair"] else ""
    there = {one["name"] for one in after["members"] if one["presence"] in WERE_THERE}
    if chair and chair not in there:
        raise Impossible(Why.CHAIR)
    for (number, before), (_number, ballot) in zip(_ballots(facts), _ballots(after), strict=True):
        if {one["name"] for one in ballot["by_name"] if one["choice"]} - there:
            raise Impossible(Why.VOTED, number)
        if fewer or more or any(before[name] != ballot[name] for name in COUNTED):
            possible = range(before["present"] - fewer, before["present"] + more + 1)
            net = before["present"] - fewer + more
            _require_same_outcome(number, ballot, possible, net=net, chair=chair, statute=statute)


def _require_same_outcome(
    number: int, ballot: Json, possible: range, *, net: int, chair: str, statute: Statute
) -> None:
    """Whether those who came or were gone after all took part in this very vote nobody knows: each `possible`
    number of people has to lead to the same outcome. `net`: how many there were at most in all."""
    votes = sum(ballot[name] for name in COUNTED)
    if votes > net:
        raise Impossible(Why.MORE_VOTES, number)
    chair_choice = ballot["chair_choice"]
    if ballot["kind"] == BallotKind.BY_NAME:
        chair_choice = next((one["choice"] for one in ballot["by_name"] if one["name"] == chair), "")
    for present in (each for each in possible if each >= votes):
        verdict = majority.decide(
            votes_for=ballot["for"],
            against=ballot["against"],
            abstained=ballot["abstained"],
            present=present,
            all_members=ballot["all"],
            statute=statute,
            chair_choice=chair_choice,
        )
        asks_chair = not chair_choice and majority.chair_would_decide(
            votes_for=ballot["for"], against=ballot["against"], verdict=verdict, statute=statute
        )
        if present < ballot["quorum"] or verdict.outcome != ballot["outcome"] or asks_chair:
            raise WouldChange(number)


def hours_of(facts: Json) -> dict[str, str]:
    return {name: facts[name] for name in ("opened_at", "closed_at")}


def require_order(hours: Json) -> None:
    begin, end = (dt.datetime.fromisoformat(hours[name]) for name in ("opened_at", "closed_at"))
    if end <= begin:
        raise Impossible(Why.ENDS_FIRST)


def sectors(facts: Json) -> dict[str, int]:
    """How many of each sector took part: what residents read of attendance."""
    found: dict[str, int] = {}
    for one in facts["members"]:
        if one["presence"] in WERE_THERE:
            found[one["sector"]] = found.get(one["sector"], 0) + 1
    return found


def _general(facts: Json, kind: Kind) -> Any:
    if kind == Kind.HOURS:
        return hours_of(facts)
    return {"place": facts["place"]} if kind == Kind.PLACE else {"guests": facts["guests"]}


def _index(text: str, facts: Json) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and int(text) < len(facts["members"])):
        raise KeyError(text)
    return int(text)


def _ballots(facts: Json) -> Iterator[tuple[int, Json]]:
    """Counted votes with the number of their point; a vote that was withdrawn decided nothing."""
    for item in facts["items"]:
        for ballot in item["ballots"]:
            if ballot["state"] == BallotState.CLOSED:
                yield item["number"], ballot


def _ballot(facts: Json, correction: Json) -> Json:
    wanted = correction["fact"].split("-")[1]
    return next(one for _number, one in _ballots(facts) if str(one["id"]) == wanted)


def _vote_by_name(ballot: Json, name: str, choice: str) -> None:
    others = [one for one in ballot["by_name"] if one["name"] != name]
    ballot["by_name"] = [*others, {"name": name, "choice": choice}] if choice else others
    for value, counted in _COUNTED_AS.items():
        ballot[counted] = sum(one["choice"] == value for one in ballot["by_name"])


def _note(facts: Json, member: Json, presence: str) -> None:
    was, member["presence"] = member["presence"], presence
    if member["has_vote"]:
        quorum = facts["quorum"]
        quorum["took_part"] += (presence in WERE_THERE) - (was in WERE_THERE)
        quorum["at_end"] += (presence in TAKING_PART) - (was in TAKING_PART)


def _moved(before: Json, after: Json) -> tuple[int, int]:
    """How many members with a vote were there less, and more, than was recorded."""
    fewer = more = 0
    for old, new in zip(before["members"], after["members"], strict=True):
        if old["has_vote"]:
            fewer += _stayed(new) < _stayed(old)
            more += _stayed(new) > _stayed(old)
    return fewer, more


def _stayed(member: Json) -> int:
    """2: until the end, 1: left before it, 0: was not there."""
    return (member["presence"] in WERE_THERE) + (member["presence"] in TAKING_PART)
