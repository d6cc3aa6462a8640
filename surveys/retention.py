"""How long single answers are kept: to the day that the wave states, or until its results are published.

What is deleted lies in the vault; tables, published results and the trail stay. Files that nobody goes on
with are thrown away after two days by `surveys.importing.tidy`. A copy of the vault that is put back brings
nothing back: the next run deletes it again.
"""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from communities.models import Community, User
from communities.shared import audit, canonical
from communities.shared.states import WrongState
from surveys import importing, publication, vault
from surveys.models import ImportState, SurveyImport, Tabulation, Wave, WavePublication


class Kept(StrEnum):
    """Why the answers of a file are still there."""

    NOT_STORED = "not_stored"  # the file has not been confirmed; `importing.tidy` looks after it
    DELETED_ALREADY = "deleted_already"
    DAY_TO_COME = "day_to_come"
    NOT_PUBLISHED = "not_published"  # no day is stated, and not all results are published


class NotDeleted(Exception):
    """The disk did not let go of a file; nothing is marked as deleted."""


def why_kept(row: SurveyImport, *, today: dt.date) -> Kept | None:
    """None when the answers are to be deleted now."""
    if row.answers_deleted_at is not None:
        return Kept.DELETED_ALREADY
    if row.state != ImportState.STORED:
        return Kept.NOT_STORED
    if row.wave.keep_answers_until_on is not None:
        return None if today >= row.wave.keep_answers_until_on else Kept.DAY_TO_COME
    return None if _is_published(row) else Kept.NOT_PUBLISHED


def kept_files() -> QuerySet[SurveyImport]:
    """Stored files whose answers are there, as far as the database knows."""
    return SurveyImport.objects.filter(state=ImportState.STORED, answers_deleted_at__isnull=True)


@transaction.atomic
def delete_due(row: SurveyImport, *, today: dt.date, at: dt.datetime) -> Kept | None:
    """Delete the answers of one file if their time has come, or say why not. Raises `NotDeleted`."""
    row = _locked(row)
    if reason := why_kept(row, today=today):
        return reason
    _delete(row, by=None, at=at)
    return None


@transaction.atomic
def delete_now(wave: Wave, *, by: User, at: dt.datetime) -> int:
    """The analyst's word: all single answers of the wave go, and files on their way too. How many files.

    A file that is being stored at this moment stays; it is named on the page. Raises `NotDeleted`.
    """
    deleted = 0
    for row in wave.imports.exclude(state__in=[ImportState.REFUSED, ImportState.DISCARDED]).order_by("pk"):
        locked = _locked(row)
        if locked.state == ImportState.STORED and locked.answers_deleted_at is None:
            _delete(locked, by=by, at=at)
            deleted += 1
        elif locked.state != ImportState.STORED:
            try:
                importing.discard(locked, by=by, at=at)
            except WrongState:
                continue
            deleted += 1
    return deleted


def delete_again() -> int:
    """What came back to the vault, with a copy of the disk, after it had been deleted. How many files."""
    there = vault.imports_kept()
    gone = SurveyImport.objects.filter(pk__in=there, answers_deleted_at__isnull=False)
    return sum(vault.delete(pk) for pk in gone.values_list("pk", flat=True))


def _delete(row: SurveyImport, *, by: User | None, at: dt.datetime) -> None:
    """The disk first: if the rest fails, the next run finds the row and writes down what has happened."""
    vault.delete(row.pk)
    if row.pk in vault.imports_kept():
        raise NotDeleted
    row.answers_deleted_at = at
    row.save(update_fields=["answers_deleted_at"])
    audit.record(
        "survey.answers_deleted",
        target=row.wave,
        by=by,
        at=at,
        community=row.community,
        details={"import": row.pk, "file": row.file_name},
    )


def _is_published(row: SurveyImport) -> bool:
    """Everything that was counted in the communities of this file is what residents read."""
    places = [row.community] if row.community else list(row.wave.communities.all())
    tables = Tabulation.objects.filter(wave=row.wave, community__in=places)
    counted = set(tables.values_list("community", flat=True))
    with_results = [place for place in places if place.pk in counted]
    return bool(with_results) and all(_says_the_newest(row.wave, place) for place in with_results)


def _says_the_newest(wave: Wave, place: Community) -> bool:
    """The version in force came after the newest table, or says the same."""
    in_force = WavePublication.objects.newest().filter(wave=wave, community=place).first()
    newest = Tabulation.objects.filter(wave=wave, community=place).order_by("-number").first()
    if in_force is None or newest is None:
        return False
    if in_force.published_at >= newest.made_at:
        return True
    return in_force.sha256 == canonical.checksum(publication.preview(wave, place).as_json())


def _locked(row: SurveyImport) -> SurveyImport:
    rows = SurveyImport.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("wave__questionnaire", "community").get(pk=row.pk)
