"""The coordinator's board of 1,500 communities x 12 periods, against that of 15 communities.

Pages of a coordinator, drawn by Django in one process: the first, filtered ones, one in the middle, each
with 20 rows, against the first page of 15 communities (15 rows). Both sizes lie in one database and are
asked one after the other in each round. SQLite, or a database of its own on the PostgreSQL server that
CS_DATABASE_URL names.
"""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.cycle import database, own_database
from benchmarks.figures import Figure

COMMUNITIES = 1_500


def figures(folder: Path) -> list[Figure]:
    """Measured in a process of its own: Django keeps to one database."""
    with own_database(COMMUNITIES, folder) as address:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "CS_DATABASE_URL": address,
        }
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.board_pages"]
        told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = told.strip().splitlines()
    values = dict(line.removeprefix("=").split(" ") for line in lines if line.startswith("="))
    said = [database(), *(line for line in lines if not line.startswith("="))]
    return [
        Figure("board_1500_to_15", float(values["ratio"]), "<=2", said),
        Figure("board_queries", float(values["queries"]), "<=10", said[-1:]),
    ]
