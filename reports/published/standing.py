"""How each period of a community stands, as residents may know it.

Drawn from the rows of what was expected. Of a report that is not published residents learn only when it
is due: whether its author has handed it in is between the author and the head of police.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from communities.models import Community
from reports.models import ExpectedReport, Publication
from reports.periods import Stretch
from reports.wording import KYIV


class Standing(StrEnum):
    PUBLISHED = "published"
    EXCUSED = "excused"
    DUE = "due"  # not published, and its day has not passed
    OVERDUE = "overdue"  # not published, and its day has passed
    NOT_OPEN = "not_open"  # asked for later
    NOT_EXPECTED = "not_expected"  # no row and no publication


@dataclass(frozen=True)
class PeriodStanding:
    """One period of one community. Days are Kyiv days.

    `is_expected`: there is a row, so the days hold. `handed_in_on`, `is_on_time`, `days_late` (after
    the due day) and `is_complete` are told of published reports only.
    """

    stretch: Stretch
    standing: Standing
    is_expected: bool = False
    due_on: dt.date | None = None
    planned_due_on: dt.date | None = None
    extension_reason: str = ""
    excuse: str = ""
    excuse_reason: str = ""
    published_on: dt.date | None = None
    handed_in_on: dt.date | None = None
    is_on_time: bool | None = None
    days_late: int = 0
    is_complete: bool | None = None
    meeting_held_on: dt.date | None = None
    meeting_place: str = ""

    @property
    def is_published(self) -> bool:
        return self.standing is Standing.PUBLISHED

    @property
    def is_extended(self) -> bool:
        return self.due_on != self.planned_due_on

    @property
    def is_asked_for(self) -> bool:
        """Counts in the denominator: expected, and not excused."""
        return self.is_expected and not self.excuse


def standing_of(
    expected: ExpectedReport, *, today: dt.date, published_at: dt.datetime | None = None
) -> PeriodStanding:
    """`published_at`: of the publication, where the caller has it; else what the row says."""
    published_at = published_at or expected.published_at
    handed_in_on = expected.first_handed_in_on if published_at else None
    is_on_time = expected.is_on_time if published_at else None
    return PeriodStanding(
        stretch=expected.period.stretch,
        standing=_standing(expected, is_published=published_at is not None, today=today),
        is_expected=True,
        due_on=expected.due_on,
        planned_due_on=expected.planned_due_on,
        extension_reason=expected.extension_reason,
        excuse=expected.excuse,
        excuse_reason=expected.excuse_reason,
        published_on=published_at.astimezone(KYIV).date() if published_at else None,
        handed_in_on=handed_in_on,
        is_on_time=is_on_time,
        days_late=(handed_in_on - expected.due_on).days if handed_in_on and is_on_time is False else 0,
        is_complete=expected.is_complete if published_at else None,
        meeting_held_on=expected.meeting_held_on,
        meeting_place=expected.meeting_place,
    )


def standings(community: Community, *, today: dt.date) -> list[PeriodStanding]:
    """Every period that has been asked for since this community takes part, newest first. One query."""
    rows = ExpectedReport.objects.filter(community=community).select_related("period")
    told = (standing_of(row, today=today) for row in rows.order_by("-period__starts_on"))
    return [one for one in told if one.standing is not Standing.NOT_OPEN]


def published_periods(community: Community) -> list[dt.date]:
    """The first days of the periods with a published report. One query."""
    published = Publication.objects.newest().filter(report__community=community)
    return list(published.values_list("report__period__starts_on", flat=True))


def years(found: Iterable[PeriodStanding], *, published: Iterable[dt.date]) -> list[int]:
    """The years of which there is something to tell, newest first."""
    return sorted({day.year for day in [*published, *(one.stretch.starts_on for one in found)]}, reverse=True)


def _standing(expected: ExpectedReport, *, is_published: bool, today: dt.date) -> Standing:
    if is_published:
        return Standing.PUBLISHED
    if expected.is_excused:
        return Standing.EXCUSED
    if expected.opened_at is None:
        return Standing.NOT_OPEN
    return Standing.OVERDUE if today > expected.due_on else Standing.DUE
