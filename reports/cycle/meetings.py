"""The open meeting of a period: art. 88 of the police law asks for one at least every two months.

A day and a place stand on the expected report, and the meeting of the group when it was held here
(`reports.hearings`); residents read day and place.
"""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from communities.models import Meeting, User
from communities.shared import audit
from communities.shared.plain_text import one_line
from reports.models import ExpectedReport
from reports.yearly import documents

PLACE_MAX = 200  # characters, as the column


class Refusal(StrEnum):
    FUTURE = "future"
    BEFORE_THE_PERIOD = "before_the_period"
    AFTER_THE_PERIOD = "after_the_period"
    NO_PLACE = "no_place"
    COUNTED_ALREADY = "counted_already"


class CannotRecord(Exception):
    """This meeting cannot stand at this period; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def window(expected: ExpectedReport) -> tuple[dt.date, dt.date]:
    """First and last day on which a meeting counts for this period.

    From the day the period begins, because its problems may be discussed while it runs, until its
    report locks, because the report itself can only be told after the period has ended.
    """
    return expected.period.starts_on, expected.locks_on


@transaction.atomic
def record_meeting(
    expected: ExpectedReport,
    *,
    held_on: dt.date,
    place: str,
    meeting: Meeting | None = None,
    by: User | None,
    at: dt.datetime,
) -> ExpectedReport:
    """Say when and where the open meeting of this period was held; said again, it replaces what was said.

    `meeting`: that of the group, when the site itself says so because it was closed here (`by` is None).
    Raises `CannotRecord`; one meeting counts for one period of a community only.
    """
    expected = _held(expected)
    place = one_line(place).text
    if refusal := _why_not(expected, held_on=held_on, place=place, today=timezone.localdate(at)):
        raise CannotRecord(refusal)
    if meeting is None and held_on == expected.meeting_held_on:
        meeting = expected.meeting  # only the place is said otherwise
    expected.meeting_held_on, expected.meeting_place, expected.meeting = held_on, place, meeting
    expected.meeting_recorded_at, expected.meeting_recorded_by = at, by
    _keep(expected, "meeting.recorded", held_on=held_on, by=by, at=at)
    return expected


@transaction.atomic
def withdraw_meeting(expected: ExpectedReport, *, by: User, at: dt.datetime) -> bool:
    """Take back what was recorded by mistake. False when nothing was recorded."""
    expected = _held(expected)
    if (held_on := expected.meeting_held_on) is None:
        return False
    expected.meeting_held_on, expected.meeting_place, expected.meeting = None, "", None
    expected.meeting_recorded_at, expected.meeting_recorded_by = None, None
    _keep(expected, "meeting.withdrawn", held_on=held_on, by=by, at=at)
    return True


def _held(expected: ExpectedReport) -> ExpectedReport:
    """Locked together with its community, so that two periods cannot take the same meeting at once."""
    return (
        ExpectedReport.objects.select_for_update(of=("self", "community"), no_key=True)
        .select_related("community", "period", "meeting")
        .get(pk=expected.pk)
    )


def _why_not(expected: ExpectedReport, *, held_on: dt.date, place: str, today: dt.date) -> Refusal | None:
    first, last = window(expected)
    if held_on > today:
        return Refusal.FUTURE
    if held_on < first:
        return Refusal.BEFORE_THE_PERIOD
    if held_on > last:
        return Refusal.AFTER_THE_PERIOD
    if not place or len(place) > PLACE_MAX:
        return Refusal.NO_PLACE
    others = ExpectedReport.objects.filter(community=expected.community, meeting_held_on=held_on)
    return Refusal.COUNTED_ALREADY if others.exclude(pk=expected.pk).exists() else None


def _keep(expected: ExpectedReport, act: str, *, held_on: dt.date, by: User | None, at: dt.datetime) -> None:
    expected.save(
        update_fields=[
            *("meeting_held_on", "meeting_place", "meeting"),
            *("meeting_recorded_at", "meeting_recorded_by"),
        ]
    )
    audit.record(
        act,
        target=expected,
        by=by,
        at=at,
        community=expected.community,
        details={"period": expected.period.slug, "held_on": held_on.isoformat()},
    )
    documents.changed(expected, at=at)
