"""Start a report: one for each community and period, of periods that have begun and are not too long ago.

Where a report is expected, it can be started from its opening day until its lock, or while an exception from
the lock lasts, however long ago its period was; elsewhere it is voluntary, for a year.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communities.models import Community, User
from communities.shared import audit
from reports.cycle import claims
from reports.cycle.cell_states import locked_on
from reports.cycle.deadline import Deadline, deadline_of
from reports.models import ExpectedReport, FormVersion, Period, Report, SectionEntry
from reports.periods import Stretch, stretch_before, stretch_of

CATCHING_UP = 6  # ended periods that may still be started: the last year


class NotStartable(StrEnum):
    """Why a report about this period cannot be started."""

    NOT_BEGUN = "not begun"
    TOO_LONG_AGO = "too long ago"
    NO_FORM = "no form is loaded"
    NOT_OPEN = "its opening day has not come"
    LOCKED = "it is locked"


class CannotStart(Exception):
    """`deadline`: the days of the expected report, where there is one."""

    def __init__(self, reason: NotStartable, *, deadline: Deadline | None = None) -> None:
        super().__init__(reason.value)
        self.reason, self.deadline = reason, deadline


def startable(*, today: dt.date) -> tuple[Stretch, ...]:
    """The period that runs and those that ended within the last year, newest first."""
    found = [stretch_of(today)]
    for _ in range(CATCHING_UP):
        found.append(stretch_before(found[-1]))
    return tuple(found)


def why_not_startable(
    stretch: Stretch, *, today: dt.date, deadline: Deadline | None = None
) -> NotStartable | None:
    """`deadline`: of the expected report, where there is one."""
    if stretch.starts_on > today:
        return NotStartable.NOT_BEGUN
    if deadline is None:
        return None if stretch in startable(today=today) else NotStartable.TOO_LONG_AGO
    if not deadline.is_open:
        return NotStartable.NOT_OPEN
    return NotStartable.LOCKED if deadline.lock else None


@dataclass(frozen=True)
class Offer:
    """A period of a community. Without `report` and `why_not` it may be started."""

    community: Community
    period: Period
    report: Report | None
    deadline: Deadline | None = None
    why_not: NotStartable | None = None


def offers(communities: Iterable[Community], *, today: dt.date) -> list[Offer]:
    """What the officers of these communities may start or go on with, newest period first: the last year, and
    what is older and open all the same, by an exception say. Two queries."""
    places = list(communities)
    stretches = startable(today=today)
    usual = Q(period__starts_on__in=[stretch.starts_on for stretch in stretches])
    reports = Report.objects.filter(usual, community__in=places).select_related("period")
    rows = (
        ExpectedReport.objects.filter(community__in=places)
        .filter(usual | _open_for_long(stretches[-1], today=today))
        .select_related("period", "report__period")
    )
    deadlines = {(row.community_id, row.period.stretch): Deadline(row, today) for row in rows}
    found = {key: each.expected.report for key, each in deadlines.items()}
    found |= {(report.community_id, report.period.stretch): report for report in reports}
    older: dict[int, set[Stretch]] = {}
    for place_id, stretch in deadlines:
        if stretch < stretches[-1]:
            older.setdefault(place_id, set()).add(stretch)
    return [
        _offer(place, stretch, report=found.get(key), deadline=deadlines.get(key), today=today)
        for place in places
        for stretch in [*stretches, *sorted(older.get(place.pk, ()), reverse=True)]
        for key in [(place.pk, stretch)]
    ]


def _open_for_long(oldest: Stretch, *, today: dt.date) -> Q:
    """Expected before the oldest period that anybody may start, still to be handed in and not locked."""
    return Q(
        ~locked_on(today),
        period__starts_on__lt=oldest.starts_on,
        opened_at__isnull=False,
        handed_in_at__isnull=True,
        published_at__isnull=True,
    )


def _offer(
    place: Community, stretch: Stretch, *, report: Report | None, deadline: Deadline | None, today: dt.date
) -> Offer:
    period = Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
    why_not = None if report else why_not_startable(stretch, today=today, deadline=deadline)
    return Offer(place, period, report, deadline, why_not)


@transaction.atomic
def start(community: Community, *, stretch: Stretch, by: User, at: dt.datetime) -> Report:
    """The report of this community about this period, started now unless somebody already has.

    Raises `CannotStart` for a period in the future, before the opening day and after the lock of an
    expected one, more than a year ago where none was expected, and when no form is loaded. The day of `at` is
    the one in Kyiv.
    """
    today = timezone.localdate(at)
    row = ExpectedReport.objects.filter(
        community=community, period__starts_on=stretch.starts_on, report__isnull=True
    ).first()
    deadline = deadline_of(row, today=today)
    if reason := why_not_startable(stretch, today=today, deadline=deadline):
        raise CannotStart(reason, deadline=deadline)
    form = FormVersion.objects.order_by("-version").first()
    if form is None:
        raise CannotStart(NotStartable.NO_FORM)
    return open_report(community, stretch=stretch, form=form, by=by, at=at)


@transaction.atomic
def open_report(
    community: Community, *, stretch: Stretch, form: FormVersion, by: User, at: dt.datetime
) -> Report:
    """`start` without the question whether it is the time: for figures brought in from elsewhere."""
    period, _ = Period.objects.get_or_create(
        starts_on=stretch.starts_on, defaults={"ends_on": stretch.ends_on}
    )
    report, is_new = Report.objects.select_related("community", "period", "form").get_or_create(
        community=community,
        period=period,
        defaults={
            "form": form,
            "started_at": at,
            "started_by": by,
            "is_demonstration": community.is_demonstration,
        },
    )
    claims.link(report)
    if is_new:
        SectionEntry.objects.bulk_create(
            SectionEntry(report=report, section=section) for section in form.sections.order_by("number")
        )
        audit.record(
            "report.started",
            target=report,
            by=by,
            at=at,
            community=community,
            details={"period": stretch.slug, "form": str(form)},
        )
    return report
