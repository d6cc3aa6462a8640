"""The PDF of a year: ordered again whenever something in it changes, made in the background, stored."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from communities.models import DocumentState, User
from communities.shared import audit, public_stamp, stored_documents
from communities.shared.doorbell import ring_after_commit
from reports.models import ExpectedReport, Publication, YearDocument
from reports.published.documents import LANGUAGES
from reports.yearly.document import YearPaper, print_paper
from reports.yearly.rolling import year_of


def order(community_id: int, *, year: int, at: dt.datetime) -> None:
    """Something in this year has changed: its PDFs are made anew. In the transaction of the act.

    A year in which nothing is published has none.
    """
    if not _published(community_id, year=year).exists():
        return
    for language in LANGUAGES:
        made = {"community_id": community_id, "year": year, "language": language}
        document, is_new = YearDocument.objects.get_or_create(**made, defaults={"ordered_at": at})
        if not is_new:
            stored_documents.order_again(YearDocument.objects.filter(pk=document.pk), at=at)
        ring_after_commit("reports.tasks.make_year_document", document.pk)


def changed(expected: ExpectedReport, *, at: dt.datetime) -> None:
    """Residents read something else about this period now: stored pages lapse, the PDFs of its year are
    ordered again. In the transaction of the act; `expected` comes with its period."""
    order(expected.community_id, year=expected.period.starts_on.year, at=at)
    public_stamp.touch()


@transaction.atomic
def order_again(document: YearDocument, *, by: User, at: dt.datetime) -> bool:
    """A person asks once more for PDFs of a year that could not be made. False when it has not failed."""
    if not YearDocument.objects.filter(pk=document.pk, state=DocumentState.FAILED).exists():
        return False
    order(document.community_id, year=document.year, at=at)
    audit.record(
        "year_document.ordered_again",
        target=document,
        by=by,
        at=at,
        community=document.community,
        details={"year": document.year},
    )
    return True


def order_missing(*, at: dt.datetime) -> int:
    """Order what nobody has: years published before there were PDFs of years. How many years."""
    there = YearDocument.objects.filter(
        community=OuterRef("report__community"), year=OuterRef("report__period__starts_on__year")
    )
    missing = sorted(
        Publication.objects.newest()
        .filter(~Exists(there))
        .values_list("report__community_id", "report__period__starts_on__year")
        .distinct()
    )
    for community_id, year in missing:
        with transaction.atomic():
            order(community_id, year=year, at=at)
    return len(missing)


def waiting(*, at: dt.datetime) -> QuerySet[YearDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(YearDocument.objects.all(), at=at)


def make(document_id: int, *, today: dt.date, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it (`stored_documents.make`)."""

    def draw(document: YearDocument) -> bytes:
        facts = year_of(document.community, document.year, today=today)
        return print_paper(YearPaper.of(facts, language=document.language, today=today))

    documents = YearDocument.objects.select_related("community__oblast")
    return stored_documents.make(documents, document_id, draw=draw, at=at)


def _published(community_id: int, *, year: int) -> QuerySet[Publication]:
    return Publication.objects.newest().filter(
        report__community=community_id, report__period__starts_on__year=year
    )
