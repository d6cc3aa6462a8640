"""How early a meeting must be called: pure arithmetic of days.

Working days are Monday to Friday. Under martial law public holidays are working days (law 2136-IX, article
6), so none is left out; when that ends, the days of the labour code belong here.
"""

import datetime as dt

from communities.models import Statute

SATURDAY = 5  # of `date.weekday`


def earliest(statute: Statute, called_on: dt.date) -> dt.date:
    """The first day for which a meeting can be called in time. The day of the call does not count."""
    if not statute.notice_in_working_days:
        return called_on + dt.timedelta(days=statute.notice_days)
    day = called_on
    for _counted in range(statute.notice_days):
        day = next_working_day(day)
    return day


def is_short(statute: Statute, *, called_on: dt.date, meets_on: dt.date) -> bool:
    """Would members know of it later than their statute says?"""
    return meets_on < earliest(statute, called_on)


def next_working_day(day: dt.date) -> dt.date:
    day += dt.timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return day
