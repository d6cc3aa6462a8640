"""The PDF of a district sheet: ordered with its publication as a row, made once in the background, stored."""

import datetime as dt
import hashlib
import logging

from django.db import transaction
from django.db.models import Q, QuerySet

from communities.models import User
from communities.shared import audit, public_stamp
from communities.shared.doorbell import ring_after_commit
from surveys.document import SheetPaper, print_sheet
from surveys.models import DocumentState, SheetDocument

logger = logging.getLogger(__name__)

CLAIM_HOLDS = dt.timedelta(minutes=2)  # longer than the longest drawing: a dead worker's claim lapses
ATTEMPTS = 3


def waiting(*, at: dt.datetime) -> QuerySet[SheetDocument]:
    """Orders that nobody is working on, oldest first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM_HOLDS)
    return SheetDocument.objects.filter(free, state=DocumentState.PENDING).order_by("ordered_at", "pk")


def make(document_id: int, *, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it. False when somebody else has it or it is already there."""
    if not waiting(at=at).filter(pk=document_id).update(claimed_at=at):
        return False
    document = SheetDocument.objects.select_related(
        "publication__community__oblast", "publication__wave__questionnaire"
    ).get(pk=document_id)
    try:
        content = print_sheet(SheetPaper.of(document.publication, language=document.language))
    except Exception as problem:  # whatever it is, the results stay published and a person is told
        logger.exception("PDF of sheet %s could not be drawn", document_id)
        _note_failure(document, problem)
        return False
    with transaction.atomic():
        kept = SheetDocument.objects.filter(pk=document.pk, claimed_at=at).update(
            state=DocumentState.MADE,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            made_at=at,
            error="",
        )
        if kept:
            public_stamp.touch()
    return bool(kept)


def order_again(document: SheetDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for a PDF that could not be made. False when it has not failed."""
    with transaction.atomic():
        ordered = SheetDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED).update(
            state=DocumentState.PENDING, attempts=0, claimed_at=None, error="", ordered_at=at
        )
        if ordered:
            publication = document.publication
            audit.record(
                "sheet.ordered_again",
                target=publication.wave,
                by=by,
                at=at,
                community=publication.community,
                details={"version": publication.version, "language": document.language},
            )
            ring_after_commit("surveys.tasks.make_sheet", document.pk)
    return bool(ordered)


def _note_failure(document: SheetDocument, problem: Exception) -> None:
    attempts = document.attempts + 1
    SheetDocument.objects.filter(pk=document.pk).update(
        attempts=attempts,
        error=str(problem)[:1000],
        state=DocumentState.FAILED if attempts >= ATTEMPTS else DocumentState.PENDING,
        claimed_at=None,
    )
