"""The ledger of reminding: who was reminded of what, once for each due day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.queries import ReminderQuerySet


class Reminder(models.Model):
    """This person was reminded of this row, this step, this due day. Only ever added.

    `target_type` and `target_id` name the row as the trail does ("reports.ExpectedReport", 12), because
    every floor reminds: of reports, of decisions of a meeting, of actions of a plan. A step that a later one
    made superfluous (the site was down meanwhile) stands here with `is_skipped`, so that it is never sent. A
    nudge has the kind `nudge` and the day it was given.

    Somebody without an account (`person` is empty) is known by a digest of the e-mail address, because a row
    that is kept for ever must not hold the address itself.
    """

    target_type = models.CharField(max_length=60)
    target_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address_digest = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20)  # "step-7", "step+0", "step+3", "nudge"
    due_on = models.DateField()  # the due day that was meant; the day itself for a nudge
    is_skipped = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="reminders_of_a_row")]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "person", "kind", "due_on"],
                name="reminded_once_for_each_due_day_of_a_row",
            ),
            models.UniqueConstraint(
                fields=["target_type", "target_id", "address_digest", "kind", "due_on"],
                condition=Q(person__isnull=True),
                name="address_reminded_once_for_each_due_day",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, address_digest="")
                | (Q(person__isnull=True) & ~Q(address_digest="")),
                name="reminder_has_a_person_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id} {self.kind} {self.due_on}"
