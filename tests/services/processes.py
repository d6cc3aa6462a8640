"""Workers and beats as docs/operator.md starts them, each ended by its own number only."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.servers import Child, children_of, until

HOUSE = Path(__file__).resolve().parent.parent.parent


class Process:
    """`name` is also that of its log."""

    def __init__(self, name: str, *arguments: str, environment: dict[str, str], folder: Path) -> None:
        self.name, self.arguments, self.environment = name, arguments, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.began_at = 0  # in the log, of the life that runs

    def start(self) -> None:
        self.began_at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config.celery", *self.arguments],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=HOUSE,
                env=self.environment,
            )

    @property
    def number(self) -> int:
        if self.process is None:
            raise RuntimeError(f"{self.name} does not run")
        return self.process.pid

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def restart_if_gone(self) -> None:
        """What a supervisor does. Celery gives up when a child dies before it has said that it is there."""
        if not self.runs:
            self.start()

    def children(self) -> list[Child]:
        return children_of(self.number)

    def stop(self) -> None:
        """As a supervisor does it, and harder when that does not help."""
        if self.process is None:
            return
        family = self.children()
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        for each in family:
            each.kill()
        self.process = None

    def kill(self) -> None:
        """The whole tree at once, as the kernel does when memory is out."""
        if self.process is None:
            return
        family = self.children()
        self.process.kill()
        for each in family:
            each.kill()
        self.process.wait(10)
        self.process = None

    def freeze(self) -> None:
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, number: signal.Signals) -> None:
        for process_id in [self.number, *(child.number for child in self.children())]:
            os.kill(process_id, number)


class Worker(Process):
    """Two children, as `celery -A config.celery worker --concurrency 2`."""

    def __init__(self, name: str, *, environment: dict[str, str], folder: Path) -> None:
        super().__init__(
            name,
            *("worker", "--concurrency", "2", "--loglevel", "INFO", "--hostname", f"{name}@%h"),
            environment=environment,
            folder=folder,
        )

    def wait_until_ready(self) -> None:
        until(self._is_ready, seconds=60, what=f"{self.name} is ready")

    def _is_ready(self) -> bool:
        if not self.runs:
            raise RuntimeError(self.log.read_text(errors="replace")[-3000:])
        return b" ready." in self.log.read_bytes()[self.began_at :]

    def kill_one_child(self, chance: random.Random) -> bool:
        """False when there was none at this moment."""
        children = self.children()
        if not children:
            return False
        chance.choice(children).kill()
        return True


class Beat(Process):
    def __init__(self, name: str, *, environment: dict[str, str], folder: Path) -> None:
        super().__init__(
            name,
            *("beat", "--schedule", str(folder / name), "--loglevel", "INFO", "--max-interval", "1"),
            *("--pidfile", str(folder / f"{name}.pid")),
            environment=environment,
            folder=folder,
        )
