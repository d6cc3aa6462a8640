"""The guides say what stands on the screen, in both languages, and are the help pages of the site."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from config.guides import WHO, drawn, path_of
from tests.words import catalogue

EMPHASISED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
PICTURE = re.compile(r"!\[[^]]+\]\(pictures/([^)]+)\)")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")
BOTH = [(language, who) for language in ("uk", "en") for who in WHO]


def words_of(who, language):
    return path_of(who, language=language).read_text(encoding="utf-8")


def plain(text):
    return text.replace("\u00a0", " ").casefold().rstrip(".:")


@pytest.fixture(scope="module")
def on_screen():
    """What the catalogue can put on a screen, by language: whole sentences, and those with something in them."""
    said = {"en": set(), "uk": set()}
    for message in catalogue():
        for language, texts in (("en", message.id), ("uk", message.string)):
            said[language].update([texts] if isinstance(texts, str) else texts)
    return {
        language: (
            {plain(text) for text in texts},
            {frame(text) for text in texts if "%(" in text and len(PLACEHOLDER.sub("", text)) > 7},
        )
        for language, texts in said.items()
    }


def frame(text):
    """A sentence with a place for what the site puts into it; guides write "…" or an example there."""
    return re.compile(".+".join(re.escape(part) for part in PLACEHOLDER.split(plain(text))))


@pytest.mark.parametrize(("language", "who"), BOTH)
def test_words_of_the_screen_are_on_the_screen(on_screen, language, who):
    exact, frames = on_screen[language]
    said = {plain(words) for words in EMPHASISED.findall(words_of(who, language))}
    assert said
    assert [
        words for words in said if words not in exact and not any(one.fullmatch(words) for one in frames)
    ] == []


@pytest.mark.parametrize("who", WHO)
def test_both_languages_have_the_same_parts(who):
    def shape(language):
        text = words_of(who, language)
        counts = {
            mark: len(re.findall(mark, text, re.MULTILINE)) for mark in ("^## ", "^- ", r"^\d\. ", r"^\| ")
        }
        return counts, PICTURE.findall(text)

    assert shape("uk") == shape("en")


@pytest.mark.parametrize(("language", "who"), BOTH)
def test_a_guide_is_a_page(client, db, language, who):
    with translation.override(language):
        guide = drawn(who, language=language)
    page = client.get(f"/help/{who}/" if language == "uk" else f"/en/help/{who}/").content.decode()
    assert f">{guide.title}</h1>" in page
    assert [
        part for part in ("**", "![", "](", ".md", "&lt;", "\n## ") if part in guide.lede + guide.body
    ] == []
    pictures = PICTURE.findall(words_of(who, language))
    assert re.findall(rf'src="{settings.STATIC_URL}guides/{language}/([^"]+)"', page) == pictures
    assert page.count('loading="lazy"') == len(pictures)


def test_help_is_one_press_away_on_every_page(client, db):
    assert '<a href="/en/help/">' in client.get("/en/").content.decode()
    listed = client.get("/en/help/").content.decode()
    assert [who for who in WHO if f'href="/en/help/{who}/"' not in listed] == []
    assert client.get("/en/help/nobody/").status_code == 404
