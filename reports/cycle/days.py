"""On which days a period opens, is due and locks. Pure: no clock, no database."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.periods import Stretch

KYIV = ZoneInfo("Europe/Kyiv")


class DayRule(Protocol):
    """What of a rule the days are computed from; `models.CycleRule` is one."""

    @property
    def opens_on_day(self) -> int: ...
    @property
    def due_after_days(self) -> int: ...
    @property
    def on_time_after_days(self) -> int: ...
    @property
    def locks_after_days(self) -> int: ...
    @property
    def return_days(self) -> int: ...


@dataclass(frozen=True)
class BuiltInRule:
    """What holds for an oblast that decided nothing: the approved rhythm."""

    opens_on_day: int = 20
    due_after_days: int = 10
    on_time_after_days: int = 10
    locks_after_days: int = 30
    return_days: int = 7


@dataclass(frozen=True)
class CycleDays:
    """Days in Kyiv, each included: what is due on a day is due until its midnight.

    `return_days`: how many days a report that was sent back has. `grace_days`: from due to locked.
    """

    opens_on: dt.date
    due_on: dt.date
    on_time_on: dt.date
    locks_on: dt.date
    return_days: int

    @property
    def grace_days(self) -> int:
        return (self.locks_on - self.due_on).days


def days_of(stretch: Stretch, rule: DayRule) -> CycleDays:
    ends_on = stretch.ends_on
    return CycleDays(
        opens_on=ends_on.replace(day=rule.opens_on_day),
        due_on=ends_on + dt.timedelta(days=rule.due_after_days),
        on_time_on=ends_on + dt.timedelta(days=rule.on_time_after_days),
        locks_on=ends_on + dt.timedelta(days=rule.locks_after_days),
        return_days=rule.return_days,
    )


def end_of(day: dt.date) -> dt.datetime:
    """The instant (UTC) at which this day ends in Kyiv: 24:00 there, summer time included."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=KYIV).astimezone(dt.UTC)
