"""Nobody answers at the address of Redis: the act stands, and the person who acted does not wait for it."""

import socket
import time

import pytest
from celery import Celery
from django.conf import settings
from django.test import override_settings

from communities.shared import doorbell
from config.celery import app


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Celery:
    """The application as it is configured, with an address at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
    deaf = Celery("deaf", broker=address, set_as_current=False)
    deaf.conf.task_publish_retry = app.conf.task_publish_retry
    deaf.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(doorbell, "current_app", deaf)
    monkeypatch.setattr(doorbell, "_silent_until", 0.0)
    with override_settings(CELERY_BROKER_URL=address):
        yield deaf


def ring() -> None:
    doorbell._ring("communities.tasks.deliver_letters", ())


def test_an_unheard_bell_takes_no_time(nobody: Celery) -> None:
    ring()  # loads the client
    doorbell._silent_until = 0.0
    began = time.monotonic()
    ring()
    assert time.monotonic() - began < 1


def test_after_an_unheard_bell_there_is_silence_for_a_while(
    nobody: Celery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise each of many acts would wait for a Redis that does not even refuse."""
    rung: list[str] = []
    ring()
    monkeypatch.setattr(nobody, "send_task", lambda task, **_: rung.append(task))
    ring()
    assert rung == []
    monkeypatch.setattr(doorbell, "_silent_until", time.monotonic() - 1)
    ring()
    assert rung == ["communities.tasks.deliver_letters"]
