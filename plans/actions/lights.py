"""The traffic light of an action: computed from its days and what was said last, never set by hand.

A cancelled action does not lower the share of a plan, for the group decided so; one that is put
off counts as not done. What nobody has spoken of for so long is told as that, not as “on time”.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.states import Progress

SOON = dt.timedelta(days=14)
SILENCE = dt.timedelta(days=75)  # a two-monthly meeting and a fortnight


class Light(models.TextChoices):
    """From the best to the worst; each has a word and a shape, so that colour is never alone."""

    DONE = "done", _("done")
    ON_TIME = "on_time", _("on time")
    NOT_BEGUN = "not_begun", _("not begun yet")
    SOON = "soon", _("due soon")
    NO_WORD = "no_word", _("no word of it")
    NO_MONEY = "no_money", _("waits for money")
    LATE = "late", pgettext_lazy("an action", "late")
    PUT_OFF = "put_off", _("put off")
    CANCELLED = "cancelled", _("cancelled")


# Whatever the days are.
SAYS_IT_ALL = {
    Progress.CANCELLED: Light.CANCELLED,
    Progress.DONE: Light.DONE,
    Progress.POSTPONED: Light.PUT_OFF,
}


class Said(Protocol):
    """What was said last: a `ProgressEntry`, or anything like it."""

    @property
    def status(self) -> str: ...

    @property
    def percent(self) -> int | None: ...

    @property
    def said_on(self) -> dt.date: ...


def light(action: Mapping[str, Any], said: Said | None, *, today: dt.date) -> Light:
    """Of one action of frozen content ("starts_on", "due_on": ISO days or None)."""
    if said and said.status in SAYS_IT_ALL:
        return SAYS_IT_ALL[Progress(said.status)]
    due_on = _day(action["due_on"])
    if (said and said.status == Progress.LATE) or (due_on and due_on < today):
        return Light.LATE
    if said and said.status == Progress.SEEKS_FUNDING:
        return Light.NO_MONEY
    return _on_the_way(_day(action["starts_on"]), due_on, said, today=today)


def days_late(action: Mapping[str, Any], stands: Light | None, *, today: dt.date) -> int:
    """Since the day of an action that is late; 0 when its day is not over, or it is not late."""
    due_on = _day(action["due_on"])
    return max((today - due_on).days, 0) if due_on and stands is Light.LATE else 0


def _on_the_way(
    starts_on: dt.date | None, due_on: dt.date | None, said: Said | None, *, today: dt.date
) -> Light:
    if said is None and starts_on and starts_on > today:
        return Light.NOT_BEGUN
    if due_on and due_on - today <= SOON:
        return Light.SOON
    last_word_on = said.said_on if said else starts_on
    if last_word_on and today - last_word_on > SILENCE:
        return Light.NO_WORD
    return Light.ON_TIME


@dataclass(frozen=True)
class Share:
    """How far a plan is. `counted`: actions that were not cancelled."""

    done: int
    late: int
    counted: int
    cancelled: int

    @property
    def percent_done(self) -> int | None:
        """Rounded down; None when there is nothing to count."""
        return 100 * self.done // self.counted if self.counted else None


def share(lights: Iterable[Light]) -> Share:
    found = list(lights)
    cancelled = found.count(Light.CANCELLED)
    return Share(found.count(Light.DONE), found.count(Light.LATE), len(found) - cancelled, cancelled)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
