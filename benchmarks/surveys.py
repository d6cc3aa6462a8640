"""Survey files of 100,000 answers x 60 columns: counting them against only reading them.

The fastest maintained reader of each kind only reads the file into memory: Polars for CSV (pandas is
slower), fastexcel for XLSX (python-calamine takes half as long again, openpyxl fifteen times as long),
pyreadstat for SAV (the only one maintained). Each measure runs in a process of its own, interleaved; memory
is the most that process held.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure

ROUNDS = 3
MEASURES, WHOLE_WAY = "benchmarks.survey_measures", "benchmarks.survey_import"
READERS = ("csv", "xlsx", "sav")
TABULATING = 1.0  # of the three times that CSV has in all; reading it once more is another
MEMORY = 700.0
IMPORTING = {"csv": 3.0, "sav": 2.0, "xlsx": 1.5}  # times of only reading


def figures(folder: Path) -> list[Figure]:
    in_child("write", folder)
    paths = {kind: folder / f"answers.{kind}" for kind in READERS}
    paths["sav_lists"] = paths["sav"]
    measured: dict[str, list[tuple[float, float]]] = {
        name: [] for name in (*READERS, "sav_lists", "tabulate", *(f"import {kind}" for kind in READERS))
    }
    in_child("prepare", folder, module=WHOLE_WAY, folder=folder)
    for _ in range(ROUNDS):
        for name, found in measured.items():
            kind = name.removeprefix("import ")
            module = MEASURES if kind == name else WHOLE_WAY
            found.append(in_child(kind, paths.get(kind, paths["csv"]), module=module, folder=folder))
    seconds = {name: median(second for second, _ in found) for name, found in measured.items()}
    memory = {name: max(megabytes for _, megabytes in found) for name, found in measured.items()}
    only = [f"only reading {name}: {seconds[name]:.2f} s, {memory[name]:.0f} MB" for name in READERS]
    counting = (
        f"tabulating by 5 breakdowns: {seconds['tabulate']:.3f} s, {memory['tabulate']:.0f} MB with the file"
    )
    lists = f"pyreadstat without a data frame, only lists: {seconds['sav_lists']:.2f} s"
    importing = [
        Figure(
            f"survey_import_to_reading_{kind}",
            seconds[f"import {kind}"] / seconds[kind],
            f"<={IMPORTING[kind]}",
            [
                (
                    f"whole import and counting: {seconds[f'import {kind}']:.2f} s, "
                    f"{memory[f'import {kind}']:.0f} MB in worker and child together"
                ),
                *([lists] if kind == "sav" else []),
            ],
        )
        for kind in READERS
    ]
    most = max(memory[f"import {kind}"] for kind in READERS)
    return [
        *importing,
        Figure("survey_import_megabytes", most, f"<={MEMORY}", ["worker and child together, any kind"]),
        Figure(
            "survey_tabulating_to_reading_csv",
            seconds["tabulate"] / seconds["csv"],
            f"<={TABULATING}",
            [counting, *only],
        ),
        Figure("survey_tabulating_megabytes", memory["tabulate"], f"<={MEMORY}", [counting]),
    ]


def in_child(
    measure: str, path: Path, *, module: str = "", folder: Path | None = None
) -> tuple[float, float]:
    """Seconds and megabytes."""
    module = module or MEASURES
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    if folder is not None and module == WHOLE_WAY:
        settings |= {
            "CS_DATABASE_URL": f"sqlite:///{folder}/import.sqlite3",
            "CS_SURVEY_DIR": f"{folder}/answers",
        }
    done = subprocess.run(
        [sys.executable, "-m", module, measure, str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | settings,
    )
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)
