"""The Ukrainian words: all there, whole, and spelt with Ukrainian letters."""

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import EmailField
from django.utils import translation
from django.utils.translation import ngettext

from config import borrowed_words
from tests.words import catalogue

MESSAGES = [message for message in catalogue() if message.id]
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|%%|\{[a-z_]*\}")
DATA = [
    *sorted(Path(settings.BASE_DIR).glob("reports/data/**/*.json")),
    *sorted(Path(settings.BASE_DIR).glob("communities/data/**/*.json")),
    *sorted(Path(settings.BASE_DIR).glob("plans/data/**/*.json")),
    *sorted(Path(settings.BASE_DIR).glob("config/data/**/*.json")),
]
# A word that mixes alphabets on purpose.
MIXED_WORDS: frozenset[str] = frozenset()


def sources(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def translations(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def title(message: Message) -> str:
    return sources(message)[0][:60]


def alphabets(word: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}


def mixed_words(text: str) -> list[str]:
    """Words that hold both Latin and Cyrillic letters: one of them only looks right."""
    words = re.findall(r"[^\W\d_]+", text)
    return [word for word in words if len(alphabets(word)) > 1 and word not in MIXED_WORDS]


def strings_in(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from strings_in(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from strings_in(inside, key)
    elif isinstance(value, str):
        yield key, value


def test_sentences_are_found_where_they_stand():
    """xgettext knows gettext by its own name and by `_`; what stands under another name is never translated."""
    apps = [Path(settings.BASE_DIR) / app for app in ("communities", "surveys", "reports", "plans", "config")]
    hidden = [
        f"{file.name}: {name.name} as {name.asname}"
        for app in apps
        for file in app.glob("**/*.py")
        for line in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(line, ast.ImportFrom) and line.module == "django.utils.translation"
        for name in line.names
        if "gettext" in name.name and name.asname not in {None, "_"}
    ]
    assert not hidden


def test_everything_is_translated():
    missing = [title(message) for message in MESSAGES if message.fuzzy or not all(translations(message))]
    assert not missing


def test_a_translation_fills_in_what_the_source_does():
    """Each form of a plural too: Ukrainian counts 21 like 1, so a form without its number would lie."""
    wrong = [
        said
        for message in MESSAGES
        for said in translations(message)
        if set(PLACEHOLDER.findall(said)) not in [set(PLACEHOLDER.findall(text)) for text in sources(message)]
    ]
    assert not wrong


def test_each_plural_has_the_four_forms_of_the_language():
    assert catalogue().num_plurals == 4
    counted = [message for message in MESSAGES if isinstance(message.id, tuple)]
    assert counted
    for message in counted:
        assert len(translations(message)) == 4, title(message)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 населений пункт"),
        (3, "3 населені пункти"),
        (11, "11 населених пунктів"),
        (21, "21 населений пункт"),
    ],
)
def test_things_are_counted_as_ukrainian_counts(number: int, said: str):
    with translation.override("uk"):
        assert (
            ngettext("%(number)s settlement", "%(number)s settlements", number) % {"number": number} == said
        )


def test_letters_are_what_they_look_like():
    said = [PLACEHOLDER.sub(" ", said) for message in MESSAGES for said in translations(message)]
    assert not [(text, mixed) for text in said if (mixed := mixed_words(text))]


SIGNS = {
    "quotation marks are «», the apostrophe is ’": r"[\"'“”`]",
    "a dash is –": r"—|\s-\s",
    "a space that does not break stands before %": r"(?<!\N{NO-BREAK SPACE})%",
    "no needless blanks and dots": r"^\s|\s$|  |\.\.\.",
}


@pytest.mark.parametrize("rule", SIGNS)
def test_signs_are_the_ukrainian_ones(rule: str):
    shown = [said.replace("%%", "%") for message in MESSAGES for said in translations(message)]
    said = [re.sub(r"<[^>]*>", "", re.sub(r"%\([a-z_]+\)[sd]|%[sd]", "1", text)) for text in shown]
    assert not [text for text in said if re.search(SIGNS[rule], text)]


@pytest.mark.parametrize("rule", SIGNS)
def test_signs_of_the_data_are_the_ukrainian_ones(rule: str):
    read = [strings_in(json.loads(file.read_text(encoding="utf-8"))) for file in DATA]
    # `words` are searched for in what people type, with whatever apostrophe their keyboard has.
    said = [text for strings in read for key, text in strings if key != "words"]
    ukrainian = [text for text in said if "CYRILLIC" in alphabets(text) and "://" not in text]
    assert ukrainian
    assert not [text for text in ukrainian if re.search(SIGNS[rule], text)]


@pytest.mark.parametrize("file", DATA, ids=lambda path: path.name)
def test_letters_of_the_data_are_what_they_look_like(file: Path):
    wrong = [
        (key, word)
        for key, text in strings_in(json.loads(file.read_text(encoding="utf-8")))
        for word in mixed_words(text)
    ]
    assert not wrong


@pytest.mark.parametrize("file", DATA, ids=lambda path: path.name)
def test_data_for_ukrainians_is_in_ukrainian(file: Path):
    """What is named *_uk has Cyrillic letters, what is named *_en Latin ones, unless it has no letters at all."""
    alphabet = {"uk": "CYRILLIC", "en": "LATIN"}
    for key, text in strings_in(json.loads(file.read_text(encoding="utf-8"))):
        wanted = alphabet.get(key.rpartition("_")[2])
        assert not wanted or not (letters := alphabets(text)) or wanted in letters, text


def test_borrowed_sentences_are_still_said_by_those_we_borrowed_them_from():
    """Django or allauth may word a sentence anew: then ours would silently no longer be shown."""
    theirs: set[str] = set()
    for package in (django, allauth):
        for file in Path(package.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po"):
            with file.open("rb") as words:
                theirs |= {
                    title for message in read_po(words) for title in message.id and sources(message)[:1]
                }
    ours = set(borrowed_words.SINGLE)
    assert ours <= theirs, ours - theirs


def test_our_words_come_before_the_borrowed_ones():
    with translation.override("uk"):
        assert translation.gettext("New Password") == "Новий пароль"
        assert EmailField().error_messages["required"] == "Заповніть це поле."
        with pytest.raises(ValidationError, match="Пароль закороткий: потрібно щонайменше 15 символів"):
            MinimumLengthValidator(15).validate("коротко")
        assert MinimumLengthValidator(15).get_help_text() == "Потрібно щонайменше 15 символів."
        with pytest.raises(ValidationError, match="Задовго: символів – 6, а можна щонайбільше 5"):
            MaxLengthValidator(5)("шістка")
