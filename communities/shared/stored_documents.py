"""PDFs that are ordered as rows, drawn once by whoever claims the row, and stored in it.

What the rows of publications, years and district sheets have in common: `state` ("pending", "made",
"failed"), `ordered_at`, `claimed_at`, `attempts`, `error`, `content`, `sha256`, `made_at`. Which rows there
are, and what is drawn, is the app's.
"""

import datetime as dt
import hashlib
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q, QuerySet

from communities.shared import public_stamp

CLAIM_HOLDS = dt.timedelta(minutes=2)  # longer than the longest drawing: a dead worker's claim lapses
ATTEMPTS = 3

Document = TypeVar("Document", bound=models.Model)


def waiting(documents: QuerySet[Document], *, at: dt.datetime) -> QuerySet[Document]:
    """Orders that nobody is working on, oldest first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM_HOLDS)
    return documents.filter(free, state="pending").order_by("ordered_at", "pk")


def keep(held: QuerySet[Any], content: bytes, *, at: dt.datetime) -> bool:
    """Store what was drawn. False when the row, named by `held`, is no longer ours."""
    with transaction.atomic():
        kept = held.update(
            state="made",
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            made_at=at,
            error="",
        )
        if kept:
            public_stamp.touch()
    return bool(kept)


def note_failure(held: QuerySet[Any], problem: Exception, *, attempts: int) -> None:
    """It could not be drawn, now for the `attempts`-th time: it waits again, or has failed."""
    held.update(
        attempts=attempts,
        error=str(problem)[:1000],
        state="failed" if attempts >= ATTEMPTS else "pending",
        claimed_at=None,
    )
