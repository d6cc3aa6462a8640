"""Signing in: by e-mail and password, limited before anything is hashed, closed to newcomers."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail

from communities.accounts import pseudonym
from communities.models import AuditEntry, User
from tests.conftest import PASSWORD

SIGN_IN = "/en/accounts/login/"
NEW_PASSWORD = "hrusha vyshnia terniv sad"


def sign_in(client, email="olena@example.org", password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def is_signed_in(client):
    return client.get("/en/work/").status_code == 200


@pytest.fixture
def hashed(monkeypatch):
    """How many passwords reached the hasher."""
    calls = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *a, **k: (calls.append(1), encode(self, *a, **k))[1]
    )
    return calls


def test_olena_signs_in_and_comes_to_her_desk(client, cast):
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer["Location"] == "/en/work/"
    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["OLENA@example.org", " olena@example.org "])
def test_case_and_spaces_of_the_address_do_not_matter(client, cast, email):
    sign_in(client, email)
    assert is_signed_in(client)


def test_a_wrong_password_is_answered_in_words(client, cast):
    page = sign_in(client, password="wrong wrong wrong wrong")
    assert "This e-mail and password do not belong together" in page.content.decode()
    assert not is_signed_in(client)


def test_who_may_no_longer_sign_in_is_told_so_only_with_the_right_password(client, cast):
    User.objects.filter(pk=cast.olena.pk).update(is_active=False)
    assert sign_in(client)["Location"] == "/en/accounts/inactive/"
    assert "do not belong together" in sign_in(client, password="wrong wrong wrong").content.decode()


def test_a_person_whose_account_is_closed_is_out_with_the_next_request(client, cast):
    sign_in(client)
    User.objects.filter(pk=cast.olena.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_nobody_signs_up(client, db):
    for method in (client.get, client.post):
        page = method("/en/accounts/signup/").content.decode()
        assert "Accounts are made by an administrator" in page
        assert "<input" not in page.split("<main")[1]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "address", ["accounts/email/", "accounts/social/", "accounts/password/set/", "accounts/login/code/"]
)
def test_pages_of_allauth_that_this_site_does_not_have(client, cast, address):
    client.force_login(cast.olena)
    assert client.get(f"/en/{address}").status_code == 404


# --- limits ---


def test_two_hundred_guesses_with_forged_addresses_hardly_reach_the_hasher(client, cast, hashed):
    for number in range(200):
        forged = f"203.0.113.{number % 100}, 198.51.100.{number % 7}"
        sign_in(client, password=f"guess number {number} {number}", headers={"X-Forwarded-For": forged})
    assert len(hashed) <= 10
    assert "Too many tries" in sign_in(client).content.decode(), "also with the right password"


def test_meanwhile_somebody_else_signs_in(client, cast):
    for number in range(30):
        sign_in(client, password=f"guess number {number} {number}")
    sign_in(client, "petro@example.org", REMOTE_ADDR="192.0.2.7")
    assert is_signed_in(client)


def test_after_five_minutes_the_account_opens_again(client, cast):
    with time_machine.travel("2026-11-23 09:00Z", tick=False) as clock:
        for number in range(30):
            sign_in(client, password=f"guess number {number} {number}")
        clock.shift(301)
        sign_in(client)
        assert is_signed_in(client)


def test_an_unknown_address_costs_and_counts_the_same(client, cast, hashed):
    answers, costs = [], []
    for email in ("olena@example.org", "stranger@example.org"):
        before = len(hashed)
        answers += [sign_in(client, email, "wrong wrong wrong", REMOTE_ADDR=f"192.0.2.{len(email)}")]
        costs.append(len(hashed) - before)
        for _ in range(10):
            sign_in(client, email, "wrong wrong wrong", REMOTE_ADDR=f"192.0.2.{len(email)}")
        refused = sign_in(client, email, "wrong wrong wrong", REMOTE_ADDR=f"192.0.2.{len(email)}")
        assert "Too many attempts" in refused.content.decode()
    assert costs[0] == costs[1] == 1
    known, unknown = (_without_tokens(answer, "olena", "stranger") for answer in answers)
    assert known == unknown


def _without_tokens(answer, *names):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub("|".join(names), "NAME", text)


def test_limits_hold_across_processes_and_without_redis():
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


# --- no address is kept ---


def test_an_address_becomes_a_pseudonym_of_the_day():
    import datetime as dt

    monday, tuesday = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
    assert pseudonym("192.0.2.1", on=monday) == pseudonym("192.0.2.1", on=monday)
    assert pseudonym("192.0.2.1", on=monday) != pseudonym("192.0.2.1", on=tuesday)
    assert pseudonym("192.0.2.1", on=monday) != pseudonym("192.0.2.2", on=monday)
    assert pseudonym("2001:db8::1", on=monday) == pseudonym("2001:db8::2", on=monday)
    assert pseudonym("192.0.2.1", on=monday).startswith("fd")


def test_the_list_of_sessions_keeps_no_address(client, cast):
    sign_in(client, REMOTE_ADDR="192.0.2.77")
    assert "192.0.2.77" not in [session.ip for session in cast.olena.usersession_set.all()]
    assert cast.olena.usersession_set.count() == 1


# --- a forgotten password ---


def ask_for_a_link(client, email="olena@example.org"):
    client.post("/en/accounts/password/reset/", {"email": email})
    return mail.outbox[-1]


def link_in(message):
    return urlsplit(re.search(r"https?://\S+", message.body).group()).path


def open_link(client, link):
    answer = client.get(link)
    return answer["Location"] if answer.status_code == 302 else None


def set_password(client, link, password=NEW_PASSWORD):
    form = open_link(client, link)
    return client.post(form, {"password1": password, "password2": password}) if form else None


def test_a_new_password_by_mail_ends_all_sessions_and_is_told_by_mail(client, client_two, cast):
    sign_in(client_two)
    set_password(client, link_in(ask_for_a_link(client)))
    assert not is_signed_in(client_two), "the other browser is out"
    assert not is_signed_in(client), "and the link itself signs nobody in"
    assert mail.outbox[-1].subject == "Your password was set anew"
    assert "192." not in mail.outbox[-1].body
    assert AuditEntry.objects.get(act="account.password_reset").by == cast.olena
    sign_in(client, password=NEW_PASSWORD)
    assert is_signed_in(client)


@pytest.fixture
def client_two():
    from django.test import Client

    return Client()


def test_a_link_works_once(client, cast):
    link = link_in(ask_for_a_link(client))
    assert set_password(client, link).status_code == 302
    assert "This link no longer works" in client.get(link).content.decode()


def test_a_link_dies_after_two_hours(client, cast):
    with time_machine.travel("2026-11-23 09:00Z", tick=False) as clock:
        link = link_in(ask_for_a_link(client))
        clock.shift(2 * 3600 - 1)
        assert open_link(client, link)
        clock.shift(2)
        assert open_link(client, link) is None


def test_an_unknown_address_gets_the_same_page_and_a_letter_without_a_link(client, cast):
    pages = [
        client.post("/en/accounts/password/reset/", {"email": email}, follow=True).content.decode()
        for email in ("olena@example.org", "stranger@example.org")
    ]
    assert pages[0] == pages[1]
    assert "There is no account with this address" in mail.outbox[-1].body
    assert "/reset/key/" not in mail.outbox[-1].body


def test_a_link_carries_the_public_address_whatever_host_was_asked(client, cast, settings):
    settings.PUBLIC_ADDRESS = "https://bezpeka.example"
    client.post("/en/accounts/password/reset/", {"email": "olena@example.org"}, headers={"host": "localhost"})
    assert "https://bezpeka.example/" in mail.outbox[-1].body


def test_somebody_who_never_set_a_password_gets_no_link(client, cast):
    """An invitation that ran out is not revived by asking for a new password."""
    cast.nobody.set_unusable_password()
    cast.nobody.save()
    message = ask_for_a_link(client, "nobody@example.org")
    assert "Ask the administrator" in message.body
    assert "http" not in message.body


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_letter_comes_in_the_language_of_the_person(client, cast, language):
    User.objects.filter(pk=cast.olena.pk).update(language=language)
    path = link_in(ask_for_a_link(client))
    assert path.startswith("/en/accounts/") is (language == "en")


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, client_two, cast):
    sign_in(client)
    sign_in(client_two)
    answer = client.post(
        "/en/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(client_two)
    assert mail.outbox[-1].subject == "Your password was changed"
    assert AuditEntry.objects.filter(act="account.password_changed").count() == 1


# --- leaving ---


def test_signing_out_ends_the_session_on_the_server(client, cast):
    sign_in(client)
    stolen = client.cookies["sessionid"].value
    answer = client.post("/en/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    client.cookies["sessionid"] = stolen
    assert not is_signed_in(client)


def test_a_link_does_not_sign_out(client, cast):
    sign_in(client)
    client.get("/en/accounts/logout/")
    assert is_signed_in(client)


def test_signing_out_from_another_site_is_refused(cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.olena)
    assert client.post("/en/accounts/logout/").status_code == 403
    assert is_signed_in(client)


def test_the_session_gets_a_new_id_when_signing_in(client, cast):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
