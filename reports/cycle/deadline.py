"""When a report is due, whether it is late and when it locks, for the pages of its police."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from reports.cycle.locking import Lock, why_locked
from reports.models import ExpectedReport


class Stage(StrEnum):
    """What matters most about the days of an expected report; each has its sentence in `deadline.html`."""

    NOT_OPEN = "not_open"
    HANDED_IN = "handed_in"
    EXCUSED = "excused"
    LOCKED = "locked"
    EXCEPTION = "exception"
    LATE = "late"
    DUE = "due"


@dataclass(frozen=True)
class Deadline:
    expected: ExpectedReport
    today: dt.date

    @property
    def stage(self) -> Stage:
        row = self.expected
        if row.is_handed_in:
            return Stage.HANDED_IN
        if row.is_excused:
            return Stage.EXCUSED
        if self.today < row.opens_on and row.report_id is None:
            return Stage.NOT_OPEN
        if self.lock:
            return Stage.LOCKED
        if self.today > row.locks_on and row.published_at is None:
            return Stage.EXCEPTION
        return Stage.LATE if self.today > row.current_due_on else Stage.DUE

    @property
    def lock(self) -> Lock | None:
        return why_locked(self.expected, today=self.today)

    @property
    def is_open(self) -> bool:
        """By the calendar: from its opening day on it can be started."""
        return self.today >= self.expected.opens_on

    @property
    def days_over(self) -> int:
        """How many days ago it was due; 0 while it is not late."""
        return max(0, (self.today - self.expected.current_due_on).days)

    @property
    def days_late(self) -> int | None:
        """How many days after its due day it was first handed in; 0 for on time, None before."""
        return days_late(self.expected)

    @property
    def why_extended(self) -> str:
        """In the words of the coordinator, the newest; empty when there was no more time."""
        return self.expected.return_extension_reason or self.expected.extension_reason


def days_late(expected: ExpectedReport) -> int | None:
    """Counted from the due day, once “on time” is over; a later sending back does not change it."""
    if expected.first_handed_in_on is None:
        return None
    return 0 if expected.is_on_time else (expected.first_handed_in_on - expected.due_on).days


def deadline_of(expected: ExpectedReport | None, *, today: dt.date) -> Deadline | None:
    return Deadline(expected, today) if expected else None
