"""The passport of a wave, its communities, and who takes it over. Forms check the shape of what was typed."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from communities.alphabet import in_order
from communities.models import Community, User
from communities.shared.typed_fields import DayField, LineField, WrittenField
from surveys.models import Mode, Questionnaire, Wave
from surveys.waves import KEEPING, PASSPORT, TITLES, WRITTEN

NO_TITLE = _("Write the title.")
NOT_A_NUMBER = _("Write a whole number in digits, such as 400, or leave it empty.")
NOT_AN_EFFECT = _("Write a number such as 1.4, or leave it empty.")


class CommaField(forms.DecimalField):
    """A number with a comma or a point."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).replace(",", ".") if value else value)


def line(
    label: Any,
    longest: int,
    help_text: Any = "",
    *,
    required: bool = False,
    missing: Any = NO_TITLE,
) -> LineField:
    return LineField(
        label=label,
        help_text=help_text,
        longest=longest,
        missing=missing if required else None,
    )


def written(label: Any, longest: int, help_text: Any = "") -> WrittenField:
    return WrittenField(
        label=label,
        longest=longest,
        rows=3,
        help_text=help_text,
        required=False,
    )


class WaveForm(forms.ModelForm):  # type: ignore[type-arg] # no [] when it runs
    """What may be told of a survey. Whatever stays empty is shown as “not stated”."""

    mark_optional = True

    title_uk = line(_("Title in Ukrainian"), 200, required=True)
    title_en = line(_("Title in English"), 200, required=True)
    ordered_by = line(_("Who ordered it?"), 300)
    done_by = line(_("Who carried it out?"), 300)
    field_from_on = DayField(
        label=_("First day in the field"), required=False, help_text=_("For example, 14.11.2026.")
    )
    field_until_on = DayField(label=_("Last day in the field"), required=False)
    mode = forms.ChoiceField(
        label=_("How were people asked?"), required=False, choices=[("", _("not stated")), *Mode.choices]
    )
    population = line(
        _("Who was to be asked?"), 300, _("For example, residents of 18 and older who live here all year.")
    )
    sample_design = written(
        _("How were people chosen?"),
        1000,
        _("In plain words: which places, which homes, whom in a home, and whether quotas were set."),
    )
    stated_n = forms.IntegerField(
        label=_("How many people were asked?"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": NOT_A_NUMBER,
            "min_value": NOT_A_NUMBER,
            "max_value": _("This is more than a million people. Check the number."),
        },
        help_text=_(
            "As the report of the survey says. How many answers are in the files is counted by itself."
        ),
    )
    weighting = written(
        _("How were answers weighted?"), 1000, _("For example, by sex and age after the census.")
    )
    design_effect = CommaField(
        label=_("Design effect"),
        required=False,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": NOT_AN_EFFECT,
            "max_digits": NOT_AN_EFFECT,
            "max_decimal_places": NOT_AN_EFFECT,
            "max_whole_digits": NOT_AN_EFFECT,
        },
        help_text=_(
            "By how much the way of choosing people widens the margin of error, mostly between 1 and 3. "
            "Leave it empty if nobody told you: then it is computed from the weights."
        ),
    )
    licence = line(_("Licence of the results"), 200, _("Who may use them and how. For example, CC BY 4.0."))
    source = line(_("Where is it published?"), 500, _("A title, a page or an address."))
    note_uk = written(_("Note for readers, in Ukrainian"), 2000)
    note_en = written(_("Note for readers, in English"), 2000)
    keep_answers_until_on = DayField(
        label=_("Until which day are single answers kept?"),
        required=False,
        help_text=_(
            "On this day they are deleted; the results stay. Without a day they are deleted as soon as the "
            "results are published."
        ),
    )

    class Meta:
        model = Wave
        fields = WRITTEN

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self._groups())
        for name, field in self.fields.items():
            if name.endswith(("_uk", "_en")):  # read aloud and spell-checked in the language it is written in
                field.widget.attrs["lang"] = name[-2:]

    def _groups(self) -> Iterable[Fieldset]:
        yield Fieldset(_("What it is called"), *TITLES)
        yield Fieldset(_("What readers are told about it"), *PASSPORT)
        yield Fieldset(_("How long single answers are kept"), *KEEPING)


class QuestionnaireField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self) -> None:
        super().__init__(
            Questionnaire.objects.order_by("code", "-version"),
            label=_("Questionnaire"),
            empty_label=None,
            help_text=_("It can be changed until the first file comes back from the field."),
            error_messages={
                "required": _("Choose a questionnaire."),
                "invalid_choice": _("Choose a questionnaire from the list."),
            },
        )

    def label_from_instance(self, row: Questionnaire) -> str:
        return str(_("%(title)s, edition %(version)s") % {"title": row.title, "version": row.version})


class CommunityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """All communities, by oblast, in the order of the alphabet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Community.objects.none(),
            error_messages={
                "required": _("Choose a community."),
                "invalid_choice": _("Choose a community from the list."),
            },
            **options,
        )

    def offer(self, communities: Iterable[Community]) -> None:
        rows = sorted(communities, key=lambda row: (in_order(row.oblast.name), in_order(row.name)))
        self.queryset = Community.objects.filter(pk__in=[row.pk for row in rows])
        by_oblast = groupby(rows, key=lambda row: row.oblast.name)
        groups = [(oblast, [(row.pk, row.name) for row in inside]) for oblast, inside in by_oblast]
        self.choices = [("", _("choose")), *groups]


class NewWaveForm(WaveForm):
    questionnaire = QuestionnaireField()
    community = CommunityField(
        label=_("In which community?"), help_text=_("You can add more communities on the next page.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self.fields["community"], Community.objects.select_related("oblast"))

    def _groups(self) -> Iterable[Fieldset]:
        named, told, kept = super()._groups()
        yield named
        yield Fieldset(_("Where and what"), "community", "questionnaire")
        yield from (told, kept)


class QuestionnaireForm(forms.Form):
    questionnaire = QuestionnaireField()


class AnotherCommunityForm(forms.Form):
    community = CommunityField(label=_("Add a community"))

    def __init__(self, *args: Any, wave: Wave, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Community.objects.exclude(pk__in=wave.communities.values("pk"))
        _offer(self.fields["community"], others.select_related("oblast"))


class HandOverWaveForm(forms.Form):
    """To another analyst: an account that exists, named by its e-mail."""

    to = forms.EmailField(
        label=_("E-mail of the analyst who takes over"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Write the e-mail of the analyst who takes over."),
            "invalid": _("Write an e-mail such as name@example.org."),
        },
    )

    def clean_to(self) -> User:
        person = User.objects.filter(email__iexact=self.cleaned_data["to"], is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                _("No account has this e-mail. Check it, or ask the administrator to make an account.")
            )
        return person


class PublishResultsForm(forms.Form):
    """The reason is asked for from the second version on. `seen`: checksum of what the analyst looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, is_new_version: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_new_version:
            self.fields["reason"] = WrittenField(
                label=_("Why is there a new version?"),
                longest=1000,
                help_text=_("Residents read this. One or two plain sentences."),
                error_messages={"required": _("Say why: residents read it.")},
            )


class DeleteAnswersForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, delete them: nothing can be counted anew from them after that"),
        error_messages={"required": _("Tick the box to delete them, or go back.")},
    )


def _offer(field: forms.Field, communities: Iterable[Community]) -> None:
    if isinstance(field, CommunityField):
        field.offer(communities)
