"""Words between the head of police and the author of a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.shared.typed_fields import WrittenField
from reports.editions.form_definition import SectionDefinition

SEND_BACK = "send-back"  # id of the form element


class SendBackForm(forms.Form):
    """A question for each section that has one, and a message about the whole."""

    message = WrittenField(
        label=_("About the whole report"),
        required=False,
        help_text=_("Leave it empty when the questions say everything."),
    )

    def __init__(self, *args: Any, sections: Iterable[SectionDefinition], **options: Any) -> None:
        super().__init__(*args, **options)
        self.numbers = [section.number for section in sections]
        for section in sections:
            self.fields[f"question_{section.number}"] = WrittenField(
                label=gettext("Your question about section %(number)s, %(title)s")
                % {"number": section.number, "title": section.title},
                required=False,
                rows=3,
            )
            # the field stands in its section, far from the button
            self.fields[f"question_{section.number}"].widget.attrs["form"] = SEND_BACK

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(
                _("Ask about at least one section, or write a message about the whole report.")
            )
        return cleaned

    @property
    def questions(self) -> dict[int, str]:
        """By section number, of a valid form; only those that were asked."""
        asked = {number: self.cleaned_data[f"question_{number}"] for number in self.numbers}
        return {number: text for number, text in asked.items() if text}

    def field_of(self, number: int) -> forms.BoundField:
        return self[f"question_{number}"]


class ReplyForm(forms.Form):
    text = WrittenField(label=_("Your answer"), rows=3)
