"""Start a report: one for each community and period, of periods that have begun and are not too long ago."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from communities.models import Community, User
from communities.shared import audit
from reports.models import FormVersion, Period, Report, SectionEntry
from reports.periods import Stretch, stretch_before, stretch_of

CATCHING_UP = 6  # ended periods that may still be started: the last year


class NotStartable(StrEnum):
    """Why a report about this period cannot be started."""

    NOT_BEGUN = "not begun"
    TOO_LONG_AGO = "too long ago"
    NO_FORM = "no form is loaded"


class CannotStart(Exception):
    def __init__(self, reason: NotStartable) -> None:
        super().__init__(reason.value)
        self.reason = reason


def startable(*, today: dt.date) -> tuple[Stretch, ...]:
    """The period that runs and those that ended within the last year, newest first."""
    found = [stretch_of(today)]
    for _ in range(CATCHING_UP):
        found.append(stretch_before(found[-1]))
    return tuple(found)


def why_not_startable(stretch: Stretch, *, today: dt.date) -> NotStartable | None:
    if stretch.starts_on > today:
        return NotStartable.NOT_BEGUN
    if stretch not in startable(today=today):
        return NotStartable.TOO_LONG_AGO
    return None


@dataclass(frozen=True)
class Offer:
    """A period of a community; `report` is None when it may be started."""

    community: Community
    period: Period
    report: Report | None


def offers(communities: Iterable[Community], *, today: dt.date) -> list[Offer]:
    """What the officers of these communities may start or go on with, newest period first. One query."""
    places = list(communities)
    stretches = startable(today=today)
    reports = Report.objects.filter(
        community__in=places, period__starts_on__in=[stretch.starts_on for stretch in stretches]
    ).select_related("period")
    found = {(report.community_id, report.period.starts_on): report for report in reports}
    return [
        Offer(
            place,
            Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on),
            found.get((place.pk, stretch.starts_on)),
        )
        for place in places
        for stretch in stretches
    ]


@transaction.atomic
def start(community: Community, *, stretch: Stretch, by: User, at: dt.datetime) -> Report:
    """The report of this community about this period, started now unless somebody already has.

    Raises `CannotStart` for a period in the future or more than a year ago, and when no form is
    loaded. The day of `at` is the one in Kyiv.
    """
    if reason := why_not_startable(stretch, today=timezone.localdate(at)):
        raise CannotStart(reason)
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
