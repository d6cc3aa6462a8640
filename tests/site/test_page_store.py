"""Drawn pages are stored in front of Django: for everyone alike, never for somebody signed in."""

import gzip

import brotli
import pytest
from django.db import OperationalError

from config.page_store import PageStore, encoding_for

pytestmark = pytest.mark.django_db  # the store closes connections that have grown old

PAGE = "Звіт поліції ".encode() * 50


class Site:
    """An application that counts how often a page is drawn, and the clock and stamp around it."""

    def __init__(self, *, headers=(), status="200 OK", marked=True, reads=""):
        self.drawn, self.stamp, self.now, self.body = 0, 1, 0.0, PAGE
        self.headers, self.status, self.marked, self.database_is_down = headers, status, marked, False
        self.seen, self.reads = {}, reads

    def application(self, environ, start_response):
        self.drawn += 1
        self.seen = environ
        headers = [("Content-Type", "text/html"), ("ETag", '"abc"'), *self.headers]
        if self.marked:
            headers.append(("X-Page-Store", f"public {self.reads}"))
        start_response(self.status, headers)
        return [self.body]

    def read_stamp(self):
        if self.database_is_down:
            raise OperationalError("no connection")
        return self.stamp

    @property
    def store(self):
        if not hasattr(self, "_store"):
            self._store = PageStore(
                self.application,
                read_stamp=self.read_stamp,
                clock=lambda: self.now,
                private_cookies=["sessionid", "messages"],
            )
        return self._store

    def get(self, path="/r/", *, method="GET", query="", **headers):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "https",
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = {}

        def start_response(status, headers, exc_info=None):
            said.update(status=status, headers={name.lower(): value for name, value in headers})

        said["body"] = b"".join(self.store(environ, start_response))
        return said


def test_the_second_reader_does_not_enter_django():
    site = Site()
    first, second = site.get(), site.get()
    assert first == second
    assert second["body"] == PAGE
    assert site.drawn == 1


def test_the_mark_stays_inside():
    assert "x-page-store" not in Site().get()["headers"]
    assert "x-page-store" not in Site().get(cookie="sessionid=1")["headers"]
    assert "x-page-store" not in Site(status="404 Not Found").get()["headers"]


@pytest.mark.parametrize(
    "request_",
    [
        {"cookie": "sessionid=abc"},
        {"cookie": "theme=dark; messages=xyz"},
        {"method": "POST"},
    ],
)
def test_what_may_be_personal_always_enters_django(request_):
    site = Site()
    site.get()
    site.get(**request_)
    site.get(**request_)
    assert site.drawn == 3


@pytest.mark.parametrize("path", ["/static/css/look.css", "/communities/x/reports/2026-03/v1/report.pdf"])
def test_files_get_the_request_as_it_came(path):
    """WhiteNoise has them compressed; browsers ask again by what they have."""
    site = Site(marked=False)
    site.get(path, accept_encoding="br", if_none_match='"abc"')
    assert site.seen["HTTP_ACCEPT_ENCODING"] == "br"
    assert site.seen["HTTP_IF_NONE_MATCH"] == '"abc"'


@pytest.mark.parametrize(
    "site",
    [
        Site(marked=False),
        Site(status="404 Not Found"),
        Site(status="503 Service Unavailable"),
        Site(headers=[("Set-Cookie", "sessionid=1")]),
    ],
)
def test_what_is_not_public_is_not_kept(site):
    site.get()
    assert site.get()["body"] == PAGE
    assert site.drawn == 2


def test_a_signed_in_page_is_never_given_to_somebody_else():
    site = Site()
    site.body = b"private"
    site.get(cookie="sessionid=abc")
    site.body = PAGE
    assert site.get()["body"] == PAGE


def test_a_new_publication_shows_within_two_seconds():
    site = Site()
    site.get()
    site.stamp, site.body = 2, b"new"
    site.now = 0.9
    assert site.get()["body"] == PAGE
    site.now = 1.1
    assert site.get()["body"] == b"new"


def test_a_page_drawn_just_before_a_publication_does_not_outlive_it():
    """The stamp is read before the page is drawn: what was drawn in between counts as old."""
    site = Site()
    draw = site.application

    def slow(environ, start_response):
        result = draw(environ, start_response)
        site.stamp = 2
        return result

    site.application = slow
    site.get()
    site.now, site.body = 1.5, b"new"
    assert site.get()["body"] == b"new"


def test_stored_pages_are_read_while_the_database_is_down():
    site = Site()
    site.get()
    site.database_is_down, site.now = True, 60.0
    assert site.get()["body"] == PAGE
    assert site.drawn == 1


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=0.8, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("", "identity"),
        ("identity, br;q=x", "identity"),
    ],
)
def test_encodings(accepted, encoding):
    assert encoding_for(accepted) == encoding


def test_each_encoding_has_its_own_bytes_and_tag():
    site = Site()
    plain, zipped, br = site.get(), site.get(accept_encoding="gzip"), site.get(accept_encoding="gzip, br")
    assert gzip.decompress(zipped["body"]) == brotli.decompress(br["body"]) == plain["body"] == PAGE
    assert len({said["headers"]["etag"] for said in (plain, zipped, br)}) == 3
    assert site.seen["HTTP_ACCEPT_ENCODING"] == "identity"


def test_a_reader_who_has_the_page_gets_304():
    site = Site()
    etag = site.get()["headers"]["etag"]
    again = site.get(if_none_match=etag)
    assert (again["status"], again["body"]) == ("304 Not Modified", b"")
    assert site.get(if_none_match='"other"')["status"] == "200 OK"


def test_head_has_no_body():
    site = Site()
    assert site.get(method="HEAD")["body"] == b""
    assert site.get()["body"] == PAGE


@pytest.mark.parametrize("query", ["fbclid=IwAR0", "utm_source=x&gclid=y", "x", "&", "p%61ge2=1", "=page"])
def test_what_others_hang_onto_an_address_draws_nothing(query):
    site = Site(reads="page q")
    bare = site.get()
    assert site.get(query=query) == bare
    assert site.drawn == 1
    site.now = 700
    assert site.get(query=query) == bare
    assert (site.drawn, site.seen["QUERY_STRING"]) == (2, "")


@pytest.mark.parametrize("query", ["page=2", "fbclid=1&page=2", "p%61ge=2", "x=1&q"])
def test_what_a_page_reads_is_drawn_as_it_was_asked_and_never_kept(query):
    site = Site(reads="page q")
    first = site.get(query=query)
    assert site.seen["QUERY_STRING"] == query
    site.body = b"another page"
    assert site.get(query=query)["body"] == b"another page"
    assert site.drawn == 3  # the bare one, and twice what was asked
    assert site.get()["body"] == first["body"] == PAGE


def test_what_is_no_page_for_everybody_gets_all_that_was_asked():
    site = Site(marked=False, status="302 Found")
    site.get(query="next=1")
    assert site.seen["QUERY_STRING"] == "next=1"


@pytest.mark.parametrize(
    "path", ["/en/accounts/login/", "/work/", "/admin/x/", "/action/x/", "/calendar/x.ics"]
)
def test_pages_that_are_never_public_are_drawn_once(path):
    site = Site(marked=False)
    site.get(path, query="next=1")
    assert (site.drawn, site.seen["QUERY_STRING"]) == (1, "next=1")


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("", ""),
        ("communities/", "q"),
        ("communities/novopskov/", "page"),
        ("surveys/compare/", "first second"),
        ("surveys/compare/?first=1", "first second"),
    ],
)
def test_a_page_says_what_it_looks_for_in_its_address(client, novopskov, path, names):
    assert client.get(f"/en/{path}")["X-Page-Store"].split() == ["public", *names.split()]
