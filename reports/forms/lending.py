"""To whom a section is lent."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import User
from communities.shared.plain_text import PlainTextField

LONGEST_MESSAGE = 500  # as the column


class LendForm(forms.Form):
    mark_optional = True

    colleague = forms.ModelChoiceField(
        label=_("Who fills it in?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This person cannot fill in sections here. Choose somebody from the list."),
        },
    )
    message = PlainTextField(
        label=_("What should they know?"),
        help_text=_("For example, until when you need it. They see it on their page."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(
            attrs={"rows": 3, "data-count-max": str(LONGEST_MESSAGE), "data-count-line": "1"}
        ),
    )

    def __init__(self, data: object = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        people = User.objects.filter(pk__in=[person.pk for person in colleagues])
        self.fields["colleague"].queryset = people  # type: ignore[attr-defined]
        if len(colleagues) == 1:
            self.initial["colleague"] = colleagues[0].pk
        self.helper = FormHelper()
        self.helper.add_input(Submit("lend", _("Lend the section")))
