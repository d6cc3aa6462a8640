"""Forms about the progress of an action: for members, for whoever holds a link, for the assessment."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from communities.shared.looked_at import LookedAtField, ask_to_look
from communities.shared.narrative_check import personal_details_in
from communities.shared.plain_text import PlainTextField
from communities.shared.typed_fields import WrittenField
from plans.actions.progress import BY_LETTER, SENTENCE_MAX
from plans.actions.progress_files import CAPTION_MAX, CannotKeep, Cleaned, Trouble, clean
from plans.forms.fields import NOT_AN_AMOUNT, TOO_BIG, AmountField
from plans.models import ProgressEntry
from plans.states import Progress

WHY_NOT_FILE = {
    Trouble.TOO_LARGE: _("This file is larger than 10 MB. Choose a smaller one."),
    Trouble.TOO_MANY_POINTS: _("This photo has more than 25 million points. Choose a smaller one."),
    Trouble.OTHER_KIND: _("Choose a photo (JPEG or PNG) or a PDF."),
    Trouble.BROKEN: _("This file is damaged: it cannot be opened. Choose another one."),
}
NOT_A_PERCENT = _("Write a whole number from 0 to 100, or leave it empty.")


class PhotoOrPdf(forms.FileField):
    """Cleaned at once, so that what a form holds is what is kept (`plans.actions.progress_files.Cleaned`)."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})

    def __init__(self, **options: Any) -> None:
        errors = {"empty": WHY_NOT_FILE[Trouble.BROKEN], "invalid": WHY_NOT_FILE[Trouble.OTHER_KIND]}
        super().__init__(required=False, error_messages=errors, **options)

    def clean(self, data: Any, initial: Any = None) -> Cleaned | None:
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        if not upload:
            return None
        try:
            return clean(upload.read(), name=upload.name or "")
        except CannotKeep as problem:
            raise forms.ValidationError(WHY_NOT_FILE[problem.trouble]) from problem


class _Saying(forms.Form):
    mark_optional = True

    status = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands."), "invalid_choice": _("Choose how it stands.")},
    )
    sentence = WrittenField(
        label=_("In a sentence"),
        longest=SENTENCE_MAX,
        rows=2,
        required=False,
        help_text=_("What was done, or why it is late. No names of people, please."),
    )
    file = PhotoOrPdf(
        label=_("A photo or a document"),
        help_text=_(
            "JPEG, PNG or PDF, at most 10 MB. Place and camera are taken out of photos. Residents see it "
            "only after the group has looked at it."
        ),
    )
    caption = PlainTextField(label=_("What it shows"), max_length=CAPTION_MAX, required=False)

    def __init__(self, *args: Any, statuses: Iterable[Progress], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [(each.value, each.label) for each in statuses]  # type: ignore[attr-defined]


class SayForm(_Saying):
    """For members: also how much is done, and the money."""

    percent = forms.IntegerField(
        label=_("How much of it is done, percent"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NOT_A_PERCENT),
    )
    spent = AmountField(
        label=_("Money spent on it until now, UAH"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=_("All of it since the beginning. Leave it empty if nothing has changed."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            **dict.fromkeys(("invalid", "min_value", "max_decimal_places"), NOT_AN_AMOUNT),
            **dict.fromkeys(("max_digits", "max_whole_digits"), TOO_BIG),
        },
    )
    field_order = ("status", "percent", "sentence", "spent", "file", "caption")


class LetterForm(_Saying):
    """For whoever holds the link of a letter: three buttons, and a sentence and a file for those who want."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, statuses=BY_LETTER, **options)


EVERYBODY, GROUP = "everybody", "group"


class AssessmentForm(forms.Form):
    """Did it help? The figures of the day are taken by the verb, not from the browser.

    `looked_at` is asked when the words for residents may tell who somebody is.
    """

    text = WrittenField(
        label=_("What does the group think: did it help, and how do you know?"),
        longest=3000,
        rows=4,
        error_messages={"required": _("Write in a few words whether it helped.")},
    )
    readers = forms.ChoiceField(
        label=_("Who reads these words?"),
        choices=[
            (EVERYBODY, _("residents too, on the page of the plan")),
            (GROUP, _("the group only")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Residents read the newest assessment. When the newest is for the group only, they read none."
        ),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who reads these words.")),
    )
    looked_at = LookedAtField()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("readers") == EVERYBODY:
            ask_to_look(self, personal_details_in(said.get("text", "")))
        return said


class ShowFileForm(forms.Form):
    """What residents get with a file: what it shows, for those who cannot see it."""

    caption = PlainTextField(
        label=_("What does it show?"),
        max_length=CAPTION_MAX,
        help_text=_("One sentence, without names. It is read aloud to those who cannot see it."),
        error_messages={"required": _("Say in one sentence what it shows.")},
    )


def said_before(entry: ProgressEntry | None) -> dict[str, Any]:
    """What a new word begins with."""
    return {"status": entry.status, "percent": entry.percent} if entry else {}
