"""The analyst brings in a file from the field: a progress bar that moves by itself, no barriers, a phone."""

import datetime as dt
import os

import pytest
from playwright.sync_api import expect

from surveys import import_steps, importing
from surveys.bank_file import DATA, read_bank_file
from surveys.bank_loading import load
from surveys.definition import definition_of
from surveys.mapping import targets
from surveys.models import SurveyImport, Wave
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in
from tests.conftest import KYIV
from tests.surveys import files

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=KYIV)


@pytest.fixture
def wave(cast, novopskov, settings, tmp_path):
    settings.SURVEY_DIR = tmp_path / "survey-answers"
    questionnaire, _ = load(read_bank_file(DATA / "questionnaire_1.json"), at=AT)
    row = Wave.objects.create(
        slug="novopskov-2026",
        title_uk="Новопсков, осінь 2026",
        title_en="Novopskov, autumn 2026",
        questionnaire=questionnaire,
        analyst=cast.yurii,
        made_at=AT,
        made_by=cast.yurii,
    )
    row.communities.add(novopskov)
    return row


def bad_kobo(definition):
    """A KoBoToolbox export of 60 and more columns, with two values that cannot be right."""
    head, rows = files.table(definition, several="apart", prefix="safety/")
    head = ["start", "end", *head, "_uuid", "Примітка інтерв'юера"]
    rows = [["2026-10-01T10:00", "2026-10-01T10:09", *row, f"u{n}", "—"] for n, row in enumerate(rows)]
    place = head.index("safety/AGE")
    rows[0][place], rows[1][place] = 300, "багато"
    return files.as_csv(head, rows, separator=";")


def test_from_file_to_results(wave, cast, open_page, tmp_path):
    definition = definition_of(wave.questionnaire)
    page = open_page("/en/accounts/login/", reduced_motion="reduce")
    sign_in(page, cast.yurii)
    page.goto(f"/en/work/surveys/{wave.pk}/import/")
    looked_over(page)
    place = tmp_path / "kobo.csv"
    place.write_bytes(bad_kobo(definition))
    page.get_by_label("File with the answers").set_input_files(place)
    page.get_by_role("button", name="Upload and read").click()
    page.locator("progress").wait_for()
    looked_over(page)
    row = SurveyImport.objects.get()
    import_steps.work(row.pk, at=AT)
    page.get_by_role("heading", name="Which column is which question?").wait_for()  # by itself
    looked_over(page)
    page.get_by_role("button", name="Check the answers").click()
    import_steps.work(row.pk, at=AT)
    page.get_by_role("heading", name="Look before you confirm").wait_for()
    expect(page.get_by_text("2 values cannot be right")).to_be_visible()
    looked_over(page)
    page.get_by_label("Leave these 2 values out").check()
    page.get_by_role("button", name="Store and count").click()
    page.locator("progress").wait_for()
    import_steps.work(row.pk, at=AT)
    page.get_by_role("heading", name="The file is stored and counted").wait_for()
    looked_over(page)
    assert page.troubles == []


def test_a_file_that_cannot_be_used(wave, cast, open_page, tmp_path):
    page = open_page("/accounts/login/", javascript=True)
    sign_in(page, cast.yurii)
    page.goto(f"/en/work/surveys/{wave.pk}/import/")
    place = tmp_path / "answers.csv"
    place.write_bytes(b"%PDF-1.7")
    page.get_by_label("File with the answers").set_input_files(place)
    page.get_by_role("button", name="Upload and read").click()
    expect(page.get_by_text("This is neither CSV nor XLSX").first).to_be_visible()
    looked_over(page)
    place.write_bytes(b"SEX,AGE\n1,2,3\n")
    page.get_by_label("File with the answers").set_input_files(place)
    page.get_by_role("button", name="Upload and read").click()
    page.locator("progress").wait_for()
    row = SurveyImport.objects.get()
    import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    importing.map_columns(row, targets(row.mapping), by=cast.yurii, at=AT)
    import_steps.work(row.pk, at=AT)
    page.get_by_role("heading", name="This file cannot be used").wait_for()
    looked_over(page)


def looked_over(page):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert (page.url, width, barriers(page)) == (page.url, width, [])
        wide = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => !e.children.length && e.getBoundingClientRect().right > innerWidth - 5)"
            ".map(e => e.tagName + '.' + e.className + '#' + e.id + e.textContent)"
        )
        assert sideways(page) <= 0, (page.url, width, wide)
    if folder := os.environ.get("CS_PICTURES"):
        name = page.locator("h1").first.inner_text().replace(" ", "-")[:30]
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
