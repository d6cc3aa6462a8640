"""The two-monthly cycle of the demonstration: communities join, periods open, people are reminded, one
report is excused and one gets more time. The same verbs as in real life, on the days they would happen.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone

from communities.models import Community, Notice, Role, User
from config.demo_data import When
from reports.cycle import decisions, participation, reminders
from reports.cycle.completing import complete_due
from reports.cycle.days import BuiltInRule, days_of
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from reports.cycle.steps import DEFAULT_STEPS
from reports.models import Excuse, ExpectedReport
from reports.periods import Stretch, stretch_after, stretch_of

KYIV = ZoneInfo("Europe/Kyiv")
JOINED_BEFORE = 5  # days before the first period
MORNING = dt.time(7, 30)
EXCUSED = "donetsk-unnamed"  # fighting near by: the report that is being worked on elsewhere
EXTENDED = "velyka-novosilka"  # had more time for the newest published one
STILL_UNREAD = dt.timedelta(days=14)  # people have read what is older

Act = tuple[dt.datetime, Callable[[dt.datetime], object]]


def acts(slugs: set[str], *, now: dt.datetime) -> Iterator[Act]:
    """What happens in these communities until now, each with its instant."""
    today = timezone.localdate(now)
    first, newest = (when.stretch(today=today) for when in (When.PREVIOUS, When.NEWEST))
    current = When.CURRENT.stretch(today=today)
    yield _at(first.starts_on, days=-JOINED_BEFORE), lambda at: _join(slugs, first, at=at)
    for day in sorted({day for day in _days(first, until=today) if day <= today}):
        yield _at(day, days=0, time=MORNING), _morning
    if EXTENDED in slugs:
        yield _at(newest.ends_on, days=2), lambda at: _extend(newest, at=at)
    if EXCUSED in slugs:
        yield _at(current.ends_on, days=3), lambda at: _excuse(current, at=at)


def read_what_is_old(*, now: dt.datetime) -> None:
    Notice.objects.filter(at__lt=now - STILL_UNREAD, read_at=None).update(read_at=now)


def _days(first: Stretch, *, until: dt.date) -> Iterator[dt.date]:
    """Days on which something happens by itself: periods open, and the steps of reminding."""
    stretch = first
    while stretch.starts_on <= until:
        days = days_of(stretch, BuiltInRule())
        yield days.opens_on
        for step in DEFAULT_STEPS:
            yield days.due_on + dt.timedelta(days=step.days_after_due)
        stretch = stretch_after(stretch)


def _join(slugs: set[str], stretch: Stretch, *, at: dt.datetime) -> None:
    for community in Community.objects.filter(slug__in=slugs).order_by("pk"):
        participation.join(community, from_stretch=stretch, by=_coordinator(community), at=at)
    expect(today=timezone.localdate(at), at=at)


def _morning(at: dt.datetime) -> None:
    today = timezone.localdate(at)
    expect(today=today, at=at)
    open_due(today=today, at=at)
    reminders.remind_due(today=today, at=at)
    complete_due()


def _extend(stretch: Stretch, *, at: dt.datetime) -> None:
    row = _expected(EXTENDED, stretch)
    decisions.extend(
        row,
        due_on=row.due_on + dt.timedelta(days=7),
        reason="Через аварійні відключення світла поліція не мала доступу до обліків.",
        by=_coordinator(row.community),
        at=at,
    )


def _excuse(stretch: Stretch, *, at: dt.datetime) -> None:
    row = _expected(EXCUSED, stretch)
    decisions.excuse(
        row,
        excuse=Excuse.HOSTILITIES,
        reason="Через обстріли відділ поліції працював в іншому приміщенні й без зв’язку.",
        by=_coordinator(row.community),
        at=at,
    )


def _expected(slug: str, stretch: Stretch) -> ExpectedReport:
    return ExpectedReport.objects.select_related("community", "period").get(
        community__slug=slug, period__starts_on=stretch_of(stretch.starts_on).starts_on
    )


def _coordinator(community: Community) -> User:
    return User.objects.get(
        duties__role=Role.OBLAST_COORDINATOR, duties__oblast=community.oblast_id, duties__ended_on=None
    )


def _at(day: dt.date, *, days: int, time: dt.time = dt.time(9)) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=days), time, tzinfo=KYIV)
