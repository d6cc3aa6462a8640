"""Forms of a working group: what is said of it, its members, its rules. They check the shape of it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.groups.founding import DESCRIBED
from communities.models import (
    Gender,
    MajorityOf,
    Membership,
    Post,
    Sector,
    Statute,
    TieRule,
    VulnerableGroup,
    WorkingGroup,
)
from communities.shared.typed_fields import DayField, LineField

SHARES = ((1, 3), (1, 2), (2, 3), (3, 4))
PLAIN_POSTS = (Post.MEMBER, Post.INVITED)
NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


def tell(form: forms.BaseForm, problem: ValidationError) -> None:
    """Put what a verb refused beside the field it is about, or above the form."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, messages in problem.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)


class GroupForm(forms.ModelForm):  # type: ignore[type-arg] # no [] when it runs
    name_uk = LineField(
        label=_("Name in Ukrainian"),
        longest=200,
        help_text=_("As the founding act calls it, for example “Робоча група з громадської безпеки”."),
        missing=_("Write the name in Ukrainian."),
    )
    name_en = LineField(
        label=_("Name in English"),
        longest=200,
        help_text=_("For example “Working group on public safety”."),
        missing=_("Write the name in English."),
    )
    act_title = LineField(
        label=_("Founding act"),
        longest=300,
        help_text=_("Whose order or decision founded the group, with its number. Residents read it."),
    )
    act_on = DayField(label=_("Day of the founding act"), required=False, help_text=_("Such as 14.11.2026."))
    act_link = forms.URLField(
        label=_("Link to the founding act"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the whole address, beginning with https://.")},
    )
    meets_usually_at = LineField(
        label=_("Where it usually meets"),
        longest=200,
        help_text=_(
            "A group that had to leave its community names the place where it meets now, or “online”. "
            "Only members read it."
        ),
    )
    mark_optional = True

    class Meta:
        model = WorkingGroup
        fields = DESCRIBED

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("name_uk", "name_en"):
            self.fields[name].widget.attrs["lang"] = name[-2:]
        self.helper = FormHelper()
        self.helper.form_tag = False


class MemberForm(forms.Form):
    """A seat. `posts`: which posts the person at the form may give."""

    name = LineField(
        label=capfirst(_("name")),
        longest=150,
        missing=_("Write the name of the member."),
    )
    gender = forms.ChoiceField(
        label=_("Woman or man"),
        choices=Gender.choices,
        required=False,
        help_text=_("Only counted, to see whether women have their share of the seats."),
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the sector this member comes from.")},
    )
    vulnerable_group = forms.ChoiceField(
        label=_("Which vulnerable group does this member speak for?"),
        choices=[("", _("none")), *VulnerableGroup.choices],
        required=False,
        help_text=_("Members of any sector may speak for one. Residents never read it beside a name."),
    )
    organisation = LineField(
        label=_("Organisation"),
        longest=200,
        help_text=_(
            "Residents read it, without the name. Leave it empty for somebody who comes as a resident."
        ),
    )
    post = forms.ChoiceField(
        label=_("Post in the group"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a post."), "invalid_choice": _("Choose a post of the list.")},
    )
    has_vote = forms.BooleanField(
        label=_("Has a vote"),
        required=False,
        help_text=_("Somebody who is only invited never has one."),
    )
    is_named = forms.BooleanField(
        label=_("Agreed that residents read the name"),
        required=False,
        help_text=_("Ask first. Without it residents read only the sector and the organisation."),
    )
    mark_optional = True

    def __init__(self, *args: Any, posts: Sequence[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(post.value, post.label) for post in posts]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self._groups())

    def _groups(self) -> list[Fieldset]:
        return [
            Fieldset(_("Who it is"), "name", "gender", "organisation", "is_named"),
            Fieldset(_("Whom this member stands for"), "sector", "vulnerable_group"),
            Fieldset(_("In the group"), "post", "has_vote"),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("sector") == Sector.VULNERABLE and not said.get("vulnerable_group"):
            self.add_error("vulnerable_group", _("Say which vulnerable group this member speaks for."))
        if said.get("post") == Post.INVITED:
            said["has_vote"] = False
        return said


class NewMemberForm(MemberForm):
    appointed_on = DayField(
        label=_("Member from"),
        required=False,
        help_text=_(
            "Such as 14.11.2026. Left empty: from today, or from tomorrow if a meeting was held today."
        ),
    )
    email = forms.EmailField(
        label=_("E-mail, if the member is to use the site"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "A letter goes there. The pages of the group open when its owner signs in and agrees. "
            "Members without e-mail take part as well: the secretary notes their vote."
        ),
    )

    def _groups(self) -> list[Fieldset]:
        return [
            *super()._groups()[:2],
            Fieldset(_("In the group"), "post", "has_vote", "appointed_on", "email"),
        ]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the member"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "A letter goes there. The pages of the group open when its owner signs in and agrees. "
            "An earlier letter to another address opens nothing any more."
        ),
        error_messages={
            "required": _("Write the e-mail."),
            "invalid": _("Write it as in olena@example.org."),
        },
    )


def number_field(label: Any, least: int, most: int, **options: Any) -> forms.IntegerField:
    wrong = lazy(
        lambda: gettext("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}, str
    )()
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, error_messages=messages, **options
    )


class RulesForm(forms.Form):
    """Every knob of a statute. Shares are chosen as words and come apart in `knobs`."""

    quorum = forms.ChoiceField(
        label=_("When can a meeting decide?"),
        help_text=_("How many of the members with a vote must take part. Without them nothing is decided."),
    )
    majority = forms.ChoiceField(
        label=_("How many votes does a decision need?"),
        help_text=_("Most groups take more than half."),
    )
    majority_of = forms.ChoiceField(
        label=_("Counted"),
        choices=MajorityOf.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Of those who take part an abstention weighs like a vote against; of the votes it does not."
        ),
    )
    tie = forms.ChoiceField(
        label=_("When there are as many votes for as against"),
        choices=TieRule.choices,
        widget=forms.RadioSelect,
    )
    police_vote_on_their_report = forms.BooleanField(
        label=_("Police members vote when the report of the police is assessed"),
        required=False,
        help_text=_("Otherwise they count neither for the votes nor for the quorum of that question."),
    )
    notice_days = number_field(_("Days of notice before a meeting"), 0, 60)
    notice_in_working_days = forms.BooleanField(
        label=_("Counted in working days"), required=False, help_text=_("Monday to Friday.")
    )
    meets_every_months = number_field(
        _("The group meets at least every so many months"),
        1,
        12,
        help_text=_("The police report every two months: most groups meet as often to hear the report."),
    )
    amendment_days = number_field(
        _("Working days for amendments to the minutes"),
        1,
        60,
        help_text=_("So long the draft is open to members who were there, before it is signed."),
    )
    from_on = DayField(
        label=_("The rules hold from"),
        help_text=_(
            "Today or later, never before a meeting that was held: it was held by the rules of its day."
        ),
    )

    def __init__(self, data: Any = None, *, statute: Statute, from_on: dt.date) -> None:
        super().__init__(data, initial={**_initial(statute), "from_on": from_on})
        for name in ("quorum", "majority"):
            self.fields[name].choices = _share_choices(self.initial[name])  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                _("Deciding"), "quorum", "majority", "majority_of", "tie", "police_vote_on_their_report"
            ),
            Fieldset(
                pgettext_lazy("how a group meets", "Meeting"),
                "notice_days",
                "notice_in_working_days",
                "meets_every_months",
            ),
            Fieldset(_("Minutes"), "amendment_days"),
            Fieldset(_("From when"), "from_on"),
        )

    @property
    def knobs(self) -> dict[str, Any]:
        """As `groups.statute.change` takes them."""
        said = dict(self.cleaned_data)
        del said["from_on"]
        for name in ("quorum", "majority"):
            sign, share = said.pop(name).split(" ")
            numerator, denominator = share.split("/")
            said[f"{name}_numerator"], said[f"{name}_denominator"] = int(numerator), int(denominator)
            said[f"{name}_is_more_than"] = sign == "more"
        return said


def _initial(statute: Statute) -> dict[str, Any]:
    found = {name: getattr(statute, name) for name in RulesForm.base_fields if hasattr(statute, name)}
    for name in ("quorum", "majority"):
        sign = "more" if getattr(statute, f"{name}_is_more_than") else "least"
        share = f"{getattr(statute, f'{name}_numerator')}/{getattr(statute, f'{name}_denominator')}"
        found[name] = f"{sign} {share}"
    return found


def _share_choices(current: str) -> list[tuple[str, Any]]:
    keys = [f"{sign} {up}/{down}" for up, down in SHARES for sign in ("more", "least")] + ["least 1/1"]
    if current not in keys:
        keys.append(current)
    return [(key, _share_in_words(key)) for key in keys]


def _share_in_words(key: str) -> str:
    sign, share = key.split(" ")
    known = {
        "more 1/3": _("more than one third"),
        "least 1/3": _("at least one third"),
        "more 1/2": _("more than half"),
        "least 1/2": _("at least half"),
        "more 2/3": _("more than two thirds"),
        "least 2/3": _("at least two thirds"),
        "more 3/4": _("more than three quarters"),
        "least 3/4": _("at least three quarters"),
        "least 1/1": _("all"),
    }
    if key in known:
        return str(known[key])
    if sign == "more":
        return gettext("more than %(share)s") % {"share": share}
    return gettext("at least %(share)s") % {"share": share}


def seat_of(member: Membership) -> dict[str, Any]:
    """What `MemberForm` begins with."""
    return {name: getattr(member, name) for name in MemberForm.base_fields}
