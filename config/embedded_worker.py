"""The background work of a demonstration, in one process without Redis.

`python -m config.embedded_worker` runs a Celery worker and the beat over an in-memory broker, with
the same tasks and timetable as a real installation, only looking every two seconds. The web
process cannot ring here; it need not, because every order is a row in the database.
"""

import os
import signal
import sys
from types import FrameType
from typing import Any

import django

LOOK_EVERY = 2  # seconds


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    django.setup()
    from celery.beat import EmbeddedService

    from config.celery import app

    app.conf.update(
        broker_url="memory://",
        beat_schedule={
            name: {**entry, "schedule": LOOK_EVERY} for name, entry in app.conf.beat_schedule.items()
        },
        beat_max_loop_interval=LOOK_EVERY,
        worker_hijack_root_logger=False,
    )
    beat: Any = EmbeddedService(
        app, max_interval=LOOK_EVERY, thread=True, scheduler_cls="celery.beat:Scheduler"
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        beat.stop()
        sys.exit(0)

    beat.start()
    worker = app.Worker(
        pool="solo", concurrency=1, loglevel="WARNING", without_gossip=True, without_mingle=True
    )
    signal.signal(signal.SIGTERM, stop)
    worker.start()


if __name__ == "__main__":
    main()
