"""Choosing a filled-in workbook."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from communities.shared.workbooks import LARGEST_FILE


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The filled-in file"),
        help_text=_("The .xlsx that you downloaded here. You see every change before anything is saved."),
        error_messages={"required": _("Choose the file first."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Take the file that you downloaded here.")
            )
        return file
