"""The doorbell with a real Redis and a real worker. Runs where CS_REDIS_URL names one, as in .ci/run."""

import logging
import os
import socket
import threading
from collections.abc import Iterator

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.db import transaction

from communities.shared.doorbell import ring_after_commit
from config.celery import app

pytestmark = [
    pytest.mark.skipif(not os.environ.get("CS_REDIS_URL"), reason="CS_REDIS_URL names no Redis"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of this test's own, so that nobody else's worker answers."""
    usual = app.conf.task_default_queue
    name = f"test-{os.getpid()}"
    app.conf.task_default_queue = name
    app.amqp.queues = app.amqp.Queues(None)
    yield name
    with app.connection_for_write() as connection:
        connection.default_channel.queue_delete(name)
    app.conf.task_default_queue = usual
    app.amqp.queues = app.amqp.Queues(None)


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """What a task that only listens was told; `heard.bell` rings when it was told something."""

    class Heard(list[int]):
        bell = threading.Event()

    notes = Heard()

    @app.task(name="tests.listen")
    def listen(number: int) -> None:
        notes.append(number)
        notes.bell.set()

    yield notes
    app.tasks.unregister("tests.listen")


@pytest.fixture
def worker(queue: str, heard: list[int]) -> Iterator[Celery]:
    with start_worker(app, pool="solo", queues=[queue], perform_ping_check=False, shutdown_timeout=10):
        yield app


def test_a_bell_rung_in_a_transaction_is_heard_after_it(worker: Celery, heard: list[int]) -> None:
    with transaction.atomic():
        ring_after_commit("tests.listen", 7)
        assert not heard.bell.wait(0.5)
    assert heard.bell.wait(10)
    assert heard == [7]


def test_a_bell_of_a_rolled_back_act_is_never_heard(worker: Celery, heard: list[int]) -> None:
    with transaction.atomic():
        ring_after_commit("tests.listen", 7)
        transaction.set_rollback(True)
    ring_after_commit("tests.listen", 8)
    assert heard.bell.wait(10)
    assert heard == [8]


def test_without_redis_the_act_stands_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
    deaf = Celery("deaf", broker=nobody, set_as_current=False)
    deaf.conf.task_publish_retry = False
    deaf.conf.broker_transport_options = {"socket_connect_timeout": 1}
    monkeypatch.setattr("communities.shared.doorbell.current_app", deaf)
    monkeypatch.setattr("communities.shared.doorbell._silent_until", 0.0)
    with caplog.at_level(logging.WARNING):
        ring_after_commit("tests.listen", 7)
    assert "Nobody heard the bell for tests.listen" in caplog.text
