"""The design page in a real browser: reachable for everybody, at every width, in light and dark."""

import pytest

from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS

LEAST_TARGET = 44  # pixels; WCAG asks for 24

# Links inside a line of text are as high as the line; so is what is hidden, and the boxes that a label enlarges.
TARGETS = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
  .filter(e => getComputedStyle(e).display !== 'inline' && !e.matches('.cs-skip, [type=radio], [type=checkbox]'))
  .filter(e => !e.closest('.cs-crumbs, .cs-tasks, .cs-summary, .cs-card, .cs-errors'))
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height > 0 && box.height < %d)
  .map(([e]) => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_anybody_out(open_page, transactional_db, prefix, width, scheme):
    page = open_page(f"{prefix}/design/", width=width, color_scheme=scheme)
    assert barriers(page) == []
    assert sideways(page) == 0
    assert page.troubles == []


def test_targets_are_big_enough_for_a_thumb(open_page, transactional_db):
    page = open_page("/en/design/", width=360)
    assert page.evaluate(TARGETS % LEAST_TARGET) == []


def test_the_fonts_are_ours(open_page, transactional_db):
    page = open_page("/design/")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family + ' ' + f.weight)"
    )
    assert sorted(loaded) == ["Noto Sans 400", "Noto Sans 700"]


def test_problems_get_the_focus_and_lead_to_their_fields(open_page, transactional_db):
    page = open_page("/en/design/")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="Settlement: This field is required.").click()
    assert page.evaluate("document.activeElement.id") == "id_wrong-place"


def test_characters_are_counted_while_typing(open_page, transactional_db):
    page = open_page("/en/design/")
    story = page.locator("#id_story")
    story.fill("x" * 599)
    assert page.locator("#id_story_count").inner_text() == "1 character left"
    story.fill("x" * 602)
    assert page.locator("#id_story_count").inner_text() == "2 characters too many"


def test_menu_opens_without_a_script(open_page, transactional_db):
    page = open_page("/en/design/", javascript=False, width=320)
    page.locator("main .cs-menu > summary").click()
    assert page.get_by_text("Signed in as").is_visible()
    assert sideways(page) == 0


def test_quick_exit_leaves_no_way_back(open_page, transactional_db):
    page = open_page("/en/design/")
    page.route(
        "https://www.google.com/**", lambda route: route.fulfill(body="neutral", content_type="text/html")
    )
    before = page.evaluate("history.length")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.google.com/**")
    assert page.evaluate("history.length") == before


def test_keyboard_reaches_the_main_text_first(open_page, transactional_db):
    page = open_page("/en/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cs-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


@pytest.mark.parametrize("path", ["/accounts/login/", "/en/accounts/login/", "/en/accounts/password/reset/"])
def test_sign_in_pages_keep_nobody_out(open_page, transactional_db, path):
    page = open_page(path, width=320)
    assert barriers(page) == []
    page.locator("main form .btn-primary").click()
    page.locator("[data-error-summary]").wait_for()
    assert barriers(page) == []
    assert sideways(page) == 0
    assert page.troubles == []
