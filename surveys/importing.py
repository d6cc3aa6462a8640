"""What the analyst does with a file from the field: upload, map its columns, confirm, throw away.

The row is the order: reading, checking and storing happen in the background (`surveys.import_steps`). Nothing
of a file counts before it is confirmed.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import BinaryIO

from django.db import transaction

from communities.models import Community, User
from communities.shared import audit
from communities.shared.doorbell import ring_after_commit
from communities.shared.states import WrongState
from surveys import vault
from surveys.definition import definition_of
from surveys.mapping import Target
from surveys.models import ImportState, SurveyImport, Wave
from surveys.problems import ONLY_TOLD, STOPS, Kind, Problem
from surveys.reading import open_file
from surveys.vault import Part

UNFINISHED_AT_MOST = 10  # of a wave
FORGOTTEN_AFTER = dt.timedelta(days=2)  # an upload that nobody goes on with (R22)
ORPHAN_AFTER = 3600.0  # seconds: a folder without a row is what a stopped upload left
PIECE = 1 << 20  # bytes

WORKING = frozenset({ImportState.READING, ImportState.CHECKING, ImportState.STORING})
WAITING_FOR_PERSON = frozenset({ImportState.MAPPING, ImportState.CHECKED})
ENDED = frozenset({ImportState.STORED, ImportState.REFUSED, ImportState.DISCARDED})


class AlreadyStored(Exception):
    """This very file is in the wave. `row`: that import."""

    def __init__(self, row: SurveyImport) -> None:
        super().__init__("imported before")
        self.row = row


class TooManyUnfinished(Exception):
    """Finish or throw away the files that wait."""


class MappedTwice(Exception):
    """Two columns cannot be the same answer. `target`, `columns`."""

    def __init__(self, target: Target, columns: list[str]) -> None:
        super().__init__(str(target))
        self.target, self.columns = target, columns


class NothingMapped(Exception):
    """No column is a question."""


class NotUsable(Exception):
    """Something is wrong that must be mended in the file first."""


class NotAccepted(Exception):
    """Some answers would be left out, and nobody has said yes to that."""


def upload(
    wave: Wave,
    *,
    file: BinaryIO,
    size: int,
    file_name: str,
    by: User,
    at: dt.datetime,
    community: Community | None = None,
    is_aggregate: bool = False,
) -> SurveyImport:
    """Keep the file and order its reading. The same file on its way already is not kept twice.

    Raises `Unreadable`, `AlreadyStored`, `TooManyUnfinished`.
    """
    kind = open_file.kind_of(file, size=size)
    sha256 = _checksum(file)
    same = SurveyImport.objects.filter(wave=wave, sha256=sha256, is_aggregate=is_aggregate)
    if (stored := same.filter(state=ImportState.STORED).first()) is not None:
        raise AlreadyStored(stored)
    if (waiting := same.filter(community=community).exclude(state__in=ENDED).first()) is not None:
        return waiting
    if wave.imports.exclude(state__in=ENDED).count() >= UNFINISHED_AT_MOST:
        raise TooManyUnfinished
    with transaction.atomic():
        row = SurveyImport.objects.create(
            wave=wave,
            community=community,
            is_aggregate=is_aggregate,
            file_name=file_name[-200:],
            kind=kind,
            size=size,
            sha256=sha256,
            uploaded_at=at,
            uploaded_by=by,
        )
        file.seek(0)
        vault.put(row.pk, Part.UPLOAD, iter(lambda: file.read(PIECE), b""))
        trace("survey.file_uploaded", row, by=by, at=at)
        ring_after_commit("surveys.tasks.work_on_import", row.pk)
    return row


@transaction.atomic
def map_columns(
    row: SurveyImport, told: Mapping[str, Target | None], *, by: User, at: dt.datetime
) -> SurveyImport:
    """The analyst's word on what the columns are; then everything is checked.

    `told`: columns of the file; others stay unused. Raises `WrongState`, `MappedTwice`, `NothingMapped`.
    """
    row = _locked(row, ImportState.MAPPING, ImportState.CHECKED)
    names = {column["name"] for column in row.columns}
    used = {column: target for column, target in told.items() if target is not None and column in names}
    _refuse_doubles(used)
    if not any(target.question in definition_of(row.wave.questionnaire) for target in used.values()):
        raise NothingMapped
    row.mapping = {
        column: {"question": target.question, "answer": target.answer} for column, target in used.items()
    }
    row.counts, row.problems = {}, []
    _order(row, ImportState.CHECKING, "mapping", "counts", "problems")
    return row


@transaction.atomic
def map_again(row: SurveyImport) -> SurveyImport:
    """From the preview back to the columns."""
    row = _locked(row, ImportState.CHECKED)
    if row.is_aggregate:
        raise WrongState(state=row.state, step="map_again")
    row.state = ImportState.MAPPING
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def confirm(row: SurveyImport, *, accepted: bool, by: User, at: dt.datetime) -> SurveyImport:
    """Yes, store and count this. `accepted`: answers that cannot be right may be left out.

    Raises `WrongState`, `NotUsable`, `NotAccepted`, `AlreadyStored`.
    """
    row = _locked(row, ImportState.CHECKED)
    kinds = {Kind(kind) for kind, _column, _count in row.problems}
    if kinds & STOPS:
        raise NotUsable
    if kinds - ONLY_TOLD and not accepted:
        raise NotAccepted
    twin = SurveyImport.objects.filter(wave=row.wave, sha256=row.sha256, state=ImportState.STORED).first()
    if twin is not None:
        raise AlreadyStored(twin)
    _order(row, ImportState.STORING)
    trace("survey.import_confirmed", row, by=by, at=at)
    return row


@transaction.atomic
def discard(row: SurveyImport, *, by: User | None, at: dt.datetime) -> SurveyImport:
    """Throw the file away before it counts. Raises `WrongState` when it is being stored or has ended."""
    row = _locked(row, ImportState.READING, ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED)
    row.state, row.mapping, row.problems, row.columns = ImportState.DISCARDED, {}, [], []
    row.save(update_fields=["state", "mapping", "problems", "columns"])
    trace("survey.file_discarded", row, by=by, at=at)
    transaction.on_commit(lambda: vault.delete(row.pk))
    return row


def problems_of(row: SurveyImport) -> list[Problem]:
    """One by one, with values; for the analyst's page only."""
    try:
        return [Problem.from_json(each) for each in json.loads(vault.get(row.pk, Part.PROBLEMS))]
    except vault.Gone:
        return []


def samples_of(row: SurveyImport) -> dict[str, list[str]]:
    """A few values of each column; for the analyst's page only."""
    try:
        told: dict[str, list[str]] = json.loads(vault.get(row.pk, Part.LOOK))["samples"]
    except vault.Gone:
        return {}
    return told


def tidy(*, at: dt.datetime) -> int:
    """Throw away uploads that nobody went on with for two days, and files that belong to nothing."""
    thrown = 0
    for row in SurveyImport.objects.filter(
        state__in=WAITING_FOR_PERSON, uploaded_at__lt=at - FORGOTTEN_AFTER
    ):
        try:
            discard(row, by=None, at=at)
        except WrongState:
            continue
        thrown += 1
    states = dict(SurveyImport.objects.filter(pk__in=vault.imports_kept()).values_list("pk", "state"))
    for import_id in vault.imports_kept():
        state = states.get(import_id)
        if state == ImportState.STORED:
            vault.only_keep(import_id, Part.ANSWERS)
        elif state in ENDED or (state is None and vault.age(import_id) > ORPHAN_AFTER):
            vault.delete(import_id)
    return thrown


def _refuse_doubles(used: Mapping[str, Target]) -> None:
    columns: dict[Target, list[str]] = {}
    for column, target in used.items():
        columns.setdefault(target, []).append(column)
    for target, names in columns.items():
        if len(names) > 1:
            raise MappedTwice(target, names)
        whole = Target(target.question)
        if target.answer and whole in columns:
            raise MappedTwice(whole, [*columns[whole], *names])


def _order(row: SurveyImport, state: ImportState, *fields: str) -> None:
    row.state, row.progress, row.claimed_at, row.attempts = state, 0, None, 0
    row.save(update_fields=["state", "progress", "claimed_at", "attempts", *fields])
    ring_after_commit("surveys.tasks.work_on_import", row.pk)


def _locked(row: SurveyImport, *states: ImportState) -> SurveyImport:
    rows = SurveyImport.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("wave__questionnaire", "community").get(pk=row.pk)
    if row.state not in states:
        raise WrongState(state=row.state, step="import")
    return row


def _checksum(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.sha256()
    for piece in iter(lambda: file.read(PIECE), b""):
        found.update(piece)
    return found.hexdigest()


def trace(act: str, row: SurveyImport, *, by: User | None, at: dt.datetime, **details: object) -> None:
    """Never a value or a column of the file."""
    told = {"import": row.pk, "file": row.file_name, **details}
    audit.record(act, target=row.wave, by=by, at=at, community=row.community, details=told)
