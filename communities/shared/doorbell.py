"""Ringing for a background task. The database row is the order; a message only wakes the worker.

When nobody hears the bell (Redis is down, or the demonstration has no broker), nothing is lost:
the task that looks for waiting rows finds them within a minute.
"""

import logging
import time
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = logging.getLogger(__name__)

# A Redis that does not even refuse costs seconds: whoever acts next need not wait for it again.
SILENT_FOR = 15.0  # seconds
_silent_until = 0.0  # by the monotonic clock of this process


def ring_after_commit(task: str, *arguments: int) -> None:
    """Call the task by name, with ids only, once the row that orders it is committed."""
    transaction.on_commit(partial(_ring, task, arguments))


def _ring(task: str, arguments: tuple[int, ...]) -> None:
    global _silent_until  # noqa: PLW0603 - what this process knows about Redis
    if settings.CELERY_BROKER_URL.startswith("memory:") or time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, args=arguments)
    except (KombuError, OperationalError, OSError):
        _silent_until = time.monotonic() + SILENT_FOR
        logger.warning("Nobody heard the bell for %s; it will be found by the minute's round.", task)
