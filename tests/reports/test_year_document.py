"""The PDF of a year: ordered with what changes in it, drawn once in the background, never older than the year."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from communities.models import AuditEntry, DocumentState
from communities.shared import public_stamp, stored_documents
from reports import tasks
from reports.cycle.meetings import record_meeting
from reports.models import ExpectedReport, YearDocument
from reports.publishing import publication
from reports.yearly import document, documents
from reports.yearly.document import YearPaper
from reports.yearly.rolling import year_of
from tests.reports import making
from tests.reports.owing import expected_of
from tests.reports.published import publish

NOON = dt.datetime(2027, 2, 12, 9, tzinfo=dt.UTC)
TODAY = dt.date(2027, 2, 12)
SOON = dt.timedelta(seconds=30)
DAY = dt.timedelta(days=1)
AUTUMN = dt.date(2026, 10, 1)


@pytest.fixture
def drawn(monkeypatch):
    """Counts drawings instead of drawing."""
    papers = []

    def draw(paper):
        papers.append(paper)
        return b"%PDF-1.7 " + paper.year.language.encode()

    monkeypatch.setattr(documents, "print_paper", draw)
    return papers


@pytest.fixture
def ordered(cast, novopskov):
    publish(novopskov, "2026-07", by=cast.petro)
    documents.order(novopskov.pk, year=2026, at=NOON)
    return YearDocument.objects.get(language="uk")


def make(row, *, at=NOON):
    made = documents.make(row.pk, today=TODAY, at=at)
    row.refresh_from_db()
    return made


def test_publishing_orders_one_pdf_a_language(cast, novopskov, handed_in):
    making.everything_public(handed_in, by=cast.petro)
    publication.publish(handed_in, by=cast.petro, at=making.NOW + making.HOUR)
    rows = YearDocument.objects.filter(community=novopskov, year=2026)
    assert sorted(rows.values_list("language", "state")) == [("en", "pending"), ("uk", "pending")]


def test_a_year_without_a_publication_has_none(novopskov):
    documents.order(novopskov.pk, year=2026, at=NOON)
    assert not YearDocument.objects.exists()


def test_it_is_drawn_once_and_pages_are_told(ordered, drawn):
    stamp = public_stamp.current()
    assert make(ordered)
    assert (ordered.state, bytes(ordered.content)) == (DocumentState.MADE, b"%PDF-1.7 uk")
    assert public_stamp.current() == stamp + 1
    assert not make(ordered, at=NOON + SOON)
    assert len(drawn) == 1


def test_a_change_orders_it_again(cast, novopskov, ordered, drawn):
    make(ordered)
    publish(novopskov, "2026-07", by=cast.petro, version=2, reason="Дві аварії.", at=NOON)
    documents.order(novopskov.pk, year=2026, at=NOON + SOON)
    ordered.refresh_from_db()
    assert ordered.state == DocumentState.PENDING
    assert make(ordered, at=NOON + SOON)
    assert len({paper.sha256 for paper in drawn}) == 2


def test_a_meeting_orders_it_again(cast, novopskov, ordered, drawn):
    make(ordered)
    record_meeting(
        expected_of(novopskov), held_on=dt.date(2026, 10, 1), place="Ліцей", by=cast.halyna, at=NOON
    )
    ordered.refresh_from_db()
    assert ordered.state == DocumentState.PENDING


# --- time goes by ---


def look(today, **kwargs):
    return documents.order_outdated(today=today, at=NOON, **kwargs)


@pytest.fixture
def in_autumn(cast, novopskov, drawn):
    """July-August is published; September-October is made ahead and has not opened; drawn on 1 October."""
    publish(novopskov, "2026-07", by=cast.petro)
    row = expected_of(novopskov, opened_at=None)
    documents.order(novopskov.pk, year=2026, at=NOON)
    for document_ in YearDocument.objects.all():
        assert documents.make(document_.pk, today=AUTUMN, at=NOON)
    return row


def test_a_period_that_opens_has_the_pdf_drawn_again_within_a_day(in_autumn, novopskov, drawn):
    later = AUTUMN + dt.timedelta(days=20)
    assert look(AUTUMN) == 0  # drawn today
    assert look(later) == 0  # nothing has changed, and it is looked at once a day
    ExpectedReport.objects.filter(pk=in_autumn.pk).update(opened_at=NOON)
    assert look(later) == 0
    assert look(later + DAY) == 1
    assert set(YearDocument.objects.values_list("state", flat=True)) == {DocumentState.PENDING}
    assert look(later + DAY) == 0
    for document_ in YearDocument.objects.all():
        documents.make(document_.pk, today=later + DAY, at=NOON + SOON)
    assert look(later + 2 * DAY) == 0


def test_so_many_are_looked_at_at_once_and_all_within_rounds(cast, in_autumn, popasna, drawn):
    publish(popasna, "2026-07", by=cast.petro)
    documents.order(popasna.pk, year=2026, at=NOON)
    for document_ in YearDocument.objects.filter(community=popasna):
        documents.make(document_.pk, today=AUTUMN, at=NOON)
    YearDocument.objects.update(facts_sha256="")  # as those made before it was kept
    assert [look(AUTUMN + DAY, at_most=1) for _ in range(3)] == [1, 1, 0]


def test_the_page_says_of_which_day_its_pdf_is(client, in_autumn, monkeypatch):
    """The paper says it too, so that neither contradicts the other."""
    page = "/en/communities/novopskov/years/2026/"
    today = AUTUMN
    monkeypatch.setattr("communities.shared.clock.today", lambda: today)

    def told():
        public_stamp.touch()
        return client.get(page).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert "PDF, to read and print" in told()
    ExpectedReport.objects.filter(pk=in_autumn.pk).update(opened_at=NOON)
    today += DAY
    html = told()
    assert "PDF, as it stood on 1 October 2026" in html
    assert "PDF, to read and print" not in html
    assert "Not published yet" in html
    with translation.override("en"):
        facts = year_of(in_autumn.community, 2026, today=AUTUMN)
        paper = YearPaper.of(facts, language="en", today=AUTUMN).html()
    assert "State of 1 October 2026." in paper.replace("\N{NO-BREAK SPACE}", " ")


def test_what_changes_while_it_is_drawn_is_drawn_again(novopskov, ordered, drawn, monkeypatch):
    draw = documents.print_paper

    def slow(paper):
        documents.order(novopskov.pk, year=2026, at=NOON + SOON)
        return draw(paper)

    monkeypatch.setattr(documents, "print_paper", slow)
    assert not make(ordered)
    assert (ordered.state, ordered.content) == (DocumentState.PENDING, None)
    monkeypatch.setattr(documents, "print_paper", draw)
    assert make(ordered, at=NOON + SOON)


def test_two_workers_draw_it_once(ordered, drawn, monkeypatch):
    draw = documents.print_paper

    def slow(paper):
        assert not documents.make(ordered.pk, today=TODAY, at=NOON + SOON)
        return draw(paper)

    monkeypatch.setattr(documents, "print_paper", slow)
    assert make(ordered)
    assert len(drawn) == 1


def test_after_three_failures_it_says_so_until_something_changes(novopskov, ordered, monkeypatch):
    def fail(paper):
        raise RuntimeError("too slow")

    monkeypatch.setattr(documents, "print_paper", fail)
    for minute in range(stored_documents.ATTEMPTS):
        assert not make(ordered, at=NOON + dt.timedelta(minutes=minute))
    assert (ordered.state, ordered.error) == (DocumentState.FAILED, "too slow")
    documents.order(novopskov.pk, year=2026, at=NOON)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.attempts) == (DocumentState.PENDING, 0)


def test_the_minutes_round_finds_years_nobody_ordered(cast, novopskov, drawn):
    publish(novopskov, "2025-07", by=cast.petro)
    publish(novopskov, "2026-07", by=cast.petro)
    tasks.make_year_document.app.conf.task_always_eager = True
    try:
        tasks.make_waiting_year_documents()
        tasks.make_waiting_year_documents()
    finally:
        tasks.make_year_document.app.conf.task_always_eager = False
    assert sorted((paper.year.year, paper.year.language) for paper in drawn) == [
        (2025, "en"),
        (2025, "uk"),
        (2026, "en"),
        (2026, "uk"),
    ]


def test_an_administrator_asks_once_more(client, cast, ordered):
    YearDocument.objects.filter(pk=ordered.pk).update(state=DocumentState.FAILED, attempts=3)
    client.force_login(cast.admin)
    page = reverse("admin:reports_yeardocument_changelist")
    client.post(page, {"action": "make_again", "_selected_action": [ordered.pk]})
    ordered.refresh_from_db()
    assert (ordered.state, ordered.attempts) == (DocumentState.PENDING, 0)
    trace = AuditEntry.objects.get(act="year_document.ordered_again")
    assert (trace.by, trace.details) == (cast.admin, {"year": 2026})
    client.post(page, {"action": "make_again", "_selected_action": [ordered.pk]})
    assert AuditEntry.objects.filter(act="year_document.ordered_again").count() == 1


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_paper_says_what_the_page_says(cast, novopskov, language):
    for slug in ("2026-01", "2026-05", "2026-07", "2026-09", "2026-11"):
        publish(novopskov, slug, by=cast.petro, figures={"REP_ARRIVE": None} if slug == "2026-05" else {})
    expected_of(novopskov, meeting_held_on=dt.date(2026, 9, 9), meeting_place="Ліцей № 1")
    paper = document.YearPaper.of(year_of(novopskov, 2026, today=TODAY), language=language, today=TODAY)
    reader = PdfReader(io.BytesIO(document.print_paper(paper)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    whole = squeezed(re.sub("[-\u2010] ", "", text))
    said = [paper.sha256, paper.address, paper.as_of, "Ліцей № 1", *paper.year.brief, *paper.year.gaps]
    for section in paper.year.sections:
        said.append(section.title)
        for row in (*section.core, *section.others):
            said += [row.label, row.note, row.total, *(cell.text for cell in row.cells)]
    assert [words for words in said if squeezed(words) not in whole] == []
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def squeezed(text):
    """Without blanks and hyphens: words are broken on paper."""
    return re.sub(r"[\s\u00a0\u2010-]", "", text)
