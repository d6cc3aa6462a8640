"""The ledger of reminding, for every floor: who was told of which step about which row, once.

How a floor reminds of its rows (an action of a plan, say):

1. `plan(rows)` decides for a queryset of rows, in a constant number of statements: it reads `said_of`, asks
   `reminder_steps.due_steps` and `missing_for`, and returns an object with `row` and `tellings` for each.
2. `message(planned, telling)` is the letter of one telling; its key names row, person, step and due day.
3. The task of the timetable calls `remind(candidates, plan=plan, message=message, at=at)`. Candidates may be
   too many, never too few: `plan` decides.

`remind` may run twice, at once, late, or be cut off: it decides again under locks on the rows, writes the
ledger under its unique key, and ledger and letters stand or fall together.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from communities.models import Reminder
from communities.shared import mail
from communities.shared.reminder_steps import PREFIX, Known, Said, Telling

BATCH = 500  # rows in one transaction

Row = TypeVar("Row", bound=models.Model)


class Planned(Protocol):
    """What today brings for one row."""

    @property
    def row(self) -> models.Model: ...

    @property
    def tellings(self) -> Sequence[Telling[Any, Any]]: ...


AnyPlanned = TypeVar("AnyPlanned", bound=Planned)


def may_tell(*, at: dt.datetime) -> bool:
    """Nobody's telephone rings before this hour in Kyiv; what is due waits until then."""
    return timezone.localtime(at).hour >= settings.MESSAGES_FROM_HOUR


def remind(
    candidates: models.QuerySet[Row],
    *,
    plan: Callable[[models.QuerySet[Row]], Iterable[AnyPlanned]],
    message: Callable[[AnyPlanned, Telling[Any, Any]], mail.Message],
    at: dt.datetime,
) -> int:
    """Send and write down all that was due by now and is not in the ledger. How many letters.

    Batches of 500 rows, each a transaction of its own with a constant number of statements.
    """
    told = 0
    for keys in batches(candidates):
        # Most runs find nothing new, and then nobody who saves a row waits for a lock.
        rows = type(candidates)(candidates.model).filter(pk__in=keys).order_by("pk")
        lacking = [each.row.pk for each in plan(rows) if each.tellings]
        if lacking:
            told += _tell(rows.filter(pk__in=lacking), plan=plan, message=message, at=at)
    return told


@transaction.atomic
def _tell(
    rows: models.QuerySet[Row],
    *,
    plan: Callable[[models.QuerySet[Row]], Iterable[AnyPlanned]],
    message: Callable[[AnyPlanned, Telling[Any, Any]], mail.Message],
    at: dt.datetime,
) -> int:
    """Decide again under locks, taken in the order of the rows, and write."""
    planned = list(plan(rows.select_for_update(of=("self",), no_key=True)))
    Reminder.objects.bulk_create(
        Reminder(
            target_type=label_of(rows.model),
            target_id=each.row.pk,
            **whose(telling.to.person),
            kind=telling.step.kind,
            due_on=telling.due_on,
            is_skipped=telling.is_skipped,
            at=at,
        )
        for each in planned
        for telling in each.tellings
    )
    letters = [
        message(each, telling) for each in planned for telling in each.tellings if not telling.is_skipped
    ]
    mail.post(letters, at=at)
    return len(letters)


def said_of(model: type[models.Model], keys: Collection[int]) -> dict[int, list[Said]]:
    """What the ledger says about the steps of these rows, by row; one query."""
    ledger = Reminder.objects.about(model).filter(target_id__in=keys, kind__startswith=PREFIX)
    said: dict[int, list[Said]] = {}
    rows = ledger.values_list("target_id", "person", "address_digest", "kind", "due_on").order_by()
    for key, person, digest, kind, due_on in rows:
        said.setdefault(key, []).append(Said(digest or person, kind, due_on))
    return said


def digest_of(address: str) -> str:
    """As the ledger knows somebody without an account: large and small letters are the same address."""
    return hashlib.sha256(address.strip().casefold().encode()).hexdigest()


def whose(person: Known) -> dict[str, int | str]:
    """The columns of the ledger that say who was told."""
    return {"address_digest": person} if isinstance(person, str) else {"person_id": person}


def label_of(model: type[models.Model]) -> str:
    """As the ledger and the trail name its rows: "reports.ExpectedReport"."""
    return model._meta.label


def batches(rows: models.QuerySet[Any]) -> Iterator[list[int]]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
