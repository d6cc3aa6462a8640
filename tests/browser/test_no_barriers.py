"""Nothing keeps anybody out: axe on every page that is not looked at where its own story is told.

Public reports are in test_public_report, filling in and lending in test_filling, checking and publishing in
test_checking, desks, duties and accounts in test_people, the components in test_look. Here is the rest: files,
long words, and what is shown when something is wrong. Each in both languages, on a small phone and on a desk,
in light and dark, with everything unfolded.
"""

import pytest
from openpyxl import load_workbook

from reports.checking import submission
from reports.models import Answer, AnswerKind
from tests.browser.conftest import barriers, sideways
from tests.browser.site import sign_in
from tests.reports.making import handed_in, report_about

LOOKS = [(320, "light"), (1280, "dark")]
LONG_WORD = "Автошляхоексплуатаційногосподарчийвідділ" * 3


@pytest.fixture
def world(site, cast, form):
    """A report with mistakes, sent back with a question; section 8 is lent; Popasna has nothing yet."""
    report = report_about(site.place, form, cast.olena, stretch=site.stretch)
    handed_in(report, by=cast.olena)
    submission.send_back(report, questions={7: f"{LONG_WORD}?"}, message="", by=cast.petro, at=site.now)
    home = report.entries.get(section__number=7)
    Answer.objects.filter(entry=home, indicator__code="HOME_BURG").update(
        kind=AnswerKind.UNCLEAR, number=None, text=LONG_WORD
    )
    Answer.objects.filter(entry=home, indicator__code="HOME_YARD").delete()
    home.problem, home.achievements = LONG_WORD, "x" * 900
    home.save(update_fields=["problem", "achievements"])
    report.entries.get(section__number=8).loans.create(
        lent_to=cast.iryna, lent_by=cast.olena, lent_at=site.now, message=LONG_WORD
    )
    return site


@pytest.fixture
def look_over(world, cast):
    """look_over(person, path, press=...): the page, or what it shows after `press`, keeps nobody out."""

    def looked(person, path, *, press=None, words=None, expected=200):
        page = world.open("/en/accounts/login/", reduced_motion="reduce")  # colours change at once
        if person:
            sign_in(page, getattr(cast, person))
        for language in ("", "/en"):
            answer = page.goto(language + path.format(report=world.report.pk))
            assert answer.status == expected, path
            if press:
                press(page)
            page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
            if words:
                assert page.locator(words).count(), f"{words} is not on {page.url}"
            for width, scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                assert (path, language, width, barriers(page)) == (path, language, width, [])
                assert (path, language, width, max(sideways(page), 0)) == (path, language, width, 0)
        # an answer that says no, with its page, is what was asked for
        assert [
            trouble for trouble in page.troubles if "the server responded with a status of" not in trouble
        ] == []

    return looked


def test_a_page_that_is_not_there(look_over):
    look_over(None, "/communities/nowhere/", expected=404)


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        ("iryna", "/work/reports/{report}/", 200),
        ("petro", "/work/reports/{report}/sections/7/", 200),
        ("petro", "/work/reports/start/", 403),
        ("olena", "/work/reports/{report}/check/", 200),
        ("olena", "/work/reports/{report}/spreadsheet/", 200),
    ],
)
def test_at_work(look_over, person, path, status):
    look_over(person, path, expected=status)


def press_main(page):
    with page.expect_navigation():
        page.locator("main form .btn-primary").last.click()


def test_a_wrong_password(look_over):
    def press(page):
        page.fill("[name=login]", "olena@example.org")
        page.fill("[name=password]", "not this one")
        press_main(page)

    look_over(None, "/accounts/login/", press=press, words=".cs-errors")


def test_a_section_with_all_its_mistakes(look_over):
    look_over("olena", "/work/reports/{report}/sections/7/?mend", words=".cs-errors")


def test_an_empty_answer(look_over):
    def press(page):
        with page.expect_navigation():
            page.locator("#thread form button").click()

    look_over("olena", "/work/reports/{report}/sections/7/", press=press, words=".cs-errors")


def test_two_versions_of_a_section(look_over, world):
    def press(page):
        entry = world.report.entries.get(section__number=9)
        entry.version, entry.shortcomings = entry.version + 1, f"{LONG_WORD}, {page.url}"
        entry.save(update_fields=["version", "shortcomings"])
        page.fill("#id_shortcomings", "Mine.")
        with page.expect_navigation():
            page.locator("form[data-autosave]").evaluate("form => form.submit()")

    look_over("olena", "/work/reports/{report}/sections/9/", press=press, words=".cs-conflict__pair")


def test_a_file_that_is_no_workbook(look_over):
    def press(page):
        page.set_input_files(
            "input[type=file]", {"name": "x.xlsx", "mimeType": "application/zip", "buffer": b"no workbook"}
        )
        press_main(page)

    look_over("olena", "/work/reports/{report}/spreadsheet/", press=press, words=".cs-errors")


def test_what_a_file_would_change(look_over, tmp_path):
    def press(page):
        with page.expect_download() as download:
            page.locator("a[href$='.xlsx']").click()
        path = tmp_path / "filled.xlsx"
        download.value.save_as(path)
        book = load_workbook(path)
        for code, value in (("ROAD_RTA", "12,5"), ("ROAD_INJ", 17), ("ROAD:problem", LONG_WORD)):
            line = next(
                row[0] for sheet in book for row in sheet.iter_rows(max_col=1) if row[0].value == code
            )
            line.parent.cell(line.row, 4).value = value
        book.save(path)
        page.set_input_files("input[type=file]", path)
        press_main(page)

    look_over("olena", "/work/reports/{report}/spreadsheet/", press=press, words="[name=token]")


def test_handing_a_duty_over_to_nobody(look_over):
    def press(page):
        with page.expect_navigation():
            page.locator("a[href*='hand-over']").first.click()
        press_main(page)

    look_over("petro", "/work/duties/", press=press, words=".cs-errors")


def test_ending_a_duty(look_over):
    def press(page):
        with page.expect_navigation():
            page.locator("a[href*='/end/']").first.click()

    look_over("petro", "/work/duties/", press=press, words="main form button")


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/2fa/totp/activate/"])
def test_changing_how_one_signs_in(look_over, path):
    def press(page):
        if "reauthenticate" in page.url:
            page.fill("[name=password]", "lypa kalyna topolia dub")
            press_main(page)
        press_main(page)  # with nothing typed

    look_over("olena", path, press=press, words=".cs-errors")


def test_the_address_of_a_calendar_just_made(look_over):
    def press(page):
        page.locator("form[action$='/make/'] button").click()

    look_over("mykola", "/work/calendar/", press=press, words="#new-address")
