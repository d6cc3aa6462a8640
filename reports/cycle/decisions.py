"""What a coordinator decides about one expected report: more time, an excuse, an exception from the lock.

Each with a reason; those of an extension and an excuse stand on public pages, so those
are drawn again.
"""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from communities.models import User
from communities.shared import audit
from reports.cycle import telling
from reports.cycle.locking import why_locked
from reports.cycle.rules import RuleBook
from reports.models import Excuse, ExpectedReport
from reports.yearly import documents

REASON_MAX = 500  # characters
FURTHEST = dt.timedelta(days=60)  # an extension or exception ends at most so long after today


class Undecidable(StrEnum):
    """Why a decision about an expected report cannot be taken."""

    NO_REASON = "there is no reason"
    REASON_TOO_LONG = "the reason is too long"
    NOT_OPENED = "its period has not opened yet"
    HANDED_IN = "it is handed in"
    EXCUSED = "it is excused"
    NOT_EXCUSED = "it is not excused"
    NOT_LATER = "the new day is not later than the old one"
    IN_THE_PAST = "the day is over"
    TOO_FAR = "the day is too far away"
    NOT_LOCKED = "it is not locked"


class CannotDecide(Exception):
    def __init__(self, reason: Undecidable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def extend(
    expected: ExpectedReport, *, due_on: dt.date, reason: str, by: User, at: dt.datetime
) -> ExpectedReport:
    """A later due day. The lock moves by as many days, and “on time” is at least as late.

    Of a report that was sent back only the day for the answers moves: what was late stays late, and the
    reason is for its police alone. Raises `CannotDecide`.
    """
    row, reason, today = _held(expected), _reason(reason), timezone.localdate(at)
    if row.opened_at is None:
        raise CannotDecide(Undecidable.NOT_OPENED)
    if row.is_excused:
        raise CannotDecide(Undecidable.EXCUSED)
    if row.is_handed_in:
        raise CannotDecide(Undecidable.HANDED_IN)
    was_due_on = row.current_due_on
    if due_on <= was_due_on:
        raise CannotDecide(Undecidable.NOT_LATER)
    _refuse_day(due_on, today=today)
    if row.return_due_on is not None:
        row.return_due_on, row.return_extension_reason = due_on, reason
        row.locks_on = max(row.locks_on, due_on + dt.timedelta(days=_grace_days(row)))
    else:
        row.locks_on += due_on - row.due_on
        row.due_on = due_on
        row.on_time_on = max(row.on_time_on, due_on)
        row.extension_reason = reason
    row.save(
        update_fields=[
            *("due_on", "on_time_on", "locks_on", "extension_reason"),
            *("return_due_on", "return_extension_reason"),
        ]
    )
    audit.record(
        "expected.extended",
        target=row,
        by=by,
        at=at,
        community=row.community,
        details={**_about(row), "was_due_on": was_due_on.isoformat(), "due_on": due_on.isoformat()},
    )
    telling.extended(row, reason=reason, by=by, at=at)
    documents.changed(row, at=at)
    return row


@transaction.atomic
def excuse(
    expected: ExpectedReport, *, excuse: Excuse, reason: str, by: User, at: dt.datetime
) -> ExpectedReport:
    """It is not asked for and counted apart; whoever hands it in all the same is welcome. Possible before
    its period opens. Raises `CannotDecide`."""
    row, reason = _held(expected), _reason(reason)
    if row.is_excused:
        raise CannotDecide(Undecidable.EXCUSED)
    if row.is_handed_in or row.published_at is not None:  # not while it is corrected either
        raise CannotDecide(Undecidable.HANDED_IN)
    row.excuse, row.excuse_reason = Excuse(excuse).value, reason
    row.save(update_fields=["excuse", "excuse_reason"])
    audit.record(
        "expected.excused",
        target=row,
        by=by,
        at=at,
        community=row.community,
        details={**_about(row), "excuse": row.excuse},
    )
    telling.excused(row, by=by, at=at)
    documents.changed(row, at=at)
    return row


@transaction.atomic
def withdraw_excuse(expected: ExpectedReport, *, by: User, at: dt.datetime) -> ExpectedReport:
    """It is asked for again, with the days it had. Raises `CannotDecide`."""
    row = _held(expected)
    if not row.is_excused:
        raise CannotDecide(Undecidable.NOT_EXCUSED)
    row.excuse, row.excuse_reason = "", ""
    row.save(update_fields=["excuse", "excuse_reason"])
    audit.record(
        "expected.excuse_withdrawn",
        target=row,
        by=by,
        at=at,
        community=row.community,
        details=_about(row),
    )
    telling.excuse_withdrawn(row, by=by, at=at)
    documents.changed(row, at=at)
    return row


@transaction.atomic
def unlock(
    expected: ExpectedReport, *, until_on: dt.date, reason: str, by: User, at: dt.datetime
) -> ExpectedReport:
    """An exception from the lock until the end of this day; it stays late. Raises `CannotDecide`."""
    row, reason, today = _held(expected), _reason(reason), timezone.localdate(at)
    if row.is_handed_in:
        raise CannotDecide(Undecidable.HANDED_IN)
    if why_locked(row, today=today) is None:
        raise CannotDecide(Undecidable.NOT_LOCKED)
    _refuse_day(until_on, today=today)
    row.unlocked_until_on, row.unlock_reason = until_on, reason
    row.save(update_fields=["unlocked_until_on", "unlock_reason"])
    audit.record(
        "expected.unlocked",
        target=row,
        by=by,
        at=at,
        community=row.community,
        details={**_about(row), "until_on": until_on.isoformat()},
    )
    telling.unlocked(row, until_on=until_on, by=by, at=at)
    return row


def _held(expected: ExpectedReport) -> ExpectedReport:
    return (
        ExpectedReport.objects.select_related("community", "period")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=expected.pk)
    )


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise CannotDecide(Undecidable.NO_REASON)
    if len(reason) > REASON_MAX:
        raise CannotDecide(Undecidable.REASON_TOO_LONG)
    return reason


def _refuse_day(day: dt.date, *, today: dt.date) -> None:
    if day < today:
        raise CannotDecide(Undecidable.IN_THE_PAST)
    if day > today + FURTHEST:
        raise CannotDecide(Undecidable.TOO_FAR)


def _grace_days(row: ExpectedReport) -> int:
    oblast = row.community.oblast_id
    return RuleBook([oblast]).days(oblast, row.period.stretch).grace_days


def _about(row: ExpectedReport) -> dict[str, str]:
    return {"period": row.period.slug}
