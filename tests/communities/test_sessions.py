"""How long a session lives, who may end it, and what the answers of private pages say."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.browsers import browser_name
from communities.models import Duty
from communities.tasks import forget_ended_sessions
from tests.conftest import PASSWORD

MORNING = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def olena(client, cast, clock):
    """Her browser, signed in at eight."""
    client.post("/en/accounts/login/", {"login": "olena@example.org", "password": PASSWORD})
    return client


def is_signed_in(client):
    return client.get("/en/work/").status_code == 200


def test_half_an_hour_without_work_ends_it(olena, clock):
    clock.shift(dt.timedelta(minutes=29, seconds=59))
    assert is_signed_in(olena)
    clock.shift(dt.timedelta(minutes=30))
    assert not is_signed_in(olena)


def test_an_ended_session_does_not_come_back(olena, clock):
    cookie = olena.cookies["sessionid"].value
    clock.shift(dt.timedelta(minutes=31))
    is_signed_in(olena)
    clock.shift(dt.timedelta(minutes=-20))
    olena.cookies["sessionid"] = cookie
    assert not is_signed_in(olena)


def test_work_keeps_it_alive_but_not_beyond_twelve_hours(olena, clock):
    for _ in range(35):
        clock.shift(dt.timedelta(minutes=20))
        assert is_signed_in(olena)
    clock.shift(dt.timedelta(minutes=20))
    assert not is_signed_in(olena), "twelve hours after eight"


def test_a_request_after_the_end_changes_nothing(olena, clock):
    clock.shift(dt.timedelta(minutes=31))
    answer = olena.post(
        "/en/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "hrusha vyshnia terniv", "password2": "hrusha vyshnia terniv"},
    )
    assert answer["Location"].startswith("/en/accounts/login/")


def test_activity_is_written_at_most_once_a_minute(olena, clock):
    def writes():
        with CaptureQueriesContext(connection) as queries:
            assert is_signed_in(olena)
        return [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]

    is_signed_in(olena)
    clock.shift(dt.timedelta(seconds=50))
    assert writes() == []
    clock.shift(dt.timedelta(seconds=15))
    assert len([sql for sql in writes() if "django_session" in sql]) == 1
    assert writes() == []


def test_a_resident_has_no_session(client, novopskov):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/en/communities/")
    assert not answer.cookies
    assert not [query["sql"] for query in queries if "django_session" in query["sql"]]


# --- the list of sessions ---


def test_olena_sees_her_browsers_and_ends_the_others(olena):
    other = Client(headers={"user-agent": "An old telephone"})
    other.post("/en/accounts/login/", {"login": "olena@example.org", "password": PASSWORD})
    page = olena.get("/en/accounts/sessions/").content.decode()
    assert "An old telephone" in page
    assert "this one" in page
    olena.post("/en/accounts/sessions/")
    assert not is_signed_in(other)
    assert is_signed_in(olena)


def test_she_does_not_see_those_of_others(olena, cast):
    petro = Client(headers={"user-agent": "Petros browser"})
    petro.post("/en/accounts/login/", {"login": "petro@example.org", "password": PASSWORD})
    assert "Petros browser" not in olena.get("/en/accounts/sessions/").content.decode()
    olena.post("/en/accounts/sessions/")
    assert is_signed_in(petro)


@pytest.mark.parametrize("number", [20])
def test_a_duty_that_ends_acts_on_the_next_request_of_every_session(cast, novopskov, number):
    browsers = [Client() for _ in range(number)]
    for browser in browsers:
        browser.force_login(cast.olena)
        assert "Your reports" in browser.get("/en/work/").content.decode()
    Duty.objects.filter(person=cast.olena).update(ended_on=dt.date(2020, 2, 1))
    for browser in browsers:
        assert "Your reports" not in browser.get("/en/work/").content.decode()


def test_sessions_that_are_over_are_forgotten_every_hour(olena, cast, clock):
    abandoned = Client()
    abandoned.post("/en/accounts/login/", {"login": "petro@example.org", "password": PASSWORD})
    clock.shift(dt.timedelta(hours=11))
    late = Client()
    late.post("/en/accounts/login/", {"login": "iryna@example.org", "password": PASSWORD})
    clock.shift(dt.timedelta(hours=2))
    forget_ended_sessions()
    assert [row.user for row in UserSession.objects.all()] == [cast.iryna]
    assert Session.objects.count() == 1


# --- what stays in browsers ---


@pytest.mark.parametrize(
    "page", ["/en/work/", "/en/accounts/sessions/", "/en/accounts/2fa/", "/en/accounts/login/"]
)
def test_private_pages_are_not_kept(olena, page):
    assert "no-store" in olena.get(page)["Cache-Control"]


def test_the_answer_to_a_stranger_is_not_kept_either(client, db):
    assert "no-store" in client.get("/en/work/")["Cache-Control"]
    assert "no-store" in client.get("/en/no-such-page/")["Cache-Control"]


def test_the_public_page_may_be_kept(client, db):
    assert "no-store" not in client.get("/en/").get("Cache-Control", "")


def test_the_cookie_of_the_session(olena):
    cookie = olena.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"], "gone with the browser"
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("An old telephone", "An old telephone"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(says, name):
    assert browser_name(says) == name
