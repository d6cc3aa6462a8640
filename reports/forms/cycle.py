"""The coordinator's forms: what the board shows, decisions about one report, an oblast's rules."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.models import Oblast
from communities.shared.looked_at import LookedAtField, ask_to_look
from communities.shared.narrative_check import Detail, personal_details_in
from communities.shared.typed_fields import DayField, WrittenField
from reports.cycle.board import FEW, MANY, Filters, stretches
from reports.cycle.cell_states import CellState
from reports.cycle.decisions import REASON_MAX
from reports.cycle.rules_page import period_of
from reports.cycle.steps import Step
from reports.models import Excuse
from reports.periods import Stretch

EVERYDAY = frozenset({Detail.DAY})  # “no light since 3 November” tells nobody’s name
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
        periods = [(slug, period_of(stretch).label) for slug, stretch in self._stretches.items()]
        self._choose("about", [("", _("the newest")), *periods])
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


class ReasonForm(forms.Form):
    """A decision with its reason; the verb has the last word about both.

    `is_public`: residents read the reason. Else only the police of the community and coordinators do, some
    of them in a letter. Words that may tell who somebody is are looked at once more before they are kept.
    """

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
    is_looked_at = LookedAtField()

    def __init__(self, *args: Any, is_public: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_public:
            reason = self.fields["reason"]
            reason.help_text = _("The police of the community read this, residents do not.")
            reason.error_messages["required"] = _("Say why.")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*(name for name in self.fields if name != "is_looked_at"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        found = [each for each in personal_details_in(values.get("reason", "")) if each.kind not in EVERYDAY]
        if found:
            self.helper.layout.append("is_looked_at")  # asked only then
            ask_to_look(self, found, name="is_looked_at")
        return values


class ExtendForm(ReasonForm):
    due_on = DayField(label=_("New due day"), help_text=_("Until midnight in Kyiv. For example, 14.11.2026."))
    field_order = ["due_on", "reason", "is_looked_at"]


class ExcuseForm(ReasonForm):
    excuse = forms.ChoiceField(
        label=_("Because of what?"),
        choices=Excuse.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    field_order = ["excuse", "reason", "is_looked_at"]


class UnlockForm(ReasonForm):
    until_on = DayField(
        label=_("Open again until"), help_text=_("Until midnight in Kyiv. For example, 14.11.2026.")
    )
    field_order = ["until_on", "reason", "is_looked_at"]


class FromPeriodForm(forms.Form):
    """A change that holds from a period on which has not opened yet."""

    from_period = forms.ChoiceField(
        label=_("From which period on?"),
        help_text=_("Only periods that have not opened yet: what was asked for stays as it was."),
        error_messages={"invalid_choice": _("This period has opened meanwhile. Choose a later one.")},
    )

    def __init__(self, *args: Any, stretches: Sequence[Stretch], **options: Any) -> None:
        super().__init__(*args, **options)
        self._by_slug = {stretch.slug: stretch for stretch in stretches}
        field = self.fields["from_period"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(slug, period_of(stretch).label) for slug, stretch in self._by_slug.items()]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    @property
    def stretch(self) -> Stretch:
        """Of a valid form."""
        return self._by_slug[self.cleaned_data["from_period"]]


def _words_from_to(least: int, most: int) -> str:
    return gettext("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}


_from_to = lazy(_words_from_to, str)  # in the language of the page, not of the start


def _days(label: Any, help_text: Any, *, least: int, most: int) -> forms.IntegerField:
    wrong = _from_to(least, most)
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        widget=widget,
        error_messages=messages,
    )


class RuleForm(FromPeriodForm):
    """The days of an oblast's periods."""

    opens_on_day = _days(
        _("Opens on this day of the second month"), _("For example, 20: on 20 December."), least=1, most=28
    )
    due_after_days = _days(
        _("Due so many days after the period ends"), _("For example, 10: by 10 January."), least=1, most=90
    )
    on_time_after_days = _days(
        _("Counts as on time until so many days after the end"),
        _("At least as many as until it is due."),
        least=1,
        most=90,
    )
    locks_after_days = _days(
        _("Locked so many days after the end"),
        _("After that it can be handed in only with an exception."),
        least=2,
        most=180,
    )
    return_days = _days(
        _("Days to answer when a report is sent back"), _("For example, 7."), least=1, most=60
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due, on_time = cleaned.get("due_after_days"), cleaned.get("on_time_after_days")
        locks = cleaned.get("locks_after_days")
        if due and on_time and on_time < due:
            self.add_error(
                "on_time_after_days",
                _("A report is on time at least until it is due: write %(due)s or more.") % {"due": due},
            )
        if on_time and locks and locks <= on_time:
            self.add_error(
                "locks_after_days",
                _("The lock comes after the last day on time: write more than %(days)s.") % {"days": on_time},
            )
        return cleaned

    @property
    def days(self) -> dict[str, int]:
        """Of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "from_period"}


class StepForm(forms.Form):
    """One more step of reminding."""

    side = forms.ChoiceField(
        label=_("When?"),
        choices=[("before", _("before the due day")), ("after", _("on the due day or after it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    days = _days(_("How many days?"), _("0 means on the due day."), least=0, most=60)
    whom = forms.MultipleChoiceField(
        label=_("Who is reminded?"),
        choices=[("officer", _("the reporting officer")), ("head", _("the head of police"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who is reminded.")},
    )

    def __init__(self, *args: Any, taken: Collection[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self._taken = taken
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"side", "days"} <= cleaned.keys() and self._day(cleaned) in self._taken:
            self.add_error("days", _("There is already a step on this day. Remove it first."))
        return cleaned

    @staticmethod
    def _day(cleaned: Mapping[str, Any]) -> int:
        days = int(cleaned["days"])
        return -days if cleaned["side"] == "before" else days

    @property
    def step(self) -> Step:
        """Of a valid form."""
        whom = self.cleaned_data["whom"]
        return Step(self._day(self.cleaned_data), tells_officer="officer" in whom, tells_head="head" in whom)
