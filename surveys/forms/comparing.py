"""Which two results to compare: an address that can be sent to somebody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.published import WaveLine


def choices_of(waves: list[WaveLine]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped by wave; the value is community:wave. Each names its wave too: a closed list shows one line."""
    return [
        (
            f"{wave.title} ({wave.days})",
            [(f"{place.slug}:{wave.slug}", f"{place.name} – {wave.title}") for place in wave.places],
        )
        for wave in waves
    ]


class CompareForm(forms.Form):
    first = forms.ChoiceField(label=_("First"), error_messages={"invalid_choice": _("Choose from the list.")})
    second = forms.ChoiceField(
        label=_("Second"), error_messages={"invalid_choice": _("Choose from the list.")}
    )

    def __init__(self, *args: Any, waves: list[WaveLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices_of(waves)
            field.widget.attrs["class"] = "form-select"
        values = [value for _wave, places in choices_of(waves) for value, _place in places]
        if len(values) > 1:  # two different ones, so that the first press of the button shows something
            self.initial.setdefault("second", values[1])

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        first, second = chosen.get("first"), chosen.get("second")
        if first and first == second:
            raise ValidationError(_("Both are the same. Choose another community or another survey."))
        return chosen

    @property
    def pairs(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Community and wave of the first and of the second."""
        first, second = (self.cleaned_data[name].split(":", 1) for name in ("first", "second"))
        return (first[0], first[1]), (second[0], second[1])
