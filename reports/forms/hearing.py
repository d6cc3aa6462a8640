"""What the working group says about a report."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from communities.shared.typed_fields import WrittenField
from reports.hearings import LONGEST
from reports.models import Assessment


class _Form(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)


class PublicTextForm(_Form):
    """After the meeting only this may change."""

    public_text = WrittenField(
        label=_("As residents read it"),
        longest=LONGEST["public_text"],
        required=False,
        help_text=_("Stands beside the report, with the assessment. Without names of people."),
    )


class HearingForm(PublicTextForm):
    """`seen`: the version that the writer has before them; 0 before anything was written."""

    remarks = WrittenField(
        label=_("Remarks of the group"),
        longest=LONGEST["remarks"],
        required=False,
        help_text=_("The group and the police of the community read this, residents do not."),
    )
    assessment = forms.ChoiceField(
        label=_("How does the group assess the work of the police in this period?"),
        choices=Assessment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    proposals = WrittenField(
        label=_("Proposals for the next period"),
        longest=LONGEST["proposals"],
        required=False,
        help_text=_("The officer finds them at the beginning of the next report."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ["remarks", "assessment", "proposals", "public_text", "seen"]
