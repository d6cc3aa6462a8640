"""The meetings of a group in the order in which they matter: what comes, then what was."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from communities.meetings.invitations import day_of
from communities.models import Meeting
from communities.queries import MeetingQuerySet
from communities.states import MeetingState

ON_A_PAGE = 12
_AHEAD = (MeetingState.DRAFT, MeetingState.CALLED, MeetingState.OPEN)


@dataclass(frozen=True)
class MeetingList:
    """`ahead`: in preparation, called or being held, the soonest first. `earlier`: a page of the others."""

    ahead: list[Meeting]
    earlier: "Page[Meeting]"

    @property
    def next(self) -> Meeting | None:
        return next((row for row in self.ahead if row.state != MeetingState.DRAFT), None)

    @property
    def is_empty(self) -> bool:
        return not self.ahead and not self.earlier.object_list


def meetings_of(rows: MeetingQuerySet, *, today: dt.date, page: str | None = None) -> MeetingList:
    """Three queries. A called meeting that nobody opened stays ahead until its day is over."""
    unfinished = list(rows.filter(state__in=_AHEAD).order_by("starts_at", "pk"))
    forgotten = {row.pk for row in unfinished if row.state == MeetingState.CALLED and day_of(row) < today}
    earlier = rows.exclude(state__in=_AHEAD) | rows.filter(pk__in=forgotten)
    return MeetingList(
        ahead=[row for row in unfinished if row.pk not in forgotten],
        earlier=Paginator(earlier.order_by("-starts_at", "-pk"), ON_A_PAGE).get_page(page),
    )
