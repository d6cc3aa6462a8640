"""The PDF of a publication: ordered as a row, drawn once in the background, stored."""

import datetime as dt
import io
import itertools
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from communities.models import DocumentState
from communities.shared import public_stamp, stored_documents
from communities.shared.pdf import PdfFailed, css_string
from reports import tasks
from reports.models import PublicationDocument
from reports.published import document, documents
from tests.reports.published import publish

NOON = dt.datetime(2026, 9, 12, 9, tzinfo=dt.UTC)
SOON = dt.timedelta(seconds=30)


@pytest.fixture
def publication(cast, novopskov):
    return publish(novopskov, "2026-07", by=cast.petro)


@pytest.fixture
def ordered(publication):
    documents.order(publication, at=NOON)
    return PublicationDocument.objects.get(publication=publication, language="uk")


@pytest.fixture
def drawn(monkeypatch):
    """Counts drawings instead of drawing."""
    papers = []

    def draw(paper):
        papers.append(paper)
        return b"%PDF-1.7 " + paper.report.language.encode()

    monkeypatch.setattr(documents, "print_paper", draw)
    return papers


@pytest.fixture
def broken(monkeypatch):
    def fail(paper):
        raise PdfFailed("drawing took too long")

    monkeypatch.setattr(documents, "print_paper", fail)


def test_a_publication_orders_one_pdf_a_language(publication, ordered):
    orders = PublicationDocument.objects.filter(publication=publication)
    assert sorted(orders.values_list("language", "state")) == [("en", "pending"), ("uk", "pending")]


def test_it_is_drawn_once_and_stored_with_its_checksum(ordered, drawn):
    stamp = public_stamp.current()
    assert documents.make(ordered.pk, at=NOON)
    ordered.refresh_from_db()
    assert (ordered.state, bytes(ordered.content)) == (DocumentState.MADE, b"%PDF-1.7 uk")
    assert len(ordered.sha256) == 64
    assert public_stamp.current() == stamp + 1
    assert not documents.make(ordered.pk, at=NOON + SOON)
    assert len(drawn) == 1


def test_two_workers_draw_it_once(ordered, drawn, monkeypatch):
    """The second one comes while the first is drawing."""
    draw = documents.print_paper

    def slow(paper):
        assert not documents.make(ordered.pk, at=NOON + SOON)
        return draw(paper)

    monkeypatch.setattr(documents, "print_paper", slow)
    assert documents.make(ordered.pk, at=NOON)
    assert len(drawn) == 1


def test_the_claim_of_a_dead_worker_lapses(ordered, drawn):
    PublicationDocument.objects.update(claimed_at=NOON)
    assert not documents.make(ordered.pk, at=NOON + SOON)
    assert documents.make(ordered.pk, at=NOON + stored_documents.CLAIM_HOLDS + SOON)


def test_after_three_failures_it_says_so_and_a_person_may_ask_again(cast, ordered, broken):
    for minute in range(stored_documents.ATTEMPTS):
        assert not documents.make(ordered.pk, at=NOON + dt.timedelta(minutes=minute))
    ordered.refresh_from_db()
    assert (ordered.state, ordered.error) == (DocumentState.FAILED, "drawing took too long")
    documents.order_again(ordered, by=cast.admin, at=NOON)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.attempts, ordered.error) == (DocumentState.PENDING, 0, "")


def test_an_administrator_asks_once_more(client, cast, ordered):
    PublicationDocument.objects.filter(pk=ordered.pk).update(state=DocumentState.FAILED, attempts=3)
    client.force_login(cast.admin)
    page = reverse("admin:reports_publicationdocument_changelist")
    client.post(page, {"action": "make_again", "_selected_action": [ordered.pk]})
    ordered.refresh_from_db()
    assert ordered.state == DocumentState.PENDING


def test_the_minutes_round_finds_what_nobody_rang_for(publication, ordered, drawn, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    tasks.make_document.app.conf.task_always_eager = True
    try:
        tasks.make_waiting_documents()
    finally:
        tasks.make_document.app.conf.task_always_eager = False
    assert {paper.report.language for paper in drawn} == {"uk", "en"}
    assert not PublicationDocument.objects.exclude(state=DocumentState.MADE).exists()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_paper_says_what_the_publication_says(publication, language):
    paper = document.Paper.of(publication, language=language)
    reader = PdfReader(io.BytesIO(document.print_paper(paper)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    whole = re.sub("[-\\u2010] ", "", text).replace(
        " ", ""
    )  # words are broken with a hyphen of their own, U+2010
    assert publication.sha256 in whole
    assert paper.address.replace(" ", "") in whole
    for section in paper.report.sections:
        assert section.title.replace(" ", "") in whole
        for row in itertools.chain(section.core, section.others):
            assert "".join(row.now.split()) in whole
    assert reader.trailer["/Root"]["/Lang"] == language
    assert f"{len(reader.pages)} / {len(reader.pages)}" in reader.pages[-1].extract_text()


def test_text_from_people_cannot_leave_its_place_in_the_style():
    said = css_string('"; } body { display: none } \\ </style> \n їжак')
    assert '"' not in said[1:-1]
    assert "\n" not in said
    assert "{" not in said
    assert "<" not in said
