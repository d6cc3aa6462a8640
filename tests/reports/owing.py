"""Expected reports for tests: what a community owes, on the days of the approved rhythm."""

import datetime as dt

from communities.models import Community
from reports.models import ExpectedReport, Period
from reports.periods import Stretch, stretch_from_slug
from tests.conftest import KYIV

AUTUMN = stretch_from_slug("2026-09")  # opens on 20 October, due on 10 November, locked after 30 November
DUE = dt.date(2026, 11, 10)
DAY = dt.timedelta(days=1)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=KYIV)


def expected_of(community: Community, *, stretch: Stretch = AUTUMN, **fields: object) -> ExpectedReport:
    """An opened one; the days are those of the defaults unless they are given."""
    period, _ = Period.objects.get_or_create(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
    opens_on, due_on = stretch.ends_on.replace(day=20), stretch.ends_on + 10 * DAY
    usual = {
        "opens_on": opens_on,
        "planned_due_on": due_on,
        "due_on": due_on,
        "on_time_on": due_on,
        "locks_on": stretch.ends_on + 30 * DAY,
        "opened_at": noon(opens_on),
    }
    return ExpectedReport.objects.create(community=community, period=period, **{**usual, **fields})
