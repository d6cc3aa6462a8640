"""Answering what the police asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import WorkingGroup
from communities.shared.typed_fields import LineField, WrittenField
from plans.forms.fields import CHOOSE, WRITE_IT, AmountField
from plans.models import Goal, ResourceKind
from plans.states import PlanState

LONGEST_ANSWER = 3000
ANSWER_HINT = _("The police read it, and every member.")


class AnswerForm(forms.Form):
    text = WrittenField(
        label=_("Answer to the police"),
        help_text=ANSWER_HINT,
        longest=LONGEST_ANSWER,
        error_messages={"required": WRITE_IT},
    )


class GoalField(forms.ModelChoiceField):  # type: ignore[type-arg] # no [] when it runs
    """Goals of several plans, each said with its plan."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.plan.title} – {obj.title}"


class TakeForm(forms.Form):
    goal = GoalField(
        label=_("Goal of a draft plan"),
        empty_label=_("Choose a goal"),
        queryset=Goal.objects.none(),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    title = LineField(
        label=_("What will be done"),
        longest=200,
        missing=WRITE_IT,
        help_text=_("The name of the action in the plan. Shorten what the report says."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label=_("Kind of resource"), choices=ResourceKind.choices)
    needed = AmountField(
        label=_("Needed, UAH"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a year, such as 2027.")
        ),
    )
    answer = WrittenField(
        label=_("Answer to the police"),
        help_text=ANSWER_HINT,
        longest=LONGEST_ANSWER,
        error_messages={"required": WRITE_IT},
    )

    def __init__(self, *args: Any, group: WorkingGroup, **options: Any) -> None:
        super().__init__(*args, **options)
        drafts = Goal.objects.filter(plan__group=group, plan__state=PlanState.DRAFT)
        goal = self.fields["goal"]
        goal.queryset = drafts.select_related("plan")  # type: ignore[attr-defined] # a choice of rows
