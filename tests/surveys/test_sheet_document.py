"""The PDF of a district sheet: ordered with its publication, drawn once, says what the page says, tagged."""

import datetime as dt
import io
import re

import pytest
from pypdf import PdfReader

from communities.models import AuditEntry, DocumentState
from communities.shared import public_stamp, stored_documents
from config.schedule import TIMETABLE
from surveys import document, documents, tasks
from surveys.definition import definition_of
from surveys.models import SheetDocument
from surveys.published import in_force
from tests.surveys.pilots import AT, IN_FILE, publish_pilots
from tests.surveys.waves import publish, share, wave_in

SOON = AT + dt.timedelta(seconds=30)
LATER = AT + dt.timedelta(minutes=3)


@pytest.fixture
def pilots(cast, questionnaire):
    publish_pilots()


@pytest.fixture
def drawn(monkeypatch):
    """Counts drawings instead of drawing."""
    papers = []

    def draw(paper):
        papers.append(paper)
        return b"%PDF-1.7 " + paper.sheet.language.encode()

    monkeypatch.setattr(documents, "print_sheet", draw)
    return papers


@pytest.fixture
def ordered(pilots):
    return SheetDocument.objects.get(publication__community__slug="popasna", language="uk")


def test_publishing_orders_one_pdf_a_language(pilots):
    rows = SheetDocument.objects.values_list("publication__community__slug", "language", "state")
    slugs = [community["community"] for community in IN_FILE["communities"]]
    assert sorted(rows) == sorted((slug, code, "pending") for slug in slugs for code in ("uk", "en"))


def test_it_is_drawn_once_and_pages_are_told(ordered, drawn):
    stamp = public_stamp.current()
    assert documents.make(ordered.pk, at=AT)
    ordered.refresh_from_db()
    assert (ordered.state, bytes(ordered.content)) == (DocumentState.MADE, b"%PDF-1.7 uk")
    assert public_stamp.current() == stamp + 1
    assert not documents.make(ordered.pk, at=SOON)
    assert len(drawn) == 1


def test_two_workers_draw_it_once_and_a_dead_ones_claim_lapses(ordered, drawn):
    SheetDocument.objects.filter(pk=ordered.pk).update(claimed_at=AT)
    assert not documents.make(ordered.pk, at=SOON)
    assert documents.make(ordered.pk, at=LATER)
    assert len(drawn) == 1


def test_a_worker_that_lost_its_claim_throws_its_drawing_away(ordered, drawn, monkeypatch):
    draw = documents.print_sheet

    def slow(paper):
        SheetDocument.objects.filter(pk=ordered.pk).update(claimed_at=LATER)
        return draw(paper)

    monkeypatch.setattr(documents, "print_sheet", slow)
    assert not documents.make(ordered.pk, at=AT)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.claimed_at) == (DocumentState.PENDING, LATER)


def test_after_three_failures_it_says_so_until_somebody_asks_again(ordered, cast, monkeypatch):
    def fail(paper):
        raise RuntimeError("too slow")

    monkeypatch.setattr(documents, "print_sheet", fail)
    for minute in range(stored_documents.ATTEMPTS):
        assert not documents.make(ordered.pk, at=AT + dt.timedelta(minutes=minute))
    ordered.refresh_from_db()
    assert (ordered.state, ordered.error) == (DocumentState.FAILED, "too slow")
    assert documents.order_again(ordered, by=cast.admin, at=LATER)
    assert not documents.order_again(ordered, by=cast.admin, at=LATER)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.attempts) == (DocumentState.PENDING, 0)
    assert AuditEntry.objects.filter(act="sheet.ordered_again", by=cast.admin).count() == 1


def test_an_administrator_asks_once_more(client, ordered, cast):
    SheetDocument.objects.filter(pk=ordered.pk).update(state=DocumentState.FAILED, attempts=3)
    client.force_login(cast.admin)
    said = {"action": "make_again", "_selected_action": [ordered.pk]}
    client.post("/en/admin/surveys/sheetdocument/", said)
    ordered.refresh_from_db()
    assert ordered.state == DocumentState.PENDING


def test_the_minutes_round_finds_orders_whose_bell_was_lost(pilots, drawn):
    assert TIMETABLE["make-waiting-sheets"]["task"] == tasks.make_waiting_sheets.name
    tasks.make_sheet.app.conf.task_always_eager = True
    try:
        tasks.make_waiting_sheets()
    finally:
        tasks.make_sheet.app.conf.task_always_eager = False
    assert len(drawn) == SheetDocument.objects.filter(state=DocumentState.MADE).count() == 8


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_paper_says_what_the_page_says(pilots, language):
    paper = document.SheetPaper.of(in_force().get(community__slug="popasna"), language=language)
    reader = PdfReader(io.BytesIO(document.print_sheet(paper)))
    whole = squeezed(" ".join(page.extract_text() for page in reader.pages))
    said = [paper.sha256, paper.address, paper.sheet.n, *(fact.value for fact in paper.sheet.passport.facts)]
    for box in paper.sheet.boxes:
        said += [box.figure, box.words]
    for part in paper.sheet.parts:
        said += [*part.silent, part.title] if part.questions else []
        for question in part.questions:
            said += [question.text, *(note.text for note in question.notes)]
            said += [words for share in question.shares for words in (share.label, share.text)]
            said += [words for one in question.printed for words in (one.percent, one.quote, one.note)]
            said += [words for one in question.breakdowns for words in told_in(one)]
    assert [words for words in said if squeezed(words) not in whole] == []
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_annex_tells_what_groups_answered(cast, novopskov, questionnaire, language):
    """Tables with headers that a screen reader finds; which groups are uncertain or silent stands in words."""
    wave = wave_in(novopskov, slug="own", by=cast.yurii, questionnaire=questionnaire)
    groups = {"18_30": (40, 60), "31_45": (90, 122), "46_60": (90, 140), "60_plus": (60, 90)}
    cells = [share("POL_CONF", "trust", 280), share("POL_CONF", "distrust", 132)]
    for group, (trust, base) in groups.items():
        for answer, count in (("trust", trust), ("distrust", base - trust)):
            cells.append(share("POL_CONF", answer, count, base=base, breakdown="AGE_GROUP", group=group))
    for group, base in (("yes", 12), ("no", 400)):
        cells.append(share("POL_CONF", "trust", base // 2, base=base, breakdown="DISABILITY", group=group))
    fears = definition_of(questionnaire).of("FEAR").option  # longer than a page, one below the other
    cells += [share("FEAR", answer, 40 + 5 * number) for number, answer in enumerate(fears)]
    publish(wave, novopskov, *cells, by=cast.yurii)
    paper = document.SheetPaper.of(in_force().get(wave=wave), language=language)
    [question] = [each for part in paper.sheet.parts for each in part.questions if each.breakdowns]
    [age, disability] = question.breakdowns
    assert [bool(group.name.endswith(")")) for group in age.groups] == [True, False, False, True]
    assert (disability.rows, len(disability.remarks)) == ((), 1)
    reader = PdfReader(io.BytesIO(document.print_sheet(paper)))
    whole = squeezed(" ".join(page.extract_text() for page in reader.pages))
    said = [*told_in(age), *told_in(disability), "66.7" if language == "en" else "66,7"]
    assert [words for words in said if squeezed(words) not in whole] == []
    assert [page.page_number for page in reader.pages if lowest(page) < 0] == []
    heads = sum(node == "/TH" for node in tags(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert heads >= len(age.groups) + len(age.rows)


def told_in(breakdown):
    """Every word of it."""
    heads = [words for group in breakdown.groups for words in (group.name, group.number)]
    cells = [words for label, shares in breakdown.rows for words in (label, *(said for _, said in shares))]
    return [breakdown.title, *heads, *cells, *breakdown.remarks]


def lowest(page):
    """Where the last line of a page stands; below 0 it is cut off."""
    lines = []

    def look(text, cm, tm, *_):
        if text.strip():
            lines.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=look)
    return min(lines, default=0)


def tags(node):
    """Names of all elements of the structure."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from tags(each)
    elif hasattr(node, "get"):
        yield node.get("/S")
        if "/K" in node and not isinstance(node.get("/S"), int):
            yield from tags(node["/K"])


def squeezed(text):
    """Without blanks and hyphens: words are broken on paper."""
    return re.sub(r"[\s\u00a0\u2010-]", "", text)
