"""“I have looked” is about the places that were shown, not about whatever is written next."""

import pytest
from django import forms

from communities.shared.looked_at import LookedAtField, ask_to_look
from communities.shared.narrative_check import personal_details_in
from tests.ticks import ticked


class Saying(forms.Form):
    text = forms.CharField()
    looked_at = LookedAtField()

    def clean(self):
        said = super().clean()
        ask_to_look(self, personal_details_in(said["text"]))
        return said


NAMED = "Допоміг Іван Петренко"
OTHER = "Допомогла Олена Коваленко"


def tick_for(text):
    """The value of the tick that the page shows beside this text."""
    form = Saying({"text": text})
    assert not form.is_valid()
    return ticked(str(form["looked_at"]))["looked_at"]


@pytest.mark.parametrize(
    ("text", "tick", "passes"),
    [
        ("Світло вже є", "", True),
        (NAMED, "", False),
        (NAMED, "on", False),
        (NAMED, tick_for(NAMED), True),
        (NAMED, tick_for(OTHER), False),
        (f"{NAMED}. Ще там була {OTHER.split(' ', 1)[1]}", tick_for(NAMED), False),
    ],
)
def test_a_tick_holds_for_what_was_shown(text, tick, passes):
    form = Saying({"text": text, "looked_at": tick})
    assert form.is_valid() is passes
    if not passes:
        assert "checked" not in str(form["looked_at"])
