"""Forms of the register of decisions; the verbs have the last word about what they say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from communities.meetings.decisions import REASON_MAX
from communities.meetings.register import Filters, Kept
from communities.models import Membership
from communities.shared.typed_fields import DayField, LineField, WrittenField
from communities.states import DecisionState

MEMBER, BODY = "member", "body"
WITHIN = (("7", _("within 7 days")), ("30", _("within 30 days")))
NO_WORDS = _("Shorten it to %(limit_value)s characters; it has %(show_value)s.")


class RegisterFilterForm(forms.Form):
    """Comes with the address (GET). What cannot be read is as if it were not asked for."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[(each.value, each.words) for each in Kept]
    )
    who = forms.ChoiceField(label=_("Who does it"), required=False)
    within = forms.ChoiceField(label=_("By when"), required=False, choices=[("", _("any day")), *WITHIN])

    def __init__(
        self, data: Mapping[str, Any], *, members: Sequence[Membership], bodies: Sequence[str]
    ) -> None:
        super().__init__(data)
        who = self.fields["who"]
        if isinstance(who, forms.ChoiceField):
            who.choices = [
                ("", _("anybody")),
                *((f"{MEMBER}:{each.pk}", each.name) for each in members),
                *((f"{BODY}:{each}", each) for each in bodies),
            ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Div(*self.fields, css_class="register-filters"))

    @property
    def filters(self) -> Filters:
        self.full_clean()
        said = self.cleaned_data
        kind, _colon, what = said.get("who", "").partition(":")
        return Filters(
            kept=Kept(said.get("state") or Kept.OPEN),
            member=int(what) if kind == MEMBER else None,
            body=what if kind == BODY else "",
            within=int(said["within"]) if said.get("within") else None,
        )


class _ActForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)


class _GivingForm(_ActForm):
    """Who does it: a member, an organisation, or both."""

    responsible = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        required=False,
        label=_("Member who does it"),
        empty_label=_("nobody of the group"),
    )
    responsible_body = forms.CharField(label=_("Organisation that does it"), required=False, max_length=200)

    def __init__(self, *args: Any, members: Iterable[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["responsible"]
        if isinstance(field, forms.ModelChoiceField):
            found = Membership.objects.filter(pk__in=[each.pk for each in members])
            field.queryset = found.order_by("name")


def _why() -> LineField:
    return LineField(
        label=_("Why?"),
        help_text=_(
            "For example: written down wrongly at the meeting, or: has left the group. Members read this."
        ),
        longest=REASON_MAX,
        missing=_("Say why: members and whoever does it read it."),
    )


class GiveForm(_GivingForm):
    reason = _why()
    field_order = ["responsible", "responsible_body", "reason"]


class DayForm(_ActForm):
    due_on = DayField(
        label=_("By when"),
        required=False,
        help_text=_("For example, 14.11.2026. Leave it empty when there is no day."),
    )
    reason = _why()


class CloseForm(_ActForm):
    """What came of it. Only those who keep the register say that something is no longer needed."""

    state = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[
            (DecisionState.DONE, _("It is done")),
            (DecisionState.CANCELLED, _("It is no longer needed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    note = WrittenField(
        label=_("In a few words"),
        help_text=_("What was done and when, or why it is not needed. Members read this."),
        error_messages={"required": _("Say what came of it."), "max_length": NO_WORDS},
    )

    def __init__(self, *args: Any, may_cancel: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_cancel:
            del self.fields["state"]
            self.helper.layout = Layout(*self.fields)

    @property
    def wanted(self) -> DecisionState:
        return DecisionState(self.cleaned_data.get("state", DecisionState.DONE))


class PublicWordsForm(_ActForm):
    public_text = WrittenField(
        label=_("As residents read it"),
        required=False,
        help_text=_(
            "Without names of people, telephone numbers or addresses of homes. "
            "Leave it empty, and residents do not see this decision."
        ),
        error_messages={"max_length": NO_WORDS},
    )
