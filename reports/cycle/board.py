"""The coordinator's board: communities by periods, and how complete and timely the reports are.

Four queries, however many communities there are: two of `shares`, the communities, their `cells`.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import get_language

from communities.alphabet import in_order, pattern_of
from communities.models import Community, Oblast
from reports.cycle import shares
from reports.cycle.cell_states import CellState, cell_state_on
from reports.cycle.cells import Line, with_cells
from reports.cycle.shares import Summary, Totals
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
class Board:
    """`about` is the period that states and shares of oblasts are about: the newest that has opened,
    unless another one was asked for."""

    filters: Filters
    periods: tuple[Period, ...]
    about: Period
    page: Page[Line]
    by_period: tuple[Summary, ...]
    by_oblast: tuple[Summary, ...]
    by_state: tuple[tuple[CellState, int], ...]  # of the period that it is about
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
    periods, totals = shares.counted(shown, stretches(filters.periods, today=today))
    about = _about(filters, periods, totals)
    lines = _communities(shown, filters=filters, periods=periods, about=about, today=today)
    page = Paginator(lines, rows or max(len(lines), 1)).get_page(number)
    page.object_list = with_cells(list(page.object_list), periods, today=today)
    return Board(
        filters=filters,
        periods=periods,
        about=about,
        page=page,
        by_period=tuple(shares.by_period(periods, totals)),
        by_oblast=tuple(shares.by_oblast(shown, about, totals)),
        by_state=shares.by_state(shown, about, today=today) if about.pk else (),
        totals=totals,
    )


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
