"""The secretary writes down beside a recorded fact what is right, in minutes that are still being written.

What may be corrected so, and what has to be decided again, says `recorded_facts`. Both signers sign it with
the version; the rows of the closed meeting stay as they are.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from communities.meetings import quorum, recorded_facts
from communities.meetings.minutes import WRITTEN, HalfSigned, ReasonMissing, lock, require_seen
from communities.meetings.recorded_facts import Impossible, Json, Kind, Why
from communities.models import Minutes, MinutesRevision, User
from communities.shared import audit
from communities.shared.plain_text import plain_text
from communities.shared.states import WrongState


@transaction.atomic
def correct(
    minutes: Minutes,
    *,
    fact: str,
    should_be: Any,
    because: str,
    for_residents: str = "",
    seen: int,
    by: User,
    at: dt.datetime,
) -> Minutes:
    """Write down that `fact` should be another. A second one about it in the same version replaces it.

    Raises `recorded_facts.WouldChange`, `Impossible`, `ReasonMissing`, `KeyError` (no such fact),
    `WrongState`, `HalfSigned`, `Stale`.
    """
    held = _held(minutes, seen=seen)
    kept = _without(held, fact)
    found = recorded_facts.find({**held.content, "corrections": kept}, fact)
    words = plain_text(because).text[: recorded_facts.LONGEST_BECAUSE]
    if not words:
        raise ReasonMissing
    if should_be == found.stands:
        raise Impossible(Why.SAME, found.number)
    if found.kind == Kind.HOURS:
        recorded_facts.require_order(should_be)
    entry: Json = {
        "fact": fact,
        "kind": found.kind.value,
        "stands": found.stands,
        "should_be": should_be,
        "because": words,
        "for_residents": plain_text(for_residents).text[: recorded_facts.LONGEST_BECAUSE],
        "version": held.version,
    }
    if found.name:
        entry["name"] = found.name
    return _keep(held, [*kept, entry], act="minutes.fact_corrected", by=by, at=at)


@transaction.atomic
def drop(minutes: Minutes, *, fact: str, seen: int, by: User, at: dt.datetime) -> Minutes:
    """Take back what this version says of a fact; what an earlier version corrected stays.

    A second click changes nothing. Raises as `correct`: others may rest on it.
    """
    held = _held(minutes, seen=seen)
    kept = _without(held, fact)
    if len(kept) == len(recorded_facts.corrections_of(held.content)):
        return held
    return _keep(held, kept, act="minutes.fact_correction_dropped", by=by, at=at)


def _held(minutes: Minutes, *, seen: int) -> Minutes:
    held = lock(minutes)
    if held.state not in WRITTEN:
        raise WrongState(state=held.state, step="correct a fact")
    if held.chair_signed_at or held.secretary_signed_at:
        raise HalfSigned
    require_seen(held, seen)
    return held


def _without(held: Minutes, fact: str) -> list[Json]:
    return [
        one
        for one in recorded_facts.corrections_of(held.content)
        if (one["fact"], one["version"]) != (fact, held.version)
    ]


def _keep(held: Minutes, corrections: Sequence[Json], *, act: str, by: User, at: dt.datetime) -> Minutes:
    statute = quorum.rules_of(held.meeting)
    recorded_facts.check(held.content["facts"], corrections, statute=statute)
    MinutesRevision.objects.create(minutes=held, edit_version=held.edit_version, texts={}, at=at, by=by)
    held.content = {**held.content, "corrections": list(corrections)}
    held.edit_version += 1
    held.save(update_fields=["content", "edit_version"])
    audit.record(
        act,
        target=held,
        by=by,
        at=at,
        community=held.meeting.group.community,
        details={"version": held.version},
    )
    return held
