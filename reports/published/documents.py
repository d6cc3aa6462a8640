"""The PDF of a publication: ordered with it as a row, made once in the background, stored with it."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import QuerySet

from communities.models import User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit
from reports.models import DocumentState, Publication, PublicationDocument
from reports.published.document import Paper, print_paper

logger = logging.getLogger(__name__)

LANGUAGES = ("uk", "en")


def order(publication: Publication, *, at: dt.datetime) -> None:
    """Order the PDFs of a new publication, in its transaction."""
    for language in LANGUAGES:
        document = PublicationDocument.objects.create(
            publication=publication, language=language, ordered_at=at
        )
        ring_after_commit("reports.tasks.make_document", document.pk)


def waiting(*, at: dt.datetime) -> QuerySet[PublicationDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(PublicationDocument.objects.all(), at=at)


def make(document_id: int, *, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it. False when somebody else has it or it is already there."""
    if not waiting(at=at).filter(pk=document_id).update(claimed_at=at):
        return False
    document = PublicationDocument.objects.select_related("publication").get(pk=document_id)
    try:
        content = print_paper(Paper.of(document.publication, language=document.language))
    except Exception as problem:  # whatever it is, the report stays published and a person is told
        logger.exception("PDF %s could not be drawn", document_id)
        row = PublicationDocument.objects.filter(pk=document.pk)
        stored_documents.note_failure(row, problem, attempts=document.attempts + 1)
        return False
    return stored_documents.keep(PublicationDocument.objects.filter(pk=document.pk), content, at=at)


def order_again(document: PublicationDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for a PDF that could not be made. False when it has not failed."""
    with transaction.atomic():
        ordered = PublicationDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED).update(
            state=DocumentState.PENDING, attempts=0, claimed_at=None, error="", ordered_at=at
        )
        if ordered:
            report = document.publication.report
            audit.record(
                "document.ordered_again",
                target=report,
                by=by,
                at=at,
                community=report.community,
                details={"version": document.publication.version, "language": document.language},
            )
            ring_after_commit("reports.tasks.make_document", document.pk)
    return bool(ordered)
