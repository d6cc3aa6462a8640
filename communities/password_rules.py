"""Which passwords are refused (R1): short ones, known ones, and words that everybody here would try.

No rules about capitals, digits and signs, and no expiry: length protects, composition does not.
"""

import re
from pathlib import Path
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community, Oblast

SHORTEST: Final = 15
LONGEST: Final = 128
OWN_LETTERS: Final = 8  # what must remain when the words everybody would try are taken out

# Service, roles, country, keyboard, in Ukrainian, English and as one would type them in Latin letters.
WORDS: Final = frozenset(
    (Path(__file__).parent / "data" / "guessable_words.txt").read_text(encoding="utf-8").split()
)
SEQUENCES: Final = ("01234567890123456789", "98765432109876543210")


class LengthBetween:
    """From 15 to 128 characters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) < SHORTEST:
            message = ngettext(
                "This password has %(length)s character; at least %(shortest)s are needed. Four or five "
                "words that do not belong together are easy to remember.",
                "This password has %(length)s characters; at least %(shortest)s are needed. Four or five "
                "words that do not belong together are easy to remember.",
                len(password),
            )
            raise ValidationError(
                message % {"length": len(password), "shortest": SHORTEST}, code="password_too_short"
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("A password may have at most %(longest)s characters.") % {"longest": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _(
            "At least %(shortest)s characters: for example four or five words that do not belong together."
        ) % {"shortest": SHORTEST}


class NotWhatEverybodyTries:
    """Refuses what consists of words of this service, its places, runs of digits and repetitions."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(own_letters(password, words=WORDS | _places())) < OWN_LETTERS:
            raise ValidationError(
                _(
                    "This password is made of words or rows of signs that others would try first. "
                    "Add words of your own that have nothing to do with this site."
                ),
                code="password_is_guessable",
            )

    def get_help_text(self) -> str:
        return _(
            "Not made of the name of your community, your role or words such as “police” and “password”."
        )


def own_letters(password: str, *, words: frozenset[str]) -> str:
    """What is left of a password without the words everybody would try, rows and repetitions.

    Digits and signs between the words are left out only together with a word: a long row of
    random digits stays a password.
    """
    rest = _once(password.casefold())
    bare = re.sub(r"[\W_]", "", rest)
    found = False
    for word in sorted(words, key=len, reverse=True):
        if word in bare:
            found, bare = True, bare.replace(word, "")
    for length in range(len(SEQUENCES[0]), 3, -1):
        for row in SEQUENCES:
            for start in range(len(row) - length + 1):
                bare = bare.replace(row[start : start + length], "")
    if found:
        bare = re.sub(r"\d", "", bare)
    return "" if len(set(bare)) < OWN_LETTERS - 3 else bare


def _once(text: str) -> str:
    """`abcabcabc` is `abc` said three times."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text == text[:size] * (len(text) // size):
            return text[:size]
    return text


def _places() -> frozenset[str]:
    """Names of communities and oblasts of this site, word by word; of “новопсковський” also “новопсков”."""
    names = [
        *Community.objects.values_list("name_uk", "name_en", "slug"),
        *Oblast.objects.values_list("name_uk", "name_en", "slug"),
    ]
    parts = {part for row in names for name in row for part in re.split(r"[\W_]+", name.casefold())}
    stems = {re.sub(r"(ськ|цьк)(ий|а|ої|ого)$", "", part) for part in parts}
    return frozenset(part for part in parts | stems if len(part) > 3)
