"""Forms of minutes: they check the shape of what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.meetings import amendments, minutes, minutes_content, signing
from communities.meetings.minutes_content import Json
from communities.models import AgendaItem, Membership
from communities.shared.typed_fields import WrittenField

POINT_LABELS = {
    "heard": (_("Heard"), ""),
    "discussed": (_("Spoke"), _("Who said what, in short.")),
    "decided": (_("Decided"), ""),
}
POINT_LABELS_FOR_RESIDENTS = {
    "heard": (
        _("Heard, for residents"),
        _("Leave it empty when residents may read the text above as it is."),
    ),
    "discussed": (
        _("Spoke, for residents"),
        _("Leave it empty, and residents read nothing of the discussion."),
    ),
    "decided": (
        _("Decided, for residents"),
        _("Leave it empty when residents may read the text above as it is."),
    ),
}


class TextsForm(forms.Form):
    """The texts of one point (or the remark about the whole): for members, then for residents.

    `version`: that of the draft which stands in the form.
    """

    mark_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: Json, item_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys: dict[str, str] = {}
        item = next((one for one in content["facts"]["items"] if one["id"] == item_id), None)
        labels = _labels(item) if item else _note_labels()
        for key in minutes_content.keys_of(content["facts"], item_id):
            label, hint = labels[key]
            name = key.replace(".", "_").replace("-", "_")
            self._keys[name] = key
            self.fields[name] = WrittenField(
                label=label,
                help_text=hint,
                required=False,
                longest=minutes_content.longest(key),
                rows=_rows(key),
                initial=content["texts"].get(key, ""),
            )

    @property
    def held(self) -> list[str]:
        """Fields that cannot be stored yet: too long, or so long that a page did not even send them."""
        return [name for name in self._keys if name in self.errors or name not in self.data]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed and can be stored, by the key of the text."""
        held = self.held
        return {key: self.cleaned_data[name] for name, key in self._keys.items() if name not in held}

    def for_members(self) -> list[forms.BoundField]:
        return [self[name] for name, key in self._keys.items() if minutes_content.PUBLIC not in key]

    def for_residents(self) -> list[forms.BoundField]:
        return [self[name] for name, key in self._keys.items() if minutes_content.PUBLIC in key]

    def field_of(self, key: str) -> forms.BoundField:
        return next(self[name] for name, one in self._keys.items() if one == key)


class AmendmentForm(forms.Form):
    """What should be changed. `member` only for the secretary, who writes for members without an account."""

    mark_optional = True

    member = forms.ModelChoiceField(
        label=_("Who asks for it?"),
        queryset=Membership.objects.none(),
        empty_label=_("Choose a member"),
        error_messages={"required": _("Choose who asks for it.")},
    )
    item = forms.ModelChoiceField(
        label=_("About which point?"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("about the minutes as a whole"),
    )
    text = WrittenField(
        label=_("What should be changed?"),
        help_text=_("Say what stands there and what should stand there."),
        longest=amendments.LONGEST,
        error_messages={"required": _("Write what should be changed.")},
    )

    def __init__(
        self,
        *args: Any,
        items: Any,
        members: Sequence[Membership],
        own: Membership | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        if members:
            there = Membership.objects.filter(pk__in=[one.pk for one in members]).order_by("name")
            self.fields["member"].queryset = there  # type: ignore[attr-defined]
            self.fields["member"].initial = own
        else:
            del self.fields["member"]


class AnswerForm(forms.Form):
    """Taken over, or not and why."""

    is_taken = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Taken over: the text is mended")), ("no", _("Not taken over"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you take it over.")},
    )
    words = WrittenField(
        label=_("In words"),
        help_text=_("When you do not take it over, say why: the member reads it."),
        required=False,
        longest=amendments.LONGEST_ANSWER,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("is_taken") is False and not self.cleaned_data.get("words"):
            self.add_error("words", _("Say why it is not taken over."))
        return self.cleaned_data


class SeenForm(forms.Form):
    """Which version of the draft the person had before the eyes."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class SignForm(SeenForm):
    """`early_reason` only for the chair while the days for amendments run."""

    early_reason = forms.CharField(
        label=_("Why is it signed before the days for amendments are over?"),
        help_text=_(
            "For example: everybody who was there read it at the table and agreed. Members read this."
        ),
        max_length=signing.LONGEST_REASON,
        error_messages={"required": _("Say why, or wait until the days are over.")},
    )
    has_read = forms.BooleanField(
        label=_("I have read the remarks about the text for residents, and it may stay as it is"),
        error_messages={"required": _("Read the remarks and tick this, or mend the text first.")},
    )

    def __init__(self, *args: Any, is_early: bool, has_remarks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["early_reason"]
        if not has_remarks:
            del self.fields["has_read"]


class PublishForm(forms.Form):
    has_read = forms.BooleanField(
        label=_("I have read the remarks about the text for residents, and it may stay as it is"),
        error_messages={"required": _("Read the remarks and tick this, or correct the minutes first.")},
    )

    def __init__(self, *args: Any, has_remarks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_remarks:
            del self.fields["has_read"]


class CorrectForm(forms.Form):
    reason = WrittenField(
        label=_("Why are they corrected?"),
        help_text=_("Residents read it too when the new version is published. Name nobody."),
        longest=minutes.LONGEST_REASON,
        rows=3,
        error_messages={"required": _("Say why: a correction without a reason is not possible.")},
    )


def _rows(key: str) -> int:
    """Lines of the field: many for a discussion, few where most leave it empty."""
    if minutes_content.PUBLIC in key:
        return 3
    return 8 if key.endswith("discussed") else 5


def _labels(item: Json) -> dict[str, tuple[Any, Any]]:
    labels: dict[str, tuple[Any, Any]] = {}
    for name in minutes_content.OF_A_POINT:
        labels[minutes_content.key_of(item["id"], name)] = POINT_LABELS[name]
        labels[minutes_content.key_of(item["id"], name, public=True)] = POINT_LABELS_FOR_RESIDENTS[name]
    for ballot in item["ballots"]:
        labels[minutes_content.question_key(ballot["id"])] = (
            _("What was voted on, for residents"),
            _("Leave it empty when residents may read it as it was put to the vote: “%(question)s”")
            % {"question": ballot["question"]},
        )
    for task in item["tasks"]:
        labels[minutes_content.task_key(task["id"])] = (
            _("Task %(number)s, for residents") % {"number": task["number"]},
            _("Leave it empty, and residents do not read of it: “%(text)s”") % {"text": task["text"]},
        )
    return labels


def _note_labels() -> dict[str, tuple[Any, Any]]:
    note, public = minutes_content.NOTE_KEYS
    return {
        note: (_("Remarks"), _("What belongs to no point: for example, what was recorded wrongly.")),
        public: (_("Remarks, for residents"), _("Leave it empty, and residents read no remarks.")),
    }
