"""Telling people something: a notice in the site and a letter, written in the transaction of the act.

`communities.delivery` carries the letters. Call `post` with all that is to be said at once: it takes
the same few statements for one message and for a thousand.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from communities.models import Letter, Notice
from communities.shared.doorbell import ring_after_commit


@dataclass(frozen=True)
class Message:
    """What one person shall be told, once for each `key`. The fields are those of `Notice`.

    `to`: the account; None for somebody without one, who is told by letter to `address`.
    """

    key: str
    to: int | None
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    link: str = ""
    community: int | None = None
    oblast: int | None = None
    address: str = ""


def post(messages: Iterable[Message], *, at: dt.datetime) -> None:
    """Write notices and their letters, unless their keys are there already. At most four statements
    for each 500 messages; must run inside the transaction of the act."""
    said = list(messages)
    if not said:
        return
    Notice.objects.bulk_create(
        [
            Notice(
                key=each.key,
                person_id=each.to,
                address=each.address,
                kind=each.kind,
                facts=each.facts,
                link=each.link,
                community_id=each.community,
                oblast_id=each.oblast,
                at=at,
            )
            for each in said
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    keys = [each.key for each in said]
    for start in range(0, len(keys), 500):
        without = Notice.objects.filter(
            Q(person__is_active=True) | Q(person__isnull=True),
            key__in=keys[start : start + 500],
            letter__isnull=True,
        )
        Letter.objects.bulk_create(
            [Letter(notice_id=pk, written_at=at, due_at=at) for pk in without.values_list("pk", flat=True)],
            ignore_conflicts=True,
        )
    ring_after_commit("communities.tasks.deliver_letters")
