"""PostgreSQL, Redis and a mail server of the tests' own, which may be stopped, killed and started again."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

LOOPBACK = "127.0.0.1"
# Below the ports that systems give to clients: a client that knocks again and again at a stopped server
# could otherwise be given the server's own port, and would be talking to itself.
PORTS = range(8760, 8800)


def free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port
    raise RuntimeError(f"no free port from {PORTS.start} to {PORTS.stop - 1}")


_given: set[int] = set()


def until(true: Callable[[], object], *, seconds: float, what: str) -> None:
    """Wait for it; raises `TimeoutError` that says what was waited for."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} seconds")
        time.sleep(0.05)


def missing_binaries() -> list[str]:
    """What the machine lacks for these tests, in words."""
    return [
        *([] if _postgres_folder() else ["PostgreSQL (initdb, postgres)"]),
        *([] if shutil.which("redis-server") else ["redis-server"]),
    ]


def _postgres_folder() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("postgres")
    folders = [*installed[-1:], *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Postgres:
    """A cluster in a folder of its own that keeps its promises: fsync and synchronous commit are on."""

    def __init__(self, folder: Path) -> None:
        binaries = _postgres_folder()
        if binaries is None:
            raise RuntimeError("PostgreSQL is not there")
        self.binaries, self.folder, self.port = binaries, folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        self._owner: dict[str, object] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        made = subprocess.run(
            [
                *(binaries / "initdb", "-D", folder / "data", "-U", "cs", "-A", "trust", "-E", "UTF8"),
                *("--locale=C.UTF-8", "--no-sync"),
            ],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self._owner,
        )
        if made.returncode:
            raise RuntimeError(made.stderr)

    def url(self, database: str) -> str:
        return f"postgresql://cs@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port)),
                    *("-c", f"listen_addresses={LOOPBACK}", "-c", "unix_socket_directories="),
                ],
                stdout=log,
                stderr=log,
                cwd="/",
                **self._owner,
            )
        until(self.answers, seconds=30, what="PostgreSQL starts")

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Its fast shutdown: whoever is connected is thrown out, what was committed is kept."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As if the power went: the postmaster and whoever serves at this moment."""
        if self.process is None:
            return
        family = children_of(self.process.pid)
        self._end(signal.SIGKILL)
        for each in family:
            each.kill()

    def _end(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(30)
            self.process = None

    def do(self, statement: str) -> None:
        """One statement in the maintenance database, outside transactions."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()


class Redis:
    """Keeps nothing on the disk: started again, it is empty."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir()

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        if self.process is not None:
            return
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *("redis-server", "--bind", LOOPBACK, "--port", str(self.port), "--save", ""),
                    *("--appendonly", "no", "--dir", str(self.folder)),
                ],
                stdout=log,
                stderr=log,
            )
        until(self.answers, seconds=10, what="Redis starts")

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_connect_timeout=2, socket_timeout=5)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def empty(self) -> None:
        self.client.flushall()


@dataclass(frozen=True)
class Child:
    """A process by its number and the moment it began: numbers are given again to others."""

    number: int
    began: str

    def kill(self) -> None:
        if Child.at(self.number) == self:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.number, signal.SIGKILL)

    @classmethod
    def at(cls, number: int) -> "Child | None":
        facts = _facts_of(number)
        return cls(number, facts[19]) if facts else None


def children_of(process_id: int) -> list[Child]:
    """All that descend from a process, the nearest first."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if facts := _facts_of(int(folder.name)):
            parents[int(folder.name)] = int(facts[1])
    found, looking = [], [process_id]
    while looking:
        looking = [child for child, parent in parents.items() if parent in looking]
        found.extend(looking)
    return [child for number in found if (child := Child.at(number))]


def _facts_of(process_id: int) -> list[str]:
    """What /proc says about a process after its name; nothing when it is gone or only waits to be buried."""
    try:
        facts = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return []
    return [] if facts[0] == "Z" else facts
