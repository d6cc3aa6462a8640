"""The PDF of a year: ordered again whenever something in it changes, made in the background, stored.

Acts order it in their transaction. What changes because time goes by (a period opens or ends, a due day is
over, rows are made ahead) is found by looking: once a day the facts of each PDF of a running year are
compared with those it was drawn of. Until then the page says of which day the PDF is.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from communities.models import Community, DocumentState, User
from communities.shared import audit, public_stamp, stored_documents
from communities.shared.canonical import checksum
from communities.shared.doorbell import ring_after_commit
from reports.models import ExpectedReport, Publication, YearDocument
from reports.published.documents import LANGUAGES
from reports.yearly.document import YearPaper, print_paper
from reports.yearly.rolling import year_of

LOOKED_AT_ONCE = 10  # years of a community; their PDFs are drawn within about a minute
KEPT_OF_FACTS = ("facts_sha256", "as_of", "looked_on")


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


def order_outdated(*, today: dt.date, at: dt.datetime, at_most: int = LOOKED_AT_ONCE) -> int:
    """Look at so many years that nobody looked at today, this one and the last, and order those again whose
    facts are not what their PDFs were drawn of. How many."""
    made = YearDocument.objects.filter(state=DocumentState.MADE, year__gte=today.year - 1)
    rows = made.filter(~Q(looked_on=today) | Q(looked_on__isnull=True)).order_by("looked_on", "pk")
    rows = rows.select_related("community__oblast").defer("content")[: at_most * len(LANGUAGES)]
    years = {(row.community_id, row.year): row.community for row in rows}
    return sum(
        _order_if_outdated(community, year, today=today, at=at)
        for (_pk, year), community in list(years.items())[:at_most]
    )


@transaction.atomic
def _order_if_outdated(community: Community, year: int, *, today: dt.date, at: dt.datetime) -> bool:
    theirs = YearDocument.objects.filter(community=community, year=year)
    theirs.update(looked_on=today)
    now = checksum(year_of(community, year, today=today).as_json())
    if not theirs.filter(state=DocumentState.MADE).exclude(facts_sha256=now).exists():
        return False
    order(community.pk, year=year, at=at)
    return True


def waiting(*, at: dt.datetime) -> QuerySet[YearDocument]:
    """Orders that nobody is working on, oldest first."""
    return stored_documents.waiting(YearDocument.objects.all(), at=at)


def make(document_id: int, *, today: dt.date, at: dt.datetime) -> bool:
    """Draw one ordered PDF and store it (`stored_documents.make`)."""

    def draw(document: YearDocument) -> bytes:
        facts = year_of(document.community, document.year, today=today)
        paper = YearPaper.of(facts, language=document.language, today=today)
        document.facts_sha256, document.as_of, document.looked_on = paper.sha256, today, today
        return print_paper(paper)

    documents = YearDocument.objects.select_related("community__oblast")
    return stored_documents.make(documents, document_id, draw=draw, at=at, also=KEPT_OF_FACTS)


def _published(community_id: int, *, year: int) -> QuerySet[Publication]:
    return Publication.objects.newest().filter(
        report__community=community_id, report__period__starts_on__year=year
    )
