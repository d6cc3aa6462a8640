"""The pages of django-allauth in our look: the same frame, nothing inline, problems in a summary."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import override

from communities.shared.qr import qr_code
from tests.conftest import PASSWORD
from tests.site.test_look import read

OPEN = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
SIGNED_IN = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "usersessions_list",
    "mfa_index",
    "mfa_activate_totp",
]
WITH_SECOND_STEP = ["mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate"]


def address(name, language="en"):
    with override(language):
        return reverse(name)


def sign_in(client, person):
    answer = client.post(address("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302


def show_that_it_is_me(client):
    """Important steps ask for the password once more."""
    answer = client.post(address("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


def is_ours(response):
    html = response.content.decode()
    return response.status_code == 200 and "cs-header" in html and "<h1>" in html and not read(html).inline


@pytest.mark.parametrize("name", OPEN)
def test_before_signing_in(client, db, name):
    assert is_ours(client.get(address(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_after_signing_in(client, cast, name):
    sign_in(client, cast.olena)
    show_that_it_is_me(client)
    assert is_ours(client.get(address(name)))


@pytest.mark.parametrize("name", WITH_SECOND_STEP)
def test_with_a_second_step(client, cast, name):
    sign_in(client, cast.olena)
    show_that_it_is_me(client)
    TOTP.activate(cast.olena, generate_totp_secret())
    assert is_ours(client.get(address(name)))


def test_the_second_step_is_asked_for(client, cast):
    TOTP.activate(cast.olena, generate_totp_secret())
    sign_in(client, cast.olena)
    page = client.get(address("mfa_authenticate"))
    assert is_ours(page)
    wrong = client.post(address("mfa_authenticate"), {"code": "000"})
    assert "data-error-summary" in wrong.content.decode()


def test_a_link_that_no_longer_works(client, db):
    with override("en"):
        page = client.get(
            reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "old-key"})
        )
    assert is_ours(page)
    assert "This link no longer works" in page.content.decode()


def test_the_key_for_the_app_is_drawn_and_written(client, cast):
    sign_in(client, cast.olena)
    show_that_it_is_me(client)
    html = client.get(address("mfa_activate_totp")).content.decode()
    assert '<svg class="cs-qr"' in html
    assert "data:image" not in html
    assert not Authenticator.objects.exists()


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(client, cast):
    known = client.post(address("account_login"), {"login": cast.olena.email, "password": "wrong"})
    unknown = client.post(address("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    for answer in (known, unknown):
        assert is_ours(answer)
        assert "There is a problem" in answer.content.decode()


def test_too_many_tries_are_told_in_our_look(client, cast):
    for _ in range(60):
        answer = client.post(address("account_login"), {"login": cast.olena.email, "password": "wrong"})
        if answer.status_code == 429:
            break
    html = answer.content.decode()
    assert "Too many tries" in html or "Too many failed" in html
    assert "cs-header" in html


def test_people_without_account_see_no_account_menu(client, db):
    page = client.get(address("account_login"))
    assert isinstance(page.context["user"], AnonymousUser)
    assert "cs-menu" not in page.content.decode()


def test_a_qr_code_draws_what_the_library_meant():
    import segno

    code = qr_code("https://example.org/en/r/novopskov/")
    dark = {
        (x, y)
        for y, row in enumerate(
            segno.make("https://example.org/en/r/novopskov/", error="m", micro=False).matrix
        )
        for x, module in enumerate(row)
        if module
    }
    drawn = set()
    for stroke in code.path.split("M")[1:]:
        start, rest = stroke.split("h", 1)
        x, y = map(int, start.split())
        drawn |= {(x + i - 4, y - 4) for i in range(int(rest.split("v")[0]))}
    assert drawn == dark
