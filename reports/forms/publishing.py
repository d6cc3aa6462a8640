"""Decisions about release, publishing, correcting."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.shared.typed_fields import DAY_FORMATS, WrittenField
from reports.models import ReleaseLevel, Section
from reports.publishing.corrections import REASON_MAX
from reports.publishing.release import Decision, Subject

DAY_MISSING = _("Choose the day from which it is public.")
DAY_PASSED = _("This day has come already. Choose a later one, or “public”.")
EACH = ("", _("as chosen for each below"))


class DayField(forms.DateField):
    """A calendar day; also typed as 31.12.2026 where a browser has no calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
        super().__init__(input_formats=DAY_FORMATS, required=False, widget=widget, **options)


class LevelField(forms.ChoiceField):
    def __init__(self, *, choices: Sequence[tuple[str, Any]] = ReleaseLevel.choices, **options: Any) -> None:
        super().__init__(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **options)


def field_name(key: str) -> str:
    """HOST:narrative → HOST_narrative: an id that stylesheets and links understand."""
    return key.replace(":", "_")


def name_of(subject: Subject) -> str:
    """“Checkpoints in operation”, “Text of the section”."""
    return subject.indicator.label if subject.indicator else gettext("The text of this section")


def decision_from(form: forms.Form, *, level_field: str, day_field: str, today: dt.date) -> Decision | None:
    """What these two fields say; None after telling the reader what is wrong with the day."""
    level, day = form.cleaned_data.get(level_field), form.cleaned_data.get(day_field)
    if not level or form.has_error(day_field):
        return None
    if level != ReleaseLevel.PUBLIC_FROM:
        return Decision(ReleaseLevel(level))
    if day is None or day <= today:
        form.add_error(day_field, DAY_MISSING if day is None else DAY_PASSED)
        return None
    return Decision(ReleaseLevel.PUBLIC_FROM, day)


class ReleaseForm(forms.Form):
    """A level for everything that needs a decision; for a whole section at once where one is chosen.

    Fields: `level_KEY`, `from_KEY` for each subject, `whole_CODE`, `whole_from_CODE` for each section.
    """

    def __init__(self, *args: Any, subjects: Iterable[Subject], today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.subjects, self.today = tuple(subjects), today
        self.decisions: dict[str, Decision] = {}
        for section, of_section in self.by_section():
            self.fields[f"whole_{section.code}"] = LevelField(
                label=gettext("The whole section: %(title)s") % {"title": section.title},
                choices=[EACH, *ReleaseLevel.choices],
                required=False,
            )
            self.fields[f"whole_from_{section.code}"] = DayField(label=_("Public from"))
            for subject in of_section:
                self._add(subject)

    def _add(self, subject: Subject) -> None:
        name, chosen = field_name(subject.key), subject.decided or subject.suggested
        day = chosen.public_from if chosen.public_from and chosen.public_from > self.today else None
        self.fields[f"level_{name}"] = LevelField(label=name_of(subject), initial=chosen.level)
        self.fields[f"from_{name}"] = DayField(label=_("Public from"), initial=day)

    def by_section(self) -> list[tuple[Section, list[Subject]]]:
        grouped = groupby(self.subjects, key=lambda subject: subject.section)
        return [(section, list(subjects)) for section, subjects in grouped]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found: dict[str, Decision] = {}
        for section, subjects in self.by_section():
            whole = self._decision(f"whole_{section.code}", f"whole_from_{section.code}")
            for subject in subjects:
                name = field_name(subject.key)
                if cleaned.get(f"whole_{section.code}"):
                    decision = whole
                else:
                    decision = self._decision(f"level_{name}", f"from_{name}")
                if decision:
                    found[subject.key] = decision
        self.decisions = found
        return cleaned

    def _decision(self, level_field: str, day_field: str) -> Decision | None:
        return decision_from(self, level_field=level_field, day_field=day_field, today=self.today)


class HoldBackForm(forms.Form):
    """Another level for one figure or text that needs no decision."""

    subject = forms.ChoiceField(
        label=_("Figure or text"), widget=forms.Select(attrs={"class": "form-select"})
    )
    level = LevelField(label=_("Who may see it"))
    public_from = DayField(label=_("Public from"), help_text=_("Only for “public from a date”."))

    def __init__(self, *args: Any, subjects: Iterable[Subject], today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.decisions: Mapping[str, Decision] = {}
        grouped = groupby(subjects, key=lambda subject: subject.section)
        choices = [
            (str(section), [(subject.key, name_of(subject)) for subject in of_section])
            for section, of_section in grouped
        ]
        field = self.fields["subject"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("Choose one")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decision = decision_from(self, level_field="level", day_field="public_from", today=self.today)
        if decision and cleaned.get("subject"):
            self.decisions = {cleaned["subject"]: decision}
        return cleaned


class PublishForm(forms.Form):
    """`reviewed`: the fingerprint of the preview that stood above the button."""

    reviewed = forms.CharField(max_length=64, widget=forms.HiddenInput)
    has_read_warnings = forms.BooleanField(
        label=_("I have read the warnings"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, has_warnings: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_warnings:
            del self.fields["has_read_warnings"]
            return
        self.fields["has_read_warnings"].required = True
        self.fields["has_read_warnings"].error_messages["required"] = _(
            "Read the warnings above, then tick this box."
        )


class CorrectForm(forms.Form):
    reason = WrittenField(
        label=_("Why is the report corrected?"),
        longest=REASON_MAX,
        help_text=_(
            "Residents read this. Say what was wrong and why, but not by how much a small figure changed."
        ),
    )
