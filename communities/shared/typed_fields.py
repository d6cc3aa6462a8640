"""Fields for what people type: a day that is never thrown away, a text that is counted and never cut."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.shared.plain_text import plain_text

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
LONGEST = 2000  # characters, as most columns
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


class WrittenField(forms.CharField):
    """Text from a person, as it is kept: without characters that nobody can see."""

    def __init__(self, *, longest: int = LONGEST, rows: int = 4, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-count-max": str(longest)})
        super().__init__(max_length=longest, widget=widget, **options)
        self.widget.attrs.pop("maxlength", None)  # a pasted text is counted and named too long, not cut

    def to_python(self, value: Any) -> str:
        return plain_text(str(value)).text if value else ""
