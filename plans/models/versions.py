"""What was proposed, voted and approved: frozen versions of a plan."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import AgendaItem, Ballot, DocumentState, StoredDocument
from plans.models.plans import Plan
from plans.states import VersionState


class PlanVersion(models.Model):
    """A plan as proposed: `content` for the group, `public_content` without persons and internal parts.

    Both are written once; `checksum` is the SHA-256 of the canonical JSON of both; `difference` says in plain
    facts what changed since the version in force (or the last one proposed). The database refuses any change
    of them, and of the vote once it is counted. `readable_until_on`: members read and comment until this day.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.PROPOSED
    )
    content = models.JSONField()
    public_content = models.JSONField()
    difference = models.JSONField(default=list)
    checksum = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    readable_until_on = models.DateField(_("read and commented until"))
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_versions",
        verbose_name=_("point of the agenda"),
    )
    ballot = models.OneToOneField(
        Ballot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_version",
        verbose_name=_("vote"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("why it was sent back or withdrawn"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_is_unique"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="proposed"), name="one_version_is_proposed"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="approved"), name="one_version_is_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="plan_version_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "replaced"])
                | Q(ballot__isnull=False, decided_at__isnull=False),
                name="approved_version_was_voted",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(decided_at__isnull=True),
                name="decided_version_stays_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "withdrawn"])
                | (~Q(reason="") & Q(decided_at__isnull=False)),
                name="version_not_approved_says_why",
                violation_error_message=_("Say why: whoever wrote the plan reads it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class SmallCorrection(models.Model):
    """A typing error mended in an approved version, listed apart. Only ever added; `path` names the text."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="corrections")
    path = models.CharField(max_length=100)
    before = models.TextField()
    after = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("small correction")
        verbose_name_plural = _("small corrections")
        ordering = ["version", "at"]


class PlanDocument(StoredDocument):
    """A PDF of a version.

    `kind`: "plan" or "donors". Ordered again when what it prints beside the version changes.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=6, choices=[("plan", "plan"), ("donors", "donors")])

    class Meta:
        ordering = ["ordered_at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "language"], name="plan_is_drawn_once"),
            models.CheckConstraint(
                condition=Q(state__in=DocumentState.values), name="plan_document_state_is_known"
            ),
        ]
