"""A coordinator asks about a report: once a day, recorded, and only where there is somebody to ask."""

import pytest

from communities.models import AuditEntry, Duty, Notice, Reminder, Role
from communities.shared import trail
from reports.cycle.nudging import AlreadyNudged, NothingToNudge, nudge
from reports.cycle.reminders import remind_due
from reports.cycle.steps import Silence
from tests.reports.owing import DAY, DUE, expected_of, noon


def press(expected, by, day=DUE):
    return nudge(expected, by=by, today=day, at=noon(day))


def test_the_officer_is_asked_and_it_is_recorded(cast, novopskov):
    expected = expected_of(novopskov)
    press(expected, cast.bohdan)
    row = Reminder.objects.get()
    assert (row.person, row.by, row.kind, row.due_on) == (cast.olena, cast.bohdan, "nudge", DUE)
    notice = Notice.objects.get()
    assert (notice.kind, notice.person) == ("reports/nudge", cast.olena)
    assert notice.facts["by_name"] == "Bohdan Savchenko"
    entry = AuditEntry.objects.get(act="expected.nudged")
    assert (entry.by, entry.community) == (cast.bohdan, novopskov)
    assert entry.act in trail.known_acts()


def test_once_a_day_whoever_presses(cast, novopskov):
    expected = expected_of(novopskov)
    press(expected, cast.bohdan)
    with pytest.raises(AlreadyNudged):
        press(expected, cast.larysa)
    press(expected, cast.larysa, DUE + 1 * DAY)
    assert Reminder.objects.count() == 2


def test_a_nudge_is_no_step_of_reminding(cast, novopskov):
    press(expected_of(novopskov), cast.bohdan)
    assert remind_due(today=DUE, at=noon(DUE)) == 1


def test_without_an_officer_the_head_is_asked(cast, novopskov):
    Duty.objects.filter(community=novopskov, role=Role.REPORTING_OFFICER).update(ended_on=DUE)
    press(expected_of(novopskov), cast.bohdan)
    assert Notice.objects.get().person == cast.petro
    assert Notice.objects.get().link == "/work/duties/"


def test_nothing_to_ask_for_and_nobody_to_ask(cast, novopskov, popasna):
    excused = expected_of(novopskov, excuse="evacuation", excuse_reason="Evacuated.")
    Duty.objects.filter(community=popasna).update(ended_on=DUE)
    for expected, reason in ((excused, Silence.EXCUSED), (expected_of(popasna), Silence.NOBODY)):
        with pytest.raises(NothingToNudge) as refused:
            press(expected, cast.bohdan)
        assert refused.value.silence == reason
    assert not Reminder.objects.exists()
    assert not AuditEntry.objects.filter(act="expected.nudged").exists()
