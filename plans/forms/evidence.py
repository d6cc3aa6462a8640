"""Choosing evidence, and making a problem of a candidate."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.shared.plain_text import PlainTextField
from communities.topics import Topic
from plans.models import EvidenceKind, Plan

EVERY = "all"


def _topics() -> list[tuple[str, str | Promise]]:
    return [(EVERY, _("all topics")), *Topic.choices]


def _kinds() -> list[tuple[str, str | Promise]]:
    return [("", _("everything")), *EvidenceKind.choices]


class SearchForm(forms.Form):
    """What is looked for; without a choice the topic of the problem."""

    topic = forms.ChoiceField(label=_("Topic"), choices=_topics, required=False)
    kind = forms.ChoiceField(label=_("What kind"), choices=_kinds, required=False)
    words = PlainTextField(label=_("Words in it"), max_length=100, required=False)


class CandidateForm(forms.Form):
    plan = forms.ModelChoiceField(label=_("Plan"), queryset=Plan.objects.none())
    topic = forms.ChoiceField(
        label=_("Topic"), choices=Topic.choices, error_messages={"required": _("Choose a topic.")}
    )
    title = PlainTextField(
        label=_("The problem in a few words"),
        max_length=300,
        error_messages={"required": _("Say the problem in a few words.")},
    )

    def __init__(self, *args: Any, plans: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined] # it is a choice of rows
