"""How often a visitor wrote is counted for a stretch of time, and forgotten soon after it."""

import datetime as dt

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from communities import tasks
from communities.models import TaskRun
from communities.shared import visitor_limits
from communities.shared.visitor_limits import Limit
from config.schedule import TIMETABLE

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LOOKED, WROTE = Limit("looked", at_most=2, per=HOUR), Limit("wrote", at_most=2, per=DAY)


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM visitor_cache")
        return sorted(key for (key,) in cursor.fetchall())


@pytest.fixture(autouse=True)
def nothing_counted(db):
    caches["visitors"].clear()


def test_while_it_counts_it_is_kept_and_within_a_day_it_is_gone():
    at = timezone.now()
    for limit in (LOOKED, WROTE):
        assert [visitor_limits.spend(limit, "pseudonym", at=at) for _ in range(3)] == [True, True, False]
    caches["visitors"].set("kept-for-a-week", 1, timeout=7 * 86_400)
    assert visitor_limits.forget_lapsed(at=at) == 0
    assert not visitor_limits.spend(WROTE, "pseudonym", at=at)
    assert visitor_limits.forget_lapsed(at=at + HOUR + dt.timedelta(seconds=2)) in {2, 4}  # 4 before midnight
    visitor_limits.forget_lapsed(at=at + DAY + dt.timedelta(seconds=2))
    assert [key for key in kept() if "pseudonym" in key] == []
    assert [key for key in kept() if "week" in key]


def test_the_task_runs_often_enough_and_tells_what_it_did(monkeypatch):
    (entry,) = [each for each in TIMETABLE.values() if each["task"].endswith("forget_lapsed_limits")]
    assert entry["schedule"] <= DAY.total_seconds()
    visitor_limits.spend(LOOKED, "pseudonym", at=timezone.now())
    later = timezone.now() + DAY
    monkeypatch.setattr("communities.tasks.timezone.now", lambda: later)
    tasks.forget_lapsed_limits()
    assert TaskRun.objects.get().outcome == {"forgotten": 1}
    assert kept() == []


def test_a_flood_of_visitors_makes_nobody_forget_who_tried_passwords():
    caches["default"].set("who-tried-passwords", 1, timeout=600)
    full = caches["visitors"]
    full._max_entries, kept_before = 3, full._max_entries
    try:
        for visitor in range(9):
            assert visitor_limits.spend(LOOKED, f"pseudonym-{visitor}", at=timezone.now())
    finally:
        full._max_entries = kept_before
    assert len(kept()) < 9
    assert caches["default"].get("who-tried-passwords") == 1
    assert visitor_limits.forget_lapsed(at=timezone.now() + HOUR) > 0
    assert caches["default"].get("who-tried-passwords") is None
