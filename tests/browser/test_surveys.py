"""Residents read what residents said: nothing keeps anybody out, on a small phone and on a desk."""

import pytest

from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.reports.published import publish as publish_report
from tests.surveys.pilots import WAVE, load_questionnaire, publish_pilots
from tests.surveys.waves import everything, publish, wave_in

LONG_WORD = "Автошляхоексплуатаційногосподарчийвідділ" * 3
SHEET = f"/communities/popasna/surveys/{WAVE}/"
PAGES = [
    "/surveys/",
    f"/surveys/{WAVE}/",
    "/communities/popasna/surveys/",
    SHEET,
    SHEET + "v1/sheet.pdf",
    "/surveys/compare/",
    f"/surveys/compare/?first=popasna:{WAVE}&second=novopskov:{WAVE}",
    f"/surveys/compare/?first=popasna:{WAVE}&second=popasna:{WAVE}",
    "/communities/novopskov/perception/",
    "/communities/novopskov/",
    "/communities/novopskov/surveys/",
    "/communities/novopskov/surveys/full/",
]


@pytest.fixture
def surveys(transactional_db, cast, novopskov):
    """The pilots, a report beside them, and two waves with everything in one sheet; long words."""
    questionnaire = load_questionnaire()
    publish_pilots()
    publish_report(novopskov, "2026-07", by=cast.petro)
    for slug in ("full", "full-again"):
        facts = {"ordered_by": LONG_WORD, "source": LONG_WORD, "note_uk": LONG_WORD, "note_en": LONG_WORD}
        wave = wave_in(novopskov, slug=slug, by=cast.yurii, questionnaire=questionnaire, **facts)
        publish(wave, novopskov, *everything(questionnaire), n=4120, by=cast.yurii)


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_anybody_out(open_page, surveys, prefix, width, scheme):
    page = open_page(f"{prefix}/surveys/", width=width, color_scheme=scheme)
    for path in PAGES:
        page.goto(prefix + path)
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        assert (path, barriers(page)) == (path, [])
        assert (path, sideways(page)) == (path, 0)
    # a PDF that is not there yet answers 503, which the console notes
    assert [trouble for trouble in page.troubles if "503" not in trouble] == []


def test_by_keyboard_from_the_list_to_where_a_figure_is_printed(open_page, surveys):
    page = open_page("/en/surveys/", width=360)
    link = page.get_by_role("link", name="Popasna district")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**" + SHEET)
    fears = page.locator("#FEAR")
    fears.locator("summary").last.focus()
    page.keyboard.press("Enter")
    assert fears.get_by_text("hostilities near the place of residence (67%)").is_visible()


def test_without_javascript_all_of_it_is_there(open_page, surveys):
    page = open_page("/en" + SHEET, javascript=False)
    page.locator("#FEAR summary").last.click()
    assert page.locator("#FEAR q").first.is_visible()
    page.goto("/en/surveys/compare/")
    page.get_by_label("First").select_option(f"popasna:{WAVE}")
    page.get_by_label("Second").select_option(f"novopskov:{WAVE}")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("cannot be said: the number of people asked is not stated").first.wait_for()
