"""Residents read how periods stand and what a year adds up to; an officer records a meeting."""

import datetime as dt

import pytest

from reports.models import Report
from reports.periods import stretch_from_slug
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.browser.site import sign_in
from tests.reports.owing import expected_of, noon
from tests.reports.published import publish

YEAR = "/communities/novopskov/years/2026/"
PAGES = [YEAR, "/communities/novopskov/reports/", "/communities/novopskov/", YEAR + "report.pdf"]
LONG_WORD = "Автошляхоексплуатаційногосподарчийвідділ" * 3
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 5)


@pytest.fixture
def year(transactional_db, novopskov, cast):
    """Published late and in time, excused, extended, due; long names and words."""
    novopskov.name_uk = "Верхньодніпровсько-Великоолександрівська міська територіальна громада"
    novopskov.save()
    for slug in ("2026-01", "2026-05", "2026-07"):
        stretch = stretch_from_slug(slug)
        publish(novopskov, slug, by=cast.petro, figures={"REP_ARRIVE": None} if slug == "2026-05" else {})
        report = Report.objects.get(community=novopskov, period__starts_on=stretch.starts_on)
        day = stretch.ends_on + (14 if slug == "2026-05" else 9) * DAY
        facts = {"handed_in_at": noon(day), "first_handed_in_on": day, "published_at": noon(day)}
        met = {"meeting_held_on": stretch.ends_on, "meeting_place": LONG_WORD}
        expected_of(novopskov, stretch=stretch, report=report, **facts, **met)
    spring = stretch_from_slug("2026-03")
    expected_of(novopskov, stretch=spring, excuse="hostilities", excuse_reason=LONG_WORD)
    due_on = stretch_from_slug("2026-09").ends_on + 20 * DAY
    return expected_of(novopskov, due_on=due_on, on_time_on=due_on, extension_reason=LONG_WORD)


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_anybody_out(open_page, year, prefix, width, scheme):
    for path in PAGES:
        page = open_page(prefix + path, width=width, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert (path, barriers(page)) == (path, [])
        assert (path, sideways(page)) == (path, 0)
        if "pdf" not in path:  # a PDF that is not there yet answers 503, which the console notes
            assert page.troubles == []


def test_on_a_phone_a_figure_without_a_sum_shows_none(open_page, year):
    page = open_page("/en" + YEAR, width=360, javascript=False)
    row = page.locator("#s5 tr", has_text="Road traffic accidents")
    assert row.locator("td.sum").is_visible()
    killed = page.locator("#s5 tr", has_text="People killed on roads")
    assert not killed.locator("td.sum").is_visible()
    assert killed.locator("td").count() == 7


@pytest.mark.parametrize("width", [320, 1280])
def test_the_meeting_form(open_page, year, cast, monkeypatch, width):
    monkeypatch.setattr("communities.shared.clock.today", lambda: TODAY)
    monkeypatch.setattr("communities.shared.clock.now", lambda: noon(TODAY))
    page = open_page("/en/accounts/login/", width=width, reduced_motion="reduce")
    sign_in(page, cast.olena)
    page.goto(f"/en/work/expected/{year.pk}/meeting/")
    page.locator("main form .btn-primary").click()
    page.wait_for_selector(".cs-errors")
    assert barriers(page) == []
    assert sideways(page) == 0
    page.get_by_label("On which day was it held?").fill("2026-10-14")
    page.get_by_label("Where?").fill("Ліцей № 1")
    page.locator("main form .btn-primary").click()
    page.get_by_text("The meeting is recorded.").wait_for()
    assert barriers(page) == []
