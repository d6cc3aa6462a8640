"""Totals: added up exactly, then shown, and refused where they would tell a part."""

from collections.abc import Sequence
from decimal import Decimal

from communities.shared.disclosure.figures import show_count
from communities.shared.disclosure.values import NO_DATA, Kind, Rule, Shown


class TotalRefused(Exception):
    """A total that must not be published."""


class RunningTotalRefused(TotalRefused):
    """A sum over periods of sensitive counts: two of them, subtracted, give back one period."""


class TotalNarrowsPart(TotalRefused):
    """Total and parts together tell one of them more narrowly than the rule. `parts`: their places."""

    def __init__(self, parts: tuple[int, ...]) -> None:
        super().__init__("The total and the published parts together tell too much.")
        self.parts = parts


def show_total(
    exacts: Sequence[Decimal | int | None],
    *,
    sensitive: bool,
    rule: Rule,
    across_periods: bool = False,
    parts: Sequence[Shown] | None = None,
) -> Shown:
    """The sum of exact values, then shown by the rule; "no data" when one of them is missing.

    `parts` is how the parts are published beside it: by default each by the rule, `()` when they are not.
    Raises `RunningTotalRefused` or `TotalNarrowsPart`.
    """
    if sensitive and across_periods:
        raise RunningTotalRefused("Sensitive counts are not added up over periods.")
    if not exacts or any(exact is None for exact in exacts):
        return NO_DATA
    total = show_count(
        sum((Decimal(exact) for exact in exacts if exact is not None), Decimal(0)),
        sensitive=sensitive,
        rule=rule,
    )
    if not sensitive:
        return total
    if parts is None:
        parts = [show_count(exact, sensitive=True, rule=rule) for exact in exacts]
    if narrowed := narrowed_parts(parts, total=total, rule=rule):
        raise TotalNarrowsPart(narrowed)
    return total


def may_total(parts: Sequence[Shown], *, total: Shown, rule: Rule) -> bool:
    """Whether this total may stand beside these parts."""
    return not narrowed_parts(parts, total=total, rule=rule)


def narrowed_parts(parts: Sequence[Shown], *, total: Shown, rule: Rule) -> tuple[int, ...]:
    """The places of the parts (the total's place is after the last) that the sum tells too narrowly."""
    limits = total.bounds()
    if limits is None or not parts:
        return ()
    bounds = [part.bounds() or (0, limits[1]) for part in parts]
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    inferred = [
        (max(low, limits[0] - (most - high)), min(high, limits[1] - (least - low))) for low, high in bounds
    ]
    inferred.append((max(limits[0], least), min(limits[1], most)))
    return tuple(
        place
        for place, (shown, (low, high)) in enumerate(zip([*parts, total], inferred, strict=True))
        if high - low + 1 < values_needed(shown, rule=rule)
    )


def values_needed(shown: Shown, *, rule: Rule) -> int:
    """How many possible values a reader must be left with; 0 for what is not protected.

    As many as the value's own band has, but no more than "fewer than" leaves: threshold - 1. `rule`
    speaks for hidden values, which do not carry their threshold. Percents are judged in `show_percent`.
    """
    if shown.kind is Kind.HIDDEN:
        return rule.threshold - 1
    limits = shown.bounds()
    if limits is None or shown.kind not in {Kind.FEWER_THAN, Kind.ROUNDED}:
        return 0
    own = limits[1] - limits[0] + 1
    if shown.kind is Kind.FEWER_THAN:
        return own
    return min(own, shown.threshold - 1) if shown.threshold else 0
