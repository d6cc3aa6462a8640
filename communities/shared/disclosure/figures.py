"""One figure: a count, a percent, or anything that is not sensitive."""

from collections.abc import Iterable
from decimal import Decimal

from communities.shared.disclosure.values import (
    NO_DATA,
    PERCENT_STEP,
    ZERO,
    Hidden,
    Kind,
    Rule,
    Shown,
    floor,
    hidden,
    percent_bounds,
)


def show_value(
    exact: Decimal | int | bool | None,
    *,
    measure: str,
    sensitive: bool,
    rule: Rule,
    denominator: int | None = None,
    shown_denominator: Shown | None = None,
) -> Shown:
    """Any figure of the form. `measure`: count, percent, minutes, ratio, money, yesno.

    A sensitive figure that is neither a count nor a percent is hidden: there is no rule for it.
    """
    if exact is None:
        return NO_DATA
    if not sensitive:
        return show_exact(exact)
    if measure == "count":
        return show_count(exact, sensitive=True, rule=rule)
    if measure == "percent":
        return show_percent(
            exact,
            sensitive=True,
            denominator=denominator,
            shown_denominator=shown_denominator,
            rule=rule,
        )
    return hidden(Hidden.NO_RULE)


def show_exact(value: Decimal | int | bool) -> Shown:
    """A figure that is not sensitive. Yes is 1, no is 0."""
    return Shown(Kind.EXACT, Decimal(value))


def show_count(exact: Decimal | int | None, *, sensitive: bool, rule: Rule) -> Shown:
    """A count. None is "no data" and not 0. Raises `ValueError` for a sensitive one below 0 or not whole."""
    if exact is None:
        return NO_DATA
    if not sensitive:
        return show_exact(exact)
    count = whole(exact)
    if count == 0:
        return ZERO
    if count < rule.threshold:
        return Shown(Kind.FEWER_THAN, Decimal(rule.threshold))
    return Shown(Kind.ROUNDED, Decimal(rule.rounded(count)), rounded_to=rule.base, threshold=rule.threshold)


def show_percent(
    exact: Decimal | int | None,
    *,
    sensitive: bool,
    denominator: int | None,
    rule: Rule,
    shown_denominator: Shown | None = None,
) -> Shown:
    """A percent. A sensitive one is hidden or rounded to 5 points; only a true 0 and 100 are shown as such.

    `denominator` is the exact base, `shown_denominator` its published picture (by default the one of
    a first version). Everything is decided from that picture, so that neither showing nor hiding tells
    more about the base: with the default rule a percent appears from a base shown as 25, because 20
    also stands for 18. It is hidden too (`small_part`) when base and percent together would tell
    the part, or the rest, more narrowly than the rule tells a count: 95 % of about 25 is all but one.
    Raises `ValueError` for a sensitive percent outside 0-100.
    """
    if exact is None:
        return NO_DATA
    if not sensitive:
        return show_exact(exact)
    if not 0 <= exact <= 100:
        raise ValueError("A percent of a sensitive count is between 0 and 100.")
    base = shown_denominator or show_count(denominator, sensitive=True, rule=rule)
    percent = _rounded_percent(Decimal(exact))
    if reason := _why_hidden(percent, base=base, rule=rule):
        return hidden(reason)
    return Shown(Kind.ROUNDED, Decimal(percent), rounded_to=PERCENT_STEP) if percent else ZERO


def _why_hidden(percent: int, *, base: Shown, rule: Rule) -> Hidden | None:
    limits = base.bounds()
    if limits is None:
        return Hidden.UNKNOWN_BASE
    if limits[0] < rule.percent_min_denominator:
        return Hidden.SMALL_BASE
    if 0 < percent < 100 and not _percent_keeps_enough(percent, bases=limits, rule=rule):
        return Hidden.SMALL_PART
    return None


def _rounded_percent(exact: Decimal) -> int:
    """0 and 100 only for themselves; anything between is at least 5 and at most 95."""
    if exact in {0, 100}:
        return int(exact)
    nearest = floor((2 * exact + PERCENT_STEP) / (2 * PERCENT_STEP)) * PERCENT_STEP
    return min(max(nearest, PERCENT_STEP), 100 - PERCENT_STEP)


def _percent_keeps_enough(percent: int, *, bases: tuple[int, int], rule: Rule) -> bool:
    """Whether part and rest both keep enough possible values for one who knows base and percent as shown."""
    parts: set[int] = set()
    rests: set[int] = set()
    low, high = percent_bounds(percent)
    for base in range(bases[0], bases[1] + 1):
        for part in range(max(1, base * low // 100), min(base - 1, base * high // 100 + 1) + 1):
            if _rounded_percent(Decimal(100 * part) / base) == percent:
                parts.add(part)
                rests.add(base - part)
    return all(_enough(values, rule=rule) for values in (parts, rests))


def _enough(values: Iterable[int], *, rule: Rule) -> bool:
    values = set(values)
    touches_small = any(0 < value < rule.threshold for value in values)
    return len(values) >= (rule.threshold - 1 if touches_small else rule.narrowest)


def whole(exact: Decimal | int) -> int:
    if exact != int(exact) or exact < 0:
        raise ValueError("A sensitive count is a whole number from 0.")
    return int(exact)
