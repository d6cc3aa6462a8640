"""The look: what the shared templates promise to every page that uses them."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from config import assets

COMPONENTS = sorted((Path(settings.BASE_DIR) / "templates" / "components").glob("*.html"))
CSS = Path(settings.BASE_DIR) / "static" / "css"

# A public report page may weigh 60 kB with everything; its own HTML needs a good part of that.
BUDGET_BYTES = 36_000


class Reader(HTMLParser):
    """Collects what a page must not have, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if "style" in names or tag == "style" or any(name.startswith("on") for name in names):
            self.inline.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in names and names.get("type") != "application/json":
            self.inline.append(self.get_starttag_text() or tag)
        if "id" in names:
            self.ids.append(names["id"])
        if tag == "a" and (names.get("href") or "").startswith("#div_"):
            self.links.append(names["href"][1:])


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture(params=["/design/", "/en/design/"])
def design_page(request, client, db):
    response = client.get(request.param)
    assert response.status_code == 200
    return response


def test_every_component_is_on_the_design_page(design_page):
    shown = {template.name for template in design_page.templates}
    assert [path.name for path in COMPONENTS if f"components/{path.name}" not in shown] == []


def test_every_component_says_what_it_wants():
    assert [path.name for path in COMPONENTS if not path.read_text().startswith("{% comment %}")] == []


def test_nothing_inline_that_our_policy_would_refuse(design_page):
    assert read(design_page.content.decode()).inline == []


def test_ids_are_unique_and_the_error_summary_leads_to_fields(design_page):
    page = read(design_page.content.decode())
    assert sorted(page.ids) == sorted(set(page.ids))
    assert len(page.links) >= 6
    assert set(page.links) <= set(page.ids)


def test_descriptions_named_by_fields_exist(design_page):
    html = design_page.content.decode()
    named = {name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()}
    assert named <= set(read(html).ids)


def test_the_language_link_leads_to_the_same_page(client, db):
    assert 'href="/design/" lang="uk"' in client.get("/en/design/").content.decode()
    assert 'href="/en/design/" lang="en"' in client.get("/design/").content.decode()


def test_a_public_page_is_the_same_for_everybody(cast):
    """It is stored before Django: one byte about the reader would be shown to all others."""
    request = RequestFactory().get("/en/")
    pages = set()
    for user in (cast.nobody, cast.olena, cast.admin):
        request.user = user
        with override("en"):
            pages.add(get_template("base_public.html").render({"messages": [user.name]}, request))
    assert len(pages) == 1
    assert "csrfmiddlewaretoken" not in pages.pop()


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]
)
@pytest.mark.parametrize("language", ["uk", "en"])
def test_error_pages_need_nothing_and_say_what_to_do(name, language):
    """A page that tells of a failure must not fail: no request, no database."""
    with override(language):
        html = render_to_string(name)
    assert read(html).inline == []
    assert "<h1>" in html
    assert f'<html lang="{language}">' in html


def test_a_missing_page_answers_in_our_look(client: Client, db):
    response = client.get("/en/no-such-page/")
    assert response.status_code == 404
    assert "cs-header" in response.content.decode()


def test_fonts_and_styles_of_a_public_page_stay_within_their_budget(tmp_path, record_property):
    made = {path.name: path for path in assets.build(tmp_path)}
    fonts = [made[f"noto-sans-{weight}.woff2"] for weight in assets.FULL_FONTS]
    styles = [made["bootstrap-reboot.min.css"], CSS / "tokens.css", CSS / "look.css"]
    weight = sum(path.stat().st_size for path in fonts)
    weight += sum(len(gzip.compress(path.read_bytes(), 9)) for path in styles)
    record_property("bytes", weight)
    assert weight <= BUDGET_BYTES


def test_our_fonts_hold_every_letter_of_both_languages(tmp_path):
    from fontTools.ttLib import TTFont

    alphabet = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя" + "abcdefghijklmnopqrstuvwxyz"
    needed = {ord(letter) for letter in alphabet + alphabet.upper() + "ыъэё’ʼ«»„“—–…№₴0123456789"}
    for path in assets.build(tmp_path):
        if path.parent.name == "fonts":
            assert needed <= set(TTFont(path).getBestCmap())


def _channels(colour: str) -> list[float]:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def _contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""

    def light(colour: str) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _tokens(scheme: str) -> dict[str, str]:
    css = (CSS / "tokens.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{3,6});", dark.split("@media print")[0]))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "papers", "least"),
    [
        ("--bs-body-color", ["--bs-body-bg", "--surface", "--bs-tertiary-bg", "--bs-secondary-bg"], 7),
        ("--bs-secondary-color", ["--bs-body-bg", "--surface", "--bs-tertiary-bg"], 7),
        ("--bs-link-color", ["--bs-body-bg", "--surface", "--accent-soft", "--bs-tertiary-bg"], 7),
        ("--on-accent", ["--accent", "--accent-strong"], 7),
        ("--good", ["--good-soft", "--surface"], 7),
        ("--warn", ["--warn-soft", "--surface"], 7),
        ("--bad", ["--bad-soft", "--surface", "--bs-body-bg"], 7),
        ("--plain", ["--plain-soft", "--surface"], 7),
        ("--on-bad", ["--bad"], 7),
        ("--bs-body-color", ["--accent-soft", "--good-soft", "--warn-soft", "--bad-soft"], 7),
        ("--edge", ["--bs-body-bg", "--surface"], 3),
        ("--focus", ["--bs-body-bg", "--surface", "--focus-halo"], 3),
    ],
)
def test_contrast(scheme, ink, papers, least):
    tokens = _tokens(scheme)
    poor = {paper: _contrast(tokens[ink], tokens[paper]) for paper in papers}
    assert {paper: ratio for paper, ratio in poor.items() if ratio < least} == {}
