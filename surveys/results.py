"""Results of a wave as values: exact ones (`Table`, private) and those that residents see (`PublicTable`).

The public type is made from the exact one by `showing` only, so a page cannot tell what was held back.
Percentages are 0..100, weighted; bases and counts are numbers of people, unweighted.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

ALL = ""  # the breakdown and group of everybody


class Flag(StrEnum):
    APPROXIMATE = "approximate"  # the source gives it in words only
    BASE_UNCLEAR = "base_unclear"  # the source does not say of whom
    CONFLICT = "conflict"  # the source contradicts itself; see the note


@dataclass(frozen=True)
class Printed:
    """Where a source printed this figure: `location` "box" or "text", the words around it, a remark."""

    location: str
    quote: str
    percent: float
    note_uk: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Cell:
    """One answer or net of one question in one group of people.

    `answer`: code of an option or net. `breakdown`/`group`: codes of a profile question and its answer.
    `base`: who was asked, None when not stated. `low`, `high`: 95 % interval, None without a base.
    """

    question: str
    answer: str
    percent: float
    breakdown: str = ALL
    group: str = ALL
    base: int | None = None
    count: int | None = None
    low: float | None = None
    high: float | None = None
    effect: float | None = None  # design effect that the interval took into account
    flags: tuple[Flag, ...] = ()
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True)
class Table:
    """All results of a wave in one community. `n`: people who answered, None when not stated. `notes`: what
    readers must know of a figure; they are published with the table."""

    n: int | None
    cells: tuple[Cell, ...]
    design_effect: float | None = None
    notes: tuple[dict[str, Any], ...] = field(default=())  # as in `PublicTable`

    def as_json(self) -> dict[str, Any]:
        """As `asdict`, without its deep copies: a table has thousands of cells."""
        cells = tuple(
            {**vars(cell), "printed": tuple(asdict(each) for each in cell.printed)} for cell in self.cells
        )
        return {**vars(self), "cells": cells}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Table":
        cells = tuple(_cell(each) for each in said["cells"])
        return cls(
            n=said["n"],
            cells=cells,
            design_effect=said.get("design_effect"),
            notes=tuple(said.get("notes", ())),
        )


class Hidden(StrEnum):
    """Why a figure is not shown."""

    FEW_PEOPLE = "few_people"  # fewer than 30 in the group
    SMALL_COUNT = "small_count"  # too few gave this answer, or somebody could compute such a figure from it
    EARLIER_VERSION = "earlier_version"  # an earlier version minus this one would tell of few people


@dataclass(frozen=True)
class PublicCell:
    """What residents see. `percent` is None when it is hidden: `hidden` says why, nothing else is told.

    `is_uncertain`: between 30 and 99 people. Exact counts never get here; `base` is hidden with the figure
    where it would tell. `from_version`: all of it stands as in that earlier version (`surveys.kept_figures`).
    """

    question: str
    answer: str
    breakdown: str = ALL
    group: str = ALL
    percent: float | None = None
    base: int | None = None
    low: float | None = None
    high: float | None = None
    effect: float | None = None  # design effect of this figure
    is_uncertain: bool = False
    hidden: Hidden | None = None
    flags: tuple[Flag, ...] = ()
    printed: tuple[Printed, ...] = ()
    from_version: int | None = None


@dataclass(frozen=True)
class PublicTable:
    """`about`: the passport of the wave as it was when published; a value of None is “not stated”.
    `notes`: to an answer, to a question (answer ""), or to everything (question "" too); `severity`: high,
    medium, low or info. A note may be about a figure that is not there: one that was never published."""

    about: dict[str, Any]
    n: int | None
    cells: tuple[PublicCell, ...]
    notes: tuple[dict[str, Any], ...] = field(default=())  # {"question", "answer", "uk", "en", "severity"}
    design_effect: float | None = None

    def as_json(self) -> dict[str, Any]:
        """A cell that is of this version does not say so, as in versions from before any could be kept."""
        said = asdict(self)
        for cell in said["cells"]:
            if cell["from_version"] is None:
                del cell["from_version"]
        return said

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "PublicTable":
        return cls(
            about=said["about"],
            n=said["n"],
            cells=tuple(_public_cell(each) for each in said["cells"]),
            notes=tuple(said["notes"]),
            design_effect=said.get("design_effect"),
        )


def _printed(said: list[dict[str, Any]]) -> tuple[Printed, ...]:
    return tuple(Printed(**each) for each in said)


def _flags(said: list[str]) -> tuple[Flag, ...]:
    return tuple(Flag(flag) for flag in said)


def _cell(said: dict[str, Any]) -> Cell:
    rest = {
        **said,
        "flags": tuple(Flag(flag) for flag in said["flags"]),
        "printed": _printed(said["printed"]),
    }
    return Cell(**rest)


def _public_cell(said: dict[str, Any]) -> PublicCell:
    rest = {
        **said,
        "flags": tuple(Flag(flag) for flag in said["flags"]),
        "printed": _printed(said["printed"]),
    }
    rest["hidden"] = Hidden(said["hidden"]) if said["hidden"] else None
    return PublicCell(**rest)
