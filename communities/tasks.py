"""Alarm clocks: what is forgotten when its time is over. The hours are in `config/schedule.py`."""

from celery import shared_task

from communities import delivery, sessions
from communities.shared import clock
from communities.shared.doorbell import ring_after_commit


@shared_task
def forget_ended_sessions() -> None:
    sessions.forget_ended()


@shared_task
def deliver_letters() -> None:
    if delivery.deliver(at=clock.now()).is_more:
        ring_after_commit("communities.tasks.deliver_letters")


@shared_task
def reconcile_letters() -> None:
    delivery.reconcile(at=clock.now())
