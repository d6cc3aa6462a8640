"""The coordinator at the board in a real Chromium: look, filter, nudge, give more time."""

import pytest
from playwright.sync_api import expect

from communities.models import Community, Oblast, Reminder
from communities.shared import clock
from reports.models import ExpectedReport
from reports.periods import stretch_before, stretch_of
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.browser.site import sign_in
from tests.reports.expecting import many_communities
from tests.reports.owing import DAY, expected_of, noon

BOARD = "/en/work/board/"


@pytest.fixture
def country(transactional_db, cast, novopskov, popasna, luhansk, draft):
    """Reports of a year that ended in every way; Novopskov's newest is overdue."""
    today = clock.today()
    stretch = stretch_before(stretch_of(today))
    late = {"due_on": today - DAY, "planned_due_on": today - DAY, "on_time_on": today - DAY}
    open_days = {
        "opens_on": today - 20 * DAY,
        "opened_at": noon(today - 20 * DAY),
        "locks_on": today + 20 * DAY,
    }
    handed_in = {"handed_in_at": noon(today), "first_handed_in_on": today, "is_complete": True}
    expected_of(novopskov, stretch=stretch, **late, **open_days)
    expected_of(popasna, stretch=stretch, report=draft, **late, **open_days, **handed_in)
    places = many_communities(luhansk, 6)
    ways = [
        {},
        {"excuse": "hostilities", "excuse_reason": "Shelling."},
        {"locks_on": today - DAY / 2 + DAY / 2, "meeting_held_on": today - DAY, "meeting_place": "School"},
        {"due_on": today + 5 * DAY, "on_time_on": today + 5 * DAY, "extension_reason": "No power."},
    ]
    for place, way in zip(places, ways, strict=False):
        expected_of(place, stretch=stretch, **{**late, **open_days, **way})
    earlier = stretch_before(stretch)
    for place in [novopskov, *places]:
        expected_of(place, stretch=earlier)
    donetsk = Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька область", name_en="Donetsk oblast"
    )
    far = Community.objects.create(slug="far", oblast=donetsk, name_uk="Вугледар", name_en="Vuhledar")
    expected_of(far, stretch=stretch, **late, **open_days)


@pytest.fixture
def open_as(open_page):
    def opened(person, path, **options):
        page = open_page("/en/accounts/login/", **options)
        sign_in(page, person)
        page.goto(path)
        return page

    return opened


@pytest.mark.parametrize("javascript", [True, False])
def test_the_coordinator_filters_nudges_and_gives_more_time(open_as, cast, country, novopskov, javascript):
    page = open_as(cast.bohdan, BOARD, javascript=javascript)
    expect(page.get_by_role("heading", name="The board", level=1)).to_be_visible()
    page.get_by_label("Its state").select_option("overdue")
    page.get_by_label("Name of the community").fill("novopskov")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("rowheader", name="Novopskov district").first).to_be_visible()
    page.get_by_role("button", name="Nudge Novopskov district").first.click()
    expect(page.get_by_text("Novopskov district was asked about the report")).to_be_visible()
    assert "state=overdue" in page.url
    assert Reminder.objects.get().by == cast.bohdan

    page.get_by_role("cell").get_by_role("link", name="overdue").first.click()
    expect(page.get_by_role("heading", name="Reminders")).to_be_visible()
    page.get_by_role("link", name="Give more time").click()
    page.get_by_label("New due day").fill("next week")
    page.get_by_label("Why?").fill("No power since Monday.")
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert page.get_by_label("New due day").input_value() == "next week"
    assert page.get_by_label("Why?").input_value() == "No power since Monday."
    day = clock.today() + 6 * DAY
    page.get_by_label("New due day").fill(f"{day:%d.%m.%Y}")
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_text("There is more time now.")).to_be_visible()
    row = ExpectedReport.objects.filter(community=novopskov).latest("period__starts_on")
    assert row.due_on == day
    assert [trouble for trouble in page.troubles if "422" not in trouble] == []


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_a_coordinator_out(open_as, cast, country, novopskov, prefix, width, scheme):
    row = ExpectedReport.objects.filter(community=novopskov).latest("period__starts_on")
    board = BOARD.removeprefix("/en")
    detail = f"/work/expected/{row.pk}/"
    cycle = "/work/cycle/luhansk/"
    paths = [board, board + "?periods=12", detail, detail + "extend/", detail + "excuse/"]
    paths += [cycle, cycle + "days/", cycle + "steps/add/", cycle + "communities/novopskov/"]
    for path in paths:
        page = open_as(cast.larysa, prefix + path, width=width, color_scheme=scheme)
        assert barriers(page) == []
        assert sideways(page) == 0
        page.close()


def test_the_matrix_can_be_reached_and_scrolled_with_the_keyboard(open_as, cast, country, novopskov):
    stretch = stretch_before(stretch_before(stretch_of(clock.today())))
    for _ in range(9):  # two years are wider than the screen
        stretch = stretch_before(stretch)
        expected_of(novopskov, stretch=stretch)
    page = open_as(cast.bohdan, BOARD + "?periods=12")
    region = page.get_by_role("region", name="Reports of the communities by period")
    region.focus()
    before = region.evaluate("element => element.scrollLeft")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert region.evaluate("element => element.scrollLeft") > before
    head = page.get_by_role("rowheader").first.bounding_box()
    assert head["x"] >= 0  # the names stay in sight
