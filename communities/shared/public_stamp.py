"""The number that says whether anything public has changed since a page was drawn."""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from communities.models import PublicStamp


def touch() -> None:
    """Call it in the transaction of every act that changes what residents see."""
    at = timezone.now()
    if not PublicStamp.objects.filter(pk=1).update(number=F("number") + 1, touched_at=at):
        PublicStamp.objects.get_or_create(pk=1, defaults={"number": 1, "touched_at": at})


def current() -> int:
    return PublicStamp.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def touched_at() -> dt.datetime | None:
    """When anything public changed last, in real time."""
    return PublicStamp.objects.filter(pk=1).values_list("touched_at", flat=True).first()
