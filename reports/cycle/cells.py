"""The cells of the board: one community and one period each, with the word, the marks and the day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from communities.models import Oblast, Reminder
from reports.cycle.cell_states import IS_LATE, WAITED_FOR, CellState, Mark, cell_state_on
from reports.cycle.nudging import NUDGE
from reports.models import ExpectedReport, Period


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


def with_cells(lines: Sequence[Line], periods: Sequence[Period], *, today: dt.date) -> list[Line]:
    """The lines with a cell for each of these periods. One query."""
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
