"""Choosing a file from the field."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from surveys.import_words import trouble_in_words
from surveys.models import Wave
from surveys.reading.limits import LARGEST_FILE, Trouble


class UploadForm(forms.Form):
    mark_optional = True

    file = forms.FileField(
        label=_("File with the answers"),
        help_text=_(
            "CSV, XLSX or SPSS (.sav, .zsav), as KoBoToolbox, ODK or your program exports it. One line is "
            "one person. Remove names, addresses and telephone numbers first: they are not needed here."
        ),
        error_messages={"required": _("Choose the file first."), "empty": _("The file is empty.")},
    )
    community = forms.ModelChoiceField(
        Community.objects.none(),
        label=_("Community"),
        required=False,
        empty_label=_("a column of the file names it"),
        help_text=_("Of whom the whole file is."),
    )
    is_aggregate = forms.BooleanField(
        label=_("This is a table of percentages: question, answer, percent, n"),
        required=False,
        help_text=_("For results of which the single answers are not known."),
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = wave.communities.all()
        self.several = places.count() > 1
        community = self.fields["community"]
        community.queryset = places  # type: ignore[attr-defined] # it is a ModelChoiceField
        if not self.several:
            del self.fields["community"]

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(trouble_in_words(Trouble.TOO_LARGE))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_aggregate") and self.several and not data.get("community"):
            self.add_error("community", _("Say of which community the percentages are."))
        return data
