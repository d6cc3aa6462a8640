"""A focus group, its notes, and the look at each warning before a note is released."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.shared.typed_fields import DayField
from communities.topics import Topic
from surveys.definition import QuestionnaireDefinition
from surveys.focus import ABOUT_THE_GROUP
from surveys.forms.waves import CommunityField, line, written
from surveys.models import FocusGroup, Wave
from surveys.note_check import Warned

NOT_A_NUMBER = _("Write a whole number in digits, such as 8, or leave it empty.")


class FocusGroupForm(forms.ModelForm):  # type: ignore[type-arg] # no [] when it runs
    mark_optional = True

    who_uk = line(
        _("Who took part? In Ukrainian"),
        300,
        _("No names. For example: жінки 60+, мешканки сіл."),
        required=True,
        missing=_("Say in a few words who took part."),
    )
    who_en = line(_("The same in English"), 300)
    held_on = DayField(label=_("On which day?"), required=False, help_text=_("For example, 14.11.2026."))
    people = forms.IntegerField(
        label=_("How many people?"),
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("For you only; residents do not see it."),
        error_messages={"invalid": NOT_A_NUMBER, "min_value": NOT_A_NUMBER, "max_value": NOT_A_NUMBER},
    )

    class Meta:
        model = FocusGroup
        fields = ABOUT_THE_GROUP

    field_order = ["community", "who_uk", "who_en", "held_on", "people"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False


class NewFocusGroupForm(FocusGroupForm):
    community = CommunityField(label=_("In which community?"))

    def __init__(self, *args: Any, wave: Wave, **options: Any) -> None:
        super().__init__(*args, **options)
        places = list(wave.communities.select_related("oblast"))
        field = self.fields["community"]
        if isinstance(field, CommunityField):
            field.offer(places)
        if len(places) == 1:
            self.initial["community"] = places[0].pk


class FocusNoteForm(forms.Form):
    """One theme. The topic ties it to the same section of the police report."""

    mark_optional = True

    text_uk = written(
        _("What was said? In Ukrainian"),
        2000,
        _("In your own words. No names, no addresses, nothing by which neighbours know who said it."),
    )
    text_en = written(_("The same in English"), 2000)
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("no topic")), *Topic.choices])
    question = forms.ChoiceField(label=_("Question of the survey it belongs to"), required=False)

    def __init__(self, *args: Any, definition: QuestionnaireDefinition, **options: Any) -> None:
        super().__init__(*args, **options)
        questions = [(one.code, f"{one.number}. {one.text}") for one in definition if not one.is_profile]
        field = self.fields["question"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("no question")), *questions]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("text_uk") and not said.get("text_en"):
            self.add_error("text_uk", _("Write what was said, in Ukrainian or in English."))
        return said


class ReleaseNoteForm(forms.Form):
    """A box for each warning, and one for the note as a whole: the check misses things."""

    def __init__(self, *args: Any, warned: Sequence[Warned], **options: Any) -> None:
        super().__init__(*args, **options)
        self.warned = tuple(warned)
        for one in self.warned:
            self.fields[f"w_{one.key}"] = forms.BooleanField(
                label=gettext("“%(word)s”: I looked, nobody can be recognised by it") % {"word": one.word},
                error_messages={"required": _("Look at this place: change the note, or tick the box.")},
            )
        self.fields["whole"] = forms.BooleanField(
            label=_("I read the whole note: it names nobody and tells nobody’s address"),
            error_messages={"required": _("Read the note and tick the box.")},
        )

    @property
    def places(self) -> list[tuple[Warned, forms.BoundField]]:
        return [(one, self[f"w_{one.key}"]) for one in self.warned]

    @property
    def looked_at(self) -> frozenset[str]:
        return frozenset(one.key for one in self.warned if self.cleaned_data.get(f"w_{one.key}"))
