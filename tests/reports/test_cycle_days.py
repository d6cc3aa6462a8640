"""On which days periods open, are due and lock, through leap years, year ends and summer time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cycle.days import KYIV, BuiltInRule, days_of, end_of
from reports.periods import stretch_after, stretch_from_slug, stretch_of

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2036, 12, 31))
RULES = st.builds(
    BuiltInRule,
    opens_on_day=st.integers(1, 28),
    due_after_days=st.integers(1, 40),
    on_time_after_days=st.integers(40, 60),
    locks_after_days=st.integers(61, 90),
)


@pytest.mark.parametrize(
    ("slug", "opens", "due", "locks"),
    [
        ("2024-01", "2024-02-20", "2024-03-10", "2024-03-30"),  # ends on 29 February
        ("2025-01", "2025-02-20", "2025-03-10", "2025-03-30"),  # ends on 28 February
        ("2026-03", "2026-04-20", "2026-05-10", "2026-05-30"),
        ("2026-11", "2026-12-20", "2027-01-10", "2027-01-30"),  # over the end of a year
        ("2028-01", "2028-02-20", "2028-03-10", "2028-03-30"),
        ("2036-11", "2036-12-20", "2037-01-10", "2037-01-30"),
    ],
)
def test_the_usual_days(slug, opens, due, locks):
    days = days_of(stretch_from_slug(slug), BuiltInRule())
    said = (days.opens_on, days.due_on, days.on_time_on, days.locks_on)
    assert [each.isoformat() for each in said] == [opens, due, due, locks]
    assert (days.return_days, days.grace_days) == (7, 20)


@given(DAYS, RULES)
def test_days_follow_each_other_by_every_rule(day, rule):
    stretch = stretch_of(day)
    days = days_of(stretch, rule)
    assert (
        stretch.starts_on < days.opens_on <= stretch.ends_on < days.due_on <= days.on_time_on < days.locks_on
    )
    assert days.opens_on < days_of(stretch_after(stretch), rule).opens_on
    assert (days.due_on - stretch.ends_on).days == rule.due_after_days


@given(DAYS)
def test_a_day_ends_at_midnight_in_kyiv(day):
    end = end_of(day)
    local = end.astimezone(KYIV)
    assert end.tzinfo is dt.UTC
    assert (local.date(), local.time()) == (day + dt.timedelta(days=1), dt.time())
    assert (end - dt.timedelta(microseconds=1)).astimezone(KYIV).date() == day


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        ("2026-03-10", "2026-03-10T22:00:00+00:00"),  # winter time
        ("2026-03-28", "2026-03-28T22:00:00+00:00"),  # the clock goes forward at 3:00 the next morning
        ("2026-03-29", "2026-03-29T21:00:00+00:00"),  # a day of 23 hours
        ("2026-05-10", "2026-05-10T21:00:00+00:00"),  # summer time
        ("2026-10-24", "2026-10-24T21:00:00+00:00"),
        ("2026-10-25", "2026-10-25T22:00:00+00:00"),  # a day of 25 hours
        ("2027-01-10", "2027-01-10T22:00:00+00:00"),
    ],
)
def test_midnight_in_kyiv_as_an_instant(day, utc):
    assert end_of(dt.date.fromisoformat(day)).isoformat() == utc


@given(DAYS)
def test_a_period_is_written_as_iso_8601(day):
    stretch = stretch_of(day)
    start, duration = stretch.iso.split("/")
    assert (dt.date.fromisoformat(start), duration) == (stretch.starts_on, "P2M")
