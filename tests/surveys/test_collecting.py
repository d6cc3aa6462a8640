"""The pages and files of the question bank: read by everybody, taken to the field by whoever asks."""

import dataclasses
import io
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from communities.shared.pdf import PdfFailed
from surveys import codebook, paper_form
from surveys.asking import asked_of, limits_of
from surveys.codebook import codebook_of, variables
from surveys.definition import Condition

EDITION = "/en/surveys/questionnaires/community-security/1/"


@pytest.fixture(autouse=True)
def nothing_kept(db):
    cache.clear()


def rows(content, number):
    return list(load_workbook(io.BytesIO(content)).worksheets[number].iter_rows(values_only=True))


# --- pages ---


def test_a_resident_reads_every_question_and_answer(client, questionnaire, definition):
    page = client.get(EDITION).content.decode()
    for question in definition:
        assert question.text.en in page
        for option in question.options:
            assert option.label.en in page
    assert "Asked of those who answered question 11, but not “No contacts” or “Hard to say”" in page
    assert "Section of the police report: Confidence of citizens." in page
    assert "(Safe dwelling, housing)" in page
    own = [question for question in definition if question.origin == "own_proposal"]
    assert page.count("Our own question: the source does not mention it.") == len(own) == 7


def test_the_same_page_speaks_ukrainian(client, questionnaire, definition):
    page = client.get(EDITION.removeprefix("/en")).content.decode()
    assert all(question.text.uk in page for question in definition)


def test_the_list_leads_to_the_edition(client, questionnaire):
    page = client.get("/en/surveys/questionnaires/").content.decode()
    assert f'href="{EDITION}"' in page


def test_before_anything_is_loaded_the_list_says_so(client):
    assert "There are no questions yet" in client.get("/en/surveys/questionnaires/").content.decode()


@pytest.mark.parametrize("file", ["", "codebook/", "codebook.xlsx", "xlsform.xlsx", "paper.pdf"])
def test_an_edition_that_is_not_there_is_not_found(client, questionnaire, file):
    assert client.get(f"/en/surveys/questionnaires/community-security/7/{file}").status_code == 404
    assert client.get(f"/en/surveys/questionnaires/other/1/{file}").status_code == 404


def test_the_codebook_page_names_every_column(client, questionnaire, definition):
    page = client.get(f"{EDITION}codebook/").content.decode()
    for row in variables(definition):
        assert f"<code>{row.column}</code>" in page
    assert "<code>trust</code> Trust (fully or rather)" in page
    assert "Asked of those who left question 19 out" in page


# --- the codebook ---


def test_the_codebook_explains_every_column_and_value(definition):
    content = codebook_of(definition, language="en")
    columns = [row[0] for row in rows(content, 0)[1:]]
    assert columns[:3] == ["SAF_CHANGE", "FEAR/hostilities", "FEAR/shelling"]
    assert len(columns) == 18 + sum(len(question.options) for question in definition if question.is_multiple)
    values = {(row[0], row[1]): row for row in rows(content, 1)[1:]}
    assert len(values) == 140
    assert values["FEAR", 4][2:] == (
        "burglary",
        "Крадіжка з оселі",
        "House burglary",
        "answer",
        "Safe dwelling, housing",
    )
    assert values["FEAR", 98][5] == "no opinion told"
    assert values["FEAR", 16][5] == "answer that stands alone"
    nets = {(row[0], row[1]): row[4] for row in rows(content, 2)[1:]}
    assert nets["POL_CONF", "trust"] == "full rather"


def test_the_codebook_says_how_several_answers_and_missing_ones_arrive(definition):
    rules = " ".join(str(row[0]) for row in rows(codebook_of(definition, language="en"), 3))
    assert "“hostilities shelling”" in rules
    assert "FEAR/hostilities" in rules
    assert "98 means “hard to say” and 99 “refused”" in rules
    assert "WEIGHT" in rules


def test_the_codebook_is_the_same_bytes_tomorrow(definition):
    first = codebook_of(definition, language="uk")
    time.sleep(2.1)
    assert codebook_of(definition, language="uk") == first


def test_the_codebook_says_of_whom_a_question_was_asked(definition):
    asked = {row[0]: row[5] for row in rows(codebook_of(definition, language="en"), 0)[1:]}
    assert asked["POL_CONF"] == "everybody"
    assert (
        asked["CONTACT_SAT"]
        == "Asked of those who answered question 11, but not “No contacts” or “Hard to say”"
    )
    assert asked["AGE_GROUP"] == "Asked of those who left question 19 out"


def test_a_condition_with_one_answer_in_words(definition):
    question = dataclasses.replace(
        definition.of("CONTACT_SAT"), asked_if=Condition("POL_JOB", ("poor",), is_not=False)
    )
    with translation.override("en"):
        assert asked_of(question, definition) == "Asked of those who answered question 5 with “Poorly”"


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (18, 120, "Write a whole number from 18 to 120."),
        (0, None, "Write a whole number, 0 or more."),
        (None, 7, "Write a whole number, 7 or less."),
        (None, None, "Write a whole number."),
    ],
)
def test_limits_of_a_number_in_words(definition, least, most, words):
    with translation.override("en"):
        assert limits_of(dataclasses.replace(definition.of("AGE"), least=least, most=most)) == words


# --- files ---


@pytest.mark.parametrize(
    ("file", "begins", "name"),
    [
        ("xlsform.xlsx", b"PK", "community-security-1-xlsform.xlsx"),
        ("codebook.xlsx", b"PK", "community-security-1-codebook-en.xlsx"),
        ("paper.pdf", b"%PDF", "community-security-1-paper-en.pdf"),
    ],
)
def test_anybody_may_take_the_files(client, questionnaire, file, begins, name):
    answer = client.get(EDITION + file)
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "Set-Cookie" not in answer.headers


def test_files_are_made_once(client, questionnaire, monkeypatch):
    first = client.get(f"{EDITION}paper.pdf").content
    monkeypatch.setattr(paper_form.printer, "print", None)
    monkeypatch.setattr(codebook, "new_workbook", None)
    assert client.get(f"{EDITION}paper.pdf").content == first


def test_ten_readers_at_once_have_it_drawn_once(definition, monkeypatch):
    drawn = []

    def draw(html, *, css):
        drawn.append(html)
        time.sleep(0.2)
        return b"%PDF"

    monkeypatch.setattr(paper_form.printer, "print", draw)
    kept = {}
    monkeypatch.setattr(
        paper_form, "cache", SimpleNamespace(get=kept.get, set=lambda key, it, _: kept.update({key: it}))
    )
    with ThreadPoolExecutor(10) as readers:
        found = list(readers.map(lambda _: paper_form.paper_form_of(definition, language="uk"), range(10)))
    assert found == [b"%PDF"] * 10
    assert len(drawn) == 1


def test_when_the_pdf_cannot_be_drawn_the_page_says_so(client, questionnaire, monkeypatch):
    def fail(*args, **kwargs):
        raise PdfFailed("too slow")

    monkeypatch.setattr(paper_form.printer, "print", fail)
    answer = client.get(f"{EDITION}paper.pdf")
    assert answer.status_code == 503
    assert "Try again in a minute." in answer.content.decode()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_paper_has_every_question_and_answer(definition, language):
    content = paper_form.paper_form_of(definition, language=language)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    letters = "".join(text.split())
    for question in definition:
        assert "".join(getattr(question.text, language).split()) in letters, question.code
    assert "".join(getattr(definition.consent, language).split()) in letters
