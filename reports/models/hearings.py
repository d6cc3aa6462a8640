"""What the working group said about a published report when it heard it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import AgendaItem
from reports.models.publications import Publication


class Assessment(models.TextChoices):
    NONE = "none", _("heard without an assessment")
    SATISFACTORY = "satisfactory", _("satisfactory")
    NEEDS_WORK = "needs_work", _("needs work")
    UNSATISFACTORY = "unsatisfactory", _("unsatisfactory")


class ReportHearing(models.Model):
    """One point of a meeting at which a published version was heard.

    `remarks` and `proposals` are for the group and the police of the community; residents read the
    assessment and `public_text`. From the end of the meeting on only the public words may change (migration
    `freeze_hearings`). `version` guards the texts.
    """

    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.PROTECT,
        related_name="hearing",
        verbose_name=_("point of an agenda"),
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="hearings", verbose_name=_("version heard")
    )
    remarks = models.TextField(_("remarks"), max_length=5000, blank=True)
    assessment = models.CharField(
        _("assessment"), max_length=15, choices=Assessment.choices, default=Assessment.NONE
    )
    proposals = models.TextField(_("proposals for the next period"), max_length=5000, blank=True)
    public_text = models.TextField(_("as residents read it"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("hearing of a report")
        verbose_name_plural = _("hearings of reports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__in=Assessment.values), name="hearing_assessment_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.assessment}"
