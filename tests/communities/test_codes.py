"""Official codes: right ones pass, and a code of no place does not."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from communities.codes import katottg_level, katottg_validator, koatuu_validator

RIGHT = [
    (katottg_validator, "UA14000000000091971"),  # Donetsk oblast
    (katottg_validator, "UA14040000000098211"),  # Volnovakha raion
    (katottg_validator, "UA14040010000017239"),  # Velyka Novosilka hromada
    (katottg_validator, "UA14040010010027148"),  # Velyka Novosilka
    (katottg_validator, "UA80000000000093317"),  # Kyiv
    (katottg_validator, "UA80000000000126643"),  # a district of Kyiv
    (koatuu_validator, "1400000000"),  # Donetsk oblast
    (koatuu_validator, "1421200000"),  # Velyka Novosilka raion
    (koatuu_validator, "1421255100"),  # Velyka Novosilka
    (koatuu_validator, "4423885202"),  # Novozvanivka
]
WRONG = [
    (katottg_validator, "UA1404001001002714"),  # a digit short
    (katottg_validator, "UA140400100100271480"),  # a digit too many
    (katottg_validator, "ua14040010010027148"),
    (katottg_validator, "UА14040010010027148"),  # the second letter is Cyrillic
    (katottg_validator, "UA00040010010027148"),  # no such oblast
    (katottg_validator, "UA14000010000017239"),  # a hromada of no raion
    (katottg_validator, "UA14040000010027148"),  # a settlement of no hromada
    (katottg_validator, "UA14040010010027148\n"),
    (katottg_validator, "UA1404001001002714８"),  # a full-width digit
    (koatuu_validator, "142125510"),
    (koatuu_validator, "14212551000"),
    (koatuu_validator, "0021255100"),
    (koatuu_validator, "1400055100"),  # a settlement of no district
    (koatuu_validator, "1421255100\n"),
    (koatuu_validator, "142125510O"),
]


@pytest.mark.parametrize(("validator", "code"), RIGHT)
def test_a_code_of_a_place_passes(validator, code):
    validator(code)


@pytest.mark.parametrize(("validator", "code"), WRONG)
def test_a_code_of_no_place_is_refused(validator, code):
    with pytest.raises(ValidationError):
        validator(code)


@pytest.mark.parametrize("letters", ["UА", "УА", "УA", "ua", "уа", "Ua"])
def test_letters_that_only_look_right_are_told(letters):
    with override("en"), pytest.raises(ValidationError, match="Here one is Cyrillic or small"):
        katottg_validator(f"{letters}14040010010027148")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("UA14000000000091971", "oblast"),
        ("UA14040000000098211", "raion"),
        ("UA14040010000017239", "hromada"),
        ("UA14040010010027148", "settlement"),
        ("UA80000000000126643", "district"),
    ],
)
def test_a_code_says_of_which_level_its_place_is(code, level):
    assert katottg_level(code) == level
