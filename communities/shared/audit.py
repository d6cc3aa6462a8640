"""The trail: every verb calls `record` in its own transaction, so act and trace stand or fall together."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from communities.models import AuditEntry, AuditHead, Community, User

GENESIS = "0" * 64


def record(
    act: str,
    *,
    target: models.Model,
    by: User | None,
    at: dt.datetime,
    community: Community | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one link to the chain.

    `details` names fields and sections, never a protected value. `by` is None for what the
    system does by itself. Must run inside the transaction of the act.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An act and its trace belong into one transaction.")
    head = _lock_head()
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=at.astimezone(dt.UTC),
        by=by,
        by_name=by.name if by else "",
        act=act,
        target_type=target._meta.label,
        target_id=str(target.pk),
        community=community,
        details=details or {},
        previous_hash=head.hash,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of everything the entry says and the hash before it."""
    said = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "by": entry.by_id,
        "by_name": entry.by_name,
        "act": entry.act,
        "target": [entry.target_type, entry.target_id],
        "community": entry.community_id,
        "details": entry.details,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def trail_of(target: models.Model) -> models.QuerySet[AuditEntry]:
    """Newest first."""
    return AuditEntry.objects.filter(target_type=target._meta.label, target_id=str(target.pk)).select_related(
        "by"
    )


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    sequence: int
    reason: str


def breaks(entries: Iterable[AuditEntry], *, head: AuditHead | None) -> Iterator[Break]:
    """Changed, removed, added, swapped or cut-off entries; nothing when the chain is whole."""
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry.sequence != expected:
            yield Break(expected, "missing")
        elif entry.previous_hash != previous:
            yield Break(entry.sequence, "does not follow the entry before it")
        if digest(entry) != entry.hash:
            yield Break(entry.sequence, "changed after it was written")
        previous, expected = entry.hash, entry.sequence + 1
    if head is None and expected > 1:
        yield Break(expected - 1, "the head of the chain is gone")
    elif head and (head.sequence, head.hash) != (expected - 1, previous):
        yield Break(head.sequence, "the end of the chain is cut off or replaced")


def _lock_head() -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head
