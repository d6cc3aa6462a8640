"""What ran in the background, when, and how it ended; and how far a demonstration has moved its clock."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TaskRun(models.Model):
    """One run of a task of the timetable. Still without an end long after its start: it was cut off."""

    task = models.CharField(_("task"), max_length=120)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    outcome = models.JSONField(_("outcome"), default=dict, blank=True)
    error = models.CharField(_("what went wrong"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("run of a task")
        verbose_name_plural = _("runs of tasks")
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["task", "-started_at"], name="runs_of_a_task"),
            models.Index(fields=["-ended_at"], name="runs_by_their_end"),  # the heartbeat
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.started_at:%Y-%m-%d %H:%M}"


class ClockShift(models.Model):
    """By how many days the clock of a demonstration is ahead."""

    days = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="clock_is_one")]
