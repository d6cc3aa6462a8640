"""Fields for what people type: a day that is never thrown away, a line or a text that is named too long and
never cut (a browser's own limit cuts what is pasted), a link that nobody else reads on the way."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from communities.shared.plain_text import PlainTextField, one_line

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
LONGEST = 2000  # characters, as most columns
TOO_LONG = ngettext_lazy(
    "Shorten it to %(limit_value)d character; it has %(show_value)d.",
    "Shorten it to %(limit_value)d characters; it has %(show_value)d.",
    "limit_value",
)
YEARS = range(1990, 2101)  # a year beyond them is a slip of the finger, and no clock reckons with year 1


class DayField(forms.DateField):
    """Typed as text: a browser's calendar throws away what it cannot read, and nothing typed may be lost."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
        messages = {
            "required": _("Give the day, such as 14.11.2026."),
            "invalid": _("Write the day as in 14.11.2026."),
        }
        super().__init__(input_formats=DAY_FORMATS, widget=widget, error_messages=messages, **options)

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class WrittenField(PlainTextField):
    """Lines of text from a person. `longest`: characters."""

    def __init__(
        self, *, longest: int = LONGEST, rows: int = 4, error_messages: Any = None, **options: Any
    ) -> None:
        messages = {"max_length": TOO_LONG} | (error_messages or {})
        widget = forms.Textarea(attrs={"rows": rows, "data-count-max": str(longest)})
        super().__init__(max_length=longest, widget=widget, error_messages=messages, **options)
        self.widget.attrs.pop("maxlength", None)


class LineField(PlainTextField):
    """One line of text. `longest`: characters. `missing`: what is said when it is empty; None: it may be."""

    def __init__(self, *, longest: int, missing: Any = None, **options: Any) -> None:
        messages = {"required": missing, "max_length": TOO_LONG}
        required = missing is not None
        super().__init__(max_length=longest, required=required, error_messages=messages, **options)
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value)).text


class SecureLinkField(forms.URLField):
    """An address that begins with https://; what lacks the beginning gets it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", max_length=500, required=False, **options)
        self.error_messages["invalid"] = _("Copy the whole link, such as https://meet.example.org/abc.")
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> str:
        link = str(super().clean(value))
        if link and not link.startswith("https://"):
            raise ValidationError(_("Use a link that begins with https://: others can be read on the way."))
        return link
