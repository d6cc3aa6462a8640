"""Forms about meetings: day and place, a point of the agenda, a proposal and its answer."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.meetings.invitations import Unreached
from communities.meetings.paper_invitations import Size
from communities.models import AgendaItem, ItemKind, ItemProposal, Meeting, Membership
from communities.shared.looked_at import LookedAtField, ask_to_look
from communities.shared.narrative_check import Finding, personal_details_in
from communities.shared.requests import whole_number
from communities.shared.typed_fields import DayField, LineField, SecureLinkField, WrittenField


def written(
    label: Any, longest: int, help_text: Any = "", *, missing: Any = None, rows: int = 4
) -> WrittenField:
    return WrittenField(
        label=label,
        help_text=help_text,
        longest=longest,
        rows=rows,
        required=missing is not None,
        error_messages={"required": missing},
    )


class MeetingForm(forms.Form):
    """When and where. `short_notice_reason` is asked only once the statute is known not to be kept."""

    mark_optional = True

    day = DayField(label=_("Day"), help_text=_("For example 14.11.2026."))
    time = forms.TimeField(
        label=_("Begins at"),
        help_text=_("Kyiv time, for example 14:30."),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Give the time, such as 14:30."),
            "invalid": _("Write the time as in 14:30."),
        },
    )
    minutes_planned = forms.IntegerField(
        label=pgettext_lazy("length of a meeting", "Minutes"),
        help_text=_("How long, for example 120."),
        min_value=10,
        max_value=720,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Give the minutes, such as 120."),
            "invalid": _("Write a whole number in digits, such as 120."),
            "min_value": _("Plan at least ten minutes."),
            "max_value": _("Plan twelve hours (720 minutes) at most."),
        },
    )
    is_open = forms.BooleanField(
        label=_("An open meeting: residents may come"),
        help_text=_(
            "The police law (article 88) asks for one at least every two months. Residents read its place; "
            "of other meetings only members do."
        ),
        required=False,
    )
    place = LineField(
        label=_("Place"),
        longest=200,
        help_text=_("Think of shelter nearby. May stay empty when the group meets online."),
    )
    online_link = SecureLinkField(
        label=_("Link for taking part online"),
        help_text=_("Only members see it, after signing in. It is never sent by mail."),
    )
    note = written(_("Note to the members"), 2000, _("For example how to come in. Only members read it."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    short_notice_reason = LineField(
        label=_("Why is it called at shorter notice?"), longest=300, help_text=_("Members read it.")
    )

    def __init__(self, *args: Any, asks_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["short_notice_reason"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, time = values.get("day"), values.get("time")
        if isinstance(day, dt.date) and isinstance(time, dt.time):
            try:
                values["starts_at"] = from_current_timezone(dt.datetime.combine(day, time))
            except ValidationError:
                self.add_error("time", _("The clocks change at this hour. Choose another one."))
        if not values.get("place") and not values.get("online_link") and "online_link" not in self.errors:
            self.add_error("place", _("Name a place, a link for taking part online, or both."))
        return values

    @property
    def arrangement(self) -> dict[str, Any]:
        names = ("starts_at", "place", "online_link", "is_open", "note", "minutes_planned")
        return {name: self.cleaned_data[name] for name in names}

    @staticmethod
    def of(meeting: Meeting) -> dict[str, Any]:
        """What stands there now, for the empty form."""
        starts = timezone.localtime(meeting.starts_at)
        return {
            "day": starts.date(),
            "time": starts.time(),
            "minutes_planned": meeting.minutes_planned,
            "is_open": meeting.is_open,
            "place": meeting.place,
            "online_link": meeting.online_link,
            "note": meeting.note,
            "version": meeting.version,
            "short_notice_reason": meeting.short_notice_reason,
        }


class CallForm(forms.Form):
    """The reason, when the statute is not kept."""

    short_notice_reason = LineField(
        label=_("Why is it called at shorter notice?"),
        help_text=_("Members read it, residents do not. For example: the police report came on Friday."),
        longest=300,
        missing=_("Say why: the members read it."),
    )


class CancelForm(forms.Form):
    reason = LineField(
        label=_("Why is it not held?"),
        help_text=_("Members read it, residents do not."),
        longest=300,
        missing=_("Say why: the members read it."),
    )


NOT_REACHED, EVERYBODY = "not_reached", "everybody"


class PaperForm(forms.Form):
    """Which invitations are printed, on which paper, in which language."""

    whom = forms.ChoiceField(label=_("For whom?"))
    size = forms.TypedChoiceField(
        label=_("Paper"),
        choices=[(Size.A5.value, _("A5, half a sheet")), (Size.A4.value, _("A4, in larger letters"))],
        coerce=Size,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("uk", "Українська"), ("en", "English")], initial=get_language
    )

    def __init__(
        self, *args: Any, invited: Sequence[Membership], not_reached: Sequence[Unreached], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._invited, self._not_reached = invited, [each.member for each in not_reached]
        choices: list[tuple[str, Any]] = [(str(each.pk), each.name) for each in invited]
        choices.insert(0, (EVERYBODY, _("everybody (%(n)s)") % {"n": len(invited)}))
        if count := len(self._not_reached):
            words = ngettext(
                "the member whom no letter reached (%(n)s)",
                "all members whom no letter reached (%(n)s)",
                count,
            )
            choices.insert(0, (NOT_REACHED, words % {"n": count}))
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]

    @property
    def members(self) -> list[Membership]:
        whom = self.cleaned_data["whom"]
        if whom == NOT_REACHED:
            return self._not_reached
        return [each for each in self._invited if whom in {EVERYBODY, str(each.pk)}]


class PointForm(forms.Form):
    """A point of the agenda. `stamp` tells whether it is still the one that was opened."""

    mark_optional = True

    title = LineField(
        label=_("What is it about?"),
        help_text=_("Residents read it once the meeting is called: no names, nothing that must stay inside."),
        longest=300,
        missing=_("Write what the point is about."),
    )
    kind = forms.ChoiceField(label=_("What kind of point is it?"), choices=ItemKind.choices)
    detail = written(_("More about it"), 3000, _("For the members only."))
    presenter = LineField(label=_("Who presents it?"), longest=200, help_text=_("For the members only."))
    assesses_police = forms.BooleanField(
        label=_("The group assesses the work of the police here"),
        help_text=_("Then the rules of the group say whether police members vote."),
        required=False,
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_kind(self) -> ItemKind:
        return ItemKind(self.cleaned_data["kind"])


class ProposalForm(forms.Form):
    """What a member or a resident wants to be discussed."""

    mark_optional = True

    title = LineField(
        label=_("What should be discussed?"),
        help_text=_("In one sentence. For example: street lighting near the bus stop."),
        longest=200,
        missing=_("Write in one sentence what should be discussed."),
    )
    detail = written(
        _("More about it"),
        3000,
        _("Please write no names and nothing by which somebody could be recognised, yourself included."),
        rows=6,
    )


class ResidentProposalForm(ProposalForm):
    """The code of a paper invitation helps when very much is sent; whoever has none leaves it empty."""

    code = LineField(
        label=_("Code of an invitation on paper"),
        help_text=_("Most people have none. The group sees that there was a code, not whose."),
        longest=30,
    )
    code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}


class MemberProposalForm(ProposalForm):
    """Whoever keeps the group passes on what members without an account wrote on a slip."""

    member = forms.ModelChoiceField(
        label=_("Who proposes it?"),
        help_text=_("For example, a member who gave you the slip of a paper invitation."),
        queryset=Membership.objects.none(),
        error_messages={"required": _("Choose who proposes it.")},
    )
    field_order = ["member", "title", "detail"]

    def __init__(
        self, *args: Any, own: Membership | None, members: Sequence[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, field = own, self.fields["member"]
        if members and isinstance(field, forms.ModelChoiceField):
            others = [each.pk for each in members if each != own]
            field.queryset = Membership.objects.filter(pk__in=others).order_by("name")
            field.required = own is None
            field.empty_label = _("I myself") if own else _("Choose a member")
        else:
            del self.fields["member"]

    @property
    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "member": self.cleaned_data.get("member") or self.own}


class AnswerForm(forms.Form):
    """The chair accepts or declines, always with words. What residents will read is looked at first."""

    decision = forms.ChoiceField(
        label=_("What is your answer?"),
        choices=[("accept", _("Yes: it goes on the agenda")), ("decline", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    answer = written(
        _("Your answer in words"),
        2000,
        _("Whoever proposed this reads it."),
        missing=_("Write an answer: whoever proposed this reads it."),
    )
    public_title = LineField(
        label=_("How it stands on the agenda, in your words"),
        help_text=_("Agendas are public: no names, nothing by which somebody could be recognised."),
        longest=200,
    )
    is_public = forms.BooleanField(
        label=_("Residents may read this title and your answer"),
        help_text=_("What the person wrote is never shown to residents."),
        required=False,
    )
    is_looked_at = LookedAtField(label=_("I have read it again: nobody can be recognised"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings: list[Finding] = []

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        title, accepts = values.get("public_title", ""), values.get("decision") == "accept"
        if not title and "public_title" not in self.errors and (accepts or values.get("is_public")):
            self.add_error("public_title", _("Write a title: residents read it on the agenda."))
        read = [title] if accepts or values.get("is_public") else []
        if values.get("is_public"):
            read.append(values.get("answer", ""))
        self.findings = [each for text in read for each in personal_details_in(text)]
        why = gettext("Somebody may be recognised. Change the words, or say that you looked.")
        ask_to_look(self, self.findings, name="is_looked_at", words=why)
        return values


class SetAsideForm(forms.Form):
    """What residents sent on one day: which of it still waits, and why the rest is set aside."""

    seen = forms.CharField(widget=forms.HiddenInput)
    keep = forms.TypedMultipleChoiceField(
        label=_("Which of these still wait for an answer of their own?"),
        help_text=_("Tick what somebody means seriously. Everything else is set aside."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = written(
        _("Why is the rest set aside?"),
        2000,
        _("Whoever kept the number of a receipt reads it. Say also what else can be done."),
        missing=_("Say why: whoever sent something reads it."),
    )

    def __init__(self, *args: Any, rows: Sequence[ItemProposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [(row.pk, row.heading) for row in rows]  # type: ignore[attr-defined]
        self.initial["seen"] = " ".join(str(row.pk) for row in rows)

    def clean_seen(self) -> list[int]:
        """What is no number names nothing."""
        return [number for word in self.cleaned_data["seen"].split() if (number := whole_number(word))]

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("seen", "keep", "reason")}


class ReceiptForm(forms.Form):
    """The number that a resident was shown once."""

    number = forms.CharField(
        label=_("Number of your receipt"),
        help_text=_("Twenty digits; blanks do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the number of your receipt.")},
    )


def point_values(item: AgendaItem, stamp: str) -> dict[str, Any]:
    """What stands there now, for the empty form."""
    names = ("title", "kind", "detail", "presenter", "assesses_police")
    return {name: getattr(item, name) for name in names} | {"stamp": stamp}
