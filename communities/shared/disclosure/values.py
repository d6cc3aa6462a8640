"""The rule, and a value as residents may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

PERCENT_STEP = 5  # percentage points


@dataclass(frozen=True)
class Rule:
    """Which counts are small, how the others are rounded, and from which base a percent may be shown.

    Raises `ValueError` for a rule that would show exact counts.
    """

    threshold: int = 5
    base: int = 5
    percent_min_denominator: int = 20

    def __post_init__(self) -> None:
        if self.threshold < 3 or self.base < 3:
            raise ValueError("A threshold or a base below 3 would show exact counts.")

    def rounded(self, count: int) -> int:
        """The nearest multiple of `base`, half up, not below the threshold."""
        return rounded_count(count, threshold=self.threshold, base=self.base)

    def band(self, rounded: int) -> range:
        """The counts that are shown as `rounded`."""
        return band_of(rounded, threshold=self.threshold, base=self.base)

    @property
    def narrowest(self) -> int:
        """The fewest possible values that the rule itself ever leaves to a reader."""
        return min(self.threshold - 1, len(self.band(self.rounded(self.threshold))), self.base)


class Kind(StrEnum):
    EXACT = "exact"  # not sensitive
    ROUNDED = "rounded"
    FEWER_THAN = "fewer_than"
    ZERO = "zero"  # a sensitive count that is 0
    HIDDEN = "hidden"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


class Hidden(StrEnum):
    """Why a value is not shown."""

    SMALL_BASE = "small_base"  # a percent of too few
    UNKNOWN_BASE = "unknown_base"  # a percent of nobody knows how many
    SMALL_PART = "small_part"  # a percent that would tell a small count
    NO_RULE = "no_rule"  # sensitive, and of a type that cannot be rounded safely
    WITHHELD = "withheld"  # decided by a person, for instance that a zero is not published


@dataclass(frozen=True)
class Shown:
    """A value as residents may see it. It never holds an exact sensitive count other than 0.

    `value`: the exact value of a figure that is not sensitive (yes is 1, no is 0), the rounded one, the
    threshold of "fewer than", or 0. `rounded_to` and `threshold` describe a rounded value; a rounded
    percent has no threshold.
    """

    kind: Kind
    value: Decimal | None = None
    reason: Hidden | None = None
    rounded_to: int | None = None
    threshold: int | None = None

    def __post_init__(self) -> None:
        numbers = {Kind.EXACT, Kind.ROUNDED, Kind.FEWER_THAN, Kind.ZERO}
        if (self.value is not None) != (self.kind in numbers):
            raise ValueError(f"{self.kind} and its value do not fit")
        if (self.reason is not None) != (self.kind is Kind.HIDDEN):
            raise ValueError(f"{self.kind} and its reason do not fit")
        if (self.rounded_to is not None) != (self.kind is Kind.ROUNDED):
            raise ValueError(f"{self.kind} and its rounding do not fit")
        if self.value is not None and not self.value.is_finite():
            raise ValueError("A value is a finite number.")

    @property
    def is_number(self) -> bool:
        """Whether `value` may be printed as the figure (for "fewer than" it is the threshold)."""
        return self.kind in {Kind.EXACT, Kind.ROUNDED, Kind.ZERO}

    @property
    def is_protected(self) -> bool:
        """A sensitive count or percent other than zero stands behind it."""
        return self.kind in {Kind.ROUNDED, Kind.FEWER_THAN, Kind.HIDDEN}

    def bounds(self) -> tuple[int, int] | None:
        """The smallest and largest value that a reader of a first version can infer; None: no limit known.

        Whole numbers around it for values that are not whole. After a correction: `values_after`.
        """
        if self.value is None:
            return None
        if self.kind is Kind.FEWER_THAN:
            return 1, int(self.value) - 1
        if self.kind is not Kind.ROUNDED:
            return floor(self.value), ceiling(self.value)
        if self.threshold is None or self.rounded_to is None:
            return percent_bounds(int(self.value))
        band = band_of(int(self.value), threshold=self.threshold, base=self.rounded_to)
        return band[0], band[-1]

    def as_json(self) -> dict[str, Any]:
        """Only what there is; numbers as plain text, without an exponent or needless zeros."""
        said = {
            "kind": self.kind.value,
            "value": None if self.value is None else plain(self.value),
            "reason": self.reason.value if self.reason else None,
            "rounded_to": self.rounded_to,
            "threshold": self.threshold,
        }
        return {key: value for key, value in said.items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Shown":
        """Raises `ValueError` or `KeyError` for what `as_json` cannot have written."""
        return cls(
            kind=Kind(data["kind"]),
            value=Decimal(data["value"]) if "value" in data else None,
            reason=Hidden(data["reason"]) if "reason" in data else None,
            rounded_to=data.get("rounded_to"),
            threshold=data.get("threshold"),
        )


NO_DATA = Shown(Kind.NO_DATA)
NOT_APPLICABLE = Shown(Kind.NOT_APPLICABLE)
ZERO = Shown(Kind.ZERO, Decimal(0))


def hidden(reason: Hidden = Hidden.WITHHELD) -> Shown:
    return Shown(Kind.HIDDEN, reason=reason)


def rounded_count(count: int, *, threshold: int, base: int) -> int:
    lowest = -(-threshold // base) * base
    return max(lowest, (2 * count + base) // (2 * base) * base)


@lru_cache(maxsize=4096)
def band_of(rounded: int, *, threshold: int, base: int) -> range:
    around = range(max(threshold, rounded - 2 * base), rounded + base)
    counts = [count for count in around if rounded_count(count, threshold=threshold, base=base) == rounded]
    return range(counts[0], counts[-1] + 1)


def floor(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))


def ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def percent_bounds(percent: int) -> tuple[int, int]:
    if percent in {0, 100}:
        return percent, percent
    half = Decimal(PERCENT_STEP) / 2
    low = 0 if percent == PERCENT_STEP else floor(percent - half)
    high = 100 if percent == 100 - PERCENT_STEP else ceiling(percent + half)
    return low, high
