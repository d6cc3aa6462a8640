"""Whoever is responsible is reminded: once for each step, of missed steps the latest only, account or not."""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from communities.models import Duty, Notice, Reminder, Role
from communities.shared.reminding import digest_of
from plans.actions import action_reminders, progress
from plans.actions.action_reminders import STEPS
from plans.models import Action, ActionLink, ProgressEntry
from plans.states import Progress
from plans.tasks import remind_of_actions
from plans.versions import afterwards
from tests.meetings.making import KYIV
from tests.plans.making import EMAIL, SECRET_ACTION, approve, make_plan

DUE = dt.date(2027, 9, 1)  # of the action whose responsible person has no account
DAY = dt.timedelta(days=1)


def noon(day):
    return dt.datetime.combine(day, dt.time(12), tzinfo=KYIV)


def run(day):
    return action_reminders.remind_due(today=day, at=noon(day))


@pytest.fixture
def plan(cast, group):
    found = make_plan(group, cast.sofiia)
    approve(found)
    return found


@pytest.fixture
def drivers(plan):
    return plan.actions.get(title="Уроки для водіїв")


def ledger(action):
    rows = Reminder.objects.about(Action).filter(target_id=action.pk)
    return [(row.kind, row.is_skipped) for row in rows.order_by("at", "pk")]


@trying(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(-20, 60), min_size=1, max_size=7))
def test_however_often_and_late_it_runs_each_step_is_said_once(drivers, db, days):
    with transaction.atomic():
        written = []
        for offset in sorted(set(days)):
            run(DUE + offset * DAY)
            run(DUE + offset * DAY)
            mine = Notice.objects.filter(address=EMAIL, at=noon(DUE + offset * DAY))
            written.append(mine.count())
        found = ledger(drivers)
        assert not [kind for kind, times in Counter(kind for kind, _ in found).items() if times > 1]
        assert {kind for kind, _ in found} == {
            step.kind for step in STEPS if step.days_after_due <= max(days)
        }
        assert max(written, default=0) <= 1  # of what was missed, the latest only
        assert (
            sum(written)
            == sum(not is_skipped for _, is_skipped in found)
            == ActionLink.objects.filter(action=drivers).count()
        )
        transaction.set_rollback(True)


def test_each_step_in_its_time_and_none_after_it_is_done(cast, drivers, django_assert_max_num_queries):
    for step in STEPS[:3]:
        assert run(DUE + step.days_after_due * DAY - DAY) == 0 or step == STEPS[0]
        run(DUE + step.days_after_due * DAY)
    assert [kind for kind, _ in ledger(drivers)] == ["step-14", "step-3", "step+0"]
    assert {row.address_digest for row in Reminder.objects.filter(person=None)} == {digest_of(EMAIL)}
    with django_assert_max_num_queries(11):
        run(DUE)
    progress.say(drivers, status=Progress.DONE, by=cast.sofiia, today=DUE, at=noon(DUE))
    run(DUE + 40 * DAY)
    assert len(ledger(drivers)) == 3


@pytest.mark.parametrize("status", [Progress.AS_PLANNED, Progress.LATE, Progress.SEEKS_FUNDING])
def test_whoever_says_that_it_goes_on_is_reminded_all_the_same(cast, drivers, status):
    progress.say(drivers, status=status, by=cast.sofiia, today=DUE, at=noon(DUE))
    run(DUE)
    assert ledger(drivers)[-1] == ("step+0", False)


def test_who_is_told(cast, plan, drivers):
    """A member by the account, somebody else by the address, else the secretary, else the chair."""
    run(dt.date(2028, 1, 5))
    told = {(row.person and row.person.name, row.address, row.kind) for row in Notice.objects.all()}
    assert told == {
        ("Sofiia Kravets", "", "plans/action_due"),
        (None, EMAIL, "plans/action_due"),
        ("Sofiia Kravets", "", "plans/action_to_ask"),  # of the action for the group only
    }
    assert SECRET_ACTION not in str(list(Notice.objects.values()))
    assert ActionLink.objects.filter(action__is_internal=True).count() == 0
    Duty.objects.filter(role=Role.SECRETARY).update(ended_on=dt.date(2028, 1, 6))
    run(dt.date(2028, 2, 1))
    assert Notice.objects.filter(person=cast.halyna, kind="plans/action_to_ask").exists()


def test_the_day_of_the_version_in_force_counts(cast, plan, drivers):
    afterwards.revise(plan, by=cast.halyna, at=noon(DUE))
    Action.objects.filter(pk=drivers.pk).update(due_on=DUE + 400 * DAY)
    run(DUE)
    assert ledger(drivers)[-1] == ("step+0", False)
    plan.refresh_from_db()
    afterwards.cancel(plan, reason="The war", by=cast.halyna, at=noon(DUE))
    assert run(DUE + 7 * DAY) == 0


def test_the_task_waits_for_the_morning_and_counts(drivers, time_machine, settings):
    settings.MESSAGES_FROM_HOUR = 7
    time_machine.move_to(dt.datetime.combine(DUE, dt.time(5), tzinfo=KYIV), tick=False)
    remind_of_actions()
    assert not Reminder.objects.exists()
    time_machine.move_to(noon(DUE), tick=False)
    remind_of_actions()
    assert Reminder.objects.filter(target_id=drivers.pk, is_skipped=False).count() == 1
    assert not ProgressEntry.objects.exists()
