"""From handing in to the published page in a real Chromium: two people, questions, warnings, decisions."""

import pytest
from django.urls import reverse
from django.utils import translation

from reports.checking import submission
from reports.models import Publication, Report
from reports.publishing import corrections
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in
from tests.reports import making
from tests.reports.making import NOW

TELLS = "У березні було 3 звернення. Телефон Петренка О. І.: 050 123 45 67."


def at(name, pk, language="en"):
    with translation.override(language):
        return reverse(f"reports:{name}", args=[pk])


@pytest.fixture
def draft_of_spring(transactional_db, cast, novopskov, form):
    """Filled in; the text of section 9 tells too much; winter is there to compare with."""
    winter = making.report_about(novopskov, form, cast.olena, stretch=making.WINTER, ROAD_RTA=10, DV_REP=12)
    making.published(winter, author=cast.olena, head=cast.petro)
    report = making.report_about(novopskov, form, cast.olena, DV_REP=3, HOST_STRIKES=17)
    report.entries.filter(section__number=9).update(problem=TELLS)
    return report


@pytest.fixture
def open_as(open_page):
    def opened(person, path, **options):
        page = open_page("/en/accounts/login/", **options)
        sign_in(page, person)
        page.goto(path)
        return page

    return opened


def words(page):
    return page.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_way_from_the_officer_to_the_resident(
    open_as, open_page, cast, draft_of_spring, javascript
):
    pk = draft_of_spring.pk
    olena = open_as(cast.olena, at("check", pk), javascript=javascript)
    assert "4 times the figure of the previous period (10)" in words(olena)
    olena.click("text=Hand it to the head of police")
    assert "The report is with the head of police. Thank you." in words(olena)

    petro = open_as(cast.petro, at("check", pk), javascript=javascript)
    petro.click("text=Ask about section 5")
    petro.fill("#id_question_5", "Forty accidents: sure?")
    petro.click("text=Send it back with my questions")
    assert "The report is back with its author" in words(petro)

    olena.goto(at("check", pk))
    assert "Forty accidents: sure?" in words(olena)
    olena.locator("#section-5").get_by_role("link", name="Answer").click()
    olena.fill("#id_text", "Thirty-eight, thank you.")
    olena.click("text=Send the answer")
    olena.fill("#id_ROAD_RTA", "38")
    olena.click("button[value=stay]")
    olena.goto(at("check", pk))
    assert "40" in olena.inner_text("#section-5 del")
    olena.click("text=Hand it to the head of police")

    petro.goto(at("check", pk))
    assert "Thirty-eight, thank you." in words(petro)
    assert petro.inner_text("#section-5 ins") == "38"
    petro.click("text=All is right: decide who may see what")
    petro.select_option("#id_level_HOST_STRIKES", "group")
    petro.click("text=Save and see what residents will read")
    assert "This may repeat a figure that readers do not see exactly" in words(petro)
    petro.click("text=Publish the report")
    assert "Read the warnings above, then tick this box." in words(petro)
    petro.check("#id_has_read_warnings")
    petro.click("text=Publish the report")
    assert "The report is published. Residents can read it now." in words(petro)

    stepan = open_page("/en/communities/novopskov/reports/2026-03/", javascript=javascript)
    assert "fewer than 5" in words(stepan)
    assert "17" not in words(stepan).split("2. Checkpoints")[0]
    halyna = open_as(cast.halyna, at("group_view", pk), javascript=javascript)
    assert "17" in words(halyna)
    assert Publication.objects.newest().get(report=pk).published_by == cast.petro


def test_a_day_is_asked_for_only_where_one_is_needed(open_as, cast, draft_of_spring):
    making.handed_in(draft_of_spring, by=cast.olena)
    page = open_as(cast.petro, at("release", draft_of_spring.pk))
    assert page.is_hidden("#id_from_HOST_STRIKES")
    page.select_option("#id_level_HOST_STRIKES", "public_from")
    assert page.is_visible("#id_from_HOST_STRIKES")
    page.click("text=Save and see what residents will read")
    assert page.evaluate("document.activeElement.className") == "cs-errors"
    page.click(".cs-errors a")
    assert page.is_visible("#id_from_HOST_STRIKES")


def returned(report, cast):
    making.handed_in(report, by=cast.olena)
    submission.send_back(report, questions={5: "Sure?"}, message="Nearly.", by=cast.petro, at=NOW)
    making.fill_in(report, ROAD_RTA=38, STAFF_FILLED=41)
    report.entries.filter(section__number=6).update(problem="")


def waiting(report, cast):
    making.handed_in(report, by=cast.olena)
    making.everything_public(report, by=cast.petro)


def correcting(report, cast):
    making.published(report, author=cast.olena, head=cast.petro)
    corrections.correct(report, reason="Late register.", by=cast.olena, at=NOW)


PAGES = [
    (returned, "check", "olena", None),
    (waiting, "check", "petro", None),
    (waiting, "check", "petro", "#send-back button"),
    (waiting, "release", "petro", None),
    (waiting, "publish", "petro", None),
    (waiting, "publish", "petro", "[name=reviewed] ~ * button, form button.btn-primary"),
    (correcting, "check", "olena", None),
    (correcting, "group_view", "halyna", None),
    (correcting, "exact", "halyna", None),
    (correcting, "exact", "halyna", "main form button"),
]


@pytest.mark.parametrize(
    "case", PAGES, ids=[f"{p[0].__name__} {p[1]} {'pressed' if p[3] else ''}" for p in PAGES]
)
@pytest.mark.parametrize("look", [("uk", 320, "light"), ("en", 1280, "dark")])
def test_nothing_keeps_anybody_out(open_as, cast, draft_of_spring, case, look):
    prepare, name, who, press = case
    language, width, scheme = look
    prepare(draft_of_spring, cast)
    page = open_as(
        getattr(cast, who), at(name, draft_of_spring.pk, language), width=width, color_scheme=scheme
    )
    if press:
        page.click(press)
        page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    assert barriers(page) == []
    assert sideways(page) == 0
    assert [said for said in page.troubles if "422" not in said] == []


def test_the_correction_page_keeps_nobody_out(open_as, cast, draft_of_spring):
    making.published(draft_of_spring, author=cast.olena, head=cast.petro)
    page = open_as(cast.olena, at("correct", draft_of_spring.pk), width=320)
    assert barriers(page) == []
    page.click("text=Open it for correction")
    assert page.evaluate("document.activeElement.className") == "cs-errors"
    assert barriers(page) == []
    page.fill("#id_reason", "A register was late.")
    page.click("text=Open it for correction")
    assert Report.objects.get(pk=draft_of_spring.pk).state == "correcting"
