"""Which passwords are taken: long ones that nobody here would guess, whatever signs they are made of."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

GOOD = [
    "hrusha vyshnia terniv sad",
    "груша вишня тернів сад",
    "correct horse battery staple",
    "lypa kalyna topolia dub",
    "зелений чайник стоїть тихо",
    "ВОСЬМИНІГ ЛЮБИТЬ КАВУ",
    "8304712659017466203951",
    "xK9#mPq2!vRt7$wLz",
    "kavun-traktor-luna-42",
    "п'ять старих черевиків",
    "🐢🐢 повільно але впевнено",
    "mozart writes at midnight",
    "x" * 10 + "qwzvbnkjhgt",
    "tractor police velvet umbrella",
    "a" + "bcdfghjklmnpqrst" * 7,
]
BAD = [
    "",
    "short",
    "fourteen chars",
    "a" * 15,
    "ababababababababab",
    "123456789012345",
    "1234567890123456789012345",
    "987654321098765432",
    "qwertyuiopasdfghjkl",
    "йцукенгшщзхїфівапролдж",
    "passwordpassword",
    "password1password1password1",
    "communitysecurity2026",
    "Community Security 2026!",
    "politsiianovopskov1",
    "Поліція Новопсков 2026",
    "безпекагромади2026",
    "bezpeka hromady 2026",
    "Novopskov Novopskov 1",
    "новопсковський район",
    "head of police 2026",
    "нач-альник-поліції-1",
    "slavaukraini!!!!",
    "Слава Україні 2026",
    "administrator12345",
    "koordynator oblasti",
    "olena@example.org",
    "Olena Koval Olena",
    "луганська область",
    "x" * 129,
]


@pytest.mark.parametrize("password", GOOD)
def test_taken(cast, password):
    validate_password(password, cast.olena)


@pytest.mark.parametrize("password", [*BAD, "83047126590174"])
def test_refused(cast, password):
    with pytest.raises(ValidationError):
        validate_password(password, cast.olena)


def test_a_short_one_is_told_how_many_signs_are_missing(cast):
    with override("en"), pytest.raises(ValidationError, match="has 5 characters; at least 15 are needed"):
        validate_password("short", cast.olena)


def test_the_rules_are_told_beforehand():
    with override("en"):
        told = " ".join(password_validators_help_texts())
    assert "At least 15 characters" in told
    assert "your role" in told
