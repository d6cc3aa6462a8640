"""A resident reads the published report: on a phone, in the dark, by keyboard, without JavaScript."""

import datetime as dt
from decimal import Decimal

import pytest

from reports.published.facts import Withheld
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.reports.published import long_texts, publish

PAGE = "/communities/novopskov/reports/2026-03/"
LATER = dt.datetime(2026, 6, 2, 8, tzinfo=dt.UTC)


@pytest.fixture
def published(transactional_db, novopskov, cast):
    """Two versions with everything that a report may have: held-back parts, missing figures, long words."""
    held = {"CHK": (Withheld("public_from", 5, True, "2026-09-01"), Withheld("police", 2, False))}
    missing = {
        "figures": {"REP_ARRIVE": None},
        "reasons": {"REP_ARRIVE": "Журнал згорів під час обстрілу."},
        "withheld": held,
    }
    publish(novopskov, "2026-03", by=cast.petro, **missing)
    missing["figures"] = {
        "REP_ARRIVE": None,
        "CHK_PERSONS": Decimal(1_234_567),
        "NEED_COST": Decimal(98_765_432),
    }
    texts = {**long_texts(), ("ROAD", "problem"): "Автошляхоексплуатаційногосподарчийвідділ" * 4}
    return publish(
        novopskov,
        "2026-03",
        by=cast.petro,
        version=2,
        reason="Пропустили дві аварії.",
        at=LATER,
        texts=texts,
        **missing,
    )


PAGES = [PAGE, PAGE + "v1/", PAGE + "versions/", PAGE + "v2/report.pdf", "/about/figures/"]


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_nothing_keeps_anybody_out(open_page, published, prefix, width, scheme):
    for path in PAGES:
        page = open_page(prefix + path, width=width, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert (path, barriers(page)) == (path, [])
        assert (path, sideways(page)) == (path, 0)
        if "pdf" not in path:  # a PDF that is not there yet answers 503, which the console notes
            assert page.troubles == []


def test_everything_is_there_without_javascript(open_page, published):
    page = open_page("/en" + PAGE, width=360, javascript=False)
    assert page.locator("main section h2").count() == 13
    more = page.locator("#s5 details summary").first
    more.click()
    assert page.locator("#s5 details table").is_visible()
    assert page.locator("#s9 [data-quick-exit]").get_attribute("href").startswith("https://")


def test_the_overview_leads_to_a_section_and_back_by_keyboard(open_page, published):
    page = open_page("/en" + PAGE, width=360, reduced_motion="reduce")
    page.locator(".cs-index a", has_text="Domestic").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#s9"
    assert page.locator("#s9-title").bounding_box()["y"] < 400
    page.locator("#s9 .cs-up a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#sections"


@pytest.mark.parametrize("section", ["s8", "s9"])
def test_each_way_out_leaves_no_way_back(open_page, published, section):
    page = open_page("/en" + PAGE, width=360)
    page.route(
        "https://www.google.com/**", lambda route: route.fulfill(body="neutral", content_type="text/html")
    )
    before = page.evaluate("history.length")
    page.locator(f"#{section} [data-quick-exit]").click()
    page.wait_for_url("https://www.google.com/**")
    assert page.evaluate("history.length") == before


def test_a_row_of_figures_is_a_table_for_those_who_listen(open_page, published):
    """Rows are stacked on a phone; to a screen reader they must stay rows of a table."""
    page = open_page("/en" + PAGE, width=320)
    table = page.locator("#s5 table").first
    assert table.get_by_role("columnheader").count() == 5
    row = table.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").count() == 1
    assert row.get_by_role("cell").count() == 4
