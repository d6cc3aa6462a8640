"""A resident, and a sociologist on the way to the field, read what surveys ask."""

import datetime as dt

import pytest

from surveys.bank_file import DATA, read_bank_file
from surveys.bank_loading import load
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS

LIST = "/surveys/questionnaires/"
EDITION = f"{LIST}community-security/1/"


@pytest.fixture
def bank(transactional_db):
    load(read_bank_file(DATA / "questionnaire_1.json"), at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_anybody_out(open_page, bank, prefix, width, scheme):
    for path in (LIST, EDITION, EDITION + "codebook/"):
        page = open_page(prefix + path, width=width, color_scheme=scheme)
        assert (path, barriers(page)) == (path, [])
        assert (path, max(sideways(page), 0)) == (path, 0)
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
