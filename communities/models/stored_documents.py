"""A PDF that is ordered as a row and stored in it; `communities.shared.stored_documents` works on it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    PENDING = "pending", _("being made")
    MADE = "made", _("ready")
    FAILED = "failed", _("could not be made")


class StoredDocument(models.Model):
    """The order and, once made, the PDF in one language. What is drawn is the app's own column.

    `claimed_at`: a worker draws it since then, and nobody else does while the claim holds. `attempts`: how
    often drawing failed since the order, `error`: why, the last time.
    """

    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.PENDING)
    ordered_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=1000, blank=True)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
