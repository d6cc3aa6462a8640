"""Periods that all communities share, the report of one community about one of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from reports.models.forms import FormVersion
from reports.periods import Stretch, stretch_of
from reports.queries import ReportQuerySet
from reports.states import OPEN, State


class Period(models.Model):
    """A calendar two-month stretch, the same for all communities."""

    starts_on = models.DateField(_("first day"), unique=True)
    ends_on = models.DateField(_("last day"), unique=True)

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message=_("A period cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def stretch(self) -> Stretch:
        return stretch_of(self.starts_on)

    @property
    def slug(self) -> str:
        return self.stretch.slug

    @property
    def label(self) -> str:
        """“September–October 2026”, months as names on their own, in the language of the page."""
        return capfirst(self.label_in_a_sentence)

    @property
    def label_in_a_sentence(self) -> str:
        """The same inside a sentence: Ukrainian writes months small, English does not."""
        first, last = date_format(self.starts_on, "F"), date_format(self.ends_on, "F")
        months = f"{first}–{last}" if get_language() == "en" else f"{first}–{last}".lower()
        return f"{months} {self.starts_on.year}"


class Report(models.Model):
    """What the police of one community tell about one period."""

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="reports", verbose_name=_("community")
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    form = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="reports", verbose_name=_("form")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("last published at"), null=True, blank=True)
    correction_reason = models.TextField(
        _("reason of the correction"), blank=True, help_text=_("Residents read it.")
    )
    is_demonstration = models.BooleanField(_("made-up figures"), default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-period__starts_on", "community__name_uk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "period"],
                name="community_reports_once_a_period",
                violation_error_message=_("This community already has a report about this period."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_past_draft_has_submission",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED, State.CORRECTING]) | Q(published_at__isnull=False),
                name="report_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CORRECTING) | ~Q(correction_reason=""),
                name="report_correction_has_reason",
                violation_error_message=_("Say why the report is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}, {self.period.label_in_a_sentence}"

    @property
    def is_open(self) -> bool:
        """May its author write in it?"""
        return self.state in OPEN

    @property
    def has_been_published(self) -> bool:
        return self.published_at is not None


class Submission(models.Model):
    """What was handed to the head of police, exactly as it was: private, never changed.

    Differences “since it was sent back” and exact values behind a publication come from here.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_message = models.TextField(_("message about the whole report"), max_length=2000, blank=True)

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="submission_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} #{self.number}"
