"""The PDFs of signed minutes: ordered as rows, drawn once in the background, stored.

Members' PDFs are ordered with the second signature, residents' with the publication.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from communities.meetings.minutes_drawing import MinutesPaper, print_minutes
from communities.models import DocumentState, Minutes, MinutesDocument, User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit

LANGUAGES = ("uk", "en")


def order(minutes: Minutes, *, is_public: bool, at: dt.datetime) -> None:
    """Order the PDFs of one audience, in the transaction of the act. What is ordered stays ordered."""
    for language in LANGUAGES:
        document, is_new = MinutesDocument.objects.get_or_create(
            minutes=minutes, language=language, is_public=is_public, defaults={"ordered_at": at}
        )
        if is_new:
            ring_after_commit("communities.tasks.make_minutes", document.pk)


def waiting(*, at: dt.datetime) -> QuerySet[MinutesDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(MinutesDocument.objects.all(), at=at)


def make(document_id: int, *, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it (`stored_documents.make`)."""
    documents = MinutesDocument.objects.select_related("minutes__meeting")
    return stored_documents.make(documents, document_id, draw=_draw, at=at)


def order_again(document: MinutesDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for a PDF that could not be made. False when it has not failed."""
    with transaction.atomic():
        failed = MinutesDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED)
        ordered = stored_documents.order_again(failed, at=at)
        if ordered:
            minutes = document.minutes
            audit.record(
                "minutes.ordered_again",
                target=minutes,
                by=by,
                at=at,
                community=minutes.meeting.group.community,
                details={"version": minutes.version, "language": document.language},
            )
            ring_after_commit("communities.tasks.make_minutes", document.pk)
    return bool(ordered)


def _draw(document: MinutesDocument) -> bytes:
    paper = MinutesPaper.of(document.minutes, language=document.language, is_public=document.is_public)
    return print_minutes(paper)
