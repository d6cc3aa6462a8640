"""The board as a workbook: the matrix, the shares, and every expected report on a line of its own."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.models import Oblast, User
from communities.shared import audit
from communities.shared.plain_sheets import Sheet, Value, workbook
from reports.cycle.board import Board, Filters, whole_board_of
from reports.cycle.cell_states import CellState
from reports.cycle.cells import Cell, rows_of
from reports.cycle.shares import Share, Totals
from reports.models import Excuse


@transaction.atomic
def export(
    oblasts: Sequence[Oblast], *, filters: Filters, today: dt.date, by: User, at: dt.datetime
) -> bytes:
    """The .xlsx of all communities that fit, in the active language. The trail keeps who took it along."""
    board = whole_board_of(oblasts, filters=filters, today=today)
    shown = [filters.oblast] if filters.oblast else oblasts
    audit.record(
        "board.exported",
        target=by,
        by=by,
        at=at,
        details={
            "communities": board.number,
            "periods": filters.periods,
            "oblasts": [oblast.slug for oblast in shown],
        },
    )
    return workbook_of(board, shown, today=today)


def workbook_of(board: Board, oblasts: Sequence[Oblast], *, today: dt.date) -> bytes:
    sheets = [_matrix(board), _shares(board, oblasts), _list(board, today=today)]
    return workbook(sheets, title=_("Two-monthly reports: where they stand"), creator="Community Security")


def _matrix(board: Board) -> Sheet:
    heads = [pgettext("column", "Community"), _("Oblast"), *(period.label for period in board.periods)]
    rows = (
        (line.name, line.oblast.name, *(_in_words(cell) for cell in line.cells))
        for line in board.page.object_list
    )
    return Sheet(pgettext("sheet", "Matrix"), heads, [34, 24, *[24] * len(board.periods)], rows)


def _in_words(cell: Cell) -> str:
    return "; ".join(str(word.label) for word in (cell.state, *cell.marks))


def _shares(board: Board, oblasts: Sequence[Oblast]) -> Sheet:
    heads = [
        _("Oblast"),
        _("Period"),
        _("Asked for"),
        _("Handed in and complete"),
        _("Completeness, %"),
        _("Handed in on time"),
        _("Timeliness, %"),
        _("Published"),
        _("Published, %"),
        _("Excused, counted apart"),
        _("Excused, handed in all the same"),
    ]
    rows = (
        (oblast.name, period.stretch.iso, *_counts(counts))
        for period in board.periods
        for oblast in oblasts
        if (counts := board.totals.get((oblast.pk, period.starts_on)))
    )
    return Sheet(pgettext("sheet", "Shares"), heads, [28, 14, *[16] * 9], rows)


def _counts(counts: Totals) -> list[int | None]:
    shares = (counts.completeness, counts.timeliness, counts.publication)
    parts = (value for share in shares for value in _part(share))
    return [counts.asked, *parts, counts.excused, counts.excused_in]


def _part(share: Share) -> tuple[int, int | None]:
    return share.part, share.percent


def _list(board: Board, *, today: dt.date) -> Sheet:
    heads = [
        pgettext("column", "Community"),
        _("Oblast"),
        _("Period"),
        _("State"),
        _("Opens"),
        _("Due"),
        _("Locked after"),
        _("First handed in"),
        _("Handed in now"),
        _("On time"),
        _("Complete"),
        _("Published"),
        _("Open meeting"),
        _("Place of the meeting"),
        _("Excused because of"),
        _("Reason of the excuse"),
        _("Reason of the extension"),
    ]
    widths = [34, 24, 16, 24, *[13] * 9, 30, 20, 40, 40]
    return Sheet(pgettext("sheet", "List"), heads, widths, _lines(board, today=today))


def _lines(board: Board, *, today: dt.date) -> Iterator[tuple[Value, ...]]:
    lines = {line.pk: line for line in board.page.object_list}
    periods = {period.pk: period for period in board.periods if period.pk}
    found: dict[tuple[int, int], dict[str, Any]] = {
        (row["community_id"], row["period_id"]): row for row in rows_of(lines, periods, today=today)
    }
    words = _Words()
    for line in lines.values():
        for pk, period in periods.items():
            if row := found.get((line.pk, pk)):
                yield (line.name, line.oblast.name, period.stretch.iso, *words.facts(row))


class _Words:
    """Those of the active language, looked up once and not for each of thousands of rows."""

    def __init__(self) -> None:
        self.states = {state.value: str(state.label) for state in CellState}
        self.excuses = {"": "", **{excuse.value: str(excuse.label) for excuse in Excuse}}
        self.yes, self.no = _("yes"), _("no")

    def facts(self, row: dict[str, Any]) -> tuple[Value, ...]:
        first = row["first_handed_in_on"]
        return (
            self.states[row["state"]],
            row["opens_on"],
            row["acts_by_on"],
            row["locks_on"],
            first,
            self._said(row["handed_in_at"]),
            "" if first is None else self._said(first <= row["on_time_on"]),
            self._said(row["is_complete"]),
            self._said(row["published_at"]),
            row["meeting_held_on"],
            row["meeting_place"],
            self.excuses[row["excuse"]],
            row["excuse_reason"],
            row["extension_reason"],
        )

    def _said(self, is_so: object) -> str:
        return self.yes if is_so else self.no
