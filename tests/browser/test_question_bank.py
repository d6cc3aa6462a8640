"""A resident, and a sociologist on the way to the field, read what surveys ask."""

import datetime as dt

import pytest

from surveys.bank_file import DATA, read_bank_file
from surveys.bank_loading import load
from tests.browser.conftest import barriers, sideways

LIST = "/surveys/questionnaires/"
EDITION = f"{LIST}community-security/1/"


@pytest.fixture
def bank(transactional_db):
    load(read_bank_file(DATA / "questionnaire_1.json"), at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_nothing_keeps_anybody_out(open_page, bank, width, scheme):
    for path in (LIST, EDITION, EDITION + "codebook/"):
        for language in ("", "/en"):
            page = open_page(language + path, width=width, color_scheme=scheme)
            assert (path, language, barriers(page)) == (path, language, [])
            assert (path, language, max(sideways(page), 0)) == (path, language, 0)
            assert page.troubles == []


def test_the_files_are_one_click_away(open_page, bank):
    page = open_page("/en" + LIST)
    page.get_by_role("link", name="Community security: survey of residents, edition 1").click()
    for words, name in (
        ("PDF in large print", "community-security-1-paper-en.pdf"),
        ("XLSForm", "community-security-1-xlsform.xlsx"),
        ("Codebook (XLSX)", "community-security-1-codebook-en.xlsx"),
    ):
        with page.expect_download() as coming:
            page.get_by_role("link", name=words).click()
        assert coming.value.suggested_filename == name
