"""A plan is written in a real Chromium: order by keyboard and by dragging, two writers, no scripts, a telephone."""

import re

import pytest
from playwright.sync_api import expect

from plans.models import Goal
from plans.writing import drafting
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in
from tests.meetings.making import make_group
from tests.plans.making import make_plan
from tests.plans.test_drafting import AT

LONG = "Незадовільне освітлення пішохідних переходів поблизу загальноосвітніх навчальних закладів та садочків"


@pytest.fixture
def plan(transactional_db, cast, novopskov):
    plan = make_plan(make_group(cast, novopskov), cast.sofiia)
    plan.problems.filter(position=1).update(title=LONG)
    return plan


@pytest.fixture
def as_mykola(open_page, cast):
    def opened(path, **options):
        page = open_page("/en/accounts/login/", **options)
        sign_in(page, cast.mykola)
        page.goto(path)
        return page

    return opened


def order(plan):
    return [goal.title for goal in Goal.objects.filter(plan=plan).order_by("position")]


def test_order_by_keyboard_and_by_dragging(as_mykola, plan):
    first = plan.goals.get(position=1)
    page = as_mykola(f"/en/work/plans/{plan.pk}/")
    assert barriers(page) == []
    page.focus(f"#down-goal-{first.pk}")
    page.keyboard.press("Enter")
    expect(page.locator("[data-order-said]")).to_have_text("Moved.")
    assert order(plan) == ["Безпечна школа", "Менше аварій"]
    assert page.evaluate("document.activeElement.id") == f"up-goal-{first.pk}"  # it is the last one now
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        grip = page.locator(f"#goal-{first.pk} > .plan-item--goal .plan-grip")
        grip.hover()
        page.mouse.down()
        above = page.locator("#list-goals > li").first.bounding_box()
        page.mouse.move(above["x"] + 5, above["y"] + 30, steps=4)
        page.mouse.move(above["x"] + 5, above["y"] + 5, steps=4)
        page.mouse.up()
    expect(page.locator("#list-goals > li").first).to_have_attribute("id", f"goal-{first.pk}")
    assert order(plan) == ["Менше аварій", "Безпечна школа"]
    assert page.troubles == []


def test_order_without_scripts(as_mykola, plan):
    first = plan.goals.get(position=1)
    page = as_mykola(f"/en/work/plans/{plan.pk}/", javascript=False)
    page.click(f"#down-goal-{first.pk}")
    assert order(plan) == ["Безпечна школа", "Менше аварій"]
    assert page.url.endswith(f"#goal-{first.pk}")


def test_two_writers_lose_no_word(as_mykola, cast, plan):
    goal = plan.goals.get(position=1)
    page = as_mykola(f"/en/work/plans/{plan.pk}/goal-{goal.pk}/")
    drafting.change(goal, fields={"detail": "Слова Тараса"}, version=1, by=cast.taras, at=AT)
    page.fill("#id_detail", "Слова Миколи")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two people wrote here")
    assert barriers(page) == []
    page.get_by_label(re.compile("one below the other")).check()
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Goal.objects.get(pk=goal.pk).detail == "Слова Тараса\n\nСлова Миколи"


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_on_a_telephone(as_mykola, plan, language):
    action = plan.actions.get(title="Поставити ліхтарі")
    page = as_mykola(f"{language}/work/group/novopskov/plans/", width=320)
    base = f"{language}/work/plans/{plan.pk}"
    problem = plan.problems.get(position=1)
    for path in (
        f"{language}/work/plans/new/novopskov/",
        f"{base}/",
        f"{base}/about/",
        f"{base}/problem-{problem.pk}/",
        f"{base}/action-{action.pk}/",
        f"{base}/resource-{action.resources.first().pk}/",
        f"{base}/earlier/",
    ):
        page.goto(path)
        assert barriers(page) == [], path
        assert sideways(page) == 0, path
    assert page.troubles == []
