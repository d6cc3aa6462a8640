"""A store of drawn public pages in front of Django.

What is drawn from a frozen publication can be drawn once. A view marks its response with
`X-Page-Store: public`; the store keeps it, compressed once for each encoding, and answers the
next reader without entering Django. It never holds a page for a signed-in person, and it looks at
the public stamp (one small query) at most once a second, so that a new publication shows within
two seconds in every process. When the database cannot be asked, the stored pages go on being read.

What others hang onto an address (`?fbclid=...` of a link that was passed on, `?x=1` of somebody who wants
the site to work hard) changes no page: the mark says which names the view looked for, and whatever else is
asked is answered with the page of the bare address.
"""

import gzip
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from types import TracebackType
from typing import Any
from urllib.parse import unquote_plus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils.http import parse_http_date_safe

from communities.shared import public_stamp

logger = logging.getLogger(__name__)

MARK = "x-page-store"
LOOK_EVERY = 1.0  # seconds between two looks at the stamp
LIVES = 600.0  # seconds; a belt for a stamp that somebody forgot to touch
CAPACITY = 64_000_000  # bytes of stored bodies in one process
LARGEST = 2_000_000  # bytes; a bigger page is not worth its place
# The first two are keys: they stay out of here, and their answers are for one person. The others are for
# people who sign in, and would only be drawn in vain.
NEVER_PUBLIC = ("/calendar/", "/action/", "/accounts/", "/work/", "/admin/")

Headers = list[tuple[str, str]]
Key = tuple[str, str, str, str]  # host, scheme, path, encoding


def current_stamp() -> int:
    """Asked outside of a request, where nobody else renews a connection that went stale."""
    close_old_connections()
    return public_stamp.current()


@dataclass(frozen=True)
class Page:
    """One page in one encoding. `stamp` is what held before it was drawn, `reads` which names in an address
    would have made it another page."""

    headers: Headers
    headers_304: Headers
    body: bytes
    etag: str
    changed: int | None  # seconds since 1970, where the page says so
    stamp: int
    stored_at: float
    reads: frozenset[str] = frozenset()


class PageStore:
    """Wraps a WSGI application. Safe for threads; each process has its own."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        read_stamp: Callable[[], int] = current_stamp,
        clock: Callable[[], float] = time.monotonic,
        private_cookies: Iterable[str] | None = None,
    ) -> None:
        self._application = application
        self._read_stamp = read_stamp
        self._clock = clock
        self._private = tuple(
            f"{name}=" for name in (private_cookies or (settings.SESSION_COOKIE_NAME, "messages"))
        )
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._size = 0
        self._stamp = -1
        self._looked_at = float("-inf")
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_public(environ):
            return self._application(environ, _unmarked(start_response))
        key: Key = (
            str(environ.get("HTTP_HOST")),
            str(environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"]),
            str(environ["PATH_INFO"]),
            encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )
        now = self._clock()
        if now - self._looked_at >= LOOK_EVERY:
            self._look(now)
        page, asked = self._pages.get(key), _names_in(environ)
        if page is not None and page.reads & asked:
            return self._application(environ, _unmarked(start_response))
        if page is None or page.stamp != self._stamp or now - page.stored_at > LIVES:
            return self._draw(key, environ, start_response, now)
        return _answer(page, environ, start_response)

    def _is_public(self, environ: WSGIEnvironment) -> bool:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return False
        if environ["PATH_INFO"].startswith(settings.STATIC_URL) or environ["PATH_INFO"].endswith(".pdf"):
            return False  # compressed when collected, or long since; and asked again by what the browser has
        if any(named in environ["PATH_INFO"] for named in NEVER_PUBLIC):
            return False
        cookies = environ.get("HTTP_COOKIE")
        return not cookies or not any(name in cookies for name in self._private)

    def _look(self, now: float) -> None:
        self._looked_at = now
        try:
            self._stamp = self._read_stamp()
        except DatabaseError:
            logger.warning("The public stamp cannot be read; stored pages are kept.")

    def _draw(
        self,
        key: Key,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        now: float,
    ) -> Iterable[bytes]:
        stamp = self._stamp
        answer = _Collected()
        inner = {**environ, "REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": "identity", "QUERY_STRING": ""}
        inner.pop("HTTP_IF_NONE_MATCH", None)
        inner.pop("HTTP_IF_MODIFIED_SINCE", None)
        body = self._application(inner, answer.start)
        asked = _names_in(environ)
        if asked and not answer.is_storable:
            _close(body)  # no page for everybody: it may want all that it was asked
            return self._application(environ, _unmarked(start_response))
        if not answer.is_storable:
            # Not ours to keep: hand it through as it comes, for the encoding it was drawn in.
            start_response(answer.status, answer.unmarked_headers, answer.exc_info)
            return body if environ["REQUEST_METHOD"] == "GET" else _closed(body)
        whole = answer.early + b"".join(body)
        _close(body)
        page = _page(answer.unmarked_headers, whole, encoding=key[-1], stamp=stamp, now=now)
        page = replace(page, reads=answer.reads)
        if len(whole) <= LARGEST:
            self._keep(key, page)
        if page.reads & asked:
            return self._application(environ, _unmarked(start_response))
        return _answer(page, environ, start_response)

    def _keep(self, key: Key, page: Page) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._size -= len(old.body)
            self._pages[key] = page
            self._size += len(page.body)
            while self._size > CAPACITY:
                _, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.body)


def _names_in(environ: WSGIEnvironment) -> set[str]:
    """What stands behind the question mark; values do not matter here."""
    asked = str(environ.get("QUERY_STRING") or "")
    return {unquote_plus(part.partition("=")[0]) for part in asked.split("&")} if asked else set()


class _Collected:
    """Catches what the application says about its answer before it is passed on."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []
        self.exc_info: Any = None
        self.early = b""

    def start(
        self,
        status: str,
        headers: Headers,
        exc_info: tuple[type[BaseException], BaseException, TracebackType]
        | tuple[None, None, None]
        | None = None,
    ) -> Callable[[bytes], object]:
        self.status, self.headers, self.exc_info = status, headers, exc_info
        return self._write

    def _write(self, data: bytes) -> None:
        self.early += data

    @property
    def is_storable(self) -> bool:
        names = {name.lower() for name, _ in self.headers}
        return (
            self.status.startswith("200")
            and MARK in names
            and "set-cookie" not in names
            and "content-encoding" not in names
        )

    @property
    def reads(self) -> frozenset[str]:
        """What the view looked for in the address, as the mark says after its first word."""
        marks = [value for name, value in self.headers if name.lower() == MARK]
        return frozenset(name for mark in marks for name in mark.split()[1:])

    @property
    def unmarked_headers(self) -> Headers:
        return [(name, value) for name, value in self.headers if name.lower() != MARK]


@lru_cache(maxsize=512)
def encoding_for(accepted: str) -> str:
    """The best of br, gzip and identity that an Accept-Encoding header allows."""
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.strip().removeprefix("q=") if "q=" in parameters else "1"
        try:
            allowed[name.strip()] = float(quality)
        except ValueError:
            allowed[name.strip()] = 0.0
    return next((name for name in ("br", "gzip") if allowed.get(name, 0) > 0), "identity")


def _page(headers: Headers, whole: bytes, *, encoding: str, stamp: int, now: float) -> Page:
    dropped = {"content-length", "vary", "etag"}
    kept = [(name, value) for name, value in headers if name.lower() not in dropped]
    plain_etag = next((value for name, value in headers if name.lower() == "etag"), "")
    etag = _tagged(plain_etag, encoding)
    body = _compressed(whole, encoding)
    common = [*kept, ("Vary", "Accept-Encoding, Cookie")]
    if etag:
        common.append(("ETag", etag))
    full = [*common, ("Content-Length", str(len(body)))]
    if encoding != "identity":
        full.append(("Content-Encoding", encoding))
    short = [(name, value) for name, value in common if not name.lower().startswith("content-type")]
    said = next((value for name, value in headers if name.lower() == "last-modified"), "")
    return Page(
        headers=full,
        headers_304=short,
        body=body,
        etag=etag,
        changed=parse_http_date_safe(said),
        stamp=stamp,
        stored_at=now,
    )


def _compressed(whole: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(whole, quality=9))
    if encoding == "gzip":
        return gzip.compress(whole, 9, mtime=0)
    return whole


def _tagged(etag: str, encoding: str) -> str:
    """A strong ETag names one sequence of bytes, so each encoding has its own."""
    return f'{etag[:-1]}-{encoding}"' if etag.startswith('"') and encoding != "identity" else etag


def _answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    if _has_it(page, environ):
        start_response("304 Not Modified", list(page.headers_304))
        return []
    start_response("200 OK", list(page.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def _has_it(page: Page, environ: WSGIEnvironment) -> bool:
    """Does the reader have this page already? A date counts only where no tag is given (RFC 9110, 13.2.2)."""
    if wanted := environ.get("HTTP_IF_NONE_MATCH"):
        return bool(page.etag) and (page.etag in wanted or wanted.strip() == "*")
    since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and page.changed is not None and page.changed <= since


def _unmarked(start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        kept = [(name, value) for name, value in headers if name.lower() != MARK]
        return start_response(status, kept, exc_info)

    return start


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


def _closed(body: Iterable[bytes]) -> list[bytes]:
    _close(body)
    return []
