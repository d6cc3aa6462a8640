"""Forms of the risk register and of residents' concerns."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.models import Membership, VulnerableGroup
from communities.shared.looked_at import LookedAtField, ask_to_look
from communities.shared.narrative_check import personal_details_in
from communities.shared.plain_text import PlainTextField
from communities.shared.typed_fields import DayField, WrittenField
from communities.topics import Topic
from plans.models import ConcernSource, Risk
from plans.register.concerns import TEXT_MAX
from plans.register.risk_scale import IMPACT, LIKELIHOOD, Step
from plans.register.risks import DESCRIBED

CHOOSE_TOPIC = _("Choose a topic.")


def _topics() -> list[tuple[str, str | Promise]]:
    return [("", _("Choose")), *Topic.choices]


class RiskForm(forms.Form):
    """Carries what the fields said when it was opened (`show_hidden_initial`), so that only what was really
    changed is stored and two people who describe one risk do not undo each other."""

    mark_optional = True

    title = PlainTextField(
        label=_("What may happen?"),
        max_length=200,
        error_messages={"required": _("Say in a few words what may happen.")},
        show_hidden_initial=True,
    )
    topic = forms.ChoiceField(
        label=_("Topic"),
        choices=_topics,
        error_messages={"required": CHOOSE_TOPIC},
        show_hidden_initial=True,
    )
    detail = WrittenField(
        label=_("More about it"),
        longest=3000,
        rows=3,
        required=False,
        help_text=_("Where, when, whom it touches. No names."),
        show_hidden_initial=True,
    )
    measures = WrittenField(
        label=_("What is done about it already?"),
        longest=3000,
        rows=3,
        required=False,
        show_hidden_initial=True,
    )
    vulnerable_groups = forms.MultipleChoiceField(
        label=_("Which vulnerable groups does it touch?"),
        choices=VulnerableGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        show_hidden_initial=True,
    )
    owner = forms.ModelChoiceField(
        label=_("Who watches it?"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("A member of the group. A member with an account is reminded when the day comes."),
        show_hidden_initial=True,
    )
    review_on = DayField(
        label=_("When is it to be looked at again?"),
        required=False,
        help_text=_("For example, 14.11.2026. Somebody is reminded a week before and on the day."),
        show_hidden_initial=True,
    )
    is_internal = forms.BooleanField(
        label=_("For the group only"),
        required=False,
        help_text=_("Naming it outside would help somebody to do harm. It never leaves the group."),
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, members: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        sitting = Membership.objects.filter(pk__in=[member.pk for member in members])
        self.fields["owner"].queryset = sitting  # type: ignore[attr-defined] # it is a choice of rows

    @property
    def opened_with(self) -> str:
        """What lists of boxes said when the form was opened: for them crispy draws no hidden field."""
        lists = [field for field in self if isinstance(field.field, forms.MultipleChoiceField)]
        return format_html_join("", "{}", ((field.as_hidden(only_initial=True),) for field in lists))

    @staticmethod
    def values_of(risk: Risk) -> dict[str, Any]:
        """What the fields say of this risk."""
        return {name: getattr(risk, f"{name}_id" if name == "owner" else name) for name in DESCRIBED}


def _steps(scale: dict[int, Step]) -> list[tuple[int, str | Promise]]:
    return [
        (
            number,
            format_lazy("{number} – {name}: {meaning}", number=number, name=step.name, meaning=step.meaning),
        )
        for number, step in scale.items()
    ]


def _step_field(label: Any, scale: dict[int, Step], help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=lambda: _steps(scale),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=help_text,
        error_messages={"required": _("Choose a step.")},
    )


class AssessForm(forms.Form):
    mark_optional = True

    likelihood = _step_field(_("How likely is it, if nothing were done?"), LIKELIHOOD)
    impact = _step_field(_("How bad would it be, if nothing were done?"), IMPACT)
    residual_likelihood = _step_field(
        _("How likely is it with the measures there are?"),
        LIKELIHOOD,
        _("Not more likely than without them."),
    )
    residual_impact = _step_field(
        _("How bad would it be with the measures there are?"), IMPACT, _("Not worse than without them.")
    )
    reason = WrittenField(
        label=_("Why so?"),
        rows=3,
        help_text=_("What the group knows: cases, figures, what residents said. No names."),
        error_messages={"required": _("Say why, so that others can follow next time.")},
    )
    assessed_on = DayField(label=_("On which day was it assessed?"))
    review_on = DayField(
        label=_("When is it to be looked at again?"),
        required=False,
        help_text=_("For example, 14.11.2026. Left empty, the day stays as it is."),
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_assessed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["assessed_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_review_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["review_on"]
        if day is not None and day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("likelihood", "impact"):
            without, with_measures = said.get(name), said.get(f"residual_{name}")
            if without and with_measures and with_measures > without:
                self.add_error(
                    f"residual_{name}",
                    _("Measures do not make a risk worse. Choose a lower step, or raise the first one."),
                )
        return said


class CloseForm(forms.Form):
    reason = WrittenField(
        label=_("Why is it closed?"),
        longest=500,
        rows=2,
        help_text=_("For example: the field was cleared of mines; another risk says it better."),
        error_messages={"required": _("Say why this risk is closed.")},
    )


class ConcernForm(forms.Form):
    topic = forms.ChoiceField(label=_("Topic"), choices=_topics, error_messages={"required": CHOOSE_TOPIC})
    text = PlainTextField(
        label=_("What worries people?"),
        max_length=TEXT_MAX,
        help_text=_("One sentence, without names and addresses of people."),
        error_messages={"required": _("Say in one sentence what worries people.")},
    )
    source = forms.ChoiceField(label=_("From where?"), choices=ConcernSource.choices)
    times = forms.IntegerField(
        label=_("How many people said so?"),
        min_value=1,
        max_value=5000,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            name: _("Write a whole number in digits, from 1 to 5000.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    looked_at = LookedAtField()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        ask_to_look(self, personal_details_in(said.get("text", "")))
        return said


class ProposalForm(forms.Form):
    """A resident's proposal as a concern: only its topic is asked."""

    topic = forms.ChoiceField(label=_("Topic"), choices=_topics, error_messages={"required": CHOOSE_TOPIC})
