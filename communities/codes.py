"""Official codes of Ukrainian places: KATOTTG since 2020, KOATUU before."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

katottg_validator = RegexValidator(
    r"^UA[0-9]{17}$",
    message=_("A KATOTTG code is “UA” and 17 digits, for example UA14040010000017239."),
    code="katottg",
)
koatuu_validator = RegexValidator(
    r"^[0-9]{10}$",
    message=_("A KOATUU code is 10 digits, for example 1421200000."),
    code="koatuu",
)
