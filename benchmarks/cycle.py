"""The cycle with 150 communities against 1,500: opening a period, and reminding everybody.

Two processes with a database each take turns, a period a round: SQLite, or databases of their own on the
PostgreSQL server that CS_DATABASE_URL names (its user must be allowed to make databases). The third, with
500, only counts statements: 1,500 are three batches and may take three times as many as one, and no more.
"""

import datetime as dt
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg2

from benchmarks.figures import Figure

SMALL, BATCH, LARGE = 150, 500, 1_500
ROUNDS = 7
OBLASTS = 24
ACTS = {"opening": "opening a period", "reminding": "reminding everybody, twice in a period"}


def figures(folder: Path) -> list[Figure]:
    with ExitStack() as stack:
        sites = {size: stack.enter_context(site(size, folder)) for size in (SMALL, BATCH, LARGE)}
        for go in sites.values():
            go()  # the first period is made together with its next; caches and plans are warm after it
        rounds = [{size: go() for size, go in sites.items()} for _ in range(ROUNDS)]
    found = []
    for act, words in ACTS.items():
        times = {size: median(each[size][act] / size for each in rounds) for size in sites}
        counts = {size: median(each[size][f"{act}_statements"] for each in rounds) for size in sites}
        said = [f"{words}; {database()}; median of {ROUNDS} rounds"]
        said += [
            f"{size} communities: {times[size] * 1e6:.0f} us each, {counts[size]:.0f} statements"
            for size in sites
        ]
        found += [
            Figure(f"{act}_1500_to_150", times[LARGE] / times[SMALL], "<=1.3", said),
            Figure(
                f"{act}_statements_a_batch",
                counts[LARGE] / (LARGE / BATCH) / counts[BATCH],
                "<=1.0",
                [f"{counts[LARGE]:.0f} for three batches of {BATCH}, {counts[BATCH]:.0f} for one"],
            ),
        ]
    return found


def database() -> str:
    return "PostgreSQL" if _is_postgresql() else "SQLite"


@contextmanager
def site(size: int, folder: Path) -> Iterator[Callable[[], dict[str, float]]]:
    """A process with so many communities. Each call goes on by a period and says what it took."""
    with own_database(size, folder) as address:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "CS_DATABASE_URL": address,
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
        worker = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.cycle", str(size)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if worker.stdin is None or worker.stdout is None:
            raise RuntimeError("no pipes")
        asked, told = worker.stdin, worker.stdout

        def go() -> dict[str, float]:
            asked.write("\n")
            asked.flush()
            return dict(json.loads(told.readline()))

        try:
            yield go
        finally:
            with suppress(BrokenPipeError):
                asked.close()
            worker.wait(timeout=60)


@contextmanager
def own_database(size: int, folder: Path) -> Iterator[str]:
    if not _is_postgresql():
        yield f"sqlite:///{folder / f'cycle-{size}.sqlite3'}"
        return
    server = os.environ["CS_DATABASE_URL"]
    name = f"bench_cycle_{size}_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True  # databases are not made inside a transaction
        cursor = connection.cursor()
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _is_postgresql() -> bool:
    return os.environ.get("CS_DATABASE_URL", "").startswith("postgres")


# --- in the process of a site ---


def work(size: int) -> None:
    """A period for every line on standard input; its figures as a line of JSON."""
    django.setup()
    from benchmarks.cycle_site import Site

    made: Any = Site(size, oblasts=OBLASTS, first=dt.date(2026, 1, 1))
    for _line in sys.stdin:
        print(json.dumps(made.go()), flush=True)


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    work(int(sys.argv[1]))
