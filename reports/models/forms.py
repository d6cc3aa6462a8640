"""The form as data: twelve sections and their indicators, in a version that never changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FormVersion(models.Model):
    """One edition of the form. A report keeps the edition it was started with."""

    code = models.SlugField(_("form"))
    version = models.PositiveSmallIntegerField(_("version"))
    sha256 = models.CharField(_("checksum of the content"), max_length=64)
    narratives = models.JSONField(_("narrative fields"))
    rules = models.JSONField(_("rules between fields"), default=list)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_version_is_loaded_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Section(models.Model):
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=10)
    title_uk = models.CharField(_("title in Ukrainian"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    hint_uk = models.TextField(_("hint in Ukrainian"), blank=True)
    hint_en = models.TextField(_("hint in English"), blank=True)
    about_uk = models.TextField(_("what it tells a resident, in Ukrainian"), blank=True)
    about_en = models.TextField(_("what it tells a resident, in English"), blank=True)
    operational_security = models.BooleanField(_("needs a release review"), default=False)
    helplines = models.JSONField(_("helplines"), default=list, blank=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["form", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="section_number_is_unique"),
            models.UniqueConstraint(fields=["form", "code"], name="section_code_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_uk

    @property
    def hint(self) -> str:
        return self.hint_en if get_language() == "en" else self.hint_uk


class ValueType(models.TextChoices):
    COUNT = "count", _("count")
    PERCENT = "percent", _("percent")
    MINUTES = "minutes", _("minutes")
    RATIO = "ratio", _("ratio")
    MONEY = "money", _("money")
    YES_NO = "yesno", _("yes or no")
    TEXT = "text", _("text")


class Direction(models.TextChoices):
    GOOD = "good", _("an increase is good")
    BAD = "bad", _("an increase is bad")
    NEUTRAL = "neutral", _("an increase cannot be judged alone")


class Indicator(models.Model):
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(_("code"), max_length=30)
    order = models.PositiveSmallIntegerField(_("order"))
    type = models.CharField(_("type"), max_length=10, choices=ValueType.choices)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    label_uk = models.CharField(_("label in Ukrainian"), max_length=300)
    label_en = models.CharField(_("label in English"), max_length=300)
    unit_uk = models.CharField(_("unit in Ukrainian"), max_length=60)
    unit_en = models.CharField(_("unit in English"), max_length=60)
    hint_uk = models.TextField(_("hint in Ukrainian"), blank=True)
    hint_en = models.TextField(_("hint in English"), blank=True)
    is_core = models.BooleanField(_("in the short form"))
    is_stock = models.BooleanField(_("state at the end of the period"), default=False)
    is_sensitive = models.BooleanField(_("small counts are sensitive"))
    sensitivity_reason = models.CharField(max_length=300, blank=True)
    threshold = models.PositiveSmallIntegerField(
        _("threshold"), default=5, help_text=_("Sensitive counts below it are not shown.")
    )
    percent_base = models.CharField(_("indicator that is the base of a percent"), max_length=30, blank=True)
    is_opsec = models.BooleanField(_("may help an enemy"), default=False)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    max_digits = models.PositiveSmallIntegerField(
        _("digits in all"), default=9, help_text=_("Of a number, those behind the comma included.")
    )
    max_chars = models.PositiveSmallIntegerField(
        _("characters at most"), null=True, blank=True, help_text=_("Of a text.")
    )
    origin = models.CharField(_("origin"), max_length=20)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["section", "order"]
        constraints = [
            models.UniqueConstraint(fields=["section", "code"], name="indicator_code_is_unique"),
            models.CheckConstraint(condition=Q(type__in=ValueType.values), name="indicator_type_is_known"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="indicator_direction_is_known"
            ),
            models.CheckConstraint(condition=Q(threshold__gte=3), name="indicator_threshold_protects"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def adds_up(self) -> bool:
        """May figures of several periods be summed? Only counts of what happened in the period: no state,
        and nothing that may be the same things again. (Whether small counts forbid it is asked elsewhere.)"""
        return self.type == ValueType.COUNT and not self.is_stock

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_uk

    @property
    def unit(self) -> str:
        return self.unit_en if get_language() == "en" else self.unit_uk

    @property
    def hint(self) -> str:
        return self.hint_en if get_language() == "en" else self.hint_uk
