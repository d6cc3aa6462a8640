"""A public page of a report or a year weighs at most 60 kB with everything it loads, as it comes over the wire."""

import gzip
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from config import assets
from tests.reports.published import WRITTEN, long_texts, publish

BUDGET = 60_000  # bytes, compressed
PAGE = "/communities/novopskov/reports/2026-03/"
NOT_COMPRESSED_AGAIN = {".woff2"}
COMPRESSED = {
    "brotli": lambda body: len(brotli.compress(body, quality=9)),
    "gzip": lambda body: len(gzip.compress(body, 9, mtime=0)),
}


class Loads(HTMLParser):
    """The addresses of all that a page fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "link" and names.get("rel") in {"stylesheet", "icon", "preload"}:
            self.found.add(names["href"])
        if "src" in names:
            self.found.add(names["src"])

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What `./run` makes of third-party files."""
    folder = tmp_path_factory.mktemp("assets")
    assets.build(folder)
    return folder


def file_of(address, made):
    assert address.startswith(settings.STATIC_URL), address
    name = address.removeprefix(settings.STATIC_URL)
    found = [folder / name for folder in (Path(settings.BASE_DIR) / "static", made)]
    return next(path for path in found if path.exists())


def everything(page, made):
    """Address and content of all that this page loads, styles' own fonts and pictures included."""
    reader = Loads()
    reader.feed(page)
    loaded = {address: file_of(address, made).read_bytes() for address in reader.found}
    letters = set("".join(reader.text))
    for address in [address for address in loaded if address.endswith(".css")]:
        for linked in linked_from(loaded[address].decode(), letters):
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(address), linked))
            loaded[whole] = file_of(whole, made).read_bytes()
    return loaded


def linked_from(css, letters):
    faces = re.findall(r"@font-face\s*{[^}]*}", css)
    rest = re.sub(r"@font-face\s*{[^}]*}", "", css)
    for face in faces:
        ranges = re.search(r"unicode-range:\s*([^;}]+)", face)
        if ranges is None or any(is_in(letter, ranges.group(1)) for letter in letters):
            yield re.search(r'url\("?([^")]+)"?\)', face).group(1)
    yield from (
        address for address in re.findall(r'url\("?([^")]+)"?\)', rest) if not address.startswith("data:")
    )


def is_in(letter, ranges):
    for each in ranges.split(","):
        low, _, high = each.strip().removeprefix("U+").partition("-")
        if int(low, 16) <= ord(letter) <= int(high or low, 16):
            return True
    return False


def weight_of(page, made, *, encoding):
    loaded = everything(page.decode(), made)
    parts = {"html": COMPRESSED[encoding](page)}
    for address, content in loaded.items():
        ready = Path(address).suffix in NOT_COMPRESSED_AGAIN
        parts[address] = len(content) if ready else COMPRESSED[encoding](content)
    return parts


@pytest.fixture
def weigh(client, novopskov, cast, made, record_property):
    """Publishes the whole form with such texts; bytes by what is loaded, and their sum."""

    def weighed(texts, *, address, encoding):
        publish(novopskov, "2026-03", by=cast.petro, texts=texts)
        parts = weight_of(client.get(address).content, made, encoding=encoding)
        record_property("bytes", {"all": sum(parts.values()), **parts})
        return sum(parts.values())

    return weighed


@pytest.mark.parametrize("encoding", COMPRESSED)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_full_report_with_the_usual_words(weigh, language, encoding):
    texts = long_texts(len(WRITTEN["problem"]))
    assert weigh(texts, address=language + PAGE, encoding=encoding) <= BUDGET


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_full_report_with_the_longest_words_the_form_takes(weigh, language):
    """82 figures and 48 texts of 600 to 800 letters: with brotli, which every browser takes."""
    assert weigh(long_texts(), address=language + PAGE, encoding="brotli") <= BUDGET


@pytest.mark.parametrize("encoding", COMPRESSED)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_full_year(client, novopskov, cast, made, language, encoding, record_property):
    for slug in ("2026-01", "2026-03", "2026-05", "2026-07", "2026-09", "2026-11"):
        publish(novopskov, slug, by=cast.petro)
    page = client.get(f"{language}/communities/novopskov/years/2026/").content
    parts = weight_of(page, made, encoding=encoding)
    record_property("bytes", {"all": sum(parts.values()), **parts})
    assert sum(parts.values()) <= BUDGET


def test_the_measure_sees_everything(client, novopskov, cast, made):
    """Page, three kinds of style, both fonts, picture in a style, icon, script."""
    publish(novopskov, "2026-03", by=cast.petro)
    loaded = everything(client.get(PAGE).content.decode(), made)
    names = {posixpath.basename(address) for address in loaded}
    assert {
        "bootstrap-reboot.min.css",
        "tokens.css",
        "look.css",
        "report.css",
        "noto-sans-400.woff2",
        "noto-sans-700.woff2",
        "band.svg",
        "mark.svg",
        "quick_exit.js",
    } <= names
