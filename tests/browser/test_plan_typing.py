"""A plan is written on a bad line: what is typed survives a closed tab, a power cut, an ended session, a colleague."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from plans.models import Goal, Plan
from plans.writing import drafting
from tests.browser.conftest import barriers, sideways
from tests.browser.site import SAVED, sign_in
from tests.meetings.making import make_group
from tests.plans.making import make_plan
from tests.plans.test_drafting import AT

KEPT = "[data-saved-at][data-state='kept']"


@pytest.fixture
def plan(transactional_db, cast, novopskov):
    return make_plan(make_group(cast, novopskov), cast.sofiia)


@pytest.fixture
def goal(plan):
    return plan.goals.get(position=1)


@pytest.fixture
def as_mykola(open_page, cast):
    def opened(path, **options):
        page = open_page("/en/accounts/login/", **options)
        sign_in(page, cast.mykola)
        page.goto(path)
        return page

    return opened


def at(plan, rest=""):
    return f"/en/work/plans/{plan.pk}/{rest}"


def test_a_part_is_saved_while_it_is_typed(as_mykola, plan):
    action = plan.actions.get(title="Поставити ліхтарі")
    page = as_mykola(at(plan, f"action-{action.pk}/"), width=360)
    page.fill("#id_partners", "Облавтодор і рада")
    page.locator("#div_id_serves [value=veterans]").check()
    page.fill("#id_due_on", "31 червня")
    page.wait_for_selector("[data-saved-at][data-state='partly']")
    expect(page.locator("#div_id_due_on [data-problem]")).to_have_text("Write the day as in 14.11.2026.")
    assert page.evaluate("document.activeElement.id") == "id_due_on"
    action.refresh_from_db()
    assert action.partners == "Облавтодор і рада"
    assert "veterans" in action.serves
    assert barriers(page) == []
    assert sideways(page) == 0
    page.reload()  # what could not be read was kept here
    expect(page.locator("form[data-autosave] [data-restored]")).to_contain_text("1 field")
    assert page.input_value("#id_due_on") == "31 червня"
    page.fill("#id_due_on", "30.09.2027")
    page.wait_for_selector(SAVED)
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert page.url.endswith(f"#action-{action.pk}")
    assert page.troubles == []


def test_a_power_cut_and_an_ended_session_lose_nothing(as_mykola, cast, plan, goal):
    page = as_mykola(at(plan, f"goal-{goal.pk}/"))
    page.context.set_offline(True)
    page.fill("#id_detail", "Надруковано в темряві")
    page.wait_for_selector(KEPT)
    where, browser = page.url, page.context
    page.close()  # and the computer goes out
    page = browser.new_page()
    browser.set_offline(False)
    page.goto(where)
    page.wait_for_selector(SAVED)
    assert Goal.objects.get(pk=goal.pk).detail == "Надруковано в темряві"
    browser.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("#id_detail", "Після кінця сеансу")
    page.wait_for_selector("[data-saved-at][data-state='signed_out']")
    sign_in(page, cast.mykola)
    browser.clear_cookies(name=settings.CSRF_COOKIE_NAME)  # signing in changes it
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector(SAVED)
    assert Goal.objects.get(pk=goal.pk).detail == "Після кінця сеансу"
    assert page.evaluate("localStorage.length") == 0


def test_two_members_at_once_lose_no_word(as_mykola, cast, plan, goal):
    page = as_mykola(at(plan, f"goal-{goal.pk}/"))
    drafting.change(goal, fields={"detail": "Слова Тараса"}, version=1, by=cast.taras, at=AT)
    page.fill("#id_detail", "Слова Миколи")
    page.wait_for_selector("[data-saved-at][data-state='meanwhile']")
    assert "Taras Lysenko saved this part" in page.inner_text("form[data-autosave] [data-saved-at]")
    page.get_by_role("button", name="Compare both versions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two people wrote here")
    page.get_by_label(re.compile("one below the other")).check()
    page.get_by_role("button", name="Save what I chose").click()
    page.wait_for_selector("form[data-autosave]")
    assert page.input_value("#id_detail") == "Слова Тараса\n\nСлова Миколи"
    assert page.locator("form[data-autosave] [data-restored]").is_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_new_part_and_a_comment_wait_in_the_browser_until_they_are_sent(as_mykola, plan, goal):
    page = as_mykola(at(plan, "new/goal/"), width=360)
    page.fill("#id_detail", "Ще без назви")
    expect(page.locator("[data-saved-at]")).to_contain_text("kept in this browser")
    page.goto(at(plan))
    begun = page.locator("[data-kept-begun]")
    expect(begun.get_by_role("link")).to_have_text("Add a goal")
    assert barriers(page) == []
    begun.get_by_role("link").click()
    expect(page.locator("[data-restored]")).to_be_visible()
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#div_id_title [data-problem]")).to_have_text("Write something here.")
    assert page.evaluate("document.activeElement.id") == "id_title"
    page.fill("#id_title", "Нова ціль")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add").click()
    page.wait_for_selector(KEPT)
    page.context.set_offline(False)  # it was asked for, so it is sent by itself
    expect(page.get_by_text("Added.")).to_be_visible()
    assert plan.goals.filter(title="Нова ціль", detail="Ще без назви").count() == 1
    assert begun.is_hidden()

    page.goto(at(plan, f"goal-{goal.pk}/"))
    page.get_by_text("Comment, or suggest other words").click()
    page.fill("#id_text", "Замало цілей")
    page.reload()
    assert page.input_value("#id_text") == "Замало цілей"
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#comments .cs-remark__text")).to_have_text("Замало цілей")
    assert page.evaluate("localStorage.length") == 0


def test_words_typed_too_late_are_shown(as_mykola, plan, goal):
    page = as_mykola(at(plan, f"goal-{goal.pk}/"))
    page.context.set_offline(True)
    page.fill("#id_detail", "Надруковано запізно")
    page.wait_for_selector(KEPT)
    Plan.objects.update(state="proposed")
    page.context.set_offline(False)
    page.wait_for_selector("[data-saved-at][data-state='closed']")
    page.get_by_role("button", name="Show what I typed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was not saved")
    assert "Надруковано запізно" in page.inner_text("main")
    assert barriers(page) == []
    page.goto(at(plan, f"goal-{goal.pk}/"))
    page.wait_for_selector("[data-kept]:visible")
    assert "Надруковано запізно" in page.inner_text("[data-kept]")
    assert barriers(page) == []
    page.get_by_role("button", name="forget it").click()
    assert page.evaluate("localStorage.length") == 0
