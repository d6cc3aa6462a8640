"""What residents read of surveys: waves, district sheets, every printed figure, gaps named, files."""

import csv
import hashlib
import io
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.translation import override

from communities.models import DocumentState
from surveys import wording
from surveys.models import SheetDocument, WavePublication
from tests.surveys.pilots import IN_FILE, SLUGS, WAVE, publish_pilots


@pytest.fixture
def pilots(cast, questionnaire):
    publish_pilots()


@pytest.fixture
def stepan():
    """A resident without an account."""
    return Client()


def address(slug, language="en"):
    return ("" if language == "uk" else "/en") + f"/communities/{slug}/surveys/{WAVE}/"


class Sections(HTMLParser):
    """The text of each question's section, as somebody reads it."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.items = [], {}, {}
        self.in_item = False

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "section":
            self.open.append(names.get("id", ""))
        if tag == "li" and self.open:
            self.items.setdefault(self.open[-1], []).append("")
            self.in_item = True

    def handle_endtag(self, tag):
        if tag == "section":
            self.open.pop()
        if tag == "li":
            self.in_item = False

    def handle_data(self, data):
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data
        if self.open and self.in_item:
            self.items[self.open[-1]][-1] += data


def read(content):
    page = Sections()
    page.feed(content.decode())
    return page


def squeezed(text):
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_printed_figure_stands_on_the_page_of_its_district(stepan, pilots, slug, language):
    """Each print has its own line: share, place, quotation. 151 in all four."""
    page = read(stepan.get(address(slug, language)).content)
    figures = next(each["figures"] for each in IN_FILE["communities"] if each["community"] == slug)
    lines = {code: [squeezed(item) for item in items] for code, items in page.items.items()}
    places = {"box": "in a box:", "text": "in the text:"} if language == "en" else {"box": "", "text": ""}
    for figure in figures:
        said = f"{figure['percent']}%" if language == "en" else figure["percent"].replace(".", ",")
        found = [
            line
            for line in lines[figure["question"]]
            if line.startswith(said)
            and squeezed(figure["quote"]) in line
            and places[figure["location"]] in line
        ]
        assert found, figure
        lines[figure["question"]].remove(found[0])
    printed = sum(len(each["figures"]) for each in IN_FILE["communities"])
    assert printed == IN_FILE["expects"]["figures"] == 151


@pytest.mark.parametrize("slug", SLUGS)
def test_every_figure_is_in_the_table_beside_the_picture(stepan, pilots, slug):
    page = stepan.get(address(slug)).content.decode()
    publication = WavePublication.objects.newest().get(community__slug=slug)
    everybody = [cell for cell in publication.facts["cells"] if not cell["breakdown"]]
    for cell in everybody:
        section = re.search(
            rf'<section class="sv-question" id="{cell["question"]}".*?</section>', page, re.DOTALL
        )
        shown = re.findall(r'<td role="cell" class="num now"[^>]*>([^<]+)</td>', section[0])
        assert any(f"{cell['percent']:g}%" in text for text in shown), cell


def test_popasna_tells_that_box_and_text_differ(stepan, pilots):
    page = read(stepan.get(address("popasna")).content)
    contacts = squeezed(page.text["CONTACT_12M"])
    assert "the box says 73.1%, the text says 75.6%" in contacts
    assert contacts.index("75.6%") < contacts.index("73.1%")


@pytest.mark.parametrize("slug", ["novopskov", "popasna"])
def test_what_was_not_published_is_never_nought(stepan, pilots, slug):
    content = stepan.get(address(slug)).content
    page = read(content)
    assert "Became safer: not published." in squeezed(page.text["SAF_CHANGE"])
    assert "Not published is not 0." in squeezed(page.text["SAF_CHANGE"])
    assert "<svg" not in re.search(r'id="SAF_CHANGE".*?</section>', content.decode(), re.DOTALL)[0]
    assert not re.search(r"(?<![\d.])0%", content.decode())


@pytest.mark.parametrize("slug", SLUGS)
def test_without_a_number_of_people_no_margin_is_shown_and_it_is_said_once(stepan, pilots, slug):
    page = stepan.get(address(slug)).content.decode()
    assert page.count("It is not stated how many people were asked.") == 1
    assert "Most likely" not in page
    assert "significant" not in page.replace("no difference can be called significant", "")


def test_the_passport_says_what_is_not_stated(stepan, pilots):
    page = stepan.get(f"/en/surveys/{WAVE}/").content.decode()
    assert page.count(">not stated</dd>") == 10
    assert "UKR/2018/019" in page


def test_waves_and_communities_are_listed(stepan, pilots):
    page = stepan.get("/en/surveys/").content.decode()
    assert [slug for slug in SLUGS if f'href="/en/communities/{slug}/surveys/{WAVE}/"' not in page] == []
    assert "/en/surveys/questionnaires/" in page


def test_real_figures_are_not_said_to_be_made_up(stepan, pilots, settings):
    settings.DEMONSTRATION_DATA = True
    assert "made up" not in stepan.get(address("popasna")).content.decode()


def test_files_hold_what_the_page_holds(stepan, pilots):
    publication = WavePublication.objects.newest().get(community__slug="popasna")
    said = stepan.get(address("popasna") + "v1/results.json")
    assert hashlib.sha256(said.content).hexdigest() == publication.sha256
    answer = stepan.get(address("popasna") + "v1/results.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(publication.facts["cells"])
    none = next(row for row in rows if (row["question"], row["answer"]) == ("CONTACT_12M", "none"))
    assert (none["percent"], none["base"], none["flags"]) == ("75.6", "", "conflict")
    assert "box: 73.1" in none["printed"]
    assert 'filename="survey-popasna-pilots-2019-v1.csv"' in answer["Content-Disposition"]


def test_a_pdf_that_is_being_made_says_so(stepan, pilots):
    answer = stepan.get(address("popasna") + "v1/sheet.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    SheetDocument.objects.update(state=DocumentState.FAILED)
    answer = stepan.get(address("popasna") + "v1/sheet.pdf")
    assert answer.status_code == 503
    assert "Something went wrong" in answer.content.decode()
    SheetDocument.objects.update(state=DocumentState.MADE, content=b"%PDF-1.7", sha256="a" * 64)
    answer = stepan.get(address("popasna") + "v1/sheet.pdf")
    assert (answer.status_code, answer["ETag"]) == (200, f'"{"a" * 64}"')


PAGES = {
    "/en/surveys/": 1,
    f"/en/surveys/{WAVE}/": 1,
    "/en/communities/popasna/surveys/": 2,
    f"/en/communities/popasna/surveys/{WAVE}/": 3,
    f"/en/communities/popasna/surveys/{WAVE}/v1/": 3,
    f"/en/communities/popasna/surveys/{WAVE}/v1/results.csv": 1,
    "/en/surveys/compare/": 1,
    f"/en/surveys/compare/?first=popasna:{WAVE}&second=novopskov:{WAVE}": 2,
}


@pytest.mark.parametrize("path", PAGES)
def test_pages_cost_few_queries(stepan, pilots, django_assert_max_num_queries, path):
    stepan.get(path)  # the edition of the questionnaire is kept by the process
    with django_assert_max_num_queries(PAGES[path]):
        assert stepan.get(path).status_code == 200


@pytest.mark.parametrize("path", [path for path in PAGES if "compare" not in path])
def test_pages_may_be_stored_before_django(stepan, pilots, path):
    answer = stepan.get(path)
    assert answer["X-Page-Store"] == "public"
    assert stepan.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/en/surveys/nothing/",
        "/en/communities/popasna/surveys/nothing/",
        f"/en/communities/popasna/surveys/{WAVE}/v2/",
        "/en/communities/nowhere/surveys/",
    ],
)
def test_what_is_not_published_is_not_found(stepan, pilots, path):
    assert stepan.get(path).status_code == 404


def test_before_anything_is_published(stepan, novopskov):
    assert "No survey has been published yet" in stepan.get("/en/surveys/").content.decode()
    page = stepan.get("/en/communities/novopskov/surveys/").content.decode()
    assert "No survey of this community has been published yet" in page


def test_numbers_are_said_in_both_languages():
    with override("en"):
        assert (wording.percent(64.6), wording.percent(44.0)) == ("64.6%", "44%")
        assert (wording.points(-7.0), wording.points(0.0)) == ("7 points less", "the same")
    with override("uk"):
        assert wording.number(1234.5) == "1\u00a0234,5"
