"""The small forms of a meeting that is being held: they check the shape of what was typed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from communities.meetings import attendance, decisions, recording, voting
from communities.models import Ballot, BallotKind, Choice, Membership, Presence
from communities.shared.plain_text import PlainTextField
from communities.shared.typed_fields import DayField, WrittenField

MOST_VOTES = 1000


class PresenceForm(forms.Form):
    presence = forms.ChoiceField(choices=Presence.choices)
    reason = PlainTextField(max_length=attendance.REASON_MAX, required=False)


class GuestForm(forms.Form):
    name = PlainTextField(
        max_length=attendance.NAME_MAX, error_messages={"required": _("Write the name of the guest.")}
    )
    organisation = PlainTextField(max_length=attendance.ORGANISATION_MAX, required=False)


class ChairForm(forms.Form):
    chair = forms.ModelChoiceField(
        Membership.objects.none(), error_messages={"required": _("Choose who leads the meeting.")}
    )

    def __init__(self, *args: Any, members: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"].queryset = members  # type: ignore[attr-defined] # a ModelChoiceField


class BallotForm(forms.Form):
    """`decides`: the vote is about the row that the point names, not about a question on the way."""

    question = WrittenField(
        longest=voting.QUESTION_MAX, error_messages={"required": _("Write what is voted on.")}
    )
    kind = forms.ChoiceField(
        choices=BallotKind.choices, error_messages={"required": _("Choose how the vote is taken.")}
    )
    decides = forms.BooleanField(required=False)


class CountForm(forms.Form):
    """Numbers of a show of hands or a secret ballot. An empty one is asked for: nobody knows that it is 0."""

    votes_for = forms.IntegerField(min_value=0, max_value=MOST_VOTES, label=_("for"))
    against = forms.IntegerField(min_value=0, max_value=MOST_VOTES, label=_("against"))
    abstained = forms.IntegerField(min_value=0, max_value=MOST_VOTES, label=_("abstained"))
    chair_choice = forms.ChoiceField(choices=[("", ""), *Choice.choices], required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("votes_for", "against", "abstained"):
            self.fields[name].error_messages = {
                key: _("Write three whole numbers: for, against, abstained. Write 0 if there were none.")
                for key in ("required", "invalid", "min_value", "max_value")
            }


class CastForm(forms.Form):
    choice = forms.ChoiceField(choices=Choice.choices)


class DissentForm(forms.Form):
    member = forms.ModelChoiceField(
        Membership.objects.none(), error_messages={"required": _("Choose whose opinion it is.")}
    )
    text = WrittenField(
        longest=recording.DISSENT_MAX,
        error_messages={"required": _("Write the opinion in the member's words.")},
    )

    def __init__(self, *args: Any, members: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].queryset = members  # type: ignore[attr-defined] # a ModelChoiceField


class TaskForm(forms.Form):
    """What somebody does because of a decision."""

    text = WrittenField(
        longest=decisions.TEXT_MAX, error_messages={"required": _("Write what is to be done.")}
    )
    responsible = forms.ModelChoiceField(Membership.objects.none(), required=False)
    responsible_body = PlainTextField(max_length=200, required=False)
    due_on = DayField(required=False)
    ballot = forms.ModelChoiceField(Ballot.objects.none(), required=False)

    def __init__(
        self, *args: Any, members: QuerySet[Membership], ballots: QuerySet[Ballot], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["responsible"].queryset = members  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["ballot"].queryset = ballots  # type: ignore[attr-defined] # a ModelChoiceField
