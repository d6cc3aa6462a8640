"""The board as a workbook: the matrix, the shares, and every expected report on a line of its own.

Text is written as text, whatever it begins with (R36); the file names nobody who made it (R35).
"""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from communities.models import Oblast, User
from communities.shared import audit
from reports.cycle.board import Board, Cell, Filters, Share, Totals, rows_of, whole_board_of
from reports.cycle.cell_states import CellState
from reports.models import Excuse

HEAD = PatternFill("solid", fgColor="0D5063")
HEAD_FONT = Font(bold=True, color="FFFFFF")
ISO = "yyyy-mm-dd"


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
    book = Workbook(write_only=True)
    book.properties.creator = "Community Security"
    book.properties.title = _("Two-monthly reports: where they stand")
    _matrix(book, board)
    _shares(book, board, oblasts)
    _list(book, board, today=today)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _matrix(book: Workbook, board: Board) -> None:
    heads = [pgettext("column", "Community"), _("Oblast"), *(period.label for period in board.periods)]
    sheet = _sheet(book, pgettext("sheet", "Matrix"), heads, [34, 24, *[24] * len(board.periods)])
    for line in board.page.object_list:
        words = (_in_words(cell) for cell in line.cells)
        sheet.append([_text(sheet, text) for text in (line.name, line.oblast.name, *words)])


def _in_words(cell: Cell) -> str:
    return "; ".join(str(word.label) for word in (cell.state, *cell.marks))


def _shares(book: Workbook, board: Board, oblasts: Sequence[Oblast]) -> None:
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
    sheet = _sheet(book, pgettext("sheet", "Shares"), heads, [28, 14, *[16] * 9])
    for period in board.periods:
        for oblast in oblasts:
            counts = board.totals.get((oblast.pk, period.starts_on))
            if counts:
                place = [_text(sheet, oblast.name), _text(sheet, period.stretch.iso)]
                sheet.append([*place, *_counts(counts)])


def _counts(counts: Totals) -> list[int | None]:
    shares = (counts.completeness, counts.timeliness, counts.publication)
    parts = (value for share in shares for value in _part(share))
    return [counts.asked, *parts, counts.excused, counts.excused_in]


def _part(share: Share) -> tuple[int, int | None]:
    return share.part, share.percent


def _list(book: Workbook, board: Board, *, today: dt.date) -> None:
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
    sheet = _sheet(book, pgettext("sheet", "List"), heads, widths)
    lines = {line.pk: line for line in board.page.object_list}
    periods = {period.pk: period for period in board.periods if period.pk}
    found: dict[tuple[int, int], dict[str, Any]] = {
        (row["community_id"], row["period_id"]): row for row in rows_of(lines, periods, today=today)
    }
    yes, no = _("yes"), _("no")
    for line in lines.values():
        for pk, period in periods.items():
            row = found.get((line.pk, pk))
            if row:
                named = (line.name, line.oblast.name, period.stretch.iso, CellState(row["state"]).label)
                sheet.append([*(_text(sheet, text) for text in named), *_facts(sheet, row, yes=yes, no=no)])


def _facts(sheet: Any, row: dict[str, Any], *, yes: str, no: str) -> Iterable[object]:
    first = row["first_handed_in_on"]
    on_time = "" if first is None else yes if first <= row["on_time_on"] else no
    for day in (row["opens_on"], row["acts_by_on"], row["locks_on"], first):
        yield _day(sheet, day)
    yield _text(sheet, yes if row["handed_in_at"] else no)
    yield _text(sheet, on_time)
    yield _text(sheet, yes if row["is_complete"] else no)
    yield _text(sheet, yes if row["published_at"] else no)
    yield _day(sheet, row["meeting_held_on"])
    yield _text(sheet, row["meeting_place"])
    yield _text(sheet, str(Excuse(row["excuse"]).label) if row["excuse"] else "")
    yield _text(sheet, row["excuse_reason"])
    yield _text(sheet, row["extension_reason"])


def _sheet(book: Workbook, title: str, heads: Sequence[str], widths: Sequence[int]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    cells = [_text(sheet, head) for head in heads]
    for cell in cells:
        cell.font, cell.fill = HEAD_FONT, HEAD
    sheet.append(cells)
    return sheet


def _text(sheet: Any, text: object) -> Any:
    """As text, whatever it begins with: openpyxl would make a formula of “=...”."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", str(text)))
    cell.data_type = "s"
    return cell


def _day(sheet: Any, day: dt.date | None) -> Any:
    if day is None:
        return None
    cell = WriteOnlyCell(sheet, value=dt.datetime(day.year, day.month, day.day))  # noqa: DTZ001 - a cell knows no zone
    cell.number_format = ISO
    return cell
