"""`python -m benchmarks.survey_import KIND PATH`: the whole way of a file in a process of its own.

Uploaded, read, mapped, checked, confirmed, stored and counted, with the database in CS_DATABASE_URL and the
vault in CS_SURVEY_DIR. `prepare` makes that database.

Prints seconds (the best of three, as for the readers; without the analyst's pauses), and the most megabytes
that this process and a child of it held together.
"""

import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first

from benchmarks.survey_size import ROWS  # noqa: E402
from communities.models import Community, Oblast, User  # noqa: E402
from communities.shared import clock  # noqa: E402
from surveys import import_steps, importing, mapping  # noqa: E402
from surveys.models import ImportState, Questionnaire, SurveyImport, Tabulation, Wave  # noqa: E402


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_questionnaire", verbosity=0)
    oblast = Oblast.objects.create(slug="x", name_uk="x", name_en="x", katottg="UA44000000000018893")
    place = Community.objects.create(slug="y", oblast=oblast, name_uk="y", name_en="y", level="raion")
    yurii = User.objects.create_user("yurii@example.org", name="Yurii")
    wave = Wave.objects.create(
        slug="z",
        title_uk="z",
        title_en="z",
        questionnaire=Questionnaire.objects.get(),
        analyst=yurii,
        made_by=yurii,
        made_at=clock.now(),
    )
    wave.communities.add(place)


def whole_way(path: Path) -> tuple[float, list[tuple[str, float]]]:
    """Seconds in all and by step."""
    wave, start = Wave.objects.get(), time.perf_counter()
    steps: dict[str, float] = {}

    def passed(step: str) -> None:
        steps[step] = time.perf_counter() - start - sum(steps.values())

    with path.open("rb") as file:
        row = importing.upload(
            wave,
            file=file,
            size=path.stat().st_size,
            file_name=path.name,
            by=wave.analyst,
            at=clock.now(),
        )
    passed("upload")
    row = _worked(row, ImportState.MAPPING)
    passed("read")
    importing.map_columns(row, mapping.targets(row.mapping), by=wave.analyst, at=clock.now())
    row = _worked(row, ImportState.CHECKED)
    passed("check")
    importing.confirm(row, accepted=True, by=wave.analyst, at=clock.now())
    row = _worked(row, ImportState.STORED)
    passed("store")
    return time.perf_counter() - start, list(steps.items())


def once_more(path: Path) -> tuple[float, list[tuple[str, float]]]:
    """A file is taken once in a wave, so the one before is forgotten first."""
    SurveyImport.objects.all().delete()
    found = whole_way(path)
    if Tabulation.objects.latest("number").content["n"] != ROWS:
        raise SystemExit("not everybody was counted")
    return found


def _worked(row: SurveyImport, expected: ImportState) -> SurveyImport:
    import_steps.work(row.pk, at=clock.now())
    row = SurveyImport.objects.get(pk=row.pk)
    if row.state != expected:
        raise SystemExit(f"{row.file_name} is {row.state}: {row.counts}")
    return row


def megabytes() -> float:
    """The worker and the child that reads a file live at the same time: their peaks are added."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
        print(0, 0)
    else:
        seconds, by_step = min(once_more(Path(sys.argv[2])) for _ in range(3))
        print(", ".join(f"{step} {taken:.2f}" for step, taken in by_step), file=sys.stderr)
        print(seconds, megabytes())
