"""The PDFs of minutes: ordered with signature and publication, drawn once, tagged, without private data for residents."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from communities import tasks
from communities.meetings import minutes_document, minutes_drawing
from communities.models import MinutesDocument
from communities.shared import public_stamp
from communities.shared.pdf import PdfFailed
from tests.meetings.making import make_group
from tests.meetings.minuting import AFTER, closed_meeting, published, signed

SOON = AFTER + dt.timedelta(seconds=30)
LATER = AFTER + dt.timedelta(minutes=3)


@pytest.fixture
def meeting(cast, novopskov):
    return closed_meeting(make_group(cast, novopskov))


@pytest.fixture
def row(meeting, cast):
    return published(meeting, cast)


def orders():
    return sorted(MinutesDocument.objects.values_list("language", "is_public", "state"))


def test_members_get_theirs_with_the_signature_residents_with_the_publication(meeting, cast):
    signed(meeting, cast)
    assert orders() == [("en", False, "pending"), ("uk", False, "pending")]


def test_it_is_drawn_once_a_dead_workers_claim_lapses_and_failures_are_told(row, monkeypatch, cast):
    drawn = []
    monkeypatch.setattr(minutes_document, "print_minutes", lambda paper: drawn.append(paper) or b"%PDF-1.7")
    first, second = MinutesDocument.objects.order_by("pk")[:2]
    stamp = public_stamp.current()
    assert minutes_document.make(first.pk, at=AFTER)
    assert not minutes_document.make(first.pk, at=LATER)
    assert (len(drawn), public_stamp.current()) == (1, stamp + 1)

    def fail(paper):
        raise PdfFailed("drawing took too long")

    monkeypatch.setattr(minutes_document, "print_minutes", fail)
    for _ in range(3):
        assert not minutes_document.make(second.pk, at=AFTER)
    second.refresh_from_db()
    assert (second.state, second.error) == ("failed", "drawing took too long")
    assert minutes_document.order_again(second, by=cast.sofiia, at=AFTER)
    assert not minutes_document.order_again(second, by=cast.sofiia, at=AFTER)
    assert second.pk in minutes_document.waiting(at=SOON).values_list("pk", flat=True)


def test_the_minutes_round_finds_what_no_bell_rang_for(row, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.make_minutes, "delay", rung.append)
    tasks.make_waiting_minutes()
    assert sorted(rung) == sorted(MinutesDocument.objects.values_list("pk", flat=True))


def test_both_papers_are_tagged_and_only_members_read_names(row, client, cast):
    texts = {}
    for document in MinutesDocument.objects.filter(language="en"):
        assert minutes_document.make(document.pk, at=AFTER)
        document.refresh_from_db()
        reader = PdfReader(io.BytesIO(bytes(document.content)))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        texts[document.is_public] = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for words in ("for – 3, against – 1, abstained – 0", "Звіт поліції", row.checksum[:20]):
        assert all(words in text for text in texts.values()), words
    for name in ("Mykola Hnatiuk", "Prysiazhniuk", "відрядження", "Садову", "Halyna"):
        assert name in texts[False]
        assert name not in texts[True], name
    public = client.get("/en/communities/novopskov/meetings/1/minutes/1/minutes.pdf")
    assert (public["Content-Type"], public["Cache-Control"]) == (
        "application/pdf",
        "public, max-age=60, must-revalidate",
    )
    address = f"/en/work/meetings/{row.meeting_id}/minutes/versions/1/minutes.pdf"
    for who, status in (("mykola", 200), ("olena", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(address).status_code == status


def test_printing_asks_nothing_of_the_database(row, django_assert_num_queries):
    paper = minutes_drawing.MinutesPaper.of(row, language="uk", is_public=True)
    with django_assert_num_queries(0):
        assert paper.html()
