"""Official codes of Ukrainian places: KATOTTG since 2020, KOATUU before.

Both are nested: oblast, district, community, settlement. A unit of a higher level has zeros in the
blocks below it, so a code with zeros above and digits below belongs to no place.

KATOTTG: `UA OO RR HHH SSS BB NNNNN` (oblast, raion, hromada, settlement, city district, number).
A district of Kyiv or Sevastopol has zeros between its city and itself.
KOATUU: `OO RRR CCC SS` (oblast, raion or city, council, settlement).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

LOOK_ALIKES = "АУуаUuAa"  # Cyrillic and small letters that somebody may type for “UA”


@deconstructible
class KatottgValidator(RegexValidator):
    """Says what is wrong with the letters before it speaks of digits: they look right on the screen."""

    def __call__(self, value: Any) -> None:
        letters = str(value)[:2]
        if letters != "UA" and len(letters) == 2 and all(letter in LOOK_ALIKES for letter in letters):
            raise ValidationError(
                _("The code begins with the Latin capital letters UA. Here one is Cyrillic or small."),
                code="katottg_letters",
                params={"value": value},
            )
        super().__call__(value)


katottg_validator = KatottgValidator(
    r"^UA(?!00)[0-9]{2}(?:0{8}|(?!00)[0-9]{2}(?:0{6}|(?!000)[0-9]{6}))[0-9]{7}\Z",
    message=_("A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239."),
    code="katottg",
)
koatuu_validator = RegexValidator(
    r"^(?!00)[0-9]{2}(?:0{8}|(?!000)[0-9]{8})\Z",
    message=_("A KOATUU code is 10 digits, for example 1421200000."),
    code="koatuu",
)


def katottg_level(code: str) -> str:
    """oblast, raion, hromada, settlement or district (of a city), by the blocks that are not zero."""
    raion, hromada, settlement, district = code[4:6], code[6:9], code[9:12], code[12:14]
    for level, block in (("district", district), ("settlement", settlement), ("hromada", hromada)):
        if block.strip("0"):
            return level
    return "raion" if raion.strip("0") else "oblast"


def same_oblast(katottg: str, other: str) -> bool:
    """Do two KATOTTG codes lie in one oblast?"""
    return katottg[:4] == other[:4]


def within_hromada(settlement: str, hromada: str) -> bool:
    """Does the settlement with this KATOTTG code belong to that hromada?"""
    return settlement[:9] == hromada[:9]


def within_raion(koatuu: str, raion: str) -> bool:
    """Did the place with this KOATUU code belong to that district?"""
    return koatuu[:5] == raion[:5]
