"""The coordinator's board of 1,500 communities x 12 periods, against that of 15 communities.

Pages of a coordinator, drawn by Django in one process: the first, filtered ones, one in the middle, each
with 20 rows, against the first page of 15 communities (15 rows). Both sizes lie in one database
and are asked one after the other in each round. On SQLite, and on PostgreSQL where CS_BENCH_DATABASE_URL
names an empty database.
"""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import Figure

GOAL = "<=2"
QUERIES = "<=10"


def figures(folder: Path) -> list[Figure]:
    databases = {"sqlite": f"sqlite:///{folder / 'board.sqlite3'}"}
    if server := os.environ.get("CS_BENCH_DATABASE_URL"):
        databases["postgresql"] = server
    found = []
    for name, url in databases.items():
        found += _measured(name, url)
    return found


def _measured(name: str, url: str) -> list[Figure]:
    """In a process of its own, because Django keeps to one database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "CS_DATABASE_URL": url,
    }
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.board_pages"],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    lines = said.strip().splitlines()
    ratios = dict(line.split(" ")[:2] for line in lines if line.startswith("="))
    sources = [line for line in lines if not line.startswith("=")]
    return [
        Figure(f"board_1500_to_15_{name}", float(ratios["=ratio"]), GOAL, sources),
        Figure(f"board_queries_{name}", float(ratios["=queries"]), QUERIES, sources[-1:]),
    ]
