"""When and where the open meeting of a period was held."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.shared.plain_text import PlainTextField
from communities.shared.typed_fields import DAY_FORMATS
from reports.cycle.meetings import PLACE_MAX


class MeetingForm(forms.Form):
    held_on = forms.DateField(
        label=_("On which day was it held?"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Give the day of the meeting."),
            "invalid": _("Write the day like 31.12.2026."),
        },
    )
    place = PlainTextField(
        label=_("Where?"),
        help_text=_("Residents read it. For example: House of culture, Novopskov."),
        max_length=PLACE_MAX,
        error_messages={"required": _("Give the place of the meeting.")},
    )

    def __init__(self, *args: object, first: dt.date, last: dt.date, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["held_on"].widget.attrs.update(min=first.isoformat(), max=last.isoformat())
