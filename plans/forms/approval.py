"""Forms of approval: reasons, the meeting that votes, the act of the council, a typing error."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Meeting
from communities.shared.days import with_weekday
from communities.shared.typed_fields import DayField, LineField, SecureLinkField, WrittenField
from plans.models import Plan
from plans.versions import content_words
from plans.versions.steps import REASON_MAX


class PlainForm(forms.Form):
    """Nothing is asked: the button is the answer."""


class ProposeForm(forms.Form):
    """`asks`: something was found that residents should perhaps not read. `shown`: what stood on the page."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    looked = forms.BooleanField(
        label=_("I have looked at these places: residents may read them"),
        error_messages={"required": _("Look at the places below first, then say so here.")},
    )

    def __init__(self, *args: Any, asks: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks:
            del self.fields["looked"]


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Why?"), longest=REASON_MAX, missing=_("Say why: whoever wrote the plan reads it.")
    )


class PublicReasonForm(forms.Form):
    reason = LineField(
        label=_("Why?"),
        help_text=_("Residents read it: no names."),
        longest=REASON_MAX,
        missing=_("Say why: residents read it."),
    )


class PlanChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django itself has no types
    def label_from_instance(self, plan: Plan) -> str:
        """By the title that was approved: the draft of a next version may have another."""
        content = plan.in_force.content if plan.in_force else {}
        said = {"title": content.get("title", plan.title), "years": content_words.years(content["years"])}
        return str(_("%(title)s, %(years)s")) % said


class SupersedeForm(PublicReasonForm):
    mark_optional = True

    followed_by = PlanChoice(
        queryset=Plan.objects.none(),
        label=_("Which plan takes its place?"),
        help_text=_("Residents go from one to the other."),
        required=False,
        empty_label=_("not named"),
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    field_order = ("followed_by", "reason")

    def __init__(self, *args: Any, followers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["followed_by"].queryset = followers  # type: ignore[attr-defined] # it is a choice of rows


class MeetingChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django itself has no types
    def label_from_instance(self, meeting: Meeting) -> str:
        said = {"number": meeting.number, "day": with_weekday(meeting.starts_at)}
        return str(_("Meeting %(number)s, %(day)s")) % said


class MeetingForm(forms.Form):
    meeting = MeetingChoice(
        queryset=Meeting.objects.none(),
        label=_("Which meeting votes on it?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a meeting.")},
    )

    def __init__(self, *args: Any, meetings: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined] # it is a choice of rows


class StrategyForm(forms.Form):
    mark_optional = True

    act = LineField(
        label=_("By which act?"),
        help_text=_("For example: Decision of the council No. 12."),
        longest=300,
        missing=_("Name the act."),
    )
    on = DayField(label=_("Of which day?"))
    link = SecureLinkField(label=_("Where can it be read?"))


class CorrectionForm(forms.Form):
    """`before`: the text as it was shown. How much may be changed is counted by the verb."""

    before = forms.CharField(widget=forms.HiddenInput, strip=False)
    after = WrittenField(
        label=_("The text without the typing error"),
        longest=5000,
        rows=6,
        error_messages={"required": _("Write the text.")},
    )

    def __init__(self, *args: Any, has_lines: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["after"].widget.attrs["rows"] = 8 if has_lines else 3
        self.fields["after"].widget.attrs.pop("data-count-max")
