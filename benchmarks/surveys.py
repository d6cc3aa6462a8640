"""Survey files of 100,000 answers x 60 columns: counting them against only reading them.

The fastest maintained reader of each kind only reads the file into memory: Polars for CSV (pandas is
slower), python-calamine for XLSX (openpyxl takes ten times as long), pyreadstat for SAV (the only one
maintained). Each measure runs in a process of its own, interleaved; memory is the most that process held.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure

ROUNDS = 3
READERS = ("csv", "xlsx", "sav")
TABULATING = 1.0  # of the three times that CSV has in all; reading it once more is another
MEMORY = 700.0


def figures(folder: Path) -> list[Figure]:
    in_child("write", folder)
    paths = {kind: folder / f"answers.{kind}" for kind in READERS}
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in (*READERS, "tabulate")}
    for _ in range(ROUNDS):
        for name, found in measured.items():
            found.append(in_child(name, paths.get(name, paths["csv"])))
    seconds = {name: median(second for second, _ in found) for name, found in measured.items()}
    memory = {name: max(megabytes for _, megabytes in found) for name, found in measured.items()}
    only = [f"only reading {name}: {seconds[name]:.2f} s, {memory[name]:.0f} MB" for name in READERS]
    counting = (
        f"tabulating by 5 breakdowns: {seconds['tabulate']:.3f} s, {memory['tabulate']:.0f} MB with the file"
    )
    return [
        Figure(
            "survey_tabulating_to_reading_csv",
            seconds["tabulate"] / seconds["csv"],
            f"<={TABULATING}",
            [counting, *only],
        ),
        Figure("survey_tabulating_megabytes", memory["tabulate"], f"<={MEMORY}", [counting]),
    ]


def in_child(measure: str, path: Path) -> tuple[float, float]:
    """Seconds and megabytes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.survey_measures", measure, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)
