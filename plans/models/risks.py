"""The risk register of a group, and what residents brought to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import ItemProposal, Membership, WorkingGroup
from communities.topics import Topic


class Risk(models.Model):
    """Something that may happen. How likely and how bad stands in its assessments, the newest last.

    `vulnerable_groups`: codes of `communities.models.VulnerableGroup`. `starter`: the code in the starter
    list (plans/data/risks_1.json) it came from. `is_internal`: naming it would help somebody to do harm.
    """

    group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, related_name="risks", verbose_name=_("working group")
    )
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    title = models.CharField(_("what may happen"), max_length=200)
    detail = models.TextField(_("more about it"), max_length=3000, blank=True)
    measures = models.TextField(_("what is done about it already"), max_length=3000, blank=True)
    vulnerable_groups = models.JSONField(_("vulnerable groups it touches"), default=list, blank=True)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who watches it"),
    )
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    is_internal = models.BooleanField(_("for the group only"), default=True)
    starter = models.CharField(max_length=30, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_reason = models.CharField(_("why it was closed"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["group", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="risk_topic_is_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="closed_risk_says_why",
                violation_error_message=_("Say why this risk is closed."),
            ),
            models.UniqueConstraint(
                fields=["group", "starter"],
                condition=~Q(starter="") & Q(closed_on__isnull=True),
                name="starter_risk_is_taken_once",
                violation_error_message=_("This risk is in the register already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RiskAssessment(models.Model):
    """How likely and how bad, each 1 to 5, without and with the measures there are. Only ever added.

    Scale: domain section F (1 “less than once in 5 years” to 5 “monthly”; 1 “negligible” to 5
    “catastrophic”); score = product: 1-4 low, 5-9 medium, 10-14 high, 15-25 critical.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    likelihood = models.PositiveSmallIntegerField(_("how likely"))
    impact = models.PositiveSmallIntegerField(_("how bad"))
    residual_likelihood = models.PositiveSmallIntegerField(_("how likely with the measures"))
    residual_impact = models.PositiveSmallIntegerField(_("how bad with the measures"))
    reason = models.TextField(_("why so"), max_length=2000)
    assessed_on = models.DateField(_("assessed on"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("assessment of a risk")
        verbose_name_plural = _("assessments of risks")
        ordering = ["risk", "assessed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5)
                & Q(residual_likelihood__gte=1, residual_likelihood__lte=5)
                & Q(residual_impact__gte=1, residual_impact__lte=5),
                name="risk_steps_are_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id} {self.score}"

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def residual_score(self) -> int:
        return self.residual_likelihood * self.residual_impact


class ConcernSource(models.TextChoices):
    MEETING = "meeting", _("said at a meeting")
    PROPOSAL = "proposal", _("proposed for an agenda")
    VISIT = "visit", _("told to a member of the group")
    OTHER = "other", _("from elsewhere")


class Concern(models.Model):
    """Something residents brought to the group, noted without saying who they are.

    `text` is emptied in time (`plans.register.retention`); topic and `times` stay, to be counted.
    """

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="concerns")
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    text = models.CharField(_("what worries people"), max_length=300)
    source = models.CharField(_("from where"), max_length=10, choices=ConcernSource.choices)
    times = models.PositiveSmallIntegerField(_("how many people said so"), default=1)
    proposal = models.OneToOneField(
        ItemProposal, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_on = models.DateField(_("noted on"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("concern of residents")
        verbose_name_plural = _("concerns of residents")
        ordering = ["-noted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=Topic.values) & Q(source__in=ConcernSource.values) & Q(times__gte=1),
                name="concern_choices_are_known",
            )
        ]

    def __str__(self) -> str:
        return self.text
