"""Alarm clocks: what is forgotten when its time is over. The hours are in `config/schedule.py`."""

from celery import shared_task

from communities import sessions


@shared_task
def forget_ended_sessions() -> None:
    sessions.forget_ended()
