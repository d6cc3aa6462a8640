"""The second step: a code from the telephone, each code once, and no duty without it where it is required."""

import re
import threading

import pytest
import time_machine
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.gates import OPEN_BEFORE_THE_SECOND_STEP, fresh_proof_required
from communities.models import AuditEntry
from tests.architecture.test_public_urls import PRIVATE, addresses
from tests.conftest import PASSWORD

NOW = 1_794_999_990  # seconds since 1970; starts a step of the app
CODE_PAGE = "/en/accounts/2fa/authenticate/"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


class Phone:
    """The app on somebody's telephone."""

    def __init__(self, secret):
        self.secret = secret

    def code(self, at):
        return format_hotp_value(hotp_value(self.secret, int(at) // 30))


@pytest.fixture
def phone(cast):
    """Olena's; the second step is set up."""
    secret = generate_totp_secret()
    TOTP.activate(cast.olena, secret)
    return Phone(secret)


def password(client, who="olena"):
    return client.post("/en/accounts/login/", {"login": f"{who}@example.org", "password": PASSWORD})


def give(client, code, page=CODE_PAGE):
    return client.post(page, {"code": code})


@pytest.fixture
def set_up(monkeypatch):
    """Sets up the second step as the page says; gives the phone and the page with the recovery codes.

    allauth tells after the commit, within the request: a test that rolls back must not wait for one.
    """
    monkeypatch.setattr("django.db.transaction.on_commit", lambda tell, **_options: tell())

    def set_up(client):
        page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
        phone = Phone(re.search(r'<code class="cs-key">(\w+)</code>', page).group(1))
        answer = give(client, phone.code(NOW), "/en/accounts/2fa/totp/activate/")
        return phone, page, client.get(answer["Location"]).content.decode()

    return set_up


def is_signed_in(client):
    return client.get("/en/work/").status_code == 200


def test_the_password_alone_does_not_open_anything(client, phone, clock):
    assert password(client)["Location"] == CODE_PAGE
    assert not is_signed_in(client)
    assert client.get("/en/accounts/2fa/").status_code == 302


@pytest.mark.parametrize("seconds", [-30, 0, 29, 30])
def test_the_code_may_be_a_step_early_or_late(client, phone, clock, seconds):
    password(client)
    give(client, phone.code(NOW + seconds))
    assert is_signed_in(client)


@pytest.mark.parametrize("seconds", [-31, 60])
def test_but_not_two(client, phone, clock, seconds):
    password(client)
    page = give(client, phone.code(NOW + seconds))
    assert "This code is not right" in page.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("later", [0, 31, 59])
@pytest.mark.parametrize("spaced", [False, True])
def test_a_code_counts_once(client, phone, clock, later, spaced):
    code = phone.code(NOW + 30)
    password(client)
    give(client, code)
    clock.shift(later)
    thief = Client()
    password(thief)
    page = give(thief, f"{code[:3]} {code[3:]}" if spaced else code)
    assert "This code is not right" in page.content.decode()
    assert not is_signed_in(thief)


def test_codes_cannot_be_guessed_in_a_row(client, phone, clock):
    password(client)
    for number in range(20):
        give(client, f"{number:06}")
    assert "Too many attempts" in give(client, phone.code(NOW)).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time anyway")
def test_twenty_posts_of_one_code_at_once(phone, clock):
    clients = [Client() for _ in range(20)]
    for number, client in enumerate(clients):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        password(client)
    code, signed_in = phone.code(NOW), []

    def post(client):
        give(client, code)
        signed_in.append(is_signed_in(client))
        connection.close()

    threads = [threading.Thread(target=post, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert signed_in.count(True) == 1


# --- setting it up ---


def test_olena_sets_it_up_and_other_browsers_are_out(client, cast, clock, set_up):
    elsewhere = Client()
    password(elsewhere)
    password(client)
    _, page, codes = set_up(client)
    assert "data:" not in page
    assert 'style="' not in page
    assert codes.count("<li><code>") == 10
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert "The second step is switched on" in [message.subject for message in mail.outbox]
    assert AuditEntry.objects.filter(act="account.factor_added", by=cast.olena).count() == 1


def test_a_recovery_code_helps_once(client, cast, clock, set_up):
    password(client)
    _, _, codes = set_up(client)
    recovery = re.search(r"<li><code>(\w+)</code>", codes).group(1)
    for helps in (True, False):
        other = Client()
        password(other)
        give(other, recovery)
        assert is_signed_in(other) is helps


def test_switching_it_off_is_told_and_ends_other_sessions(client, cast, phone, clock):
    password(client)
    give(client, phone.code(NOW))
    elsewhere = Client()
    password(elsewhere)
    give(elsewhere, phone.code(NOW + 30))
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.olena).exists()
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].subject == "The second step is switched off"
    assert AuditEntry.objects.filter(act="account.factor_removed").count() == 1


# --- required ---


@pytest.mark.parametrize("name", sorted(set(PRIVATE) - OPEN_BEFORE_THE_SECOND_STEP))
def test_a_duty_without_the_second_step_opens_only_its_setting_up(client, cast, required, name):
    """Every page that is not for everybody, whatever method, for those with duties and the administrator."""
    for who in (cast.olena, cast.mykola, cast.larysa, cast.admin):
        client.force_login(who)
        for address in addresses(name):
            for method in (client.get, client.post):
                answer = method(address)
                assert answer.status_code == 302
                assert answer["Location"].startswith("/en/accounts/2fa/totp/activate/")


@pytest.mark.parametrize("who", ["oksana", "nobody"])
def test_an_observer_and_a_person_without_a_duty_may_go_without(client, cast, required, who):
    client.force_login(getattr(cast, who))
    assert is_signed_in(client)


@pytest.mark.parametrize("page", ["/en/", "/en/communities/", "/en/communities/novopskov/"])
def test_public_pages_stay_open(client, cast, required, page):
    client.force_login(cast.olena)
    assert client.get(page).status_code == 200


def test_the_way_of_olena_where_it_is_required(client, cast, required, clock, set_up):
    password(client)
    answer = client.get("/en/work/")
    assert answer["Location"] == "/en/accounts/2fa/totp/activate/?next=/en/work/"
    set_up(client)
    assert is_signed_in(client)


def test_she_may_sign_out_before_it(client, cast, required):
    client.force_login(cast.olena)
    assert client.post("/en/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_session_from_before_must_give_a_code(client, cast, required, phone, clock):
    """A session that only knew the password opens nothing after the step was set up elsewhere."""
    client.force_login(cast.olena)
    answer = client.get("/en/work/")
    assert answer["Location"] == "/en/accounts/2fa/reauthenticate/?next=/en/work/"
    give(client, phone.code(NOW), answer["Location"])
    assert is_signed_in(client)


def test_losing_the_second_step_closes_the_doors_with_the_next_request(client, cast, required, phone, clock):
    password(client)
    give(client, phone.code(NOW))
    assert is_signed_in(client)
    Authenticator.objects.filter(user=cast.olena).delete()
    assert client.get("/en/work/")["Location"].startswith("/en/accounts/2fa/totp/activate/")


def test_a_link_for_a_new_password_does_not_bypass_it(client, cast, required, phone, clock):
    client.post("/en/accounts/password/reset/", {"email": "olena@example.org"})
    link = re.search(r"https?://[^/]+(\S+)", mail.outbox[-1].body).group(1)
    form = client.get(link)["Location"]
    client.post(form, {"password1": "hrusha vyshnia terniv", "password2": "hrusha vyshnia terniv"})
    answer = client.post(
        "/en/accounts/login/", {"login": "olena@example.org", "password": "hrusha vyshnia terniv"}
    )
    assert answer["Location"] == CODE_PAGE
    assert not is_signed_in(client)


def test_knowing_that_the_step_was_passed_costs_no_query(client, cast, phone, clock, settings):
    password(client)
    give(client, phone.code(NOW))
    counts = []
    for required in (False, True):
        settings.SECOND_FACTOR_REQUIRED = required
        client.get("/en/work/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/work/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- weighty acts ---


@pytest.fixture
def weighty(required, phone, clock, client, rf):
    """Olena, signed in by a code; returns what an act answers after so many seconds."""
    password(client)
    give(client, phone.code(NOW))
    act = fresh_proof_required(lambda request: HttpResponse("done"))

    def after(seconds, *, method="post"):
        clock.shift(seconds)
        request = getattr(rf, method)("/en/work/")
        request.session, request.user = client.session, phone_owner
        return act(request)

    phone_owner = Authenticator.objects.first().user
    return after


def test_a_weighty_act_follows_a_fresh_proof(weighty):
    assert weighty(299).content == b"done"


def test_and_asks_again_after_five_minutes(weighty):
    with pytest.raises(ReauthenticationRequired):
        weighty(301)


def test_reading_needs_no_fresh_proof(weighty):
    assert weighty(3000, method="get").content == b"done"


def test_proving_it_again_gives_the_session_a_new_id(client, cast, phone, clock):
    password(client)
    give(client, phone.code(NOW))
    before = client.cookies["sessionid"].value
    give(client, phone.code(NOW + 30), "/en/accounts/2fa/reauthenticate/?next=/en/work/")
    assert client.cookies["sessionid"].value != before
    assert is_signed_in(client)
    assert cast.olena.usersession_set.get().session_key == client.cookies["sessionid"].value
