"""Is background work alive? For a watchdog: exits with 1 and says why when it stands still (R58)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communities.shared import clock
from communities.shared.runs import ALIVE, heartbeat


class Command(BaseCommand):
    help = "Says when a task last ran to its end; fails when that is more than three minutes ago."

    def handle(self, *_args: Any, **_options: Any) -> None:
        beat = heartbeat(at=clock.now())
        if beat.last_at is None:
            raise CommandError("No task has ever run here. Start the worker and the beat.")
        seconds = round((beat.at - beat.last_at).total_seconds())
        if not beat.is_alive:
            raise CommandError(
                f"Background work stands still: the last task ended {seconds} seconds ago, at "
                f"{beat.last_at.isoformat(timespec='seconds')}; more than {ALIVE.seconds} are a fault. "
                "Look at the worker, the beat and Redis."
            )
        self.stdout.write(f"Background work is alive: the last task ended {max(seconds, 0)} seconds ago.")
