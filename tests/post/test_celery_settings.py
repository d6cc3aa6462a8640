"""How work in the background is carried: each setting with the reason why it is so."""

import importlib
from pathlib import Path

import pytest
from celery import schedules
from django.conf import settings
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads

from communities.shared import runs
from config.celery import app
from config.schedule import BELLS_LAST, TIMETABLE

OPTIONS = app.conf.broker_transport_options
REASONS = [
    ("a killed worker's task is not acknowledged, so it runs again", app.conf.task_acks_late, True),
    ("nor when only the child of the pool is killed", app.conf.task_reject_on_worker_lost, True),
    ("a worker holds one message, so a kill delays one", app.conf.worker_prefetch_multiplier, 1),
    ("pickle from a writable Redis would run code", set(app.conf.accept_content), {"json"}),
    ("we send what we accept", app.conf.task_serializer, "json"),
    ("what came of a task stands in the database", app.conf.result_backend, None),
    ("so nobody waits for a result", app.conf.task_ignore_result, True),
    ("in Kyiv's time beat loses ticks where the clock changes", app.conf.timezone, "UTC"),
    ("and instants of messages are UTC", app.conf.enable_utc, True),
    ("a worker started before Redis waits for it", app.conf.broker_connection_retry_on_startup, True),
    ("a worker that loses Redis comes back", app.conf.broker_connection_retry, True),
    ("also after a night without Redis", app.conf.broker_connection_max_retries, None),
    ("a message is only the doorbell: pages do not wait for it", app.conf.task_publish_retry, False),
    ("lost messages come back within seconds of the timeout", OPTIONS["unacked_restore_interval"], 1),
    ("for every sweep", OPTIONS["unacked_restore_throttle"], 1),
]


@pytest.mark.parametrize(("why", "value", "expected"), REASONS, ids=[row[0] for row in REASONS])
def test_each_setting_is_what_its_reason_asks(why, value, expected):
    assert value == expected, why


def test_a_task_ends_before_its_message_is_given_to_somebody_else():
    """Else Redis would multiply a long task."""
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < OPTIONS["visibility_timeout"]


def test_a_run_of_letters_ends_before_the_limit_of_a_task_even_when_the_last_one_hangs():
    from communities import delivery

    production_timeout = 20  # seconds: EMAIL_TIMEOUT of config.settings.production
    assert delivery.RUN_LASTS + production_timeout < app.conf.task_soft_time_limit
    assert delivery.LEASE.total_seconds() > app.conf.task_time_limit


@pytest.mark.parametrize("format", ["pickle", "yaml"])
def test_a_message_that_is_not_json_is_refused(format):
    if format == "pickle":
        content_type, encoding, body = dumps({"id": 1}, serializer="pickle")
    else:
        content_type, encoding, body = "application/x-yaml", "utf-8", b"id: 1"
    with pytest.raises(ContentDisallowed):
        loads(body, content_type, encoding, accept=app.conf.accept_content)


def test_no_task_chooses_its_own_format():
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert {task.serializer for task in ours} <= {"json", None}
    assert {task.acks_late for task in ours} == {True}


def test_a_page_that_rings_does_not_wait_for_a_redis_that_hangs():
    assert OPTIONS["socket_connect_timeout"] + OPTIONS["socket_timeout"] <= 10


@pytest.fixture(scope="module", autouse=True)
def tasks():
    app.loader.import_default_modules()
    for package in ("communities.tasks", "reports.tasks"):
        importlib.import_module(package)


@pytest.mark.parametrize("name", TIMETABLE)
def test_every_task_of_the_timetable_exists_and_is_recorded(name):
    task = TIMETABLE[name]["task"]
    assert task in app.tasks
    assert runs.is_recorded(task), f"{task} wants @recorded(...) of communities.shared.runs"


@pytest.mark.parametrize("name", TIMETABLE)
def test_bells_that_nobody_hears_are_thrown_away(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert 0 < entry["options"]["expires"] <= BELLS_LAST
    assert schedules.maybe_schedule(entry["schedule"])


def test_every_entry_of_the_timetable_says_why_then():
    source = importlib.import_module("config.schedule").__file__
    lines = [line.strip() for line in Path(source).read_text(encoding="utf-8").splitlines()]
    for name in TIMETABLE:
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f'"{name}":')]
        assert lines[at - 1].startswith("#"), name
