"""The PDF of a district sheet: ordered with its publication as a row, made once in the background, stored."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from communities.models import DocumentState, User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit
from surveys.document import SheetPaper, print_sheet
from surveys.models import SheetDocument


def waiting(*, at: dt.datetime) -> QuerySet[SheetDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(SheetDocument.objects.all(), at=at)


def make(document_id: int, *, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it (`stored_documents.make`)."""
    documents = SheetDocument.objects.select_related(
        "publication__community__oblast", "publication__wave__questionnaire"
    )
    return stored_documents.make(documents, document_id, draw=_draw, at=at)


def order_again(document: SheetDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for a PDF that could not be made. False when it has not failed."""
    with transaction.atomic():
        failed = SheetDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED)
        ordered = stored_documents.order_again(failed, at=at)
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


def _draw(document: SheetDocument) -> bytes:
    return print_sheet(SheetPaper.of(document.publication, language=document.language))
