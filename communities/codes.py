"""Official codes of Ukrainian places: KATOTTG since 2020, KOATUU before.

Both are nested: oblast, district, community, settlement. A unit of a higher level has zeros in the
blocks below it, so a code with zeros above and digits below belongs to no place.

KATOTTG: `UA OO RR HHH SSS BB NNNNN` (oblast, raion, hromada, settlement, city district, number).
A district of Kyiv or Sevastopol has zeros between its city and itself.
KOATUU: `OO RRR CCC SS` (oblast, raion or city, council, settlement).
"""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

katottg_validator = RegexValidator(
    r"^UA(?!00)[0-9]{2}(?:0{8}|(?!00)[0-9]{2}(?:0{6}|(?!000)[0-9]{6}))[0-9]{7}\Z",
    message=_("A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239."),
    code="katottg",
)
koatuu_validator = RegexValidator(
    r"^(?!00)[0-9]{2}(?:0{8}|(?!000)[0-9]{8})\Z",
    message=_("A KOATUU code is 10 digits, for example 1421200000."),
    code="koatuu",
)


def same_oblast(katottg: str, other: str) -> bool:
    """Do two KATOTTG codes lie in one oblast?"""
    return katottg[:4] == other[:4]


def within_hromada(settlement: str, hromada: str) -> bool:
    """Does the settlement with this KATOTTG code belong to that hromada?"""
    return settlement[:9] == hromada[:9]


def within_raion(koatuu: str, raion: str) -> bool:
    """Did the place with this KOATUU code belong to that district?"""
    return koatuu[:5] == raion[:5]
