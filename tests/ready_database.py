"""A migrated SQLite database is kept in var/ and copied: migrating takes longer than most of what is tested in it.

Only the very first step of a test run is spared. Tests of migrations run them, PostgreSQL always runs all of them, and
so does SQLite whenever something changed that a new database is made from.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import management
from django.db import connections

HOUSE = Path(settings.BASE_DIR)
KEPT = HOUSE / "var" / "tests"
# What a new database is made from: the migrations, all that they import, the models that rights and types of
# content are written for, and the versions of the libraries that write both.
MADE_FROM = (
    "*/migrations/*.py",
    "*/models/**/*.py",
    "*/models.py",
    "communities/codes.py",
    "communities/shared/*.py",
    "config/settings/*.py",
    "requirements/development.txt",
    "tests/ready_database.py",
)


@contextmanager
def copied() -> Iterator[None]:
    """While this lasts, the making of a test database copies the one that was kept, and keeps the one it makes."""
    command = management.call_command

    def call_command(name: Any, *words: Any, **options: Any) -> Any:
        if name != "migrate" or not options.get("run_syncdb"):  # only the making of a test database says this
            return command(name, *words, **options)
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            return command(name, *words, **options)
        connection.ensure_connection()
        KEPT.mkdir(parents=True, exist_ok=True)
        with (KEPT / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # several workers begin at once: one migrates, the others copy
            kept = KEPT / f"{fingerprint()}.sqlite3"
            if kept.exists():
                _copy(sqlite3.connect(kept), connection.connection)
                return None
            said = command(name, *words, **options)
            _keep(connection.connection, kept)
            return said

    management.call_command = call_command
    try:
        yield
    finally:
        management.call_command = command


def fingerprint() -> str:
    """Of every file that a new database is made from."""
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(HOUSE.glob(pattern)):
            found.update(f"{path.relative_to(HOUSE)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()[:24]


def _copy(source: sqlite3.Connection, into: sqlite3.Connection) -> None:
    source.backup(into)
    source.close()


def _keep(made: sqlite3.Connection, kept: Path) -> None:
    for older in KEPT.glob("*.sqlite3"):
        older.unlink()
    half = kept.with_suffix(".half")
    half.unlink(missing_ok=True)
    target = sqlite3.connect(half)
    made.backup(target)
    target.close()
    half.replace(kept)
