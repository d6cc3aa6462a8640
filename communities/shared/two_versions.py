"""Two people wrote at once: which version of a field is taken, by what one of them changed or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "pick-"  # of the names of the fields in which a person picks


class Pick(StrEnum):
    """Which version of a field is taken; both, one after the other, for texts."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Choice:
    """One field in two versions, in words. `chosen`: a `Pick`, or "ask" where a person decides; `problem`:
    the person did not."""

    field: str
    label: str
    mine: str
    theirs: str
    chosen: str
    allows_both: bool
    problem: bool

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.field}"


def picked_by_change(base: object, *, mine: object, theirs: object) -> Pick | None:
    """Of a value whose two versions differ: the one that was changed since `base`. None when both were."""
    if base == theirs:
        return Pick.MINE
    return Pick.THEIRS if base == mine else None


def picks_in(data: Mapping[str, str]) -> dict[str, Pick]:
    """What was picked on the page, by field."""
    known = {pick.value: pick for pick in Pick}
    sent = {name.removeprefix(PREFIX): data[name] for name in data if name.startswith(PREFIX)}
    return {field: known[value] for field, value in sent.items() if value in known}


def both(theirs: str, mine: str) -> str:
    """One text after the other: nothing that somebody wrote is lost."""
    return f"{theirs}\n\n{mine}".strip()
