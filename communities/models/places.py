"""Places: an oblast, the communities whose police report, their settlements.

A community is a unit of any level, because the pilots were districts that were abolished in 2020:
their names and codes stay viewable.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.codes import katottg_level, katottg_validator, koatuu_validator, same_oblast
from communities.queries import CommunityQuerySet


class NamedInTwoLanguages(models.Model):
    """A row whose name exists in Ukrainian and English."""

    name_uk = models.CharField(_("name in Ukrainian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of the page."""
        return self.name_en if get_language() == "en" else self.name_uk


class Oblast(NamedInTwoLanguages):
    slug = models.SlugField(_("address"), unique=True)
    katottg = models.CharField(_("KATOTTG code"), max_length=19, unique=True, validators=[katottg_validator])

    class Meta:
        verbose_name = _("oblast")
        verbose_name_plural = _("oblasts")
        ordering = ["name_uk"]

    def clean(self) -> None:
        _check_level("katottg", self.katottg, ["oblast"])


def _check_level(field: str, code: str, allowed: Collection[str]) -> None:
    """A code of another kind of place is a slip of the eye; what is no code at all is told elsewhere."""
    if len(code) == len("UA14000000000091971") and katottg_level(code) not in allowed:
        raise ValidationError({field: _("This is not the code of such a place, but of another level.")})


class Level(models.TextChoices):
    OBLAST = "oblast", _("oblast")
    RAION = "raion", _("district (raion)")
    HROMADA = "hromada", _("territorial community (hromada)")
    CITY = "city", _("city")
    SETTLEMENT = "settlement", _("settlement")


class Community(NamedInTwoLanguages):
    """A place whose police report to its residents."""

    slug = models.SlugField(_("address"), unique=True)
    oblast = models.ForeignKey(
        Oblast, on_delete=models.PROTECT, related_name="communities", verbose_name=_("oblast")
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.HROMADA)
    katottg = models.CharField(
        _("KATOTTG code"),
        max_length=19,
        blank=True,
        validators=[katottg_validator],
        help_text=_("Since 2020. Leave empty for a unit abolished before."),
    )
    koatuu = models.CharField(
        _("KOATUU code"),
        max_length=10,
        blank=True,
        validators=[koatuu_validator],
        help_text=_("Until 2020."),
    )
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        _("year of the population figure"), null=True, blank=True
    )
    population_source = models.CharField(_("source of the population figure"), max_length=300, blank=True)
    note_uk = models.TextField(_("note in Ukrainian"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    is_demonstration = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Every page of this community says that its figures are made up."),
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name_uk"]
        constraints = [
            models.UniqueConstraint(
                fields=["katottg"],
                condition=~Q(katottg=""),
                name="community_katottg_is_unique",
                violation_error_message=_("Another community has this KATOTTG code."),
            ),
            models.UniqueConstraint(
                fields=["koatuu"],
                condition=~Q(koatuu=""),
                name="community_koatuu_is_unique",
                violation_error_message=_("Another community has this KOATUU code."),
            ),
            models.CheckConstraint(
                condition=Q(population__isnull=True)
                | (Q(population_year__isnull=False) & ~Q(population_source="")),
                name="community_population_has_year_and_source",
                violation_error_message=_("Give the year and the source of the population figure."),
            ),
        ]

    def clean(self) -> None:
        """The level and the oblast must agree with the code, where the code is certain about them.

        A city may have the code of a settlement or, with a special status, of an oblast.
        """
        fitting = {
            Level.OBLAST: ["oblast"],
            Level.RAION: ["raion"],
            Level.HROMADA: ["hromada"],
            Level.CITY: ["settlement", "oblast"],
            Level.SETTLEMENT: ["settlement"],
        }
        if self.katottg and self.level in fitting:
            _check_level("katottg", self.katottg, fitting[Level(self.level)])
        if self.katottg and self.oblast_id and not same_oblast(self.katottg, self.oblast.katottg):
            raise ValidationError({"katottg": _("The place with this code lies in another oblast.")})

    @property
    def note(self) -> str:
        return self.note_en if get_language() == "en" else self.note_uk


class Successor(NamedInTwoLanguages):
    """A hromada that stands today where an abolished community was."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="successors")
    katottg = models.CharField(_("KATOTTG code"), max_length=19, validators=[katottg_validator])
    is_partial = models.BooleanField(_("only a part of it"), default=False)

    class Meta:
        verbose_name = _("community of today")
        verbose_name_plural = _("communities of today")
        ordering = ["name_uk"]
        constraints = [
            models.UniqueConstraint(fields=["community", "katottg"], name="successor_is_named_once"),
        ]

    def clean(self) -> None:
        _check_level("katottg", self.katottg, ["hromada"])


class SettlementType(models.TextChoices):
    TOWN = "town", _("town")
    URBAN = "urban", _("urban-type settlement")
    RURAL = "rural", _("rural settlement")
    VILLAGE = "village", _("village")


class Settlement(NamedInTwoLanguages):
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="settlements", verbose_name=_("community")
    )
    type = models.CharField(_("type"), max_length=20, choices=SettlementType.choices)
    katottg = models.CharField(_("KATOTTG code"), max_length=19, blank=True, validators=[katottg_validator])
    koatuu = models.CharField(_("KOATUU code"), max_length=10, blank=True, validators=[koatuu_validator])
    named_from_on = models.DateField(_("has this name since"), null=True, blank=True)
    named_until_on = models.DateField(_("had this name until"), null=True, blank=True)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["name_uk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "katottg", "name_uk"],
                condition=~Q(katottg=""),
                name="settlement_is_listed_once",
                violation_error_message=_("This settlement is already in the list."),
            ),
            models.CheckConstraint(
                condition=Q(named_from_on__isnull=True)
                | Q(named_until_on__isnull=True)
                | Q(named_until_on__gt=F("named_from_on")),
                name="settlement_name_ends_after_it_starts",
                violation_error_message=_("The name must end after it starts."),
            ),
        ]

    def clean(self) -> None:
        if self.katottg:
            _check_level("katottg", self.katottg, ["settlement", "oblast"])
