"""The same work without a mouse, and without scripts: nobody is kept out by the way they use a computer."""

import pytest
from playwright.sync_api import Page, expect

from reports.models import Answer, AnswerKind
from reports.states import State
from tests.browser.conftest import sideways
from tests.browser.site import publish
from tests.conftest import PASSWORD
from tests.reports.making import report_about

MOST_STOPS = 120  # a page on which one has to press Tab more often is no page for people without a mouse

# A stop shows that it is one: by an outline or a ring around itself, or around the card or label it fills.
SHOWS_FOCUS = """() => {
  for (let e = document.activeElement; e && e !== document.body; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true;
    if (style.boxShadow !== 'none') return true;
  }
  return false;
}"""


@pytest.fixture
def nearly_done(site, cast, form):
    """Everything is filled in but section 7."""
    report = report_about(site.place, form, cast.olena, stretch=site.stretch)
    entry = report.entries.get(section__number=7)
    entry.answers.all().delete()
    entry.problem = entry.achievements = entry.shortcomings = ""
    entry.save(update_fields=["problem", "achievements", "shortcomings"])
    return entry


def answers(entry) -> dict[str, Answer]:
    return {answer.indicator.code: answer for answer in entry.answers.select_related("indicator")}


# --- by keyboard ---


def go_to(page: Page, what) -> None:
    """Press Tab until the keyboard is at this element; every stop on the way shows where one is."""
    for _ in range(MOST_STOPS):
        if what.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"{what} cannot be reached by keyboard")


def follow(page: Page, name: str) -> None:
    go_to(page, page.get_by_role("link", name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    go_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def test_an_officer_without_a_mouse(site, nearly_done, cast):
    page = site.open("/en/accounts/login/")
    go_to(page, page.get_by_label("Email"))
    page.keyboard.type(cast.olena.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()

    follow(page, f"{site.place.name_en}, ")
    expect(page.get_by_role("progressbar", name="11 of 12 sections are complete")).to_be_visible()
    follow(page, "7. Safe dwelling, housing")
    go_to(page, page.locator("#id_HOME_BURG"))
    page.keyboard.type("12")
    go_to(page, page.locator("#id_HOME_SOLVED"))
    page.keyboard.type("33.3")
    go_to(page, page.locator("#id_HOME_YARD"))
    page.keyboard.type("7")
    go_to(page, page.locator("#div_HOME_FRAUD summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # from “I give a figure” to “No data”
    go_to(page, page.locator("#id_HOME_FRAUD_reason"))
    page.keyboard.type("the archive burnt")
    for code in ("problem", "achievements", "shortcomings"):
        go_to(page, page.locator(f"#id_{code}"))
        page.keyboard.type("By hand, without a mouse.")
    press(page, "Save and go to the next section")
    expect(page.get_by_role("heading", name="8. Child safety")).to_be_visible()
    assert answers(nearly_done)["HOME_FRAUD"].kind == AnswerKind.NO_DATA

    page.goto(site.work)
    follow(page, "Check your answers and submit")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    go_to(page, page.get_by_role("link", name="Hand it in"))
    page.keyboard.press("Enter")  # over some sixty figures, each with a link to its field
    press(page, "Hand it to the head of police")
    expect(page.get_by_text("The report is with the head of police. Thank you.")).to_be_visible()
    assert site.troubles == []


# --- without scripts ---


def test_officer_and_head_without_scripts(site, nearly_done, cast):
    page = site.sign_in(cast.olena, width=320, javascript=False)
    page.get_by_role("link", name=f"{site.place.name_en}, ").first.click()
    page.get_by_role("link", name="7. Safe dwelling, housing").click()
    page.fill("#id_HOME_BURG", "12,5")
    page.fill("#id_HOME_SOLVED", "33.3")
    page.fill("#id_HOME_YARD", "7")
    page.locator("#div_HOME_FRAUD summary").click()
    page.locator("#id_HOME_FRAUD_no_data").check()
    page.fill("#id_HOME_FRAUD_reason", "the archive burnt")
    for label in ("The problem in brief", "Achievements", "Shortcomings"):
        page.get_by_label(label).fill("With the Save button.")
    page.get_by_role("button", name="Save", exact=True).click()

    page.locator(".cs-errors").get_by_role("link", name="Burglaries of flats and houses").click()
    assert page.url.endswith("#div_HOME_BURG")
    page.fill("#id_HOME_BURG", "12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Saved at")
    page.goto(site.work)
    page.get_by_role("link", name="Check your answers and submit").click()
    assert sideways(page) <= 0
    page.get_by_role("button", name="Hand it to the head of police").click()
    expect(page.get_by_text("The report is with the head of police. Thank you.")).to_be_visible()

    page = site.sign_in(cast.petro, width=320, javascript=False)
    page.get_by_role("link", name=f"{site.place.name_en}, ").first.click()
    page.get_by_role("button", name="Send it back with my questions").click()
    expect(page.locator(".cs-errors")).to_contain_text("Ask about at least one section")
    page.get_by_role("link", name="All is right: decide who may see what").click()
    for select in page.locator("select[name^='level_']").all():
        select.select_option("public")
    assert sideways(page) <= 0
    page.get_by_role("button", name="Save and see what residents will read").click()
    assert sideways(page) <= 0
    publish(page)
    nearly_done.report.refresh_from_db()
    assert nearly_done.report.state == State.PUBLISHED
