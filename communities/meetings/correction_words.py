"""Corrections of recorded facts in words: what stands, what should be, why. For members and for residents."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from communities.meetings.recorded_facts import Json, Kind
from communities.models import Choice, Presence, Sector


@dataclass(frozen=True)
class CorrectionView:
    """`what` is empty where the fact stands right above. `key`, `version`: for whoever may take it back."""

    what: str
    stands: str
    should_be: str
    because: str
    key: str
    version: int


def of_ballot(corrections: Iterable[Json], ballot_id: int) -> tuple[CorrectionView, ...]:
    """Of the numbers of one vote, or of one vote by name."""
    about = f"ballot-{ballot_id}"
    return tuple(_view(one) for one in corrections if one["fact"] == about or _is_below(one, about))


def of_the_meeting(corrections: Iterable[Json]) -> tuple[CorrectionView, ...]:
    """Who was there, when and where."""
    return tuple(_view(one) for one in corrections if not one["fact"].startswith("ballot-"))


def for_residents(corrections: Sequence[Json]) -> tuple[CorrectionView, ...]:
    """From the public version: there the name of nobody stands."""
    return tuple(_view(one) for one in corrections)


def in_words(kind: Kind, value: Json | str) -> str:
    """A value of a fact as people say it."""
    if isinstance(value, str):
        return _of_one(kind, value)
    if kind == Kind.COUNT:
        return _("for – %(for)s, against – %(against)s, abstained – %(abstained)s") % value
    if kind == Kind.HOURS:
        hours = {"begin": _hour(value["opened_at"]), "end": _hour(value["closed_at"])}
        return _("from %(begin)s to %(end)s") % hours
    if kind == Kind.GUESTS:
        guests = (", ".join(filter(None, (one["name"], one["organisation"]))) for one in value["guests"])
        return "; ".join(guests) or _("nobody")
    if kind == Kind.PRESENCE:  # as residents read it: how many of a sector
        return ", ".join(f"{_sector(code)}: {count}" for code, count in value.items())
    return str(value["place"]) or _("online")


def _of_one(kind: Kind, value: str) -> str:
    if kind == Kind.PRESENCE:
        said = Presence(value)
        return str(Presence.ABSENT.label if said == Presence.INVITED else said.label)
    return str(Choice(value).label) if value else _("did not vote")


def _sector(code: str) -> str:
    return _("invited guests") if code == "guests" else str(Sector(code).label)


def _is_below(correction: Json, about: str) -> bool:
    return bool(correction["fact"].startswith(f"{about}-"))


def _view(one: Json) -> CorrectionView:
    kind = Kind(one["kind"])
    return CorrectionView(
        what=one.get("name") or _what(kind),
        stands=in_words(kind, one["stands"]),
        should_be=in_words(kind, one["should_be"]),
        because=one["because"],
        key=one.get("fact", ""),
        version=one["version"],
    )


def _what(kind: Kind) -> str:
    return {
        Kind.HOURS: _("Beginning and end"),
        Kind.PLACE: _("Place"),
        Kind.GUESTS: _("Invited"),
        Kind.PRESENCE: _("Who took part"),
    }.get(kind, "")


def _hour(instant: str) -> str:
    return time_format(localtime(dt.datetime.fromisoformat(instant)), "H:i") if instant else "–"
