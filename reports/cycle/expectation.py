"""Making the rows of what is expected: ahead, and after an outage what should have been made meanwhile."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Count, F, Q

from communities.shared import audit
from reports.cycle import claims
from reports.cycle.rules import RuleBook
from reports.models import ExpectedReport, Participation, Period
from reports.periods import MONTHS, Stretch, stretch_after, stretch_of

BATCH = 500


def expect(*, today: dt.date, at: dt.datetime) -> int:
    """Make the rows of every participant up to the period after the running one; how many were made.

    A second run, or another at the same moment, makes none twice. Each batch of participants stands or falls
    by itself, and takes the same few queries for one and for 500. A report that was started while
    its row was missing is linked.
    """
    last = stretch_after(stretch_of(today))
    made = sum(_expect(batch, last=last, at=at) for batch in _batches(_behind(last)))
    claims.adopt()
    return made


def _behind(last: Stretch) -> list[int]:
    """Ids of the participations that have fewer rows than they should. One query."""
    theirs = Q(community__expected_reports__period__starts_on__gte=F("from_on")) & (
        Q(until_on__isnull=True) | Q(community__expected_reports__period__starts_on__lt=F("until_on"))
    )
    rows = (
        Participation.objects.filter(from_on__lte=last.starts_on)
        .order_by("pk")
        .annotate(made=Count("community__expected_reports", filter=theirs))
        .values_list("pk", "from_on", "until_on", "made")
    )
    return [pk for pk, from_on, until_on, made in rows if made < _how_many(from_on, until_on, last=last)]


def _how_many(from_on: dt.date, until_on: dt.date | None, *, last: Stretch) -> int:
    """Periods from one until another (without it), at most up to the last."""
    end = stretch_after(last).starts_on
    return max(0, _number(min(until_on or end, end)) - _number(from_on))


def _number(day: dt.date) -> int:
    return (day.year * 12 + day.month - 1) // MONTHS


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


@transaction.atomic
def _expect(batch: list[int], *, last: Stretch, at: dt.datetime) -> int:
    # Leaving, and new rules of an oblast, wait for this lock and this waits for them.
    participations = list(
        Participation.objects.filter(pk__in=batch)
        .select_related("community")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    there = set(
        ExpectedReport.objects.filter(
            community__in=[row.community_id for row in participations],
            period__starts_on__gte=min(row.from_on for row in participations),
        ).values_list("community", "period__starts_on")
    )
    missing = [
        (row, stretch)
        for row in participations
        for stretch in _stretches(row, last=last)
        if (row.community_id, stretch.starts_on) not in there
    ]
    if not missing:  # another run was faster
        return 0
    periods = _periods({stretch for _, stretch in missing})
    book = RuleBook(row.community.oblast_id for row in participations)
    ExpectedReport.objects.bulk_create(
        (_row(row, stretch, periods=periods, book=book) for row, stretch in missing),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    first, newest = min(periods), max(periods)
    audit.record(
        "cycle.expected",
        target=periods[newest],
        by=None,
        at=at,
        details={"count": len(missing), "from": stretch_of(first).slug, "to": stretch_of(newest).slug},
    )
    return len(missing)


def _stretches(row: Participation, *, last: Stretch) -> Iterator[Stretch]:
    stretch = stretch_of(row.from_on)
    while stretch <= last and (row.until_on is None or stretch.starts_on < row.until_on):
        yield stretch
        stretch = stretch_after(stretch)


def _periods(stretches: Iterable[Stretch]) -> dict[dt.date, Period]:
    wanted = list(stretches)
    Period.objects.bulk_create(
        [Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on) for stretch in wanted],
        ignore_conflicts=True,
    )
    rows = Period.objects.filter(starts_on__in=[stretch.starts_on for stretch in wanted])
    return {period.starts_on: period for period in rows}


def _row(
    row: Participation, stretch: Stretch, *, periods: dict[dt.date, Period], book: RuleBook
) -> ExpectedReport:
    days = book.days(row.community.oblast_id, stretch)
    return ExpectedReport(
        community_id=row.community_id,
        period=periods[stretch.starts_on],
        opens_on=days.opens_on,
        planned_due_on=days.due_on,
        due_on=days.due_on,
        on_time_on=days.on_time_on,
        locks_on=days.locks_on,
    )
