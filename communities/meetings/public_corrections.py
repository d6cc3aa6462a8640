"""What residents read of corrections of recorded facts: numbers where members read names.

Nothing is passed on that residents would not read of the fact itself: no votes by name, no names, no place of
a closed meeting. The reason stands in the words for residents; without them in those that members read.
"""

from collections.abc import Iterator, Sequence

from communities.meetings.recorded_facts import COUNTED, Json, Kind, corrected, sectors


def of_ballot(facts: Json, corrections: Sequence[Json], ballot_id: int) -> list[Json]:
    """Each step from the numbers that were counted to those that are right."""
    about = {"count": f"ballot-{ballot_id}", "named": f"ballot-{ballot_id}-"}
    return [
        _entry(Kind.COUNT, _counts(before, ballot_id), _counts(after, ballot_id), one)
        for one, before, after in _steps(facts, corrections)
        if one["fact"] == about["count"] or one["fact"].startswith(about["named"])
    ]


def of_the_meeting(facts: Json, corrections: Sequence[Json]) -> list[Json]:
    told = []
    for one, before, after in _steps(facts, corrections):
        kind = Kind(one["kind"])
        if kind == Kind.PRESENCE:
            was, becomes = sectors(before), sectors(after)
            codes = sorted(code for code in was | becomes if was.get(code, 0) != becomes.get(code, 0))
            stands, should_be = ({code: found.get(code, 0) for code in codes} for found in (was, becomes))
            if codes:
                told.append(_entry(kind, stands, should_be, one))
        elif kind == Kind.GUESTS and len(before["guests"]) != len(after["guests"]):
            counts = ({"guests": len(found["guests"])} for found in (before, after))
            told.append(_entry(Kind.PRESENCE, next(counts), next(counts), one))
        elif kind == Kind.HOURS or (kind == Kind.PLACE and facts["is_open"]):
            told.append(_entry(kind, one["stands"], one["should_be"], one))
    return told


def quorum(facts: Json, corrections: Sequence[Json]) -> Json | None:
    """The corrected numbers; None where they are those that were recorded."""
    after: Json = corrected(facts, corrections)["quorum"]
    return after if after != facts["quorum"] else None


def words_for_residents(correction: Json) -> str:
    return str(correction["for_residents"] or correction["because"])


def _steps(facts: Json, corrections: Sequence[Json]) -> Iterator[tuple[Json, Json, Json]]:
    """Each correction with the facts before and after it."""
    before = facts
    for one in corrections:
        after = corrected(before, [one])
        yield one, before, after
        before = after


def _entry(kind: Kind, stands: Json, should_be: Json, one: Json) -> Json:
    said = {"stands": stands, "should_be": should_be, "because": words_for_residents(one)}
    return {"kind": kind.value, **said, "version": one["version"]}


def _counts(facts: Json, ballot_id: int) -> Json:
    ballots = (ballot for item in facts["items"] for ballot in item["ballots"])
    ballot = next(one for one in ballots if one["id"] == ballot_id)
    return {name: ballot[name] for name in COUNTED}
