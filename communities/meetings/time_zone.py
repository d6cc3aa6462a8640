"""The time zone of the site as a calendar file describes it, for programs that do not know its name.

Telephones and offices whose list of zones is older than 2022 know Kyiv under another spelling only: they go
by this description. Where every year changes alike it is written as two rules for ever, which all
programs understand; where a law changes that, the days are listed one by one.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

FIRST_YEAR, LAST_YEAR = 2015, 2037
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Change:
    """The clocks go from one offset to another; `at`: local time before it (RFC 5545, 3.6.5)."""

    at: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=4)
def described(zone: str = settings.TIME_ZONE) -> Timezone:
    """As a VTIMEZONE of the years 2015 to 2037, from the zone data of this machine."""
    written = Timezone()
    written.add("tzid", zone)
    kinds: dict[tuple[dt.timedelta, dt.timedelta, str], list[_Change]] = {}
    for change in _changes(ZoneInfo(zone)):
        kinds.setdefault((change.before, change.after, change.name), []).append(change)
    for changes in kinds.values() or [[_as_it_is(ZoneInfo(zone))]]:
        written.add_component(_observance(changes))
    return written


def _observance(changes: list[_Change]) -> TimezoneDaylight | TimezoneStandard:
    first = changes[0]
    part = TimezoneDaylight() if first.is_summer else TimezoneStandard()
    part.add("dtstart", first.at)
    part.add("tzoffsetfrom", first.before)
    part.add("tzoffsetto", first.after)
    part.add("tzname", first.name)
    if _goes_on_alike(changes):
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": first.at.month, "BYDAY": "-1SU"}))
    elif len(changes) > 1:
        part.add("rdate", [change.at for change in changes[1:]])
    return part


def _goes_on_alike(changes: list[_Change]) -> bool:
    """On the last Sunday of the same month at the same hour, every year to the last."""
    first = changes[0].at
    years = [change.at.year for change in changes]
    return years == list(range(first.year, LAST_YEAR + 1)) and all(
        (each.at.month, each.at.time()) == (first.month, first.time())
        and each.at.weekday() == 6
        and (each.at + 7 * DAY).month != first.month
        for each in changes
    )


def _changes(zone: ZoneInfo) -> Iterator[_Change]:
    day, end = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (FIRST_YEAR, LAST_YEAR + 1))
    while day < end:
        if _offset(day, zone) != _offset(day + DAY, zone):
            yield _change_within(day, zone)
        day += DAY


def _change_within(day: dt.datetime, zone: ZoneInfo) -> _Change:
    """To the minute: no zone has changed at a second of its own for a century."""
    before, low, high = _offset(day, zone), 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(day + dt.timedelta(minutes=middle), zone) == before:
            low = middle
        else:
            high = middle
    instant = day + dt.timedelta(minutes=high)
    local = instant.astimezone(zone)
    return _Change(
        at=(instant + before).replace(tzinfo=None),
        before=before,
        after=_offset(instant, zone),
        name=local.tzname() or "",
        is_summer=bool(local.dst()),
    )


def _as_it_is(zone: ZoneInfo) -> _Change:
    """A zone whose clocks never change."""
    local = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=zone)
    offset = local.utcoffset() or dt.timedelta(0)
    return _Change(local.replace(tzinfo=None), offset, offset, local.tzname() or "", is_summer=False)


def _offset(instant: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta(0)
