"""A walk through every page of the demonstration in Ukrainian: no English word may be left on any of them."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from communities.models import User
from communities.shared.public_pages import MARK
from config.demo import build
from config.demo_answers import SURVEYS
from reports.models import Publication, Report
from reports.states import State

PEOPLE = [
    None, "nataliia", "svitlana", "petro", "vira", "roman", "halyna", "oksana", "larysa", "yurii", "admin",
]  # fmt: skip
PAGES_OF_A_KIND = 2  # of one view, for each person
# Names, formats and codes; the columns of the CSV file are explained in Ukrainian beside them.
ALLOWED = frozenset(
    [
        *(
            "Community",
            "Security",
            "English",
            "FreeOTP",
            "Aegis",
            "Google",
            "Authenticator",
            "Excel",
            "Caps",
            "Lock",
        ),
        *(
            "XLSForm",
            "KoBoToolbox",
            "ODK",
            "SPSS",
            "IRI",
            "CC",
            "BY",
        ),  # tools of surveys, a pollster, a licence
        *("FEAR", "hostilities", "shelling", "WEIGHT", "COMMUNITY"),  # columns and codes of a data file
        *(
            "PDF",
            "JPEG",
            "PNG",
            "CSV",
            "JSON",
            "XLSX",
            "xlsx",
            "SHA",
            "UTF",
            "QR",
            "IP",
            "Esc",
            "cookie",
            "EUR",
            "USD",
        ),
        *("value", "quality", "exact", "zero", "rounded", "hidden"),
        *("True", "False", "Search"),  # pictures of Django's administration, beside words that are translated
    ]
)
# An English name of a group, for example, beside the field that asks for one.
ENGLISH_NAME = frozenset(["Working", "group", "on", "public", "safety"])
PRINTED_HEADING = frozenset(["MOST", "AFRAID", "OF"])
ALLOWED_ON = {
    # Columns of a table that somebody makes, named in the sentence that asks for it.
    "surveys:upload": frozenset(["sav", "zsav", "question", "answer", "percent"]),
    # The heading of a box in a printed report, quoted where its figures differ from the text.
    "surveys:sheet": PRINTED_HEADING,
    "surveys:sheet_version": PRINTED_HEADING,
    "communities:group_describe": ENGLISH_NAME,
    "communities:group_found": ENGLISH_NAME,
    # Telephones, programs and those who make them, and an address that is typed.
    "communities:calendar": frozenset(
        [
            "iPhone",
            "iPad",
            "Android",
            "Outlook",
            "Thunderbird",
            "Apple",
            "Microsoft",
            "URL",
            "calendar",
            "google",
            "com",
        ]
    ),
}
# The passport of an invented survey has one line for both languages: first Ukrainian, then English.
IN_BOTH = [
    line.partition(" / ")[2]
    for line in json.loads(SURVEYS.read_text(encoding="utf-8"))["passport"].values()
    if " / " in line
]
IGNORED_TAGS = {"script", "style", "code"}
VOID_TAGS = {
    "area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source", "track", "wbr",
}  # fmt: skip
SAID_ALOUD = ("aria-label", "title", "alt", "placeholder", "data-label", "data-words")


class Page(HTMLParser):
    """What a reader of a page sees or hears in Ukrainian, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = given.get("lang", "uk") != "uk" or tag in IGNORED_TAGS or self._is_foreign
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if not foreign:
            self.said += [given[name] for name in SAID_ALOUD if given.get(name)]
            if given.get("name") == "description":
                self.said.append(given["content"])
        if tag not in VOID_TAGS:
            self._open.append((tag, foreign))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Drawings close their parts at once."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_foreign:
            self.said.append(data)

    @property
    def _is_foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def english_words(text: str) -> list[str]:
    """Latin words that are neither addresses nor codes, nor names inside data for scripts, nor allowed."""
    for line in IN_BOTH:
        text = text.replace(line, " ")
    plain = re.sub(r"https?://\S+|\S+@\S+|\{[a-z]+\}|\"[a-z]+\":|\S*[\d_]\S*", " ", text)
    return [word for word in re.findall(r"[A-Za-z]{2,}", plain) if word not in ALLOWED]


def pages_for(client: Client, start: list[str], for_all: dict[str, Page | None]) -> dict[str, Page]:
    """Every page that links lead to, by its address; of pages drawn by one view only the first few.

    `for_all` is filled with pages that are the same bytes for every reader: nobody asks for them again.
    """
    seen, waiting, kinds, found = set(start), list(start), Counter(), {}
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        try:
            kind = resolve(path).view_name
        except Resolver404:
            continue
        kinds[kind] += 1
        if kinds[kind] > PAGES_OF_A_KIND:
            continue
        if address in for_all:
            page, here = for_all[address], path
        else:
            answer = client.get(address, follow=True)
            here = answer.request["PATH_INFO"]
            page = page_in(answer, address)
            if MARK in answer.headers and not answer.redirect_chain:
                for_all[address] = page
        if page is None:
            continue
        found[address] = page
        links = [urljoin(here, link) for link in page.links if not link.startswith("#")]
        ours = [link for link in links if not urlsplit(link).netloc and link.startswith("/")]
        fresh = [
            link for link in ours if link not in seen and not link.startswith(("/en/", "/static/", "/admin/"))
        ]
        seen.update(fresh)
        waiting += fresh
    return found


def page_in(answer: HttpResponse, address: str) -> Page | None:
    """None where the answer is a file."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        return None
    assert answer.status_code in {200, 503}, address  # 503: a PDF that is still being made
    return Page(answer.content.decode())


def left_in(pages: dict[str, Page]) -> dict[str, list[str]]:
    wrong = {address: english_words(" \n".join(page.said)) for address, page in pages.items()}
    left = {
        address: [word for word in words if word not in allowed_on(address)]
        for address, words in wrong.items()
        if words
    }
    return {address: words for address, words in left.items() if words}


def allowed_on(address: str) -> frozenset[str]:
    try:
        return ALLOWED_ON.get(resolve(urlsplit(address).path).view_name, frozenset())
    except Resolver404:
        return frozenset()


@pytest.fixture
def demonstration(db, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    settings.DEMONSTRATION_DATA = True
    with translation.override("uk"):
        build(at=timezone.now(), say=lambda line: None)
        yield


def test_the_walk_would_find_an_english_word():
    html = '<p lang="uk">Слово <b>left behind</b> <i lang="en">not this</i><br>PDF</p><img alt="a picture">'
    assert left_in({"/": Page(html)}) == {"/": ["left", "behind", "picture"]}


def test_no_page_has_an_english_word_left(demonstration):
    left, kinds, for_all = {}, set(), {}
    open_report = Report.objects.get(community__slug="velyka-novosilka", state=State.DRAFT)
    waiting = Report.objects.get(state=State.SUBMITTED)
    published = Report.objects.filter(community=waiting.community, state=State.PUBLISHED).latest(
        "published_at"
    )
    also = {
        "nataliia": [f"/work/reports/{open_report.pk}/sections/1/lend/"],
        "petro": [f"/work/reports/{published.pk}/{page}/" for page in ("correct", "group", "exact")],
        "admin": [
            "/admin/",
            "/admin/communities/user/",
            f"/admin/communities/user/{User.objects.get(email='olena@demo.example').pk}/change/",
            "/admin/communities/duty/add/",
            "/admin/communities/community/add/",
        ],
    }
    for who in PEOPLE:
        client = Client()
        if who:
            client.force_login(User.objects.get(email=f"{who}@demo.example"))
        start = ["/work/", *also.get(who, [])] if who else ["/", "/accounts/login/"]
        pages = pages_for(client, start, for_all)
        kinds |= {resolve(urlsplit(address).path).view_name for address in pages}
        left |= left_in(pages)
    assert left == {}, left
    assert Publication.objects.exists()
    assert {"reports:public_report", "reports:check", "reports:section", "reports:release", "desk"} <= kinds


@pytest.mark.parametrize("address", ["/nothing/", "/communities/nowhere/", "/accounts/signup/"])
def test_a_closed_door_is_not_in_english(client, db, address):
    assert left_in({address: Page(client.get(address).content.decode())}) == {}


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/accounts/login/", {"login": "olena", "password": "ні"}),
        ("/accounts/login/", {}),
        ("/accounts/login/", {"login": "olena@demo.example", "password": "це не той пароль"}),
        ("/accounts/password/reset/", {"email": "olena"}),
    ],
)
def test_no_problem_is_told_in_english(client, db, address, typed):
    page = client.post(address, typed).content.decode()
    assert "data-error-summary" in page
    assert left_in({address: Page(page)}) == {}
