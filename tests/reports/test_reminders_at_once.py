"""Several workers remind in the same moment, and officers hand in meanwhile: everybody hears of it once."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection

from communities.models import AuditEntry, Community, Duty, Letter, Notice, Oblast, Reminder, Role
from reports.cycle.digest import send_digests
from reports.cycle.nudging import AlreadyNudged, nudge
from reports.cycle.reminders import remind_due
from tests.conftest import person
from tests.reports.owing import DAY, DUE, expected_of, noon
from tests.reports.test_at_the_same_time import at_once

TOWNS, WORKERS = 40, 6

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


@pytest.fixture
def towns(luhansk: Oblast) -> list[Community]:
    made = []
    for number in range(TOWNS):
        town = Community.objects.create(
            slug=f"town{number}", oblast=luhansk, name_uk=f"Місто {number}", name_en=f"Town {number}"
        )
        officer = person(f"officer{number}", f"Officer {number}")
        Duty.objects.create(
            person=officer, role=Role.REPORTING_OFFICER, community=town, started_on=dt.date(2020, 1, 1)
        )
        made.append(town)
    return made


def test_workers_that_remind_at_once_double_nothing(towns, monkeypatch):
    monkeypatch.setattr("communities.shared.reminding.BATCH", 7)
    for town in towns:
        expected_of(town)
    told = at_once(*[lambda: remind_due(today=DUE, at=noon(DUE))] * WORKERS)
    assert sum(told) == TOWNS
    assert Reminder.objects.filter(is_skipped=False).count() == TOWNS
    assert Reminder.objects.count() == 3 * TOWNS
    assert (Notice.objects.count(), Letter.objects.count()) == (TOWNS, TOWNS)


def test_workers_of_two_days_at_once(towns, monkeypatch):
    """A worker that woke from yesterday and one of today: nobody hears a step twice, the later one is said."""
    monkeypatch.setattr("communities.shared.reminding.BATCH", 7)
    for town in towns:
        expected_of(town)
    days = [DUE - 1 * DAY, DUE] * 3
    at_once(*[lambda day=day: remind_due(today=day, at=noon(day)) for day in days])
    sent = Counter(Reminder.objects.filter(is_skipped=False).values_list("person", "kind"))
    assert set(sent.values()) == {1}
    assert Reminder.objects.filter(is_skipped=False, kind="step+0").count() == TOWNS
    assert Notice.objects.count() == Letter.objects.count() == len(sent)


def test_six_coordinators_press_at_once(cast, novopskov):
    expected = expected_of(novopskov)
    outcomes = at_once(*[lambda: nudge(expected, by=cast.bohdan, today=DUE, at=noon(DUE))] * WORKERS)
    assert Counter(type(outcome) for outcome in outcomes) == {list: 1, AlreadyNudged: WORKERS - 1}
    assert Reminder.objects.count() == Notice.objects.count() == 1
    assert AuditEntry.objects.filter(act="expected.nudged").count() == 1


def test_digests_at_once(cast, novopskov):
    expected_of(novopskov)
    monday = DUE + 13 * DAY
    at_once(*[lambda: send_digests(today=monday, at=noon(monday))] * WORKERS)
    assert Notice.objects.filter(kind="reports/digest").count() == Letter.objects.count() == 1
