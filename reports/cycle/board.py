"""The coordinator's board: communities by periods, and how complete and timely the reports are.

The shares are counted by the database over rows of expected reports, never over today's settings: what
was once asked for stays the denominator. Excused reports are counted apart. Three queries, however
many communities there are.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import get_language

from communities.alphabet import in_order, pattern_of
from communities.models import Community, Oblast, Reminder
from reports.cycle.cell_states import (
    IS_HANDED_IN_COMPLETE,
    IS_LATE,
    IS_ON_TIME,
    WAITED_FOR,
    CellState,
    Mark,
    cell_state_on,
)
from reports.cycle.nudging import NUDGE
from reports.models import ExpectedReport, Period
from reports.periods import Stretch, stretch_before, stretch_of

ROWS_A_PAGE = 20
FEW, MANY = 6, 12  # periods shown


@dataclass(frozen=True)
class Filters:
    """What is asked for. `about`: the period that `state` and the shares by oblast are of."""

    oblast: Oblast | None = None
    state: CellState | None = None
    about: Stretch | None = None
    name: str = ""
    periods: int = FEW

    @property
    def narrows(self) -> bool:
        """Does it leave communities out?"""
        return bool(self.oblast or self.state or self.name)


@dataclass(frozen=True)
class Cell:
    """One community and one period. `pk` is None where no report is expected."""

    period: Period
    state: CellState = CellState.NOT_EXPECTED
    pk: int | None = None
    acts_by_on: dt.date | None = None  # by when its author must act now
    marks: tuple[Mark, ...] = ()
    was_nudged: bool = False  # today

    @property
    def may_be_nudged(self) -> bool:
        return self.state in WAITED_FOR and not self.was_nudged


@dataclass(frozen=True)
class Line:
    """A community with its periods, newest first."""

    pk: int
    slug: str
    name: str
    oblast: Oblast
    cells: tuple[Cell, ...] = ()


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


@dataclass(frozen=True)
class Board:
    """`about` is the period that states and shares of oblasts are about: the newest that has opened,
    unless another one was asked for."""

    filters: Filters
    periods: tuple[Period, ...]
    about: Period
    page: Page[Line]
    by_period: tuple[Summary, ...]
    by_oblast: tuple[Summary, ...]
    totals: dict[tuple[int, dt.date], Totals]  # by oblast and first day of the period

    @property
    def number(self) -> int:
        return self.page.paginator.count


@dataclass(frozen=True)
class Newest:
    """How many reports of the newest period that has opened stand in which state."""

    period: Period
    counts: Mapping[CellState, int]

    @property
    def overdue(self) -> int:
        return self.counts.get(CellState.OVERDUE, 0)

    @property
    def sent_back_overdue(self) -> int:
        return self.counts.get(CellState.SENT_BACK_OVERDUE, 0)

    @property
    def with_head(self) -> int:
        return self.counts.get(CellState.WITH_HEAD, 0)

    @property
    def published(self) -> int:
        return self.counts.get(CellState.PUBLISHED, 0)


def newest_of(oblasts: Collection[int] | None, *, today: dt.date) -> Newest | None:
    """The board in a few numbers, for a desk: of these oblasts, of all when None. None before anything
    has opened. One query."""
    rows = ExpectedReport.objects.opened().order_by()
    if oblasts is not None:
        rows = rows.filter(community__oblast__in=oblasts)
    recent = [stretch.starts_on for stretch in stretches(2, today=today)]
    counted = (
        rows.filter(period__starts_on__in=recent)
        .annotate(word=cell_state_on(today))
        .values_list("period__starts_on", "word")
        .annotate(number=Count("pk"))
    )
    by_period: dict[dt.date, dict[CellState, int]] = defaultdict(dict)
    for starts_on, word, number in counted:
        by_period[starts_on][CellState(word)] = number
    if not by_period:
        return None
    stretch = stretch_of(max(by_period))
    period = Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
    return Newest(period, by_period[stretch.starts_on])


def stretches(number: int, *, today: dt.date) -> tuple[Stretch, ...]:
    """The period that runs (whose report opens next) and those before it, newest first."""
    found = [stretch_of(today)]
    while len(found) < number:
        found.append(stretch_before(found[-1]))
    return tuple(found)


def board_of(
    oblasts: Sequence[Oblast], *, filters: Filters, number: str | int | None = 1, today: dt.date
) -> Board:
    """One page of the board of these oblasts. `number`: the page, as it came from the address."""
    return _board(oblasts, filters=filters, number=number, today=today, rows=ROWS_A_PAGE)


def whole_board_of(oblasts: Sequence[Oblast], *, filters: Filters, today: dt.date) -> Board:
    """All rows on one page, for a file."""
    return _board(oblasts, filters=filters, number=1, today=today, rows=None)


def _board(
    oblasts: Sequence[Oblast],
    *,
    filters: Filters,
    number: str | int | None,
    today: dt.date,
    rows: int | None,
) -> Board:
    shown = [filters.oblast] if filters.oblast else list(oblasts)
    periods, totals = _counted(shown, stretches(filters.periods, today=today))
    about = _about(filters, periods, totals)
    lines = _communities(shown, filters=filters, periods=periods, about=about, today=today)
    page = Paginator(lines, rows or max(len(lines), 1)).get_page(number)
    page.object_list = _with_cells(list(page.object_list), periods, today=today)
    return Board(
        filters=filters,
        periods=periods,
        about=about,
        page=page,
        by_period=tuple(_by_period(periods, totals)),
        by_oblast=tuple(_by_oblast(shown, about, totals)),
        totals=totals,
    )


def _counted(
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


def _about(filters: Filters, periods: Sequence[Period], totals: Collection[tuple[int, dt.date]]) -> Period:
    if filters.about:
        for period in periods:
            if period.stretch == filters.about:
                return period
    opened = {starts_on for _oblast, starts_on in totals}
    return next((period for period in periods if period.starts_on in opened), periods[0])


def _communities(
    oblasts: Sequence[Oblast],
    *,
    filters: Filters,
    periods: Sequence[Period],
    about: Period,
    today: dt.date,
) -> list[Line]:
    """Those of which at least one of the periods expects a report, in the order of the alphabet."""
    of_place = ExpectedReport.objects.filter(community=OuterRef("pk")).order_by()
    places = Community.objects.filter(
        Exists(of_place.filter(period__in=[period.pk for period in periods if period.pk])),
        oblast__in=[oblast.pk for oblast in oblasts],
    ).order_by()
    now = of_place.filter(period=about.pk)
    if filters.state == CellState.NOT_EXPECTED:
        places = places.exclude(Exists(now))
    elif filters.state:
        places = places.filter(Exists(now.alias(word=cell_state_on(today)).filter(word=filters.state)))
    by_pk, english = {oblast.pk: oblast for oblast in oblasts}, get_language() == "en"
    wanted = re.compile(pattern_of(filters.name), re.IGNORECASE)
    found = [
        Line(pk, slug, name_en if english else name_uk, by_pk[oblast_id])
        for pk, slug, name_uk, name_en, oblast_id in places.values_list(
            "pk", "slug", "name_uk", "name_en", "oblast_id"
        )
        if wanted.search(name_uk) or wanted.search(name_en)
    ]
    return sorted(found, key=lambda line: in_order(line.name))


def _with_cells(lines: Sequence[Line], periods: Sequence[Period], *, today: dt.date) -> list[Line]:
    by_pk = {period.pk: period for period in periods if period.pk}
    cells: dict[int, dict[dt.date, Cell]] = defaultdict(dict)
    for row in rows_of([line.pk for line in lines], by_pk, today=today):
        period = by_pk[row["period_id"]]
        cells[row["community_id"]][period.starts_on] = _cell(row, period, today=today)
    return [
        Line(
            line.pk,
            line.slug,
            line.name,
            line.oblast,
            tuple(cells[line.pk].get(period.starts_on, Cell(period)) for period in periods),
        )
        for line in lines
    ]


def rows_of(
    communities: Iterable[int], periods: Iterable[int], *, today: dt.date
) -> Iterable[dict[str, Any]]:
    """The facts of the rows behind the cells, with the word of their state."""
    nudged = (
        Reminder.objects.about(ExpectedReport)
        .filter(target_id=OuterRef("pk"), kind=NUDGE, due_on=today)
        .order_by()
    )
    rows = (
        ExpectedReport.objects.filter(community__in=list(communities), period__in=list(periods))
        .order_by()
        .with_current_due()
        .annotate(state=cell_state_on(today), is_late=IS_LATE, was_nudged=Exists(nudged))
        .values()
    )
    return [dict(row) for row in rows]


def _cell(row: dict[str, Any], period: Period, *, today: dt.date) -> Cell:
    state = CellState(row["state"])
    return Cell(
        period=period,
        state=state,
        pk=row["id"],
        acts_by_on=row["acts_by_on"],
        marks=tuple(_marks(row, state, today=today)),
        was_nudged=row["was_nudged"],
    )


def _marks(row: dict[str, Any], state: CellState, *, today: dt.date) -> Iterable[Mark]:
    if state == CellState.OVERDUE and row["report_id"]:
        yield Mark.IN_WORK
    if row["is_late"]:
        yield Mark.LATE
    if row["excuse"] and state != CellState.EXCUSED:
        yield Mark.EXCUSED
    if row["due_on"] > row["planned_due_on"]:
        yield Mark.EXTENDED
    if row["locks_on"] < today and row["unlocked_until_on"] and row["unlocked_until_on"] >= today:
        yield Mark.UNLOCKED
    if state in {CellState.WITH_HEAD, CellState.PUBLISHED}:
        yield Mark.COMPLETE if row["is_complete"] else Mark.GAPS
    if row["meeting_held_on"]:
        yield Mark.MEETING


def _by_period(periods: Iterable[Period], totals: dict[tuple[int, dt.date], Totals]) -> Iterable[Summary]:
    """All shown oblasts together; only periods that have opened somewhere."""
    for period in periods:
        of_period = [counts for (_, starts_on), counts in totals.items() if starts_on == period.starts_on]
        if of_period:
            yield Summary(period.label, reduce(Totals.__add__, of_period), period)


def _by_oblast(
    oblasts: Sequence[Oblast], about: Period, totals: dict[tuple[int, dt.date], Totals]
) -> Iterable[Summary]:
    """Nothing for a single oblast: the lines by period say it all."""
    if len(oblasts) < 2:
        return
    for oblast in sorted(oblasts, key=lambda row: in_order(row.name)):
        counts = totals.get((oblast.pk, about.starts_on))
        if counts:
            yield Summary(oblast.name, counts, about, oblast)
