"""The PDF of a publication: ordered with it as a row, made once in the background, stored with it."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from communities.models import DocumentState, User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit
from reports.models import Publication, PublicationDocument
from reports.published.document import Paper, print_paper

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
    """Draw one ordered PDF and store it (`stored_documents.make`)."""
    documents = PublicationDocument.objects.select_related("publication")
    return stored_documents.make(documents, document_id, draw=_draw, at=at)


def order_again(document: PublicationDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for a PDF that could not be made. False when it has not failed."""
    with transaction.atomic():
        failed = PublicationDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED)
        ordered = stored_documents.order_again(failed, at=at)
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


def _draw(document: PublicationDocument) -> bytes:
    return print_paper(Paper.of(document.publication, language=document.language))
