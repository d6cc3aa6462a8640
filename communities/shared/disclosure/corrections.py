"""Corrected figures.

**Corrections** (`show_corrected`). A band that was published stays as long as the corrected count is
less than `base` away from it, and also where showing the new band would leave fewer values than the
narrowest band of the rule has (10 would become 5 only for an exact 5). So "10" of a corrected report
may stand for 5-14, and nothing tells a reader whether it was corrected. A band that does change shows
at least three possible values. Crossing the threshold, and to or from zero, cannot be hidden
truthfully: the new band is shown with a warning.

What remains is a reader who is told *by how much* ("one case was added"). Counted over every count from
0 to 60 and every correction by 1 to 4 up or down (a test counts again), default rule, 478 corrections:

* 308 leave such a reader as many values as the rule asks for: 4, or 3 where the band itself has 3;
* 170 leave fewer: 79 leave three instead of four, 54 leave two, 37 tell the count. 8 of them are to or
  from zero, 20 cross the threshold, 63 change a rounded band for its neighbour (by 3 or 4, never by 1
  or 2 from 8 up), and in 79 nothing changes on the page, but the old or the new count must lie at the
  edge of its band. For each of them, and for no other, `correction_risk` warns.

So what is published is safe alone; told amounts are not, and the publisher is asked to leave them out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from communities.shared.disclosure.figures import show_count, show_percent, whole
from communities.shared.disclosure.totals import values_needed
from communities.shared.disclosure.values import PERCENT_STEP, Kind, Rule, Shown


class Risk(StrEnum):
    ZERO = "zero"  # to or from zero
    THRESHOLD = "threshold"  # to or from "fewer than"
    BAND = "band"  # from one rounded band to another
    WITHIN = "within"  # nothing changes on the page


@dataclass(frozen=True)
class CorrectionWarning:
    """For the publisher: who is told by how much the figure was corrected can narrow it down.

    `possible` values would be left to such a reader, `needed` ask the rule. The reason of the correction
    must not say how many cases were added or taken away.
    """

    risk: Risk
    possible: int
    needed: int


def show_corrected(
    exact: Decimal | int | None, *, previous: Shown, rule: Rule, sensitive: bool = True
) -> tuple[Shown, CorrectionWarning | None]:
    """A corrected count, given how it was published last. See the head of this file.

    The warning says that some correction by less than `base` between these two pictures would be told
    too narrowly by its amount; `correction_risk` knows about the actual one.
    """
    shown = show_count(exact, sensitive=sensitive, rule=rule)
    if exact is None or not sensitive:
        return shown, None
    shown = _picture_after(whole(exact), previous=previous, rule=rule)
    if shown == previous:
        return previous, None
    amounts = [amount for size in range(1, rule.base) for amount in (size, -size)]
    risks = [_risk(previous, shown, amount=amount, start=None, rule=rule) for amount in amounts]
    return shown, min((risk for risk in risks if risk), key=lambda risk: risk.possible, default=None)


def correction_risk(
    old: Shown, new: Shown, *, exact_old: int, exact_new: int, rule: Rule
) -> CorrectionWarning | None:
    """What a reader could infer who is told by how much the count was corrected; None: nothing much."""
    if exact_old == exact_new:
        return None
    return _risk(old, new, amount=exact_new - exact_old, start=exact_old, rule=rule)


def show_corrected_percent(
    exact: Decimal | None,
    *,
    previous: Shown,
    denominator: int | None,
    rule: Rule,
    shown_denominator: Shown | None = None,
) -> Shown:
    """A corrected sensitive percent: the old one stays while the new is less than 5 points away from it."""
    fresh = show_percent(
        exact, sensitive=True, denominator=denominator, shown_denominator=shown_denominator, rule=rule
    )
    if fresh.kind is previous.kind is Kind.ROUNDED and exact is not None and previous.value is not None:
        between = 0 < exact < 100 and previous.value < 100
        return previous if between and abs(exact - previous.value) < PERCENT_STEP else fresh
    return fresh


def values_after(previous: Shown, shown: Shown, *, rule: Rule) -> tuple[int, ...]:
    """Every count that a correction would show as `shown` after `previous`: what its reader can infer."""
    if shown.bounds() is None:
        return ()
    return tuple(_counts_shown_as(shown, after=previous, rule=rule))


def _picture_after(count: int, *, previous: Shown, rule: Rule) -> Shown:
    shown = show_count(count, sensitive=True, rule=rule)
    same_rule = (previous.rounded_to, previous.threshold) == (rule.base, rule.threshold)
    if shown.kind is not Kind.ROUNDED or previous.value is None or not same_rule:
        return shown
    old = int(previous.value)
    visible = [value for value in rule.band(rule.rounded(count)) if abs(value - old) >= rule.base]
    return shown if count in visible and len(visible) >= rule.narrowest else previous


def _counts_shown_as(shown: Shown, *, after: Shown, rule: Rule) -> Iterator[int]:
    low, high = shown.bounds() or (0, -1)
    for count in range(max(0, low - 2 * rule.base), high + 2 * rule.base + 1):
        if _picture_after(count, previous=after, rule=rule) == shown:
            yield count


def _risk(old: Shown, new: Shown, *, amount: int, start: int | None, rule: Rule) -> CorrectionWarning | None:
    """`start`: the old exact count where it is known, to see whether the old picture was itself kept."""
    limits = old.bounds()
    needed = max(values_needed(old, rule=rule), values_needed(new, rule=rule))
    if limits is None or new.bounds() is None or not needed:
        return None
    olds: Iterable[int] = range(limits[0], limits[1] + 1)
    if start is not None and start not in olds:
        olds = values_after(old, old, rule=rule)
    possible = sum(
        value + amount >= 0 and _picture_after(value + amount, previous=old, rule=rule) == new
        for value in olds
    )
    if possible >= needed or (start is None and not possible):
        return None
    return CorrectionWarning(_kind_of_risk(old, new), possible=possible, needed=needed)


def _kind_of_risk(old: Shown, new: Shown) -> Risk:
    kinds = {old.kind, new.kind}
    if old == new:
        return Risk.WITHIN
    if Kind.ZERO in kinds:
        return Risk.ZERO
    return Risk.THRESHOLD if Kind.FEWER_THAN in kinds else Risk.BAND
