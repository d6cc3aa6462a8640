"""The clock of a demonstration goes ahead, never back, and never in a real installation."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from communities.models import ClockShift, Notice
from communities.shared import clock
from config import demo_clock
from reports.cycle.participation import join
from reports.models import ExpectedReport
from reports.periods import stretch_from_slug
from reports.tasks import remind_due, run_cycle

NOON = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def moving(settings, db):
    settings.CLOCK_MOVES = True
    with time_machine.travel(NOON, tick=False):
        yield


def test_without_a_step_it_shows_the_real_time(moving):
    assert clock.now() == NOON
    assert clock.today() == dt.date(2026, 11, 23)


def test_steps_add_up(moving):
    call_command("advance_clock", "14", stdout=io.StringIO())
    call_command("advance_clock", "2", stdout=io.StringIO())
    assert clock.today() == dt.date(2026, 12, 9)


@pytest.mark.parametrize("days", ["0", "-3", "99999"])
def test_it_goes_neither_back_nor_out_of_sight(moving, days):
    with pytest.raises(CommandError, match="Nothing was moved"):
        call_command("advance_clock", days)
    assert clock.today() == dt.date(2026, 11, 23)


def test_a_real_installation_goes_by_the_real_time_whatever_stands_in_the_database(settings, db):
    settings.CLOCK_MOVES = False
    ClockShift.objects.create(pk=1, days=30)
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON
    with pytest.raises(CommandError):
        call_command("advance_clock", "1")
    assert ClockShift.objects.get().days == 30


def test_the_cycle_can_be_watched(moving, cast, novopskov):
    join(novopskov, from_stretch=stretch_from_slug("2026-11"), by=cast.bohdan, at=NOON)
    run_cycle()
    assert ExpectedReport.objects.filter(opened_at=None).count() == 2  # this period and the next

    demo_clock.advance(30)  # 23 December: it opened on the 20th
    run_cycle()
    [opened] = ExpectedReport.objects.opened()
    assert opened.period.slug == "2026-11"

    demo_clock.advance(18)  # 10 January: the day on which it is due
    remind_due()
    told = Notice.objects.filter(person=cast.olena).order_by("at", "pk").values_list("kind", flat=True)
    assert list(told) == ["reports/opened", "reports/due_today"]


@pytest.mark.parametrize("days", ["1", "7", "30"])
def test_the_buttons_of_the_banner(moving, settings, client, cast, days, rf):
    client.force_login(cast.olena)
    request = rf.post("/work/clock/", {"days": days})
    request.user, request._messages = cast.olena, Said()
    assert demo_clock.advance_view(request).status_code == 302
    assert clock.today() == dt.date(2026, 11, 23) + dt.timedelta(days=int(days))


@pytest.mark.parametrize("days", ["", "x", "-1", "0", "1e3", "٣", "99999999999999999999"])
def test_nonsense_moves_nothing(moving, cast, days, rf):
    request = rf.post("/work/clock/", {"days": days})
    request.user, request._messages = cast.olena, Said()
    assert demo_clock.advance_view(request).status_code == 302
    assert clock.today() == dt.date(2026, 11, 23)


class Said:
    """Takes what would be said to the person."""

    def add(self, *args, **kwargs):
        pass
