"""The PDFs of signed minutes: ordered as rows, drawn once in the background, stored.

Members' PDFs are ordered with the second signature, residents' with the publication.
"""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import QuerySet

from communities.meetings.minutes_drawing import MinutesPaper, print_minutes
from communities.models import Minutes, MinutesDocument, User
from communities.shared import audit, stored_documents
from communities.shared.doorbell import ring_after_commit

logger = logging.getLogger(__name__)

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
    """Draw one ordered PDF and store it. False when somebody else has it or it is already there."""
    if not waiting(at=at).filter(pk=document_id).update(claimed_at=at):
        return False
    document = MinutesDocument.objects.select_related("minutes__meeting").get(pk=document_id)
    held = MinutesDocument.objects.filter(pk=document.pk, claimed_at=at)
    try:
        paper = MinutesPaper.of(document.minutes, language=document.language, is_public=document.is_public)
        content = print_minutes(paper)
    except Exception as problem:  # whatever it is, the minutes stay in force and a person is told
        logger.exception("PDF of minutes %s could not be drawn", document_id)
        stored_documents.note_failure(held, problem, attempts=document.attempts + 1)
        return False
    return stored_documents.keep(held, content, at=at)


def order_again(document: MinutesDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for a PDF that could not be made. False when it has not failed."""
    with transaction.atomic():
        ordered = MinutesDocument.objects.filter(pk=document.pk, state="failed").update(
            state="pending", attempts=0, claimed_at=None, error="", ordered_at=at
        )
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
