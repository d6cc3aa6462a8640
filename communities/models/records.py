"""The trail: who did what to which row when. Rows are only ever added, and chained by hash."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models.places import Community


class AuditEntry(models.Model):
    """One act. The database itself refuses to change or delete it (see the migration)."""

    sequence = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    by_name = models.CharField(_("name at that time"), max_length=150, blank=True)
    act = models.CharField(_("act"), max_length=80)
    target_type = models.CharField(_("kind of row"), max_length=80)
    target_id = models.CharField(_("row"), max_length=40)
    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community"),
    )
    details = models.JSONField(_("details"), default=dict, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("trail")
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_of_a_row")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act} {self.target_type} {self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("The trail is only ever added to.")


class AuditHead(models.Model):
    """The newest link of the chain, in one row that writers lock in turn."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_has_one_head")]


class PublicStamp(models.Model):
    """One row that grows whenever anything public changes: the store of drawn pages looks at it.

    `touched_at` is real time even in a demonstration: programs compare it with their own.
    """

    number = models.PositiveBigIntegerField(default=0)
    touched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="public_has_one_stamp")]
