"""Whether a group meets as often as its statute says: pure arithmetic of days."""

import calendar
import datetime as dt
from dataclasses import dataclass

from communities.groups.statute import statute_on
from communities.meetings.invitations import day_of
from communities.models import WorkingGroup
from communities.states import MeetingState


@dataclass(frozen=True)
class Rhythm:
    """`last_on`: day of the newest meeting that was held. `due_by`: last day for the next one.

    Both are empty while the group has not met and no founding act says from when to count.
    """

    every_months: int
    last_on: dt.date | None
    due_by: dt.date | None
    next_on: dt.date | None
    today: dt.date

    @property
    def is_late(self) -> bool:
        return self.due_by is not None and self.today > self.due_by

    @property
    def will_be_late(self) -> bool:
        """The next meeting is called, but for a day after the one that the statute sets."""
        return not self.is_late and None not in (self.due_by, self.next_on) and self.next_on > self.due_by  # type: ignore[operator]


def rhythm_of(group: WorkingGroup, *, today: dt.date) -> Rhythm:
    """Three queries."""
    months = statute_on(group, today).meets_every_months
    held = group.meetings.filter(state__in=[MeetingState.OPEN, MeetingState.CLOSED]).first()
    called = group.meetings.filter(state=MeetingState.CALLED).order_by("starts_at").first()
    last_on = day_of(held) if held else None
    start = last_on or group.act_on
    return Rhythm(
        every_months=months,
        last_on=last_on,
        due_by=months_later(start, months) if start else None,
        next_on=day_of(called) if called else None,
        today=today,
    )


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
