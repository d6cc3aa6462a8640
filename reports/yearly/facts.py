"""The facts of a community's year, drawn from the newest publications: frozen, in both languages.

Everything here is public already. A year adds to it sums of counts that may be summed, and nothing of
figures whose small counts are protected: they stand as they were published, period by period.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from communities.shared.disclosure import Shown
from reports.published.facts import Words
from reports.published.heard import Heard
from reports.published.standing import PeriodStanding

PERIODS = 6
YEAR_FORMAT = 1


class Missing(StrEnum):
    """Why a period does not count in a sum."""

    NO_REPORT = "no_report"
    NOT_PUBLIC = "not_public"  # there is a report, but not this figure
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class YearFigure:
    """One indicator in six columns. `values`: as published, None where it was not.

    `total`: the sum, None where there is none to be had; `missing`: why a period is not in it, by
    column, None for those that are. `adds_up`: whether figures of this kind may be summed at all.
    """

    code: str
    type: str
    is_core: bool
    is_sensitive: bool
    adds_up: bool
    decimals: int
    label: Words
    unit: Words
    values: tuple[Shown | None, ...]
    missing: tuple[Missing | None, ...]
    total: Shown | None

    @property
    def counted(self) -> int:
        """How many periods have a figure."""
        return self.missing.count(None)

    @property
    def latest(self) -> int | None:
        """The column of the last period that has a figure."""
        return max((column for column, why in enumerate(self.missing) if why is None), default=None)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "type": self.type,
            "is_core": self.is_core,
            "is_sensitive": self.is_sensitive,
            "adds_up": self.adds_up,
            "decimals": self.decimals,
            "label": self.label.as_json(),
            "unit": self.unit.as_json(),
            "values": [value.as_json() if value else None for value in self.values],
            "missing": [why.value if why else None for why in self.missing],
            "total": self.total.as_json() if self.total else None,
            "periods_in_total": self.counted if self.total else 0,
        }


@dataclass(frozen=True)
class YearSection:
    number: int
    code: str
    title: Words
    figures: tuple[YearFigure, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "code": self.code,
            "title": self.title.as_json(),
            "figures": [figure.as_json() for figure in self.figures],
        }


@dataclass(frozen=True)
class Source:
    """The publication that a column was taken from."""

    version: int
    sha256: str
    summary: tuple[Words, ...]

    def as_json(self) -> dict[str, Any]:
        return {"version": self.version, "sha256": self.sha256}


@dataclass(frozen=True)
class YearReport:
    """`periods`, `sources` and `heard` have six places, January-February first; a period without a
    publication has no source. `heard`: what the working group said of each report, the newest meeting first.
    `is_running`: the year has not ended or reports about it are still due."""

    community_slug: str
    community: Words
    oblast: Words
    year: int
    is_demonstration: bool
    is_running: bool
    periods: tuple[PeriodStanding, ...]
    sources: tuple[Source | None, ...]
    heard: tuple[tuple[Heard, ...], ...]
    sections: tuple[YearSection, ...]

    @property
    def published(self) -> int:
        return sum(source is not None for source in self.sources)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": YEAR_FORMAT,
            "community_slug": self.community_slug,
            "community": self.community.as_json(),
            "oblast": self.oblast.as_json(),
            "year": self.year,
            "is_demonstration": self.is_demonstration,
            "is_running": self.is_running,
            "periods": [
                {
                    **_period(one),
                    "source": source.as_json() if source else None,
                    "heard": [_heard(each) for each in heard],
                }
                for one, source, heard in zip(self.periods, self.sources, self.heard, strict=True)
            ],
            "sections": [section.as_json() for section in self.sections],
        }


def _heard(one: Heard) -> dict[str, Any]:
    return {
        "held_on": one.held_on.isoformat(),
        "meeting": one.number,
        "version": one.version,
        "assessment": one.assessment.value,
        "said": one.text,
    }


def _period(one: PeriodStanding) -> dict[str, Any]:
    def day(value: object) -> str | None:
        return str(value) if value else None

    return {
        "period": one.stretch.iso,
        "standing": one.standing.value,
        "due_on": day(one.due_on),
        "planned_due_on": day(one.planned_due_on),
        "extension_reason": one.extension_reason,
        "excuse": one.excuse,
        "excuse_reason": one.excuse_reason,
        "published_on": day(one.published_on),
        "handed_in_on": day(one.handed_in_on),
        "is_on_time": one.is_on_time,
        "is_complete": one.is_complete,
        "meeting_held_on": day(one.meeting_held_on),
        "meeting_place": one.meeting_place,
    }
