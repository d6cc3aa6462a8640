"""Forms for correcting what was recorded: one kind of fact each. They check the shape; whether it may be so
says `communities.meetings.recorded_facts`."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.meetings import recorded_facts
from communities.meetings.recorded_facts import COUNTED, Json, Kind
from communities.models import BallotKind, Choice, Presence
from communities.shared.plain_text import one_line
from communities.shared.typed_fields import WrittenField

MOST_VOTES = 10_000
LONGEST_PLACE = 200  # characters, as the column of a meeting
NOTED = [choice for choice in Presence.choices if choice[0] != Presence.INVITED]
NO_VOTE = "none"
COUNT_LABELS = (_("For"), _("Against"), _("Abstained"))


class FactForm(forms.Form):
    """`seen`: the version of the draft that stood on the page. Subclasses say `fact` and `should_be`."""

    mark_optional = True

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, content: Json, place: str, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        self.content, self.place = content, place
        corrections = recorded_facts.corrections_of(content)
        self.facts = recorded_facts.corrected(content["facts"], corrections)
        self.ask()
        self.fields["because"] = WrittenField(
            label=_("How do you know?"),
            help_text=_("For example: the list of hands says so. Members read it beside the fact."),
            longest=recorded_facts.LONGEST_BECAUSE,
            rows=3,
            error_messages={"required": _("Say why: a correction without a reason is not possible.")},
        )
        self.fields["for_residents"] = WrittenField(
            label=_("The same for residents"),
            help_text=_("Leave it empty when residents may read the words above as they are. Name nobody."),
            longest=recorded_facts.LONGEST_BECAUSE,
            rows=2,
            required=False,
        )

    def ask(self) -> None:
        """Add the fields of this kind."""
        raise NotImplementedError

    @property
    def fact(self) -> str:
        return self.place

    @property
    def should_be(self) -> Any:
        raise NotImplementedError

    def members(self) -> list[tuple[str, Any]]:
        """By their place in the list, as they stand."""
        names = [(str(number), one["name"]) for number, one in enumerate(self.facts["members"])]
        return [("", _("Choose a member")), *names]

    def ask_whom(self) -> None:
        self.fields["member"] = forms.ChoiceField(
            label=_("Who?"),
            choices=self.members(),
            error_messages={"required": _("Choose a member.")},
        )


class VotesForm(FactForm):
    """Votes that were counted as numbers."""

    def ask(self) -> None:
        stands = recorded_facts.find(self.content, self.place).stands
        for name, label in zip(COUNTED, COUNT_LABELS, strict=True):
            self.fields[f"votes_{name}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MOST_VOTES,
                initial=stands[name],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "required": _("Write a number; 0 when nobody did."),
                    "invalid": _("Write a whole number, such as 7."),
                },
            )

    @property
    def should_be(self) -> Json:
        return {name: self.cleaned_data[f"votes_{name}"] for name in COUNTED}


class NamedVoteForm(FactForm):
    def ask(self) -> None:
        self.ask_whom()
        self.fields["choice"] = forms.ChoiceField(
            label=_("How did this member vote?"),
            choices=[*Choice.choices, (NO_VOTE, _("did not vote"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how this member voted.")},
        )

    @property
    def fact(self) -> str:
        return f"{self.place}-member-{self.cleaned_data['member']}"

    @property
    def should_be(self) -> str:
        choice = str(self.cleaned_data["choice"])
        return "" if choice == NO_VOTE else choice


class PeopleForm(FactForm):
    def ask(self) -> None:
        self.ask_whom()
        self.fields["presence"] = forms.ChoiceField(
            label=_("Where was this member?"),
            choices=NOTED,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose where this member was.")},
        )

    @property
    def fact(self) -> str:
        return f"member-{self.cleaned_data['member']}"

    @property
    def should_be(self) -> str:
        return str(self.cleaned_data["presence"])


class HoursForm(FactForm):
    def ask(self) -> None:
        labels = (pgettext_lazy("of a meeting", "It began at"), pgettext_lazy("of a meeting", "It ended at"))
        for name, label, stands in zip(
            ("begin", "end"), labels, recorded_facts.hours_of(self.facts).values(), strict=True
        ):
            self.fields[name] = forms.TimeField(
                label=label,
                initial=_local(stands).strftime("%H:%M"),
                input_formats=["%H:%M", "%H.%M"],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "required": _("Write the hour, such as 14:30."),
                    "invalid": _("Write the hour, such as 14:30."),
                },
            )

    @property
    def should_be(self) -> Json:
        stands = recorded_facts.hours_of(self.facts)
        said = {"opened_at": self.cleaned_data["begin"], "closed_at": self.cleaned_data["end"]}
        return {name: _at(said[name], stands[name]) for name in stands}


class PlaceForm(FactForm):
    def ask(self) -> None:
        self.fields["venue"] = forms.CharField(
            label=_("Where was it held?"),
            help_text=_("Leave it empty when it was held online only."),
            max_length=LONGEST_PLACE,
            required=False,
            initial=self.facts["place"],
        )

    @property
    def should_be(self) -> Json:
        return {"place": one_line(self.cleaned_data["venue"]).text}


class GuestsForm(FactForm):
    def ask(self) -> None:
        lines = (", ".join(filter(None, one.values())) for one in self.facts["guests"])
        self.fields["guests"] = WrittenField(
            label=_("Who was invited and came?"),
            help_text=_("One person on a line: the name, a comma, the organisation."),
            longest=recorded_facts.LONGEST_WORDS,
            rows=5,
            required=False,
            initial="\n".join(lines),
        )

    @property
    def should_be(self) -> Json:
        lines = filter(None, (line.strip() for line in self.cleaned_data["guests"].splitlines()))
        pairs = (line.partition(",")[::2] for line in lines)
        return {"guests": [{"name": n.strip(), "organisation": body.strip()} for n, body in pairs]}


def form_for(data: Any, *, content: Json, place: str, seen: int) -> FactForm | None:
    """The form of the fact that this address names; None when there is no such fact."""
    kinds = {
        "people": PeopleForm,
        Kind.HOURS: HoursForm,
        Kind.PLACE: PlaceForm,
        Kind.GUESTS: GuestsForm,
    }
    form = kinds.get(place) or _form_of_votes(content, place)
    return form(data, content=content, place=place, seen=seen) if form else None


def _form_of_votes(content: Json, place: str) -> type[FactForm] | None:
    ballots = (one for item in content["facts"]["items"] for one in item["ballots"])
    ballot = next((one for one in ballots if place == f"ballot-{one['id']}"), None)
    if ballot is None or ballot["state"] != "closed":
        return None
    return NamedVoteForm if ballot["kind"] == BallotKind.BY_NAME else VotesForm


def _local(instant: str) -> dt.datetime:
    return timezone.localtime(dt.datetime.fromisoformat(instant))


def _at(hour: dt.time, stands: str) -> str:
    """This hour on the day that was recorded. An hour that does not differ leaves the recorded seconds."""
    recorded = _local(stands)
    if (recorded.hour, recorded.minute) == (hour.hour, hour.minute):
        return stands
    at = timezone.make_aware(dt.datetime.combine(recorded.date(), hour))
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
