"""A tick “I have looked” that holds for what was shown beside it, and for nothing else.

Its value is a stamp of the places that were found: whoever ticks it and then writes another name is asked
again. It is asked only after something was found, so a page without findings has no tick.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.shared.canonical import checksum
from communities.shared.narrative_check import Finding


class _Tick(forms.CheckboxInput):
    """Sends `stamp`. Drawn empty: a tick for other words does not count for these."""

    stamp = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=lambda value: False)

    def format_value(self, value: Any) -> str:
        return self.stamp

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:  # type: ignore[override]
        return str(data.get(name, ""))


class LookedAtField(forms.CharField):
    """The form calls `ask_to_look` in `clean`; the page draws the field where it has a problem."""

    widget = _Tick

    def __init__(self, *, label: Any = None) -> None:
        words = gettext_lazy("I have looked: nobody can be recognised by these words")
        super().__init__(label=label or words, required=False)


def ask_to_look(
    form: forms.Form, found: Sequence[Finding], *, name: str = "looked_at", words: str = ""
) -> None:
    """A problem at the tick `name`, unless it was sent for exactly these places. `words`: the form's own."""
    if not found:
        return
    tick = form.fields[name].widget
    tick.stamp = stamp_of(found)
    if form.data.get(form.add_prefix(name)) != stamp_of(found):
        places = ", ".join(f"“{each.excerpt}”" for each in found)
        usual = _("This may tell who somebody is: %(words)s. Say it otherwise, or confirm that you looked.")
        form.add_error(name, words or usual % {"words": places})


def stamp_of(found: Sequence[Finding]) -> str:
    """The same for the same places, in whichever language they are read."""
    return checksum(sorted([str(each.kind), each.excerpt] for each in found))
