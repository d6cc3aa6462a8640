"""Ringing for a background task. The database row is the order; a message only wakes the worker.

When nobody hears the bell (Redis is down, or the demonstration has no broker), nothing is lost:
the task that looks for waiting rows finds them within a minute.
"""

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = logging.getLogger(__name__)


def ring_after_commit(task: str, *arguments: int) -> None:
    """Call the task by name, with ids only, once the row that orders it is committed."""
    transaction.on_commit(partial(_ring, task, arguments))


def _ring(task: str, arguments: tuple[int, ...]) -> None:
    if settings.CELERY_BROKER_URL.startswith("memory:"):
        return
    try:
        current_app.send_task(task, args=arguments)
    except (KombuError, OperationalError, OSError):
        logger.warning("Nobody heard the bell for %s; it will be found by the minute's round.", task)
