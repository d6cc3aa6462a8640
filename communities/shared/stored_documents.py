"""PDFs that are ordered as rows, drawn once by whoever claims the row, and stored in it.

The columns are those of `communities.models.StoredDocument`. Which rows there are, and what is drawn, is the
app's; that it is drawn once, kept only by who holds the claim, and tried three times, is decided here.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from communities.models import DocumentState, StoredDocument
from communities.shared import public_stamp

logger = logging.getLogger(__name__)

CLAIM_HOLDS = dt.timedelta(minutes=2)  # longer than the longest drawing: a dead worker's claim lapses
ATTEMPTS = 3

Document = TypeVar("Document", bound=StoredDocument)


def waiting(documents: QuerySet[Document], *, at: dt.datetime) -> QuerySet[Document]:
    """Orders that nobody is working on, oldest first."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM_HOLDS)
    return documents.filter(free, state=DocumentState.PENDING).order_by("ordered_at", "pk")


def make(
    documents: QuerySet[Document],
    pk: int,
    *,
    draw: Callable[[Document], bytes],
    at: dt.datetime,
    also: Sequence[str] = (),
) -> bool:
    """Draw one ordered PDF and store it. `also`: columns that `draw` sets on the row, kept with the content.

    False when somebody else has it, it is already there, it was ordered anew while it was drawn (then it
    waits again), or it could not be drawn: what it shows stays published, and a person is told.
    """
    orders = documents.filter(pk=pk)
    if not waiting(orders, at=at).update(claimed_at=at):
        return False
    document = orders.get()
    held = orders.filter(claimed_at=at)
    try:
        content = draw(document)
    except Exception as problem:  # whatever it is
        logger.exception("PDF %s %s could not be drawn", documents.model._meta.label, pk)
        _note_failure(held, problem, attempts=document.attempts + 1)
        return False
    return _keep(held, content, at=at, **{name: getattr(document, name) for name in also})


def order_again(orders: QuerySet[Document], *, at: dt.datetime) -> int:
    """They wait as if they had never been tried. Whose claim it was keeps nothing. How many."""
    return orders.update(state=DocumentState.PENDING, attempts=0, claimed_at=None, error="", ordered_at=at)


def _keep(held: QuerySet[Document], content: bytes, *, at: dt.datetime, **also: object) -> bool:
    """False when the row is no longer held."""
    with transaction.atomic():
        kept = held.update(
            state=DocumentState.MADE,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            made_at=at,
            error="",
            **also,
        )
        if kept:
            public_stamp.touch()
    return bool(kept)


def _note_failure(held: QuerySet[Document], problem: Exception, *, attempts: int) -> None:
    """It could not be drawn, now for the `attempts`-th time: it waits again, or has failed."""
    held.update(
        attempts=attempts,
        error=str(problem)[:1000],
        state=DocumentState.FAILED if attempts >= ATTEMPTS else DocumentState.PENDING,
        claimed_at=None,
    )
