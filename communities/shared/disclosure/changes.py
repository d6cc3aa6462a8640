"""The change between two figures, computed from what is shown and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from communities.shared.disclosure.values import Kind, Shown, plain


class Direction(StrEnum):
    MORE = "more"
    LESS = "less"
    SAME = "same"
    ABOUT_THE_SAME = "about_the_same"  # both shown as the same rounded value
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """From one shown value to a later one. `amount` and `percent` only between two exact ones.

    `amount` is in the figure's unit (points for a percent), `percent` has one decimal and is None
    when it started from 0.
    """

    direction: Direction
    amount: Decimal | None = None
    percent: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        said = {
            "direction": self.direction.value,
            "amount": None if self.amount is None else plain(self.amount),
            "percent": None if self.percent is None else plain(self.percent),
        }
        return {key: value for key, value in said.items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Change":
        return cls(
            direction=Direction(data["direction"]),
            amount=Decimal(data["amount"]) if "amount" in data else None,
            percent=Decimal(data["percent"]) if "percent" in data else None,
        )


def show_change(now: Shown, before: Shown) -> Change:
    """The change between two values as they are shown; of protected ones only its direction.

    It takes nothing else, so it cannot tell more than the two values do.
    """
    if now.value is not None and before.value is not None:
        amount = now.value - before.value
        if now.kind is before.kind is Kind.EXACT:
            return Change(_direction(amount), amount=amount, percent=_percent_of(amount, before.value))
        if now.kind is before.kind is Kind.ROUNDED:
            return Change(_direction(amount) if amount else Direction.ABOUT_THE_SAME)
    return Change(_direction_of_bounds(now.bounds(), before.bounds()))


def _percent_of(amount: Decimal, before: Decimal) -> Decimal | None:
    return (100 * amount / before).quantize(Decimal("0.1"), ROUND_HALF_UP) if before > 0 else None


def _direction(amount: Decimal) -> Direction:
    if amount == 0:
        return Direction.SAME
    return Direction.MORE if amount > 0 else Direction.LESS


def _direction_of_bounds(later: tuple[int, int] | None, earlier: tuple[int, int] | None) -> Direction:
    """Only what is certain."""
    if later is None or earlier is None:
        return Direction.UNKNOWN
    if later == earlier == (0, 0):
        return Direction.SAME
    if later[0] > earlier[1]:
        return Direction.MORE
    return Direction.LESS if later[1] < earlier[0] else Direction.UNKNOWN
