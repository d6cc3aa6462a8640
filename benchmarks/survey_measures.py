"""`python -m benchmarks.survey_measures MEASURE PATH`: one measure in a process of its own.

`write` makes the files in the folder PATH.

Prints seconds (the best of three in this process) and the most megabytes it held.
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

import fastexcel  # noqa: E402 - the settings come first
import polars as pl  # noqa: E402
import pyreadstat  # noqa: E402

from benchmarks import survey_files  # noqa: E402
from surveys.bank_file import DATA, read_bank_file  # noqa: E402
from surveys.definition import (  # noqa: E402
    Bilingual,
    Condition,
    NetDefinition,
    Option,
    QuestionDefinition,
    QuestionnaireDefinition,
)
from surveys.models import QuestionGroup, QuestionType  # noqa: E402
from surveys.tabulation import tabulate  # noqa: E402


def definition() -> QuestionnaireDefinition:
    """The shipped edition, without a database."""
    bank = read_bank_file(DATA / "questionnaire_1.json")
    nothing = Bilingual("", "")
    questions = []
    for number, asked in enumerate(bank.questions, start=1):
        said = {name: getattr(asked, name) for name in PLAIN}
        condition = asked.asked_if
        questions.append(
            QuestionDefinition(
                number=number,
                group=QuestionGroup(asked.group),
                type=QuestionType(asked.type),
                text=nothing,
                note=nothing,
                asked_if=Condition(condition.question, condition.answers, condition.is_not)
                if condition
                else None,
                options=tuple(
                    Option(
                        each.code,
                        each.value,
                        nothing,
                        each.topic,
                        each.is_missing,
                        each.is_exclusive,
                        each.least,
                        each.most,
                    )
                    for each in asked.options
                ),
                nets=tuple(NetDefinition(each.code, nothing, each.members, "") for each in asked.nets),
                **said,
            )
        )
    return QuestionnaireDefinition(
        pk=0,
        code=bank.code,
        version=bank.version,
        sha256="",
        title=nothing,
        note=nothing,
        consent=nothing,
        questions=tuple(questions),
    )


PLAIN = {"code", "topic", "most_answers", "least", "most", "groups_of", "origin"}


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    kept = work()
    taken = time.perf_counter() - start
    del kept
    return taken


def best(work: Callable[[], object]) -> float:
    return min(timed(work) for _ in range(3))


def tabulating(path: str) -> float:
    frame, edition = pl.read_csv(path), definition()
    return best(lambda: tabulate(frame, edition))


def writing(folder: str) -> float:
    return timed(lambda: survey_files.write(survey_files.answers(definition()), Path(folder)))


MEASURES: dict[str, Callable[[str], float]] = {
    "csv": lambda path: best(lambda: pl.read_csv(path)),
    "xlsx": lambda path: best(lambda: fastexcel.read_excel(path).load_sheet(0).to_polars()),
    "sav": lambda path: best(lambda: pyreadstat.read_sav(path)),
    "sav_lists": lambda path: best(lambda: pyreadstat.read_sav(path, output_format="dict")),
    "tabulate": tabulating,
    "write": writing,
}

if __name__ == "__main__":
    seconds = MEASURES[sys.argv[1]](sys.argv[2])
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
