"""Home, communities, the desk, duties, signing in and the administration: axe, both languages, a narrow phone."""

import pytest
from django.test import Client

from communities.models import Duty, Letter
from communities.shared import mail
from tests.browser.conftest import barriers, sideways
from tests.browser.looks import LOOKS
from tests.post.conftest import AT
from tests.reports.published import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(open_page, live_server):
    """Opens a path as one of the cast."""

    def opened(who, path, **options):
        client = Client()
        client.force_login(who)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page = open_page("/en/about-nothing/", **options)
        page.context.add_cookies([cookie])
        page.troubles.clear()
        page.goto(path)
        return page

    return opened


def is_fine(page):
    assert barriers(page) == []
    assert page.troubles == []
    assert sideways(page) <= 0


@pytest.mark.parametrize(("prefix", "width"), [("", 320), ("/en", 1280)])
def test_public_pages(open_page, cast, novopskov, popasna, prefix, width):
    publish(novopskov, "2026-07", by=cast.petro)
    publish(novopskov, "2026-09", by=cast.petro)
    novopskov.settlements.create(type="village", name_uk="Осинове", name_en="Osynove")
    for path in (
        "/",
        "/communities/",
        "/communities/?q=nothing",
        "/communities/novopskov/",
        "/communities/popasna/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ):
        is_fine(open_page(prefix + path, width=width))


@pytest.mark.parametrize(("prefix", "width"), [("", 320), ("/en", 1280)])
def test_the_desk_of_each(signed_in, cast, report, novopskov, prefix, width):
    publish(novopskov, "2026-07", by=cast.petro)
    for who in (cast.olena, cast.petro, cast.iryna, cast.halyna, cast.bohdan, cast.yurii, cast.nobody):
        is_fine(signed_in(who, f"{prefix}/work/", width=width))


@pytest.mark.parametrize("width", [320, 1280])
def test_handing_a_duty_over(signed_in, cast, width):
    is_fine(signed_in(cast.petro, "/en/work/duties/", width=width))
    duty = Duty.objects.get(person=cast.olena)
    page = signed_in(cast.petro, f"/en/work/duties/{duty.pk}/hand-over/", width=width)
    page.fill("[name=to]", "stranger@example.org")
    page.click("main button")
    page.wait_for_selector("[data-error-summary]")
    is_fine(page)
    page.fill("[name=to]", "nobody@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/duties/")
    assert "Handed over to Nobody Yet." in page.inner_text("main")
    is_fine(page)


@pytest.mark.parametrize(("prefix", "width", "scheme"), LOOKS)
def test_the_account_pages(signed_in, cast, prefix, width, scheme):
    for path in ("2fa/", "sessions/", "password/change/", "logout/"):
        is_fine(signed_in(cast.olena, f"{prefix}/accounts/{path}", width=width, color_scheme=scheme))


# Django's own markup: an empty heading of a column, tables that scroll inside their frame, Select2's span.
OF_DJANGO = (
    'aria-input-field-name: span[aria-labelledby="select2-',
    "empty-table-header",
    "heading-order",
    "landmark-unique",
    "region",
    "scrollable-region-focusable",
)


def test_the_administration_keeps_the_policy(signed_in, cast, novopskov):
    duty = Duty.objects.get(person=cast.olena)
    for path in (
        "",
        "communities/user/",
        f"communities/user/{cast.olena.pk}/change/",
        "communities/duty/",
        "communities/duty/add/",
        f"communities/duty/{duty.pk}/change/",
        f"communities/duty/{duty.pk}/hand-over/",
        f"communities/community/{novopskov.pk}/change/",
        "communities/auditentry/",
    ):
        page = signed_in(cast.admin, f"/en/admin/{path}")
        assert page.troubles == []
        assert [found for found in barriers(page) if not found.startswith(OF_DJANGO)] == []


def test_autocomplete_of_the_administration_works_under_the_policy(signed_in, cast):
    page = signed_in(cast.admin, "/en/admin/communities/duty/add/")
    page.click(".field-person .select2-selection")
    page.keyboard.type("nobod")
    page.wait_for_selector(".select2-results__option--highlighted:has-text('Nobody Yet')")
    page.keyboard.press("Enter")
    assert "Nobody Yet" in page.inner_text(".field-person .select2-selection")
    # Each letter typed gives up the search for the letters before it.
    assert [trouble for trouble in page.troubles if "/autocomplete/" not in trouble] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_notices_letters_and_background_work(signed_in, cast, novopskov, width):
    facts = {"period": {"uk": "січень–лютий 2026", "en": "January-February 2026"}, "due_on": "2026-03-10"}
    is_fine(signed_in(cast.olena, "/en/work/notices/", width=width))
    is_fine(signed_in(cast.bohdan, "/en/work/letters/", width=width))
    said = [
        mail.Message(
            key=f"n{n}",
            to=cast.olena.pk,
            kind="reports/opened",
            facts=facts,
            link="/work/",
            community=novopskov.pk,
        )
        for n in range(25)
    ]
    mail.post(said, at=AT)
    Letter.objects.update(state="unknown", error="SMTPServerDisconnected: Connection unexpectedly closed")
    is_fine(signed_in(cast.olena, "/en/work/notices/", width=width))
    page = signed_in(cast.bohdan, "/work/letters/", width=width)
    page.click("details.cs-reveal summary")
    is_fine(page)
    is_fine(signed_in(cast.admin, "/en/admin/background/", width=width))
