"""What residents see: frozen facts, drawn once, never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import StoredDocument
from reports.models.reports import Report, Submission
from reports.queries import PublicationQuerySet


class ReleaseLevel(models.TextChoices):
    PUBLIC = "public", _("public")
    PUBLIC_FROM = "public_from", _("public from a date")
    GROUP = "group", _("working group only")
    POLICE = "police", _("police only")


class ReleaseDecision(models.Model):
    """Who may see one figure or one section's narrative; decided by the head.

    `subject` is an indicator code (`HOST_STRIKES`) or a section code with `:narrative`
    (`HOST:narrative`). A decision holds for what was handed in when it was made: a new submission
    needs new ones. "Public from" means: until that day only the police.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="release_decisions")
    subject = models.CharField(max_length=45)
    level = models.CharField(max_length=12, choices=ReleaseLevel.choices)
    public_from = models.DateField(_("public from"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "subject"], name="release_is_decided_once"),
            models.CheckConstraint(condition=Q(level__in=ReleaseLevel.values), name="release_level_is_known"),
            models.CheckConstraint(
                condition=Q(level="public_from", public_from__isnull=False)
                | (~Q(level="public_from") & Q(public_from__isnull=True)),
                name="release_date_fits_the_level",
                violation_error_message=_("Give the date from which it is public."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.level}"


class Publication(models.Model):
    """One published version of a report. Only `superseded_at` may ever change.

    `facts` is what everybody sees, `group_facts` what the working group sees in addition to it;
    both after disclosure control. `sha256` is taken over the canonical JSON of `facts`.
    `plan` keeps the release levels that held; `next_release_on` is the next day on which something
    held back by them becomes public.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField(_("version"))
    facts = models.JSONField()
    group_facts = models.JSONField()
    plan = models.JSONField()
    sha256 = models.CharField(_("checksum"), max_length=64)
    reason = models.TextField(_("reason of this version"), blank=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_release_on = models.DateField(_("more becomes public on"), null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["report", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["report", "version"], name="publication_version_is_unique"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(superseded_at__isnull=True),
                name="report_has_one_publication_in_force",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="publication_of_a_new_version_has_a_reason",
                violation_error_message=_("Say why there is a new version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} v{self.version}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A publication stays.")


class PublicationDocument(StoredDocument):
    """The PDF of a publication in one language."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="documents")

    class Meta:
        verbose_name = _("PDF of a publication")
        verbose_name_plural = _("PDFs of publications")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "language"], name="publication_has_one_pdf_a_language"
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | (Q(content__isnull=False) & ~Q(sha256="")),
                name="pdf_that_is_ready_has_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.language}"
