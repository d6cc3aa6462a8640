"""The page of a year as residents read it, and its files: whole, honest about gaps, nothing exact."""

import csv
import datetime as dt
import hashlib
import html
import io
import json
import re
from decimal import Decimal

import pytest
from django.test import Client

from communities.models import DocumentState
from reports.models import Report, YearDocument
from reports.periods import stretch_from_slug
from tests.reports.owing import expected_of, noon
from tests.reports.published import publish, shipped_form

PAGE = "/communities/novopskov/years/2026/"
SLUGS = ("2026-01", "2026-03", "2026-05", "2026-07", "2026-09", "2026-11")
FILES = ["", "report.csv", "report.json"]
NOON = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
# Exact figures of each protected kind that stand nowhere else.
EXACT = {"HOST_KILLED": Decimal(3), "DV_REP": Decimal(48_613), "CHILD_24H": Decimal("37.3")}
DAY = dt.timedelta(days=1)


@pytest.fixture
def stepan():
    """A resident without an account."""
    return Client()


@pytest.fixture(autouse=True)
def in_february(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.today", lambda: dt.date(2027, 2, 12))


@pytest.fixture
def year(novopskov, cast):
    """Five of six published, one late; March-April excused; meetings in four periods."""
    for slug in SLUGS:
        stretch = stretch_from_slug(slug)
        met = {"meeting_held_on": stretch.ends_on, "meeting_place": "Ліцей"} if slug < "2026-09" else {}
        if slug == "2026-03":
            expected_of(
                novopskov, stretch=stretch, excuse="hostilities", excuse_reason="Щоденні обстріли.", **met
            )
            continue
        publish(novopskov, slug, by=cast.petro, figures=EXACT)
        report = Report.objects.get(community=novopskov, period__starts_on=stretch.starts_on)
        handed_in_on = stretch.ends_on + (13 if slug == "2026-07" else 9) * DAY
        expected_of(
            novopskov,
            stretch=stretch,
            report=report,
            handed_in_at=noon(handed_in_on),
            first_handed_in_on=handed_in_on,
            published_at=noon(handed_in_on + DAY),
            is_complete=slug != "2026-09",
            **met,
        )


def read(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


def test_a_resident_reads_the_year(stepan, year):
    page = read(stepan.get("/en" + PAGE))
    for said in (
        "Police reports of the year 2026",
        "Novopskov district, Luhansk oblast",
        "Reports published: 5 of 5 that were due.",
        "Handed in on time: 4 of 5.",
        "With all main figures and texts: 4 of 5.",
        "Excused: 1 period.",
        "Open meetings recorded: for 4 of 6 periods.",
        "Only 5 of 6 periods are in the figures below.",
        "March–April 2026: no report was asked for (hostilities).",
        "Щоденні обстріли.",
        "Handed in 3 days after it was due.",
        "5 of 6 periods",
        *(f"{section.number}. {section.title.en}" for section in shipped_form().sections),
        *(row.label.en for row in shipped_form().indicators.values() if row.kind.value != "text"),
    ):
        assert said in page
    assert "So far" not in page


def test_in_ukrainian_it_is_marked_so(stepan, year):
    response = stepan.get(PAGE)
    assert '<html lang="uk">' in response.content.decode()
    for section in shipped_form().sections:
        assert section.title.uk in read(response)


def test_a_running_year_says_so_far(stepan, novopskov, cast, monkeypatch):
    monkeypatch.setattr("communities.shared.clock.today", lambda: dt.date(2026, 5, 1))
    publish(novopskov, "2026-01", by=cast.petro)
    page = read(stepan.get("/en" + PAGE))
    assert "So far: this year is not complete yet." in page
    assert "Only 1 of 6 periods is in the figures below." in page
    assert "May–June 2026: the report is not asked for yet." in page


def test_the_sum_stands_in_its_row_and_the_last_state_is_marked(stepan, year):
    page = stepan.get("/en" + PAGE).content.decode()

    def row(code):
        label = shipped_form().indicators[code].label.en
        return re.search(rf"<tr[^>]*><th[^>]*>{re.escape(label)}.*?</tr>", page, re.DOTALL).group()

    facts = json.loads(stepan.get(PAGE + "report.json").content)
    figures = {figure["code"]: figure for section in facts["sections"] for figure in section["figures"]}
    by_hand = sum(int(value["value"]) for value in figures["ROAD_RTA"]["values"] if value)
    assert f'sum" data-label="Sum">{by_hand:,}<' in row("ROAD_RTA")
    assert "no total: small numbers are protected" in row("DV_REP")
    assert 'sum none" data-label="Sum">–<' in row("DV_REP")
    assert "not added up" in row("STREET_CAM")
    assert re.search(r'num latest" data-label="Nov–Dec">', row("STREET_CAM"))


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_no_protected_figure_and_no_total_of_them_is_anywhere(stepan, year, language, address):
    content = stepan.get(f"{language}{PAGE}{address}").content.decode()
    plain = re.sub(r"[\s\u00a0,]", "", content)
    assert "48613" not in plain
    assert str(48_613 * 5) not in plain
    assert "243075" not in plain  # the sum of what is shown
    assert not re.search(r"(?<!\d)37[.,]3(?!\d)", content)


def test_what_is_protected_stands_as_published(stepan, year):
    facts = json.loads(stepan.get(PAGE + "report.json").content)
    figures = {figure["code"]: figure for section in facts["sections"] for figure in section["figures"]}
    for code in EXACT:
        assert figures[code]["total"] is None
        assert figures[code]["values"][1] is None
    assert figures["DV_REP"]["values"][0] == {
        "kind": "rounded",
        "value": "48615",
        "rounded_to": 5,
        "threshold": 5,
    }


def test_text_of_people_cannot_become_markup(stepan, novopskov):
    attack = "<script>alert(1)</script>"
    expected_of(novopskov, excuse="other", excuse_reason=attack)
    expected_of(
        novopskov,
        stretch=stretch_from_slug("2026-07"),
        meeting_held_on=dt.date(2026, 7, 7),
        meeting_place=attack,
    )
    for address in (PAGE, "/communities/novopskov/reports/", "/communities/novopskov/"):
        page = stepan.get("/en" + address).content.decode()
        assert "<script>alert" not in page
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_everybody_gets_the_same_bytes(client, cast, year, language, address):
    for_stepan = client.get(language + PAGE + address)
    client.force_login(cast.petro)
    for_petro = client.get(language + PAGE + address)
    assert for_stepan.status_code == 200
    assert for_stepan.content == for_petro.content
    assert for_stepan["X-Page-Store"] == "public"
    assert not for_stepan.cookies
    assert "csrf" not in for_stepan.content.decode()
    again = client.get(language + PAGE + address, headers={"if-none-match": for_stepan["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", [*FILES, "report.pdf"])
def test_a_page_takes_five_queries_at_most(stepan, year, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        stepan.get(PAGE + address)


@pytest.mark.parametrize(
    "address",
    [
        "/communities/novopskov/years/2024/",
        "/communities/novopskov/years/0000/",
        "/communities/novopskov/years/9999/",
        "/communities/novopskov/years/26/",
        "/communities/nowhere/years/2026/",
        "/communities/popasna/years/2026/report.pdf",
        "/communities/popasna/years/2026/report.csv",
    ],
)
def test_unknown_years_are_a_page_not_found(stepan, year, popasna, address):
    assert stepan.get("/en" + address).status_code == 404


def test_a_long_name_breaks(stepan, year, novopskov):
    novopskov.name_uk = "Верхньодніпровсько-Великоолександрівська міська територіальна громада"
    novopskov.save()
    assert novopskov.name_uk in read(stepan.get(PAGE))


# --- files ---


def test_the_json_file_can_be_checked_with_the_checksum_of_the_page(stepan, year):
    response = stepan.get(PAGE + "report.json")
    assert response["Content-Disposition"] == 'attachment; filename="police-year-novopskov-2026.json"'
    assert hashlib.sha256(response.content).hexdigest() in read(stepan.get(PAGE))


def test_the_csv_file_has_six_columns_and_a_sum(stepan, year):
    content = stepan.get(PAGE + "report.csv").content.decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content))}
    figures = [row for row in rows.values() if row["section"] != "periods"]
    assert len(figures) == sum(row.kind.value != "text" for row in shipped_form().indicators.values())
    accidents = rows["ROAD_RTA"]
    shown = [accidents[f"value_{number}"] for number in range(1, 7)]
    assert shown[1] == ""
    assert accidents["quality_2"] == "no_report"
    assert int(accidents["sum"]) == sum(int(value) for value in shown if value)
    assert (accidents["periods_in_sum"], accidents["summed"]) == ("5", "yes")
    assert (rows["DV_REP"]["value_1"], rows["DV_REP"]["quality_1"]) == ("48615", "rounded")
    assert (rows["DV_REP"]["sum"], rows["DV_REP"]["summed"]) == ("", "no")
    assert rows["HOST_KILLED"]["value_1"] == "<5"


def test_the_csv_file_says_how_each_period_stands(stepan, year):
    content = stepan.get(PAGE + "report.csv").content.decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content)) if row["section"] == "periods"}

    def said(code):
        return [(rows[code][f"value_{number}"], rows[code][f"quality_{number}"]) for number in range(1, 7)]

    assert said("PERIOD")[5] == ("2026-11-01/P2M", "stated")
    assert [value for value, _ in said("STANDING")][:3] == ["published", "excused", "published"]
    none = ("", "not_recorded")
    assert said("MEETING_PLACE") == [("Ліцей", "stated")] * 4 + [none] * 2
    assert said("MEETING_HELD_ON")[0] == ("2026-02-28", "stated")
    assert said("MEETING_HELD_ON")[4:] == [none] * 2
    assert (rows["MEETING_HELD_ON"]["label_en"], rows["MEETING_HELD_ON"]["label_uk"]) == (
        "Open meeting",
        "Відкрита зустріч",
    )
    assert not any(code.startswith("HEARD") for code in rows)


# --- the PDF ---


def order(novopskov, **state):
    return YearDocument.objects.create(community=novopskov, year=2026, ordered_at=NOON, **state)


def test_the_pdf_comes_in_the_language_of_the_page(stepan, year, novopskov):
    for language in ("uk", "en"):
        content = f"%PDF-{language}".encode()
        order(novopskov, language=language, state=DocumentState.MADE, content=content, sha256=language * 32)
    for prefix, content in (("", b"%PDF-uk"), ("/en", b"%PDF-en")):
        response = stepan.get(f"{prefix}{PAGE}report.pdf")
        assert (response.content, response["Content-Type"]) == (content, "application/pdf")
        again = stepan.get(f"{prefix}{PAGE}report.pdf", headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
        assert "PDF, to read and print" in read(stepan.get("/en" + PAGE))


@pytest.mark.parametrize("state", [None, DocumentState.PENDING])
def test_a_pdf_that_is_being_made_asks_for_patience(stepan, year, novopskov, state):
    if state:
        order(novopskov, language="en", state=state)
        assert "PDF: it is being made" in read(stepan.get("/en" + PAGE))
    response = stepan.get(f"/en{PAGE}report.pdf")
    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("30", "no-store")
    assert "The PDF is being made" in read(response)


def test_a_pdf_that_could_not_be_made_says_so(stepan, year, novopskov):
    order(novopskov, language="en", state=DocumentState.FAILED)
    response = stepan.get(f"/en{PAGE}report.pdf")
    assert response.status_code == 503
    assert "Retry-After" not in response
    assert "There is no PDF of this year" in read(response)
    assert "There is no PDF of this year" in read(stepan.get("/en" + PAGE))


def test_a_year_without_a_publication_has_no_pdf(stepan, novopskov):
    expected_of(novopskov)
    assert stepan.get(f"/en{PAGE}report.pdf").status_code == 404
    assert "report.pdf" not in stepan.get("/en" + PAGE).content.decode()
