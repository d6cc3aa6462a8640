"""The published report as residents read it: whole, in both languages, the same for everybody, nothing exact."""

import datetime as dt
import hashlib
import html
import re
from decimal import Decimal

import pytest
from django.test import Client

from communities.models import DocumentState
from reports.models import PublicationDocument
from reports.published.facts import Withheld
from tests.reports.published import publish, shipped_form

PAGE = "/communities/novopskov/reports/2026-03/"
LATER = dt.datetime(2026, 6, 2, 8, tzinfo=dt.UTC)
REASON = "У розділі 5 пропустили дві аварії."
# One exact figure of each protected kind that stands nowhere else in the report.
EXACT = {"HOST_KILLED": Decimal(3), "DV_REP": Decimal(48_613), "CHILD_24H": Decimal("37.3")}


@pytest.fixture
def stepan():
    """A resident without an account."""
    return Client()


@pytest.fixture
def publication(novopskov, cast):
    return publish(novopskov, "2026-03", by=cast.petro)


@pytest.fixture
def corrected(novopskov, cast, publication):
    return publish(
        novopskov,
        "2026-03",
        by=cast.petro,
        version=2,
        reason=REASON,
        at=LATER,
        figures={"ROAD_RTA": Decimal(1031), **EXACT},
        texts={("ROAD", "problem"): "Дві аварії на трасі."},
    )


def read(response):
    """The words of a page, without its tags."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


def test_a_resident_reads_the_whole_report(stepan, publication):
    page = read(stepan.get("/en" + PAGE))
    form = shipped_form()
    for said in (
        "Police report, March–April 2026",
        "Novopskov district, Luhansk oblast",
        "In short",
        "Compared with the previous period, better:",
        "Дільничні офіцери обійшли 214 дворів",
        "Written in Ukrainian",
        "Petro Bondar, head of police",
        "12 May 2026",
        publication.sha256,
        *(f"{section.number}. {section.title.en}" for section in form.sections),
        *(row.label.en for row in form.indicators.values()),
    ):
        assert said in page


def test_the_ukrainian_page_has_ukrainian_facts_and_no_mark_on_ukrainian_texts(stepan, publication):
    response = stepan.get(PAGE)
    page = read(response)
    for section in shipped_form().sections:
        assert section.title.uk in page
        assert section.title.en not in page
    assert '<html lang="uk">' in response.content.decode()
    assert 'class="cs-prose" lang=' not in response.content.decode()


def test_what_the_police_wrote_is_marked_in_its_language(stepan, publication):
    assert '<div class="cs-prose" lang="uk">' in stepan.get("/en" + PAGE).content.decode()


def test_demonstration_data_is_called_so(stepan, novopskov, cast, publication):
    assert "Demonstration." in read(stepan.get("/en" + PAGE))
    publish(novopskov, "2026-05", by=cast.petro, is_demonstration=False)
    assert "Demonstration." not in read(stepan.get("/en/communities/novopskov/reports/2026-05/"))


def test_text_of_people_cannot_become_markup(stepan, novopskov, cast):
    attack = "<script>alert(1)</script><b>жирно</b>"
    publish(
        novopskov,
        "2026-03",
        by=cast.petro,
        texts={("ROAD", "problem"): attack},
        figures={"ROAD_RTA": None},
        reasons={"ROAD_RTA": attack},
    )
    page = stepan.get("/en" + PAGE).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_missing_figures_are_words_with_their_reason(stepan, novopskov, cast):
    publish(
        novopskov,
        "2026-03",
        by=cast.petro,
        figures={"REP_ARRIVE": None},
        reasons={"REP_ARRIVE": "Журнал згорів під час обстрілу."},
    )
    page = read(stepan.get("/en" + PAGE))
    assert "no data" in page
    assert "Журнал згорів під час обстрілу." in page


def test_a_first_report_does_not_say_forty_times_that_it_compares_with_nothing(stepan, novopskov, cast):
    publish(novopskov, "2026-03", by=cast.petro, first=True)
    page = read(stepan.get("/en" + PAGE))
    for said in ("Nothing to compare with", "cannot be compared", "Previous period", "A year ago"):
        assert said not in page
    assert shipped_form().indicators["ROAD_RTA"].label.en in page


def test_what_is_held_back_is_said_and_not_shown(stepan, novopskov, cast):
    held = {"CHK": (Withheld("public_from", 5, True, "2026-09-01"), Withheld("police", 2, False))}
    publish(novopskov, "2026-03", by=cast.petro, withheld=held)
    page = read(stepan.get("/en" + PAGE))
    assert "The text and 5 figures of this section become public on 1 September 2026." in page
    assert "For reasons of security 2 figures of this section are not published." in page
    assert shipped_form().indicators["CHK_PERSONS"].label.en not in page


def test_help_and_a_way_out_stand_where_they_are_needed(stepan, publication):
    sections = stepan.get("/en" + PAGE).content.decode().split('<section class="cs-report-section"')[1:]
    with_exit = [number for number, text in enumerate(sections, 1) if "data-quick-exit" in text]
    assert with_exit == [8, 9]
    assert 'href="tel:116123"' in sections[8]
    assert 'href="tel:102"' in sections[7]


def test_the_title_tells_nobody_who_looks_over_the_shoulder(stepan, publication):
    title = re.search("<title>(.*?)</title>", stepan.get("/en" + PAGE).content.decode()).group(1)
    assert title == "Police report, March–April 2026 – Novopskov district – Community Security"


# --- nothing exact ---


@pytest.mark.parametrize(
    "address",
    ["", "v2/", "versions/", "v2/report.csv", "v2/report.json", "v1/"],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_no_protected_figure_is_anywhere(stepan, corrected, language, address):
    content = stepan.get(f"{language}{PAGE}{address}").content.decode()
    plain = re.sub(r"[\s\u00a0,]", "", content)
    assert "48613" not in plain
    assert not re.search(r"(?<!\d)37[.,]3(?!\d)", content)


@pytest.mark.parametrize(
    "address", ["", "v1/", "versions/", "v1/report.csv", "v1/report.json", "v1/report.pdf"]
)
def test_what_is_for_others_is_on_no_public_page(stepan, novopskov, cast, address):
    publish(novopskov, "2026-03", by=cast.petro, private={"sections": [], "said": "canary-4711"})
    for language in ("", "/en"):
        content = stepan.get(f"{language}{PAGE}{address}").content.decode()
        assert "canary" not in content
        assert "@example.org" not in content


def test_a_small_count_is_said_as_fewer_than(stepan, corrected):
    row = re.search(
        r"Civilians killed by hostilities.*?</tr>|Civilians killed by hostilities.*?</figure>",
        stepan.get("/en" + PAGE).content.decode(),
        re.DOTALL,
    ).group()
    assert "fewer than 5" in row
    assert not re.search(r">\s*3\s*<", row)


# --- addresses and versions ---


def test_the_plain_address_shows_the_version_in_force(stepan, corrected):
    page = read(stepan.get("/en" + PAGE))
    assert "Version 2, published on 2 June 2026." in page
    assert REASON in page
    assert "1,031" in page
    assert "There is a newer one" not in page


def test_an_old_version_says_that_it_is_old_and_why(stepan, corrected):
    response = stepan.get(f"/en{PAGE}v1/")
    page = read(response)
    assert "This is version 1. There is a newer one." in page
    assert "Version 2 was published on 2 June 2026." in page
    assert f'<span lang="uk">{REASON}</span>' in response.content.decode()
    assert "1,031" not in page


@pytest.mark.parametrize("address", ["", "v1/", "v2/"])
def test_search_engines_are_sent_to_the_version_in_force(stepan, corrected, settings, address):
    settings.PUBLIC_ADDRESS = "https://example.org"
    page = stepan.get(f"/en{PAGE}{address}").content.decode()
    assert f'<link rel="canonical" href="https://example.org/en{PAGE}">' in page
    assert f'<link rel="alternate" hreflang="uk" href="https://example.org{PAGE}{address}">' in page
    assert f'<link rel="alternate" hreflang="en" href="https://example.org/en{PAGE}{address}">' in page


def test_the_history_tells_open_figures_and_keeps_protected_ones(stepan, publication, corrected):
    page = read(stepan.get(f"/en{PAGE}versions/"))
    road = next(s for s in publication.facts["sections"] if s["code"] == "ROAD")
    old = next(f for f in road["figures"] if f["code"] == "ROAD_RTA")["now"]["value"]
    assert f"“Road traffic accidents” was corrected: it was {old}, now it is 1,031." in page
    assert "The text “The problem in brief” was rewritten." in page
    assert REASON in page
    label = shipped_form().indicators["DV_REP"].label.en
    assert f"“{label}” was corrected." in page
    assert f"“{label}” was corrected:" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/communities/novopskov/reports/2026-01/",  # no report about it
        "/communities/novopskov/reports/2026-04/",  # no period begins there
        "/communities/novopskov/reports/2026-13/",
        "/communities/novopskov/reports/0000-01/",
        "/communities/nowhere/reports/2026-03/",
        "/communities/novopskov/reports/2026-01/versions/",
        f"{PAGE}v9/",
        f"{PAGE}v9/report.csv",
        f"{PAGE}v9/report.json",
        f"{PAGE}v9/report.pdf",
        f"{PAGE}v99999999999999999999/",
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_unknown_addresses_are_a_page_not_found(stepan, publication, language, address):
    response = stepan.get(language + address)
    assert response.status_code == 404
    assert "cs-header" in response.content.decode()
    assert "X-Page-Store" not in response


@pytest.mark.parametrize("list_page", ["/en/", "/en/communities/novopskov/"])
def test_lists_lead_to_the_report(stepan, publication, list_page):
    assert f'href="/en{PAGE}"' in stepan.get(list_page).content.decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_shortened_address_leads_to_the_periods(stepan, publication, language):
    response = stepan.get(f"{language}/communities/novopskov/reports/")
    assert response.status_code == 200
    assert f'href="{language}/communities/novopskov/years/2026/"' in response.content.decode()


# --- the same for everybody, cheap, storable ---

STORABLE = ["", "v1/", "versions/", "v1/report.csv", "v1/report.json"]


@pytest.mark.parametrize("address", [*(PAGE + tail for tail in STORABLE), "/about/figures/"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_everybody_gets_the_same_bytes(client, cast, publication, language, address):
    for_stepan = client.get(language + address)
    client.force_login(cast.petro)
    for_petro = client.get(language + address)
    assert for_stepan.status_code == 200
    assert for_stepan.content == for_petro.content
    assert for_stepan["X-Page-Store"] == "public"
    assert not for_stepan.cookies
    assert "csrf" not in for_stepan.content.decode()
    assert for_stepan["Cache-Control"] == "public, max-age=60, must-revalidate"


@pytest.mark.parametrize("address", STORABLE)
def test_who_has_the_page_is_told_so_without_it(stepan, publication, address):
    first = stepan.get(PAGE + address)
    again = stepan.get(PAGE + address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_the_tag_differs_by_language_and_changes_with_a_correction(stepan, novopskov, cast, publication):
    tags = {stepan.get(PAGE)["ETag"], stepan.get("/en" + PAGE)["ETag"], stepan.get(PAGE + "v1/")["ETag"]}
    publish(novopskov, "2026-03", by=cast.petro, version=2, reason=REASON, at=LATER)
    tags |= {stepan.get(PAGE)["ETag"], stepan.get(PAGE + "v1/")["ETag"]}
    assert len(tags) >= 4


def test_a_page_takes_three_queries_at_most_however_many_reports_there_are(
    stepan, novopskov, cast, publication, django_assert_max_num_queries
):
    def queries():
        counted = {}
        for address in (*STORABLE, "v1/report.pdf"):
            with django_assert_max_num_queries(3) as asked:
                stepan.get(PAGE + address)
            counted[address] = len(asked)
        return counted

    with_one = queries()
    for year in range(2019, 2024):
        for month in (1, 3, 5, 7, 9, 11):
            publish(novopskov, f"{year}-{month:02}", by=cast.petro)
    assert queries() == with_one


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_reading_is_all_one_can_do(stepan, publication, method):
    assert getattr(stepan, method)(PAGE).status_code == 405


# --- files ---


def test_the_json_file_can_be_checked_with_the_checksum_of_the_page(stepan, publication):
    response = stepan.get(f"{PAGE}v1/report.json")
    assert response["Content-Type"] == "application/json"
    assert hashlib.sha256(response.content).hexdigest() in read(stepan.get(PAGE))


def test_files_say_what_they_are(stepan, publication):
    response = stepan.get(f"{PAGE}v1/report.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="police-report-novopskov-2026-03-v1.csv"'


def order(publication, **state):
    return PublicationDocument.objects.create(publication=publication, ordered_at=LATER, **state)


def test_the_pdf_comes_in_the_language_of_the_page(stepan, publication):
    for language in ("uk", "en"):
        content = f"%PDF-{language}".encode()
        order(
            publication,
            language=language,
            state=DocumentState.MADE,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
    for prefix, content in (("", b"%PDF-uk"), ("/en", b"%PDF-en")):
        response = stepan.get(f"{prefix}{PAGE}v1/report.pdf")
        assert (response.content, response["Content-Type"]) == (content, "application/pdf")
        assert response["Content-Disposition"].startswith("inline")
        again = stepan.get(f"{prefix}{PAGE}v1/report.pdf", headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("state", [None, DocumentState.PENDING])
def test_a_pdf_that_is_being_made_asks_for_patience(stepan, publication, state):
    if state:
        order(publication, language="en", state=state)
    response = stepan.get(f"/en{PAGE}v1/report.pdf")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "X-Page-Store" not in response
    assert "The PDF is being made" in read(response)
    assert f'href="/en{PAGE}v1/report.pdf"' in response.content.decode()
    assert "http-equiv" not in response.content.decode()


def test_a_pdf_that_could_not_be_made_says_so(stepan, publication):
    order(publication, language="en", state=DocumentState.FAILED)
    response = stepan.get(f"/en{PAGE}v1/report.pdf")
    assert response.status_code == 503
    assert "Retry-After" not in response
    assert "There is no PDF of this report" in read(response)
