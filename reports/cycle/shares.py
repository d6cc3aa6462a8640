"""How complete and timely the reports are: so many of so many, by oblast and period.

Counted by the database over rows of expected reports, never over today's settings: what was once asked
for stays the denominator. Excused reports are counted apart.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import reduce

from django.db.models import Count, Q

from communities.alphabet import in_order
from communities.models import Oblast
from reports.cycle.cell_states import IS_HANDED_IN_COMPLETE, IS_ON_TIME, CellState, cell_state_on
from reports.models import ExpectedReport, Period
from reports.periods import Stretch


@dataclass(frozen=True)
class Share:
    """So many of so many; never more than all."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole and rounded down, so that 100 means all. None of nothing."""
        return self.part * 100 // self.of if self.of else None


@dataclass(frozen=True)
class Totals:
    """Counts over expected reports that have opened. `asked` leaves the excused out, and so do the
    parts of it; `excused_in` are those that were handed in all the same."""

    asked: int = 0
    complete: int = 0
    on_time: int = 0
    published: int = 0
    excused: int = 0
    excused_in: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Totals)))

    @property
    def completeness(self) -> Share:
        return Share(self.complete, self.asked)

    @property
    def timeliness(self) -> Share:
        return Share(self.on_time, self.asked)

    @property
    def publication(self) -> Share:
        return Share(self.published, self.asked)


@dataclass(frozen=True)
class Summary:
    """A line of a summary: a period, or an oblast in one period."""

    label: str
    totals: Totals
    period: Period
    oblast: Oblast | None = None


def counted(
    oblasts: Sequence[Oblast], wanted: Sequence[Stretch]
) -> tuple[tuple[Period, ...], dict[tuple[int, dt.date], Totals]]:
    """The periods of which something is expected, newest first (the newest, without a key, if there is
    none), and what the database counted: a group for each oblast and period in which something has opened."""
    opened = Q(opened_at__isnull=False)
    asked, excused = opened & Q(excuse=""), opened & ~Q(excuse="")
    counted = (
        ExpectedReport.objects.filter(
            community__oblast__in=[oblast.pk for oblast in oblasts],
            period__starts_on__in=[stretch.starts_on for stretch in wanted],
        )
        .order_by()
        .values("community__oblast_id", "period_id", "period__starts_on")
        .annotate(
            asked=Count("pk", filter=asked),
            complete=Count("pk", filter=asked & IS_HANDED_IN_COMPLETE),
            on_time=Count("pk", filter=asked & IS_ON_TIME),
            published=Count("pk", filter=asked & Q(published_at__isnull=False)),
            excused=Count("pk", filter=excused),
            excused_in=Count("pk", filter=excused & Q(first_handed_in_on__isnull=False)),
        )
    )
    names = [field.name for field in fields(Totals)]
    keys: dict[dt.date, int] = {}
    totals: dict[tuple[int, dt.date], Totals] = {}
    for oblast, key, starts_on, *counts in counted.values_list(
        "community__oblast_id", "period_id", "period__starts_on", *names
    ):
        keys[starts_on] = key
        if any(counts):
            totals[oblast, starts_on] = Totals(*counts)
    periods = tuple(
        Period(pk=keys[stretch.starts_on], starts_on=stretch.starts_on, ends_on=stretch.ends_on)
        for stretch in wanted
        if stretch.starts_on in keys
    )
    newest = Period(starts_on=wanted[0].starts_on, ends_on=wanted[0].ends_on)
    return periods or (newest,), totals


def by_state(
    oblasts: Sequence[Oblast], period: Period, *, today: dt.date
) -> tuple[tuple[CellState, int], ...]:
    """How many expected reports of this period stand in which state, as the states are ordered. One query."""
    rows = ExpectedReport.objects.filter(
        community__oblast__in=[oblast.pk for oblast in oblasts], period=period.pk
    )
    words = rows.order_by().annotate(word=cell_state_on(today)).values_list("word")
    found = dict(words.annotate(number=Count("pk")))
    return tuple((state, found[state.value]) for state in CellState if state.value in found)


def by_period(periods: Iterable[Period], totals: dict[tuple[int, dt.date], Totals]) -> Iterable[Summary]:
    """All shown oblasts together; only periods that have opened somewhere."""
    for period in periods:
        of_period = [counts for (_, starts_on), counts in totals.items() if starts_on == period.starts_on]
        if of_period:
            yield Summary(period.label, reduce(Totals.__add__, of_period), period)


def by_oblast(
    oblasts: Sequence[Oblast], about: Period, totals: dict[tuple[int, dt.date], Totals]
) -> Iterable[Summary]:
    """Nothing for a single oblast: the lines by period say it all."""
    if len(oblasts) < 2:
        return
    for oblast in sorted(oblasts, key=lambda row: in_order(row.name)):
        counts = totals.get((oblast.pk, about.starts_on))
        if counts:
            yield Summary(oblast.name, counts, about, oblast)
