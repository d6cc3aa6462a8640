"""When a report can no longer be started, saved or handed in, said in words.

Only what was never handed in, or was sent back, locks; correcting what is published does not.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communities.shared.days import in_words
from reports.models import ExpectedReport, Report


@dataclass(frozen=True)
class Lock:
    """`locked_on`: the last day on which it was open. `exception_ended_on`: of an exception that is over."""

    due_on: dt.date
    locked_on: dt.date
    was_sent_back: bool = False
    exception_ended_on: dt.date | None = None

    @property
    def words(self) -> str:
        """Why, in one or two sentences; what to do is said by `what_to_do`."""
        said = {"due": in_words(self.due_on), "last": in_words(self.locked_on)}
        if self.exception_ended_on:
            said["last"] = in_words(self.exception_ended_on)
            return _("This report was due on %(due)s. The exception made for it ended on %(last)s.") % said
        if self.was_sent_back:
            return (
                _(
                    "This report was sent back and the answers were due on %(due)s. "
                    "It has been locked since the end of %(last)s."
                )
                % said
            )
        return _("This report was due on %(due)s. It has been locked since the end of %(last)s.") % said

    @property
    def what_to_do(self) -> str:
        return _("Ask the coordinator of your oblast for an exception: then you can go on at once.")


class Locked(Exception):
    """The report is locked; `lock` says why. Nothing was stored."""

    def __init__(self, lock: Lock) -> None:
        super().__init__(f"locked since {lock.locked_on}")
        self.lock = lock


def why_locked(expected: ExpectedReport | None, *, today: dt.date) -> Lock | None:
    """None for a report that nobody expected: what is voluntary never locks."""
    if expected is None or expected.is_handed_in or expected.published_at is not None:
        return None
    if today <= expected.locks_on:
        return None
    until_on = expected.unlocked_until_on
    if until_on is not None and today <= until_on:
        return None
    return Lock(
        due_on=expected.current_due_on,
        locked_on=expected.locks_on,
        was_sent_back=expected.return_due_on is not None,
        exception_ended_on=until_on if until_on and until_on > expected.locks_on else None,
    )


def refuse_when_locked(expected: ExpectedReport | None, *, today: dt.date) -> None:
    if lock := why_locked(expected, today=today):
        raise Locked(lock)


def expected_of(report: Report) -> ExpectedReport | None:
    """Its expected row; asks nothing when fetched with `select_related("expected")`."""
    try:
        return report.expected
    except ExpectedReport.DoesNotExist:
        return None
