"""What time it is, for views, tasks and commands. Rules take the time as an argument and never ask.

Only a demonstration may move its clock (`CLOCK_MOVES`), so that people can watch the two-monthly
cycle go by; sign-in, sessions and codes always go by the real time.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from communities.models import ClockShift


def now() -> dt.datetime:
    """The instant, aware."""
    return timezone.now() + _shift()


def today() -> dt.date:
    """The day in Kyiv."""
    return timezone.localdate(now())


def _shift() -> dt.timedelta:
    if not settings.CLOCK_MOVES:
        return dt.timedelta(0)
    days = ClockShift.objects.filter(pk=1).values_list("days", flat=True).first()
    return dt.timedelta(days=days or 0)
