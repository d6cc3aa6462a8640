"""The PDF of a district sheet: ordered with its publication as a row, made once in the background, stored."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import QuerySet

from communities.models import User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit
from surveys.document import SheetPaper, print_sheet
from surveys.models import DocumentState, SheetDocument

logger = logging.getLogger(__name__)


def waiting(*, at: dt.datetime) -> QuerySet[SheetDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(SheetDocument.objects.all(), at=at)


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
        row = SheetDocument.objects.filter(pk=document.pk)
        stored_documents.note_failure(row, problem, attempts=document.attempts + 1)
        return False
    return stored_documents.keep(SheetDocument.objects.filter(pk=document.pk, claimed_at=at), content, at=at)


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
