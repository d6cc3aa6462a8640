"""The order of the Ukrainian alphabet, which neither SQLite nor every PostgreSQL locale knows, and in whose
letters a text is written."""

import re
from functools import lru_cache
from typing import Final

_LETTERS: Final = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_RANK: Final = {letter: chr(0x400 + place) for place, letter in enumerate(_LETTERS)}
APOSTROPHES: Final = "'’ʼ`´"
_CYRILLIC: Final = re.compile("[Ѐ-ӿ]")
_LATIN: Final = re.compile("[A-Za-z]")


@lru_cache(maxsize=8192)
def in_order(name: str) -> str:
    """A key for sorting: case and apostrophes do not count, ґ stands after г, є after е, і and ї after и."""
    bare = "".join(letter for letter in name.casefold() if letter not in APOSTROPHES)
    return "".join(_RANK.get(letter, letter) for letter in bare)


def pattern_of(text: str) -> str:
    """A regular expression that finds the text as it is, whichever apostrophe somebody typed."""
    any_apostrophe = f"[{APOSTROPHES}]"
    return "".join(any_apostrophe if sign in APOSTROPHES else re.escape(sign) for sign in text)


def other_alphabet(text: str, language: str) -> str:
    """The language whose letters a person wrote in, when it is not the reader's; else empty."""
    written = "uk" if _CYRILLIC.search(text) else "en" if _LATIN.search(text) else language
    return written if written != language else ""
