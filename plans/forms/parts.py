"""The small form of each part of a plan: the shape of what was typed; `plans.writing.drafting` writes it."""

from decimal import Decimal
from typing import Any, TypeAlias

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from communities.models import Settlement, VulnerableGroup
from communities.shared import clock
from communities.shared.typed_fields import DayField, LineField, WrittenField
from plans.forms.fields import WRITE_IT, Words, field_for
from plans.models import Action, Funding, FundingSource, Goal, Plan, Problem, Resource
from plans.writing import aims, parts
from plans.writing.parts import PartKind

MOST_YEARS = 10
YEARS_FOLLOW = _("The last year is not before the first, and at most nine years later.")
RATE_AND_DAY = _("Give the rate and its day.")
CHOOSE_CURRENCY = _("Choose the currency, or leave the rate and its day empty.")


class PartForm(forms.ModelForm):  # type: ignore[type-arg] # no [] when it runs
    """Of a part that is there or will be. `plan` limits what can be chosen.

    `together`: fields that mean nothing without each other, so that they are stored together or not at all.
    """

    mark_optional = True
    together: tuple[tuple[str, ...], ...] = ()

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        for name, field in self.fields.items():
            if isinstance(field, DayField):
                field.help_text = field.help_text or _("For example, 14.11.2026.")
            self.fields[name].widget.attrs.setdefault("autocomplete", "off")

    @property
    def groups(self) -> list[tuple[Words, list[forms.BoundField]]]:
        """Its fields under headings; most forms are short and need none."""
        return [("", [self[name] for name in self.fields])]

    @property
    def held(self) -> set[str]:
        """What cannot be stored yet: it cannot be read, was not sent, or goes together with such a field."""
        held = {name for name in self.fields if name in self.errors or not self._was_sent(name)}
        for names in self.together:
            if held & set(names):
                held |= set(names)
        return set(self.fields) if self.non_field_errors() else held

    @property
    def storable(self) -> dict[str, Any]:
        """What can be stored, although other fields wait until they are mended."""
        held = self.held
        return {name: value for name, value in self.cleaned_data.items() if name not in held}

    def _was_sent(self, name: str) -> bool:
        """Boxes without a tick are never sent."""
        is_box = isinstance(self.fields[name].widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple))
        return is_box or self.add_prefix(name) in self.data

    def _under(self, heading: Words, *names: str) -> tuple[Words, list[forms.BoundField]]:
        return heading, [self[name] for name in names]


class PlanForm(PartForm):
    together = (("year_from", "year_to"), ("second_currency", "rate", "rate_on"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        first, last = said.get("year_from"), said.get("year_to")
        if first and last and not first <= last <= first + MOST_YEARS - 1:
            self.add_error("year_to", YEARS_FOLLOW)
        asked = [name for name in ("second_currency", "rate", "rate_on") if name not in self.errors]
        given = [name for name in asked if said.get(name)]
        if given and len(asked) == len(self.together[1]) and given != asked:
            missing = next(name for name in asked if name not in given)
            self.add_error(missing, CHOOSE_CURRENCY if missing == "second_currency" else RATE_AND_DAY)
        elif said.get("rate") is not None and said["rate"] < 0:
            self.add_error("rate", RATE_AND_DAY)
        return said

    @property
    def groups(self) -> list[tuple[Words, list[forms.BoundField]]]:
        return [
            self._under("", "title", "year_from", "year_to", "basis", "summary"),
            self._under(_("Money in a second currency"), "second_currency", "rate", "rate_on"),
        ]

    class Meta:
        model = Plan
        fields = parts.COLUMNS[PartKind.PLAN]
        formfield_callback = field_for


class GoalForm(PartForm):
    class Meta:
        model = Goal
        fields = parts.COLUMNS[PartKind.GOAL]
        formfield_callback = field_for


class ProblemForm(PartForm):
    class Meta:
        model = Problem
        fields = parts.COLUMNS[PartKind.PROBLEM]
        formfield_callback = field_for


class _NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # no [] when it runs
    def label_from_instance(self, row: Any) -> str:
        return str(getattr(row, "name", row))


class ActionForm(PartForm):
    together = (("starts_on", "due_on"),)

    serves = forms.MultipleChoiceField(
        label=_("Whom it serves"),
        required=False,
        choices=VulnerableGroup.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    settlement = _NamedChoice(
        label=_("Settlement"),
        required=False,
        queryset=Settlement.objects.none(),
        empty_label=_("the whole community"),
    )
    aim = forms.ChoiceField(
        label=_("Figure or answer that should change"),
        required=False,
        help_text=_("When the action ends, this figure is shown before and after."),
    )

    class Meta:
        model = Action
        fields = parts.COLUMNS[PartKind.ACTION]
        formfield_callback = field_for

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place = self.plan.group.community
        rows = {
            "goal": self.plan.goals.order_by("position", "pk"),
            "problem": self.plan.problems.order_by("position", "pk"),
            "settlement": place.settlements.all(),
            "responsible": self.plan.group.memberships.sitting(on=clock.today())
            | self.plan.group.memberships.filter(pk=self.instance.responsible_id),
        }
        for name, queryset in rows.items():
            self._choice(name).queryset = queryset
        self._choice("problem").empty_label = _("no problem of this plan")
        self._choice("responsible").empty_label = _("not a member, or not decided")
        self._choice("goal").empty_label = _("choose a goal")
        self._choice("aim").choices = [("", _("no figure")), *aims.choices()]
        self.initial["aim"] = aims.key_of(self.instance.aim)

    @property
    def groups(self) -> list[tuple[Words, list[forms.BoundField]]]:
        return [
            self._under("", "title", "detail", "goal", "problem", "topic"),
            self._under(
                _("Who does it"),
                "responsible_body",
                "responsible",
                "responsible_name",
                "responsible_email",
                "partners",
            ),
            self._under(_("Where, for whom and when"), "settlement", "serves", "starts_on", "due_on"),
            self._under(_("What shows that it helped"), "indicator", "aim", "baseline", "target"),
            self._under(_("Who may read it"), "is_internal"),
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("An action cannot be ready before it begins."))
        return self.cleaned_data

    def _choice(self, name: str) -> Any:
        return self.fields[name]

    def clean_aim(self) -> dict[str, str]:
        return aims.of_key(self.cleaned_data["aim"])


Line: TypeAlias = tuple[str, forms.BoundField, forms.BoundField]


class ResourceForm(PartForm):
    """With one line for each source of what is there already."""

    together = tuple((parts.amount_field(source), parts.note_field(source)) for source in FundingSource)

    class Meta:
        model = Resource
        fields = parts.COLUMNS[PartKind.RESOURCE]
        formfield_callback = field_for

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        amount, note = (Funding._meta.get_field(name) for name in ("amount", "note"))
        said = parts.values(self.instance) if self.instance.pk else {}
        for source in FundingSource:
            for column, name in ((amount, parts.amount_field(source)), (note, parts.note_field(source))):
                field = field_for(column)
                if field is not None:
                    field.required = False
                    field.label = capfirst(str(parts.label_of(PartKind.RESOURCE, name)))
                    self.fields[name] = field
                self.initial[name] = said.get(name) or ""
            if self.initial[parts.amount_field(source)]:
                self.initial[parts.amount_field(source)] = Decimal(str(said[parts.amount_field(source)]))

    def clean(self) -> dict[str, Any]:
        super().clean()
        for amount, note in self.together:
            if self.cleaned_data.get(note) and self.cleaned_data.get(amount, 0) is None:
                self.add_error(amount, _("Give the amount that this note is about."))
        return self.cleaned_data

    @property
    def about(self) -> list[forms.BoundField]:
        """What is needed."""
        return [self[name] for name in parts.COLUMNS[PartKind.RESOURCE]]

    @property
    def filled(self) -> list[Line]:
        """What is there already, or was typed wrongly: source, amount, note."""
        return [line for line in self._lines if _is_filled(*line)]

    @property
    def empty(self) -> list[Line]:
        """Sources of which nothing is said yet."""
        return [line for line in self._lines if not _is_filled(*line)]

    @property
    def _lines(self) -> list[Line]:
        return [
            (str(source.label), self[parts.amount_field(source)], self[parts.note_field(source)])
            for source in FundingSource
        ]


def _is_filled(_source: str, amount: forms.BoundField, note: forms.BoundField) -> bool:
    return bool(amount.value() or note.value() or amount.errors or note.errors)


FORMS: dict[PartKind, type[PartForm]] = {
    PartKind.PLAN: PlanForm,
    PartKind.GOAL: GoalForm,
    PartKind.PROBLEM: ProblemForm,
    PartKind.ACTION: ActionForm,
    PartKind.RESOURCE: ResourceForm,
}


class StartForm(forms.Form):
    """A new plan: its title, its years, and what it begins from."""

    title = LineField(label=_("Title"), longest=200, missing=WRITE_IT)
    year_from = field_for(parts.column_of(PartKind.PLAN, "year_from"))
    year_to = field_for(parts.column_of(PartKind.PLAN, "year_to"))
    begin_from = forms.ChoiceField(label=_("Begin from"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, origins: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["begin_from"]
        field.choices = origins
        self.initial.setdefault("begin_from", origins[0][0])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        first, last = said.get("year_from"), said.get("year_to")
        if first and last and not first <= last <= first + MOST_YEARS - 1:
            self.add_error("year_to", YEARS_FOLLOW)
        return said


class CommentForm(forms.Form):
    """A remark, or other words for one field of a part."""

    text = WrittenField(label=_("Comment"), longest=2000, rows=3, required=False)
    field = forms.ChoiceField(label=_("Suggest other words for"), required=False)
    wording = WrittenField(label=_("Suggested words"), longest=5000, rows=3, required=False)

    def __init__(self, *args: Any, kind: PartKind, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["field"]
        names = [(name, capfirst(str(parts.label_of(kind, name)))) for name in parts.WORDED[kind]]
        field.choices = [("", _("nothing, it is a remark")), *names]
