"""What became of the actions: what people say of them, files that show it, and whether it helped."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.plans import Action
from plans.states import Progress


class ActionLink(models.Model):
    """The secret in the address by which a responsible person tells how an action stands.

    Only its hash is kept. It opens this one action, until a day, and can be revoked.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link of an action")
        verbose_name_plural = _("links of actions")
        ordering = ["action", "-made_at"]


class ProgressEntry(models.Model):
    """What somebody said of an action on a day. Only ever added; the newest holds.

    `by` is empty when it came through a link in a letter (`via`), for a responsible person needs no account.
    `spent` is all the money spent on the action until then, UAH.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="progress")
    status = models.CharField(_("how it stands"), max_length=15, choices=Progress.choices)
    percent = models.PositiveSmallIntegerField(_("percent done"), null=True, blank=True)
    sentence = models.TextField(_("in a sentence"), max_length=500)
    spent = models.DecimalField(
        _("money spent until now, UAH"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    said_on = models.DateField(_("said on"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    via = models.ForeignKey(
        ActionLink, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )

    class Meta:
        verbose_name = _("progress of an action")
        verbose_name_plural = _("progress of actions")
        ordering = ["action", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Progress.values)
                & (Q(percent__isnull=True) | Q(percent__lte=100))
                & (Q(spent__isnull=True) | Q(spent__gte=0)),
                name="progress_is_sensible",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(via__isnull=False), name="progress_came_from_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(percent__isnull=True) | Q(percent=100),
                name="done_is_a_hundred_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.status}"


class ProgressFile(models.Model):
    """A photo (re-encoded, nothing of the camera in it) or a PDF that shows progress.

    Public only when a keeper of the group has looked at it and said in words what it shows (`caption`).
    `small`: of a photo, a JPEG of a fixed size for lists (`communities.shared.photos.SMALL`).
    """

    entry = models.ForeignKey(ProgressEntry, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    small = models.BinaryField(default=bytes)
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)
    is_public = models.BooleanField(_("residents may see it"), default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of a progress entry")
        verbose_name_plural = _("files of progress entries")
        ordering = ["entry", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["image/jpeg", "image/png", "application/pdf"]),
                name="progress_file_is_picture_or_pdf",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(caption=""),
                name="public_file_says_what_it_shows",
                violation_error_message=_("Say in words what it shows, for those who cannot see it."),
            ),
        ]


class Effect(models.TextChoices):
    """What before and after say together."""

    BETTER = "better", _("better")
    WORSE = "worse", _("worse")
    SAME = "same", _("unchanged")
    CHANGED = "changed", _("changed, and the plan does not say which way is better")
    WITHIN_MARGIN = "within_margin", _("within the margin of error")
    TOO_EARLY = "too_early", _("too early to say")
    NO_DATA = "no_data", _("no data")


class ActionAssessment(models.Model):
    """Did it help? What the group wrote of an ended action beside the figures of that day. Only ever added.

    `before` and `after`: what was compared, as in `Evidence.cited`. `is_public`: residents read `text` as
    long as it is the newest; a newer one for the group only takes it away from them.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="assessments")
    effect = models.CharField(max_length=15, choices=Effect.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    text = models.TextField(_("what the group thinks"), max_length=3000)
    is_public = models.BooleanField(_("residents read it"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("assessment of an action")
        verbose_name_plural = _("assessments of actions")
        ordering = ["action", "-at"]
        constraints = [models.CheckConstraint(condition=Q(effect__in=Effect.values), name="effect_is_known")]


class ActionComparison(models.Model):
    """What residents read of an action that is done: the published figures it aimed at, before and after.

    Computed again when something was published since (`plans.actions.looking_back`), so that “too early” does
    not stay for ever. `words` in both languages {"uk", "en"}; `before` and `after` as in `Evidence.cited`, or
    empty. `changed_at`: when something in it was another thing than before.
    """

    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="comparison")
    effect = models.CharField(max_length=15, choices=Effect.choices)
    words = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    compared_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("comparison of an action")
        verbose_name_plural = _("comparisons of actions")
        constraints = [
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="compared_effect_is_known")
        ]
