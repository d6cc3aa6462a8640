"""What a plan needs, has and lacks: from frozen content, so that every page and paper agrees.

What lacks is counted resource by resource: too much money for one does not pay for another. An action that
was cancelled needs nothing any more; which those are is told by the caller.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plans.resources.money import NOTHING, exact

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Sum:
    """Hryvnias. `lacking` is never negative; `beyond`: available beyond what single resources need."""

    needed: Decimal = NOTHING
    available: Decimal = NOTHING
    lacking: Decimal = NOTHING

    @property
    def beyond(self) -> Decimal:
        return self.available - self.needed + self.lacking

    @property
    def covered_percent(self) -> int | None:
        """Of what is needed, how much is there, rounded down; None when nothing is needed."""
        return int(100 * (self.needed - self.lacking) / self.needed) if self.needed else None

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.needed + other.needed, self.available + other.available, self.lacking + other.lacking)


@dataclass(frozen=True)
class Totals:
    """`by_source`: what is available from whom; `by_goal`, `by_action`: by id, `by_year`, `by_kind`."""

    whole: Sum = Sum()
    by_source: Mapping[str, Decimal] = field(default_factory=dict)
    by_goal: Mapping[int, Sum] = field(default_factory=dict)
    by_action: Mapping[int, Sum] = field(default_factory=dict)
    by_year: Mapping[int, Sum] = field(default_factory=dict)
    by_kind: Mapping[str, Sum] = field(default_factory=dict)


def sum_of(resource: Mapping[str, Any]) -> Sum:
    """One resource of frozen content."""
    needed = exact(resource["needed"])
    available = sum((exact(line["amount"]) for line in resource["available"]), NOTHING)
    return Sum(needed, available, max(needed - available, NOTHING))


def totals(content: Content, *, cancelled: Collection[int] = ()) -> Totals:
    """Of the whole plan. `cancelled`: ids of actions that need nothing any more."""
    found = list(_resources(content, cancelled))
    sources: dict[str, Decimal] = {}
    for _, resource in found:
        for line in resource["available"]:
            sources[line["source"]] = sources.get(line["source"], NOTHING) + exact(line["amount"])
    return Totals(
        whole=sum((sum_of(resource) for _, resource in found), Sum()),
        by_source=dict(sorted(sources.items())),
        by_goal=_by(found, lambda action, _: action["goal"]),
        by_action=_by(found, lambda action, _: action["id"]),
        by_year=_by(found, lambda _, resource: resource["year"]),
        by_kind=_by(found, lambda _, resource: resource["kind"]),
    )


_Found = tuple[Mapping[str, Any], Mapping[str, Any]]


def _resources(content: Content, cancelled: Collection[int]) -> Iterator[_Found]:
    for action in content["actions"]:
        if action["id"] not in cancelled:
            for resource in action["resources"]:
                yield action, resource


def _by(found: list[_Found], key: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]) -> dict[Any, Sum]:
    sums: dict[Any, Sum] = {}
    for action, resource in found:
        place = key(action, resource)
        sums[place] = sums.get(place, Sum()) + sum_of(resource)
    return dict(sorted(sums.items()))
