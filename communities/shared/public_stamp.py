"""The number that says whether anything public has changed since a page was drawn."""

from django.db.models import F

from communities.models import PublicStamp


def touch() -> None:
    """Call it in the transaction of every act that changes what residents see."""
    if not PublicStamp.objects.filter(pk=1).update(number=F("number") + 1):
        PublicStamp.objects.get_or_create(pk=1, defaults={"number": 1})


def current() -> int:
    return PublicStamp.objects.filter(pk=1).values_list("number", flat=True).first() or 0
