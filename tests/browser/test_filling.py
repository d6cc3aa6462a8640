"""An officer at work in a real Chromium: saving while typing, power cuts, ended sessions, two writers, no scripts."""

import re
import time

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from reports.models import Report, SectionEntry, SectionLoan
from reports.states import State
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.browser.site import SAVED, sign_in
from tests.reports.test_filling import AT


@pytest.fixture
def section(transactional_db, cast, draft):
    entry = draft.entries.get(section__number=7)
    SectionLoan.objects.create(entry=entry, lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)
    return entry


def address(entry, name="section"):
    with translation.override("en"):
        return reverse(f"reports:{name}", args=[entry.report_id, entry.section.number])


@pytest.fixture
def open_section(open_page, section):
    def opened(person, **options):
        page = open_page("/en/accounts/login/", **options)
        sign_in(page, person)
        page.goto(address(section))
        return page

    return opened


def stored(section):
    return SectionEntry.objects.get(pk=section.pk)


def answers(section):
    return {a.indicator.code: a for a in section.answers.select_related("indicator")}


def eventually(holds):
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came true")


def test_what_is_typed_is_saved_by_itself_and_the_cursor_stays(open_section, section, cast):
    page = open_section(cast.olena)
    page.fill("#id_HOME_BURG", "12")
    page.fill("#id_problem", "Thefts")
    page.wait_for_selector(SAVED)
    assert re.search(r"Saved at \d\d:\d\d", page.inner_text("[data-saved-at]"))
    page.locator("#id_problem").press_sequentially(" by night")
    assert page.evaluate("document.activeElement.id") == "id_problem"
    page.wait_for_selector("[name=version][value='2']", state="attached")
    assert stored(section).problem == "Thefts by night"
    assert answers(section)["HOME_BURG"].number == 12
    assert page.evaluate("localStorage.length") == 0
    assert page.troubles == []


def test_what_was_typed_before_the_scripts_came_is_saved_too(open_page, section, cast):
    page = open_page("/en/accounts/login/")
    sign_in(page, cast.olena)
    scripts = []

    def hold_back(route):
        scripts.append(route)

    page.route("**/js/autosave*", hold_back)
    page.goto(address(section), wait_until="commit")
    page.fill("#id_HOME_BURG", "12")
    assert len(scripts) == 1
    scripts[0].continue_()
    page.wait_for_selector(SAVED)
    assert answers(section)["HOME_BURG"].number == 12


def test_problems_questions_and_rules_appear_beside_the_fields(open_section, section, cast):
    page = open_section(cast.olena)
    page.fill("#id_HOME_YARD", "-3")
    page.wait_for_selector("#HOME_YARD_problem:visible")
    assert page.inner_text("#HOME_YARD_problem") == "A figure cannot be below zero."
    assert page.get_attribute("#id_HOME_YARD", "aria-invalid") == "true"
    page.fill("#id_HOME_YARD", "3")
    page.wait_for_selector("#HOME_YARD_problem", state="hidden")
    assert page.get_attribute("#id_HOME_YARD", "aria-invalid") is None
    page.fill("#id_HOME_SOLVED", "50")
    page.wait_for_selector("[data-rules] .cs-banner")
    assert "number of home burglaries is missing" in page.inner_text("[data-rules]")
    page.fill("#id_HOME_BURG", "4")
    page.wait_for_selector("[data-rules] .cs-banner", state="detached")


def test_no_figure_asks_for_the_reason_only_then(open_section, section, cast):
    page = open_section(cast.olena)
    row = page.locator("#div_HOME_BURG")
    row.get_by_text("No figure?").click()
    assert row.locator("#id_HOME_BURG_reason").is_hidden()
    row.get_by_text("No data").click()
    assert row.locator("#id_HOME_BURG_reason").is_visible()
    assert page.evaluate("document.activeElement.id") == "id_HOME_BURG_reason"
    assert row.locator("#id_HOME_BURG").is_disabled()
    page.keyboard.type("the archive burnt")
    page.wait_for_selector(SAVED)
    eventually(lambda: answers(section)["HOME_BURG"].reason == "the archive burnt")


def test_a_power_cut_loses_nothing(open_section, section, cast):
    page = open_section(cast.olena)
    page.context.set_offline(True)
    page.fill("#id_problem", "Typed in the dark.")
    page.fill("#id_HOME_BURG", "12")
    page.wait_for_selector("[data-saved-at][data-state='kept']")
    assert "kept in this browser" in page.inner_text("[data-saved-at]")
    where, browser = page.url, page.context
    page.close()  # and the computer goes out

    page = browser.new_page()
    browser.set_offline(False)
    page.goto(where)
    page.wait_for_selector(SAVED)
    assert "2 fields that were not yet sent were restored." in page.inner_text("[data-restored]")
    assert page.input_value("#id_problem") == "Typed in the dark."
    assert stored(section).problem == "Typed in the dark."
    assert page.evaluate("localStorage.length") == 0


def test_when_the_connection_is_back_it_is_sent_by_itself(open_section, section, cast):
    page = open_section(cast.olena)
    page.context.set_offline(True)
    page.fill("#id_problem", "Typed in the dark.")
    page.wait_for_selector("[data-saved-at][data-state='kept']")
    page.context.set_offline(False)
    page.wait_for_selector(SAVED)
    assert stored(section).problem == "Typed in the dark."


def test_an_answer_lost_on_the_way_is_no_conflict(open_section, section, cast):
    page = open_section(cast.olena)
    page.route("**/save/", lambda route: (route.fetch(), route.abort()))
    page.fill("#id_problem", "First")
    page.wait_for_selector("[data-saved-at][data-state='kept']")
    assert stored(section).problem == "First"  # it had arrived
    page.unroute("**/save/")
    page.fill("#id_problem", "First and second")
    page.wait_for_selector(SAVED)
    assert stored(section).problem == "First and second"


def test_a_session_that_ended_keeps_the_text_until_the_next_sign_in(open_section, section, cast):
    page = open_section(cast.olena)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("#id_problem", "Typed after the end.")
    page.wait_for_selector("[data-saved-at][data-state='signed_out']")
    assert "nothing is lost" in page.inner_text("[data-saved-at]")
    sign_in(page, cast.olena)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)  # signing in changes it
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector(SAVED)
    assert stored(section).problem == "Typed after the end."


def test_somebody_else_in_this_browser_does_not_send_it(open_section, section, cast):
    page = open_section(cast.olena)
    page.fill("#id_achievements", "Olena's words.")
    page.wait_for_selector(SAVED)
    sign_in(page, cast.iryna)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.fill("#id_problem", "Olena's words.")
    page.wait_for_selector("[data-saved-at][data-state='other_person']")
    assert stored(section).problem == ""


def test_two_writers_choose_field_by_field(open_section, section, cast):
    olena, iryna = open_section(cast.olena), open_section(cast.iryna)
    iryna.fill("#id_problem", "By night.")
    iryna.fill("#id_HOME_BURG", "5")
    iryna.wait_for_selector(SAVED)
    olena.fill("#id_problem", "By day.")
    olena.fill("#id_HOME_YARD", "7")
    olena.wait_for_selector("[data-saved-at][data-state='meanwhile']")
    assert "Iryna Moroz saved this section at" in olena.inner_text("[data-saved-at]")
    assert olena.input_value("#id_problem") == "By day."
    olena.get_by_role("button", name="Compare both versions").click()
    olena.wait_for_url("**/save/")
    assert barriers(olena) == []
    assert olena.locator("#id_pick-HOME_BURG_theirs").is_checked()
    assert olena.locator("#id_pick-HOME_YARD").is_checked()
    olena.locator("#id_pick-problem_both").check()
    olena.get_by_role("button", name="Save what I chose").click()
    olena.wait_for_selector("form[data-autosave]")
    assert olena.input_value("#id_problem") == "By night.\n\nBy day."
    assert {code: int(a.number) for code, a in answers(section).items()} == {"HOME_BURG": 5, "HOME_YARD": 7}
    assert olena.locator("[data-restored]").is_hidden()
    assert olena.evaluate("localStorage.length") == 0


def test_three_megabytes_stay_on_the_page_with_words(open_section, section, cast):
    page = open_section(cast.olena)
    page.evaluate("document.querySelector('#id_problem').value = 'x'.repeat(3000000)")
    page.locator("#id_problem").press("End")
    page.keyboard.type("y")
    page.fill("#id_HOME_BURG", "12")
    page.wait_for_selector("#problem_problem:visible")
    assert "Too long: 3000001 of 600 characters" in page.inner_text("#problem_problem")
    page.wait_for_selector("[name=version][value='1']", state="attached")
    assert answers(section)["HOME_BURG"].number == 12
    assert page.evaluate("document.querySelector('#id_problem').value.length") == 3_000_001


def test_signing_out_leaves_nothing_in_the_browser(open_section, section, cast):
    page = open_section(cast.olena)
    page.route("**/save/", lambda route: route.abort())
    page.fill("#id_problem", "Secret.")
    page.wait_for_selector("[data-saved-at][data-state='kept']")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_text("Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert "was not sent yet" in asked[0]
    assert page.evaluate("localStorage.length") == 0


def test_save_and_next_waits_for_the_answer(open_section, section, cast):
    page = open_section(cast.olena)
    page.fill("#id_HOME_BURG", "12")
    page.get_by_role("button", name="Save and go to the next section").click()
    page.wait_for_url("**/sections/8/")
    assert answers(section)["HOME_BURG"].number == 12


def test_save_with_a_problem_lists_it_at_the_top(open_section, section, cast):
    page = open_section(cast.olena)
    page.fill("#id_HOME_BURG", "12,5")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**?mend")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name=re.compile("Burglaries of flats")).click()
    assert page.evaluate("document.activeElement.id") == "id_HOME_BURG"
    assert barriers(page) == []


def test_without_scripts_everything_can_be_typed_and_saved(open_section, section, cast):
    page = open_section(cast.olena, javascript=False)
    page.fill("#id_HOME_BURG", "12")
    row = page.locator("#div_HOME_YARD")
    row.get_by_text("No figure?").click()
    row.get_by_text("No data").click()
    row.locator("#id_HOME_YARD_reason").fill("the archive burnt")
    page.get_by_role("button", name="Save", exact=True).click()
    assert "Saved at" in page.inner_text("main")
    assert answers(section)["HOME_BURG"].number == 12
    assert answers(section)["HOME_YARD"].reason == "the archive burnt"


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_anybody_out(open_page, section, cast, prefix, width, scheme):
    page = open_page(f"{prefix}/accounts/login/", width=width, color_scheme=scheme)
    sign_in(page, cast.olena)
    report = section.report_id
    with translation.override("en" if prefix else "uk"):
        paths = [
            reverse("reports:start"),
            reverse("reports:tasks", args=[report]),
            reverse("reports:section", args=[report, 7]),
            reverse("reports:section", args=[report, 12]),
            reverse("reports:lend", args=[report, 5]),
        ]
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        assert barriers(page) == [], path
        assert sideways(page) <= 0, path
    assert page.troubles == []


def test_the_head_reads_a_section(open_page, section, cast):
    page = open_page("/en/accounts/login/", width=320)
    sign_in(page, cast.petro)
    page.goto(address(section))
    assert barriers(page) == []
    assert sideways(page) <= 0


def test_a_report_handed_in_while_somebody_types(open_section, section, cast):
    page = open_section(cast.olena)
    page.context.set_offline(True)
    page.fill("#id_problem", "Typed too late.")
    page.wait_for_selector("[data-saved-at][data-state='kept']")
    Report.objects.update(state=State.SUBMITTED, submitted_at=AT, submitted_by=cast.olena)
    page.context.set_offline(False)
    page.wait_for_selector("[data-saved-at][data-state='closed']")
    page.get_by_role("button", name="Show what I typed").click()
    page.wait_for_url("**/save/")
    assert "Typed too late." in page.inner_text("main")
    assert barriers(page) == []
    page.get_by_role("link", name="Read the section").click()
    page.wait_for_selector("[data-kept]:visible")
    assert "Typed too late." in page.inner_text("[data-kept]")
    assert barriers(page) == []
    page.get_by_role("button", name="forget it").click()
    assert page.evaluate("localStorage.length") == 0
    assert stored(section).problem == ""
