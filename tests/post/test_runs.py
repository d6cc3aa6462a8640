"""What ran when: runs that did something are kept, idle ones leave a heartbeat."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communities import tasks
from communities.models import TaskRun
from communities.shared import runs
from tests.post.conftest import AT, MINUTE

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def run_at(at, task="t", **ending):
    row = runs.begin(task, at=at)
    runs.end(row, at=at + SECOND, **ending)
    return row


def test_a_look_every_two_seconds_leaves_one_row():
    for number in range(100):
        run_at(AT + number * 2 * SECOND)
    row = TaskRun.objects.get()
    assert row.started_at == AT + 198 * SECOND
    assert row.ended_at == AT + 199 * SECOND


def test_runs_that_did_something_or_failed_are_kept():
    run_at(AT)
    run_at(AT + MINUTE, outcome={"sent": 3, "failed": 0})
    run_at(AT + 2 * MINUTE, error="OSError: no room")
    run_at(AT + 3 * MINUTE)
    run_at(AT + 4 * MINUTE)
    kept = list(TaskRun.objects.order_by("started_at").values_list("outcome", "error"))
    assert kept == [({"sent": 3}, ""), ({}, "OSError: no room"), ({}, "")]


def test_a_run_that_was_cut_off_stays_without_an_end():
    run_at(AT)
    runs.begin("t", at=AT + MINUTE)
    run_at(AT + 2 * MINUTE)
    assert TaskRun.objects.filter(ended_at=None).count() == 1
    assert TaskRun.objects.count() == 2


def test_tasks_do_not_share_rows():
    run_at(AT, "one")
    run_at(AT, "two")
    run_at(AT + MINUTE, "one")
    assert {run.task: run.started_at for run in runs.newest_runs()} == {"one": AT + MINUTE, "two": AT}


def test_two_runs_of_one_task_at_once_do_not_share_a_row(monkeypatch):
    run_at(AT)
    first = runs.begin("t", at=AT + MINUTE)
    second = runs.begin("t", at=AT + MINUTE)
    assert first.pk != second.pk


def test_a_failing_task_is_recorded_and_still_fails(monkeypatch):
    def broken(*, at):
        raise OSError("no room")

    monkeypatch.setattr("communities.delivery.deliver", broken)
    with pytest.raises(OSError, match="no room"):
        tasks.deliver_letters()
    assert TaskRun.objects.get().error == "OSError: no room"


def test_a_task_says_what_it_did(monkeypatch):
    monkeypatch.setattr("communities.delivery.reconcile", lambda *, at: {"due_again": 2})
    tasks.reconcile_letters()
    row = TaskRun.objects.get()
    assert row.task == "communities.tasks.reconcile_letters"
    assert [number for _words, number in runs.outcome_in_words(row)] == [2]


def test_runs_are_forgotten_after_two_weeks():
    run_at(AT, outcome={"sent": 1})
    run_at(AT + dt.timedelta(days=10), outcome={"sent": 1})
    assert runs.forget_old(at=AT + dt.timedelta(days=15)) == 1
    assert TaskRun.objects.count() == 1


# --- the heartbeat ---


@pytest.mark.parametrize(("seconds", "is_alive"), [(0, True), (181, True), (182, False), (86400, False)])
def test_no_run_for_three_minutes_means_that_work_stands_still(seconds, is_alive):
    run_at(AT)  # ended a second later
    assert runs.heartbeat(at=AT + seconds * SECOND).is_alive is is_alive


def test_a_run_that_goes_on_is_no_heartbeat():
    runs.begin("t", at=AT)
    assert not runs.heartbeat(at=AT).is_alive


def test_a_clock_that_went_wrong_neither_proves_life_nor_floods_the_table():
    run_at(AT + dt.timedelta(days=1), outcome={"sent": 1})
    assert not runs.heartbeat(at=AT).is_alive
    for number in range(10):
        run_at(AT + number * MINUTE)
    assert TaskRun.objects.count() == 2
    assert runs.heartbeat(at=AT + 10 * MINUTE).is_alive


def test_the_heartbeat_is_one_query(django_assert_num_queries):
    run_at(AT)
    with django_assert_num_queries(1):
        runs.heartbeat(at=AT)


def test_the_command_for_a_watchdog(monkeypatch):
    with pytest.raises(CommandError, match="ever run"):
        call_command("check_worker")
    tasks.reconcile_letters()
    said = StringIO()
    call_command("check_worker", stdout=said)
    assert "alive" in said.getvalue()
    newest = TaskRun.objects.get().ended_at
    monkeypatch.setattr("communities.shared.clock.now", lambda: newest + 4 * MINUTE)
    with pytest.raises(CommandError, match="stands still: the last task ended 240 seconds ago"):
        call_command("check_worker")
