"""The coordinator's forms: what the board shows, decisions about one report, an oblast's rules."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Oblast
from reports.cycle.board import FEW, MANY, Filters, stretches
from reports.cycle.cell_states import CellState
from reports.cycle.decisions import REASON_MAX
from reports.forms.checking import WrittenField
from reports.forms.publishing import DAY_FORMATS
from reports.models import Excuse, Period

PERIODS = ((FEW, _("the newest 6")), (MANY, _("the newest 12")))


class BoardFilterForm(forms.Form):
    """Comes with the address (GET). What cannot be read is as if it were not asked for."""

    oblast = forms.ChoiceField(label=_("Oblast"), required=False)
    about = forms.ChoiceField(label=_("Period"), required=False)
    state = forms.ChoiceField(
        label=_("Its state"), required=False, choices=[("", _("any")), *CellState.choices]
    )
    name = forms.CharField(label=_("Name of the community"), required=False, max_length=100)
    periods = forms.TypedChoiceField(
        label=_("Periods shown"), required=False, choices=PERIODS, coerce=int, empty_value=None
    )

    def __init__(self, data: Mapping[str, Any], *, oblasts: Sequence[Oblast], today: dt.date) -> None:
        super().__init__(data)
        self._oblasts = {oblast.slug: oblast for oblast in oblasts}
        self._stretches = {stretch.slug: stretch for stretch in stretches(MANY, today=today)}
        self._choose("oblast", [("", _("all")), *((o.slug, o.name) for o in oblasts)])
        periods = [
            (slug, Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on).label)
            for slug, stretch in self._stretches.items()
        ]
        self._choose("about", [("", _("the newest that has opened")), *periods])
        if len(oblasts) < 2:
            del self.fields["oblast"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Div(*self.fields, css_class="board-filters"))

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def filters(self) -> Filters:
        self.full_clean()
        said = self.cleaned_data
        return Filters(
            oblast=self._oblasts.get(said.get("oblast", "")),
            state=CellState(said["state"]) if said.get("state") else None,
            about=self._stretches.get(said.get("about", "")),
            name=said.get("name", ""),
            periods=said.get("periods") or FEW,
        )


class DayField(forms.DateField):
    """Typed as text: a browser's calendar throws away what it cannot read, and nothing typed may be lost."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
        messages = {
            "required": _("Give the day, such as 14.11.2026."),
            "invalid": _("Write the day as in 14.11.2026."),
        }
        super().__init__(input_formats=DAY_FORMATS, widget=widget, error_messages=messages, **options)


class ReasonForm(forms.Form):
    """A decision with its reason; the verb has the last word about both."""

    reason = WrittenField(
        label=_("Why?"),
        longest=REASON_MAX,
        help_text=_(
            "Residents read this. One or two plain sentences, without names of people or places of units."
        ),
        error_messages={
            "required": _("Say why: residents read it."),
            "max_length": _("Shorten it to %(limit_value)s characters; it has %(show_value)s."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)


class ExtendForm(ReasonForm):
    due_on = DayField(label=_("New due day"), help_text=_("Until midnight in Kyiv. For example, 14.11.2026."))
    field_order = ["due_on", "reason"]


class ExcuseForm(ReasonForm):
    excuse = forms.ChoiceField(
        label=_("Because of what?"),
        choices=Excuse.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    field_order = ["excuse", "reason"]


class UnlockForm(ReasonForm):
    until_on = DayField(
        label=_("Open again until"), help_text=_("Until midnight in Kyiv. For example, 14.11.2026.")
    )
    field_order = ["until_on", "reason"]
