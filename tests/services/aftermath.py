"""Letting time go by until nothing is left to do."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Sum

from communities.delivery import LEASE
from communities.models import Letter, LetterState, Notice, Reminder
from reports.models import ExpectedReport
from tests.services.counters import FINAL, LISTED
from tests.services.site import PEOPLE, the_period

HELD = {LetterState.CLAIMED, LetterState.SENDING}
LOOK_EVERY = 2.0
QUIET = 2.0  # seconds
DEAD_AFTER = 6.0  # seconds; a living deliverer moves its letter sooner, the mail server answering or not


def everybody_is_told() -> bool:
    """The work of the timetable is done; the letters may still be on their way."""
    reminded = Reminder.objects.filter(is_skipped=False).count()
    return reminded >= PEOPLE and Notice.objects.filter(kind="reports/opened").count() >= PEOPLE


def rows_are_made() -> bool:
    return ExpectedReport.objects.filter(period__starts_on=the_period().starts_on).exists()


def pass_time(by: dt.timedelta) -> None:
    """As if the clock of the letters had gone on: every instant about them lies that much further back."""
    Letter.objects.update(
        written_at=F("written_at") - by, due_at=F("due_at") - by, claimed_at=F("claimed_at") - by
    )


class Watch:
    """Looks whether letters move. What nobody moves any more was held by somebody who is dead, and holds up the
    others: then the time goes by until that is noticed."""

    def __init__(self) -> None:
        self._before, self._since = _state_of_post(), time.monotonic()

    def look(self) -> None:
        now = _state_of_post()
        if now != self._before:
            self._before, self._since = now, time.monotonic()
        elif time.monotonic() - self._since > DEAD_AFTER and Letter.objects.filter(state__in=HELD).exists():
            pass_time(LEASE + dt.timedelta(seconds=1))
            self._since = time.monotonic()


def settle(*, seconds: float = 300, meanwhile: Callable[[], object] | None = None) -> float:
    """Wait until everybody is told and every letter is final; how many seconds that took.

    `meanwhile` is done every two seconds.
    """
    began = rang = time.monotonic()
    watch = Watch()
    over_since: float | None = None
    while True:
        if not everybody_is_told() or Letter.objects.exclude(state__in=FINAL).exists():
            over_since = None
        else:
            over_since = over_since or time.monotonic()
            # The coordinator is told of listed letters by the next round, which is a letter too.
            wait = 2 * LOOK_EVERY if Letter.objects.filter(state__in=LISTED).exists() else 0
            if time.monotonic() - over_since >= wait:
                break
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not at rest after {seconds:.0f} seconds: {_state_of_post()}")
        time.sleep(0.1)
        if meanwhile and time.monotonic() - rang > LOOK_EVERY:
            meanwhile()
            rang = time.monotonic()
        watch.look()
    return over_since - began


def nothing_moves(*, seconds: float = 60) -> None:
    """Wait until no letter is due and nothing has moved for a while."""
    before, since, end = _state_of_post(), time.monotonic(), time.monotonic() + seconds
    while time.monotonic() - since < QUIET:
        assert time.monotonic() < end, f"still moving after {seconds:.0f} seconds: {before}"
        time.sleep(0.1)
        if (now := _state_of_post()) != before:
            before, since = now, time.monotonic()


def _state_of_post() -> list[Any]:
    return list(
        Letter.objects.values("state").annotate(n=Count("pk"), tries=Sum("attempts")).order_by("state")
    )
