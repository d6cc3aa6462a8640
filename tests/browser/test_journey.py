"""One report from its first figure to the resident, and once more after a correction: five people, five browsers.

Read it as a story: each step is what one person does before handing over to the next.
"""

import csv
import hashlib
import io
import json

from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from reports import tasks
from reports.models import Indicator, SectionEntry
from reports.published.documents import waiting
from tests.browser.conftest import sideways
from tests.browser.site import SAVED, Site, publish, write_texts
from tests.reports.making import usual_value

SECRET_TEXT = "Crews change at the northern bridge."
EXACT = "1043"  # reports of domestic violence: residents read 1,045


def test_from_the_first_figure_to_the_resident(site, cast, tmp_path):
    olena = site.sign_in(cast.olena)
    starts_and_fills_in(olena, site)
    loses_the_connection(olena)
    lends_section_8(olena)
    fills_in_what_was_lent(site.sign_in(cast.iryna, width=360), site)
    brings_the_rest_in_a_spreadsheet(olena, site, tmp_path)
    hands_it_in(olena, site)

    petro = site.sign_in(cast.petro)
    sends_back_two_sections(petro)
    mends_and_answers(olena, site)
    sees_what_changed(petro)
    decides_and_publishes(petro, site)

    a_resident_reads(site)
    the_pdf_is_made_and_says_the_same(site)
    csv_and_json_agree(site)
    the_group_sees_its_own_part(site.sign_in(cast.mykola), site)

    corrects_with_a_reason(olena, petro, site)
    both_versions_can_be_read(site)

    assert site.troubles == []
    call_command("verify_audit")


def starts_and_fills_in(page: Page, site: Site) -> None:
    """The officer starts the report of the period that ended and writes section 7; it is saved by itself."""
    page.locator(f"form[action*='/{site.stretch.slug}/'] button").click()
    expect(page.get_by_role("progressbar", name="0 of 12 sections are complete")).to_be_visible()
    page.get_by_role("link", name="7. Safe dwelling, housing").click()

    page.fill("#id_HOME_BURG", "-3")
    expect(page.locator("#HOME_BURG_problem")).to_have_text("A figure cannot be below zero.")
    page.fill("#id_HOME_BURG", "400")  # it was 40
    expect(page.locator("#HOME_BURG_question")).to_contain_text("is that right?")
    expect(page.locator("#HOME_BURG_problem")).to_be_hidden()
    page.fill("#id_HOME_SOLVED", "12.5")
    page.fill("#id_HOME_YARD", "7")
    page.fill("#id_HOME_FRAUD", "0")
    write_texts(page, "Thefts from yards.")
    expect(page.locator(SAVED)).to_contain_text("Saved at")


def loses_the_connection(page: Page) -> None:
    """The electricity fails while she types; nothing is lost, and it is sent when the connection is back."""
    assert page.troubles == []
    page.context.set_offline(True)
    page.get_by_label("Achievements").fill("Patrols by night, and new locks.")
    expect(page.locator("[data-saved-at][data-state='kept']")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_be_visible()
    assert all("/save/" in trouble or "ERR_INTERNET" in trouble for trouble in page.troubles)
    page.troubles.clear()
    page.get_by_role("button", name="Save and go to the next section").click()
    expect(page.get_by_role("heading", name="8. Child safety")).to_be_visible()


def lends_section_8(page: Page) -> None:
    page.get_by_role("link", name="Lend this section to a colleague").click()
    page.get_by_label("Iryna Moroz").check()
    page.get_by_role("button", name="Lend").click()
    expect(page.get_by_text("Lent to Iryna Moroz since")).to_be_visible()


def fills_in_what_was_lent(page: Page, site: Site) -> None:
    """The juvenile officer sees this section only; she is on a phone."""
    page.get_by_role("link", name="8. Child safety").click()
    for code in ("VICT", "OFF", "MISS"):
        page.fill(f"#id_CHILD_{code}", "3")
    page.fill("#id_CHILD_LESSON", "41")
    write_texts(page, "Bullying after school.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(SAVED)).to_be_visible()
    assert sideways(page) <= 0
    assert page.request.get(site.work + "sections/7/").status == 404


def brings_the_rest_in_a_spreadsheet(page: Page, site: Site, folder) -> None:
    """The other ten sections come from a file that she filled in without a connection."""
    page.goto(site.work)
    with page.expect_download() as download:
        page.get_by_role("link", name="Fill it in as a spreadsheet").click()
    path = folder / "filled.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    fill_workbook(book, site)
    book.save(path)
    page.get_by_role("link", name="Bring a filled-in spreadsheet back").click()
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Take this over into the report").click()
    expect(page.get_by_role("progressbar", name="12 of 12 sections are complete")).to_be_visible()


def fill_workbook(book, site: Site) -> None:
    figures, texts = book["Figures"], book["Texts"]
    lines = {
        sheet: {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1)} for sheet in (figures, texts)
    }
    other = {"DV_REP": int(EXACT)}
    rest = Indicator.objects.filter(section__form=site.report.form, is_core=True).exclude(
        section__number__in=[7, 8]
    )
    for indicator in rest:
        value = other.get(indicator.code, usual_value(indicator))
        figures.cell(lines[figures][indicator.code], 4).value = "yes" if value is True else value
    for entry in site.report.entries.exclude(section__number__in=[7, 8]).select_related("section"):
        for code in ("problem", "achievements", "shortcomings"):
            said = SECRET_TEXT if entry.section.code == "CHK" else f"{entry.section.title_en}: {code}."
            texts.cell(lines[texts][f"{entry.section.code}:{code}"], 4).value = said


def hands_it_in(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Check your answers and submit").click()
    expect(page.get_by_role("cell", name="400")).to_be_visible()
    page.get_by_role("button", name="Hand it to the head of police").dblclick()  # twice: harmless
    expect(page.get_by_text("Handed in on")).to_be_visible()
    assert site.report.submissions.count() == 1


def sends_back_two_sections(page: Page) -> None:
    page.get_by_role("link", name="Novopskov district").first.click()
    ask(page, 7, "400 burglaries: is that so?")
    ask(page, 9, "Do these include repeated calls?")
    page.get_by_role("button", name="Send it back with my questions").click()
    expect(page.get_by_text("The report is back with its author, with your questions.")).to_be_visible()


def ask(page: Page, number: int, question: str) -> None:
    page.get_by_text(f"Ask about section {number}", exact=True).click()
    page.get_by_label(f"Your question about section {number},").fill(question)


def mends_and_answers(page: Page, site: Site) -> None:
    page.goto("/en/work/")
    page.get_by_role("link", name="Novopskov district").first.click()
    page.get_by_role("link", name="7. Safe dwelling, housing").first.click()  # where the questions are
    page.get_by_label("Your answer").fill("A slip: it is 44.")
    page.get_by_role("button", name="Send the answer").click()
    page.fill("#id_HOME_BURG", "44")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(SAVED)).to_be_visible()
    page.goto(site.work + "sections/9/")
    page.get_by_label("Your answer").fill("Yes, each call is counted.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer stands below the question.")).to_be_visible()
    page.goto(site.work + "check/")
    page.get_by_role("button", name="Hand it to the head of police").click()
    expect(page.get_by_text("The report is with the head of police. Thank you.")).to_be_visible()


def sees_what_changed(page: Page) -> None:
    page.goto("/en/work/")
    page.get_by_role("link", name="Novopskov district").first.click()
    expect(page.get_by_text("1 answer has changed since it was last handed in.")).to_be_visible()
    expect(page.locator(".check-changed")).to_contain_text("Burglaries of flats and houses")
    expect(page.locator(".check-changed del")).to_have_text("400")
    expect(page.get_by_text("Yes, each call is counted.")).to_be_visible()


def decides_and_publishes(page: Page, site: Site) -> None:
    """What could help an enemy stays with the group; the rest is read through as residents will read it."""
    page.get_by_role("link", name="All is right: decide who may see what").click()
    for select in page.locator("select[name^='level_']").all():
        select.select_option("public")
    page.locator("select[name='whole_CHK']").select_option("group")
    page.get_by_role("button", name="Save and see what residents will read").click()
    preview = page.locator(".check-preview")
    expect(preview.first).not_to_contain_text(SECRET_TEXT)
    expect(preview.nth(1)).to_contain_text(SECRET_TEXT)
    publish(page)


def a_resident_reads(site: Site) -> None:
    """On a phone, without scripts, signed in nowhere; from the front page."""
    page = site.open("/en/", width=360, javascript=False)
    page.locator(f"a[href$='{site.public}']").first.click()
    said = page.locator("main").inner_text()
    assert "fewer than 5" in said
    assert "1,045" in said
    assert "Patrols by night, and new locks." in said
    for hidden in (EXACT, "1,043", SECRET_TEXT, "is that so?"):
        assert hidden not in page.content()
    assert page.locator("main section h2").count() >= 12
    assert sideways(page) <= 0


def the_pdf_is_made_and_says_the_same(site: Site) -> None:
    """Until it is made the link says so; then the worker's task has run, and the paper says what the page says."""
    page = site.open(f"{site.public}v1/", javascript=False)
    address = f"{site.public}v1/report.pdf"
    assert page.request.get(address).status == 503
    for document in waiting(at=timezone.now()):
        tasks.make_document(document.pk)
    for language, title in (("", "title_uk"), ("/en", "title_en")):
        answer = page.request.get(language + address)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        paper = " ".join(
            " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages).split()
        )
        for entry in SectionEntry.objects.filter(report=site.report).select_related("section"):
            assert getattr(entry.section, title) in paper
        assert "Patrols by night, and new locks." in paper
        assert site.report.publications.get(version=1).sha256 in paper.replace(" ", "")
        for hidden in (EXACT, "1,043", "1 043", SECRET_TEXT):
            assert hidden not in paper


def csv_and_json_agree(site: Site) -> None:
    page = site.open("/en" + site.public, javascript=False)
    files = {}
    for name in ("CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        files[name] = download.value.path().read_bytes()
    printed = page.locator(".cs-checksum").text_content()
    assert hashlib.sha256(files["JSON"]).hexdigest() == printed
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig")))}
    facts = {f["code"]: f for s in json.loads(files["JSON"])["sections"] for f in s["figures"]}
    assert rows["HOME_BURG"]["value"] == "44"
    assert (rows["CHILD_VICT"]["value"], rows["DV_REP"]["value"]) == ("<5", "1045")
    assert {code for code in rows if code} == set(facts)
    assert EXACT not in files["CSV"].decode() + files["JSON"].decode()


def the_group_sees_its_own_part(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Novopskov district").first.click()
    expect(page.locator(".check-preview").first).to_contain_text(SECRET_TEXT)
    expect(page.locator("main")).not_to_contain_text("1,043")


def corrects_with_a_reason(olena: Page, petro: Page, site: Site) -> None:
    """Two thefts were forgotten: version 2. Until it is published residents go on reading version 1."""
    olena.goto(site.work + "check/")
    olena.get_by_role("link", name="Correct it").click()
    olena.get_by_label("Why is the report corrected?").fill("Two thefts were left out.")
    olena.get_by_role("button", name="Open it for correction").click()
    olena.goto(site.work + "sections/7/")
    olena.fill("#id_HOME_YARD", "9")
    olena.get_by_role("button", name="Save", exact=True).click()
    expect(olena.locator(SAVED)).to_be_visible()
    olena.goto(site.work + "check/")
    olena.get_by_role("button", name="Hand it to the head of police").click()
    expect(olena.get_by_text("The report is with the head of police. Thank you.")).to_be_visible()

    assert "Version 2" not in site.open("/en" + site.public, javascript=False).content()
    petro.goto(site.work + "release/")
    petro.get_by_role("button", name="Save and see what residents will read").click()
    publish(petro)


def both_versions_can_be_read(site: Site) -> None:
    page = site.open("/en" + site.public, width=360, javascript=False)
    expect(page.locator("main")).to_contain_text("Two thefts were left out.")
    expect(page.locator("#s7 tr", has_text="Thefts from yards").locator(".now")).to_have_text("9")
    page.get_by_role("link", name="All versions and what changed").click()
    expect(page.locator("main")).to_contain_text("Two thefts were left out.")
    page.get_by_role("link", name="Version 1").click()
    expect(page.locator("#s7 tr", has_text="Thefts from yards").locator(".now")).to_have_text("7")
