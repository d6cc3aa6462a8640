"""A wave: one survey in the field at one time, in one or more communities, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.models import Community, StoredDocument
from surveys.models.bank import Questionnaire
from surveys.queries import WavePublicationQuerySet, WaveQuerySet


class Mode(models.TextChoices):
    FACE_TO_FACE = "face_to_face", _("face to face")
    TELEPHONE = "telephone", _("by telephone")
    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")
    MIXED = "mixed", _("in several ways")


class Wave(models.Model):
    """What was asked of whom, by whom, when and how. Whatever is empty is “not stated” and is shown so."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_uk = models.CharField(_("title in Ukrainian"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    communities = models.ManyToManyField(Community, related_name="waves", verbose_name=_("communities"))
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="waves", verbose_name=_("questionnaire")
    )
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("analyst"),
        help_text=_("The only person who sees single answers."),
    )
    ordered_by = models.CharField(_("ordered by"), max_length=300, blank=True)
    done_by = models.CharField(_("carried out by"), max_length=300, blank=True)
    field_from_on = models.DateField(_("first day in the field"), null=True, blank=True)
    field_until_on = models.DateField(_("last day in the field"), null=True, blank=True)
    mode = models.CharField(_("way of asking"), max_length=20, choices=Mode.choices, blank=True)
    population = models.CharField(_("who was to be asked"), max_length=300, blank=True)
    sample_design = models.TextField(_("how people were chosen"), max_length=1000, blank=True)
    stated_n = models.PositiveIntegerField(_("number of people asked"), null=True, blank=True)
    weighting = models.TextField(_("weighting"), max_length=1000, blank=True)
    design_effect = models.DecimalField(
        _("design effect"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    note_uk = models.TextField(_("note in Ukrainian"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    keep_answers_until_on = models.DateField(
        _("single answers are deleted on"),
        null=True,
        blank=True,
        help_text=_("The results stay. Without a day they are deleted as soon as the results are published."),
    )
    is_demonstration = models.BooleanField(_("made-up figures"), default=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey wave")
        verbose_name_plural = _("survey waves")
        ordering = [F("field_from_on").desc(nulls_last=True), "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(field_until_on__isnull=True)
                | Q(field_from_on__isnull=False, field_until_on__gte=F("field_from_on")),
                name="wave_ends_after_it_starts",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(design_effect__isnull=True) | Q(design_effect__gt=0),
                name="wave_design_effect_is_positive",
                violation_error_message=_("A design effect is a number above 0, mostly between 1 and 3."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_uk

    @property
    def note(self) -> str:
        return self.note_en if get_language() == "en" else self.note_uk


class Tabulation(models.Model):
    """The exact results of a wave in one community, private: `results.Table` as JSON. Made anew from the
    answers, or brought in as a table of percentages. The newest of a wave and community counts."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="tabulations")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["wave", "community", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "community", "number"], name="tabulation_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.community_id} #{self.number}"


class WavePublication(models.Model):
    """What residents see of a wave in one community: `results.PublicTable` as JSON, frozen, in versions."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="publications")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="wave_publications")
    version = models.PositiveSmallIntegerField()
    tabulation = models.ForeignKey(
        Tabulation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("The exact results behind it: a new version is compared with them."),
    )
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(_("reason of the new version"), max_length=1000, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = WavePublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("published results")
        verbose_name_plural = _("published results")
        ordering = ["wave", "community", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "community", "version"], name="results_version_is_unique"
            ),
            models.UniqueConstraint(
                fields=["wave", "community"],
                condition=Q(superseded_at__isnull=True),
                name="one_version_of_results_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.community_id} v{self.version}"


class SheetDocument(StoredDocument):
    """The PDF of a district sheet in one language."""

    publication = models.ForeignKey(WavePublication, on_delete=models.PROTECT, related_name="documents")

    class Meta:
        verbose_name = _("PDF of survey results")
        verbose_name_plural = _("PDFs of survey results")
        constraints = [
            models.UniqueConstraint(fields=["publication", "language"], name="one_sheet_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.language}"
