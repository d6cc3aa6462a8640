"""The steps of a file from the field that nobody waits for: read, check, store and count.

Whoever claims the row works. A worker that is killed leaves a claim that lapses, and nothing that counts:
files in the vault appear whole or not at all, and tables, state and trail are written in one transaction.
What goes wrong is logged by its kind only: an error's words may quote somebody's answer.
"""

import contextlib
import datetime as dt
import gc
import json
import logging
import os
from collections.abc import Iterator, Mapping

import polars as pl
from django.db import transaction
from django.db.models import F, Q, QuerySet

from communities.models import Community
from communities.shared.doorbell import ring_after_commit
from surveys import aggregates, checking, mapping, publication, vault
from surveys.definition import COMMUNITY, QuestionnaireDefinition, definition_of
from surveys.importing import WORKING, trace
from surveys.judging import folded
from surveys.mapping import Target
from surveys.models import ImportState, SurveyImport, Wave
from surveys.progress import Bar, Told, from_to
from surveys.reading import open_file
from surveys.reading.columns import Coded, FileColumn, SavedColumns
from surveys.reading.limits import Trouble, Unreadable
from surveys.results import Table
from surveys.vault import Part

logger = logging.getLogger(__name__)

CLAIM_HOLDS = dt.timedelta(minutes=10)  # longer than the longest reading: a dead worker's claim lapses
ATTEMPTS = 3
STARTED = 5  # percent


def waiting(*, at: dt.datetime) -> QuerySet[SurveyImport]:
    """Files that nobody is working on, oldest first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM_HOLDS)
    return SurveyImport.objects.filter(free, state__in=WORKING).order_by("uploaded_at", "pk")


def work(import_id: int, *, at: dt.datetime) -> bool:
    """Take the next step of a file that waits. False when somebody else has it or there is nothing to do."""
    claim = waiting(at=at).filter(pk=import_id)
    if not claim.update(claimed_at=at, attempts=F("attempts") + 1, progress=STARTED):
        return False
    row = SurveyImport.objects.select_related("wave__questionnaire", "community").get(pk=import_id)
    steps = {ImportState.READING: _read, ImportState.CHECKING: _check, ImportState.STORING: _store}
    try:
        if row.attempts > ATTEMPTS:
            raise Unreadable(Trouble.FAILED)
        with _without_collector():
            steps[ImportState(row.state)](row, at)
    except Unreadable as refusal:
        _refuse(row, refusal, at=at)
    except vault.Gone:
        _refuse(row, Unreadable(Trouble.GONE), at=at)
    except (Exception, pl.exceptions.PanicException) as problem:
        logger.error("Import %s: %s while %s", import_id, type(problem).__name__, row.state)
        _claimed(row).update(claimed_at=None)
        return False
    return True


def _read(row: SurveyImport, at: dt.datetime) -> None:
    upload_at, columns_at = vault.path(row.pk, Part.UPLOAD), vault.path(row.pk, Part.COLUMNS)
    if not upload_at.exists():
        raise vault.Gone
    if row.kind == open_file.CSV:
        look = open_file.first_look(row.kind, upload_at, columns=columns_at)
    else:
        with vault.writing(row.pk, Part.COLUMNS) as place:
            look = open_file.first_look(row.kind, upload_at, columns=place, told=_bar(row))
    definition = definition_of(row.wave.questionnaire)
    guesses = mapping.guess(look.columns, definition, memory=mapping.remembered(definition))
    columns = [
        {
            "name": column.name,
            "label": column.label[:200],
            "guess": str(guess.target) if guess.target else "",
            "why": guess.why.value,
        }
        for column, guess in zip(look.columns, guesses, strict=True)
    ]
    samples = {column.name: column.samples for column in look.columns}
    vault.put(row.pk, Part.LOOK, json.dumps({"samples": samples}, ensure_ascii=False).encode())
    counts = {"rows": look.rows, "encoding": look.encoding, "separator": look.separator}
    _done(
        row,
        state=ImportState.CHECKING if row.is_aggregate else ImportState.MAPPING,
        columns=columns,
        mapping={} if row.is_aggregate else mapping.said(guesses),
        counts=counts,
    )
    if row.is_aggregate:  # nothing to map: the next step at once
        ring_after_commit("surveys.tasks.work_on_import", row.pk)


def _check(row: SurveyImport, at: dt.datetime) -> None:
    definition = definition_of(row.wave.questionnaire)
    if row.is_aggregate:
        read = _aggregate(row, definition)
        problems, counts = read.problems, {"rows": len(read.table.cells), "people": read.table.n}
    else:
        checked = _checked(row, definition, from_to(_bar(row), 0.5, 0.9))
        with vault.writing(row.pk, Part.CHECKED) as place:
            checked.frame.write_ipc(place)
        problems, counts = checked.problems, checked.counts
    listed = [each.as_json() for each in problems.listed]
    vault.put(row.pk, Part.PROBLEMS, json.dumps(listed, ensure_ascii=False).encode())
    totals = [[kind.value, column, count] for (kind, column), count in problems.totals.items()]
    _done(row, state=ImportState.CHECKED, problems=totals, counts=counts | {"left_out": problems.left_out})


def _checked(row: SurveyImport, definition: QuestionnaireDefinition, told: Told) -> checking.Checked:
    targets = mapping.targets(row.mapping)
    if row.community is not None:
        targets = {column: target for column, target in targets.items() if target.question != COMMUNITY}
    columns, rows = _columns(row, list(targets))
    told(0)
    about = {column.name: column for column in _about(row)}
    communities = _names_of_communities(row.wave)
    return checking.check(
        columns,
        rows,
        targets,
        definition,
        about={name: about.get(name, FileColumn(name)) for name in targets},
        communities=communities,
        community_known=row.community is not None or len(set(communities.values())) == 1,
        told=told,
    )


def _aggregate(row: SurveyImport, definition: QuestionnaireDefinition) -> aggregates.Read:
    effect = row.wave.design_effect
    columns, rows = _columns(row, [column["name"] for column in row.columns])
    return aggregates.read(columns, rows, definition, effect=None if effect is None else float(effect))


def _store(row: SurveyImport, at: dt.datetime) -> None:
    """Tables, state and trail in one transaction; the answers lie in the vault before it ends.

    Counted before: nobody waits for it, and the bar moves.
    """
    definition = definition_of(row.wave.questionnaire)
    tables: Mapping[Community, Table] = {}
    if not row.is_aggregate:
        if not vault.has(row.pk, Part.CHECKED):
            raise vault.Gone
        frame = pl.read_ipc(vault.path(row.pk, Part.CHECKED))
        with vault.writing(row.pk, Part.ANSWERS) as place:
            place.unlink()
            os.link(vault.path(row.pk, Part.CHECKED), place)
        tables = publication.count_wave(
            row.wave, frame, community=row.community, told=from_to(_bar(row), 0.2, 0.8)
        )
    with transaction.atomic():
        if not _claimed(row).select_for_update(of=("self",), no_key=True).exists():
            return  # somebody else took over
        if row.is_aggregate:
            _keep_aggregate(row, definition, at)
        else:
            publication.keep_tables(row.wave, tables, by=row.uploaded_by, at=at)
            mapping.remember(definition, _told(row), at=at)
        _done(row, state=ImportState.STORED, stored_at=at)
        details = {"file": row.file_name, "people": row.counts.get("people")}
        trace("survey.file_stored", row, by=row.uploaded_by, at=at, **details)
        transaction.on_commit(lambda: vault.only_keep(row.pk, Part.ANSWERS))


def _keep_aggregate(row: SurveyImport, definition: QuestionnaireDefinition, at: dt.datetime) -> None:
    place = row.community or row.wave.communities.get()
    table = _aggregate(row, definition).table
    publication.keep_table(row.wave, place, table=table, by=row.uploaded_by, at=at)


def _told(row: SurveyImport) -> dict[str, Target | None]:
    """Used columns, and those that were guessed and that the analyst does not want used."""
    refused = {column["name"]: None for column in row.columns if column["guess"]}
    return refused | mapping.targets(row.mapping)


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """A table is thousands of small objects and no garbage worth looking for (0.9 of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _columns(row: SurveyImport, wanted: list[str]) -> tuple[dict[str, Coded], int]:
    places = {"upload": vault.path(row.pk, Part.UPLOAD), "columns": vault.path(row.pk, Part.COLUMNS)}
    if not places["upload"].exists():
        raise vault.Gone
    return open_file.load(row.kind, wanted, **places)


def _about(row: SurveyImport) -> tuple[FileColumn, ...]:
    if row.kind == open_file.CSV:
        return ()
    return SavedColumns(vault.path(row.pk, Part.COLUMNS)).columns


def _names_of_communities(wave: Wave) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in wave.communities.all():
        for name in (place.slug, place.name_uk, place.name_en, place.koatuu, place.katottg):
            if name:
                found.setdefault(folded(name), place.slug)
    return found


def _refuse(row: SurveyImport, why: Unreadable, *, at: dt.datetime) -> None:
    """Says why, and leaves nothing else behind."""
    counts = {"trouble": why.trouble.value, "where": why.where[:200], "number": why.number}
    with transaction.atomic():
        if not _done(row, state=ImportState.REFUSED, counts=counts, columns=[], mapping={}, problems=[]):
            return
        trace("survey.file_refused", row, by=None, at=at, trouble=why.trouble.value)
    vault.delete(row.pk)


def _claimed(row: SurveyImport) -> QuerySet[SurveyImport]:
    """The row, as long as this worker's claim holds."""
    return SurveyImport.objects.filter(pk=row.pk, state=row.state, claimed_at=row.claimed_at)


def _bar(row: SurveyImport) -> Bar:
    """Outside the transaction of a step, or nobody would see it move."""
    return Bar(lambda percent: _claimed(row).update(progress=percent), percent=STARTED)


def _done(row: SurveyImport, *, state: ImportState, **fields: object) -> bool:
    """The step is done. False when the claim had lapsed, or the file was thrown away meanwhile."""
    return bool(_claimed(row).update(state=state, claimed_at=None, attempts=0, progress=100, **fields))
