"""The help pages: the guides of docs/, one for each kind of person, in the reader's language."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from communities.shared.public_pages import address, alternates, drawn_once

WHO = ("resident", "member", "secretary", "officer", "head", "coordinator", "analyst", "administrator")
FOLDERS = {"uk": settings.BASE_DIR / "docs" / "uk", "en": settings.BASE_DIR / "docs"}


@dataclass(frozen=True)
class Guide:
    """One guide, drawn: `title` is plain text, `lede` (its first paragraph) and `body` are HTML."""

    who: str
    title: str
    lede: SafeString
    body: SafeString


@login_not_required
@require_safe
@drawn_once
def guides(request: HttpRequest) -> HttpResponse:
    """All guides, each with the sentence that says whom it is for."""
    return render(request, "site/guides.html", {**_addresses(request), "guides": _all()})


@login_not_required
@require_safe
@drawn_once
def guide(request: HttpRequest, who: str) -> HttpResponse:
    """One guide, and the way to the others."""
    found = {one.who: one for one in _all()}
    if who not in found:
        raise Http404
    others = [one for one in found.values() if one.who != who]
    return render(request, "site/guide.html", {**_addresses(request), "guide": found[who], "others": others})


def _addresses(request: HttpRequest) -> dict[str, object]:
    return {"canonical": address(request.path), "alternates": alternates(request.path)}


def _all() -> list[Guide]:
    language = (get_language() or "uk")[:2]
    return [drawn(who, language=language) for who in WHO]


def path_of(who: str, *, language: str) -> Path:
    return Path(FOLDERS[language]) / f"guide-{who}.md"


@lru_cache
def drawn(who: str, *, language: str) -> Guide:
    """A guide begins with its title and one paragraph; its links and pictures are those of the site."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path_of(who, language=language).read_text(encoding="utf-8"))
    with override(language):
        for token in tokens:
            _fit(token, language=language)

    def html(part: list[Token]) -> SafeString:
        # Files of ours; whatever looks like HTML in them is escaped.
        return SafeString(markdown.renderer.render(part, markdown.options, {}))

    return Guide(who=who, title=tokens[1].content, lede=html(tokens[3:6]), body=html(tokens[6:]))


def _fit(token: Token, *, language: str) -> None:
    if token.type == "table_open":
        token.attrSet("class", "cs-table")
    for child in token.children or ():
        if child.type == "link_open":
            child.attrSet("href", _place_of(str(child.attrGet("href"))))
        if child.type == "image":
            _fit_picture(child, language=language)


def _place_of(link: str) -> str:
    """`guide-head.md` is the page of that guide, `guide.md` the list of them."""
    name = link.removesuffix(".md")
    if name == link:
        return link
    return reverse("guides") if name == "guide" else reverse("guide", args=[name.removeprefix("guide-")])


def _fit_picture(token: Token, *, language: str) -> None:
    """Its size is said beforehand, so that nothing jumps; it is fetched when the reader comes near."""
    source = str(token.attrGet("src"))
    with Image.open(Path(FOLDERS[language]) / source) as picture:
        width, height = picture.size
    token.attrSet("src", static(f"guides/{language}/{Path(source).name}"))
    token.attrSet("width", str(width))
    token.attrSet("height", str(height))
    token.attrSet("loading", "lazy")
