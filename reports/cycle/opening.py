"""Opening the periods whose day has come: each expected report once, and its officers are told once."""

import datetime as dt

from django.db import transaction

from communities.shared import audit, public_stamp
from reports.cycle import telling
from reports.models import ExpectedReport

BATCH = 500


def open_due(*, today: dt.date, at: dt.datetime) -> int:
    """Open every expected report whose opening day is today or was missed; how many were opened.

    A second run, or another at the same moment, opens none twice. After an outage the officers of a community
    are told of the newest of its reports only, and of none that is locked or excused.
    """
    due = list(
        ExpectedReport.objects.filter(opened_at__isnull=True, opens_on__lte=today)
        .order_by("opens_on", "pk")  # the newest last: if a run is cut off, it is still told of
        .values_list("pk", "community", "excuse", "handed_in_at", "locks_on")
    )
    told = {
        community: pk
        for pk, community, excuse, handed_in_at, locks_on in due
        if not excuse and handed_in_at is None and locks_on >= today
    }
    ids = [pk for pk, *_ in due]
    return sum(
        _open(ids[start : start + BATCH], told=frozenset(told.values()), at=at)
        for start in range(0, len(ids), BATCH)
    )


@transaction.atomic
def _open(batch: list[int], *, told: frozenset[int], at: dt.datetime) -> int:
    rows = list(
        ExpectedReport.objects.filter(pk__in=batch, opened_at__isnull=True)
        .select_related("community", "period")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    if not rows:  # another run was faster
        return 0
    ExpectedReport.objects.filter(pk__in=[row.pk for row in rows]).update(opened_at=at)
    telling.opened((row for row in rows if row.pk in told), at=at)
    newest = max(rows, key=lambda row: row.period.starts_on).period
    audit.record(
        "cycle.opened",
        target=newest,
        by=None,
        at=at,
        details={"count": len(rows), "period": newest.slug},
    )
    public_stamp.touch()
    return len(rows)
