"""The register as members and residents read it, and what of it comes back on the next agenda."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.meetings.subjects import Link, Source, Suggestion
from communities.models import Decision, ItemKind, Membership, WorkingGroup
from communities.shared.days import in_words
from communities.states import DecisionState, MeetingState

PREFIX = "communities.decision"


class Kept(StrEnum):
    """Which lines of the register are asked for."""

    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"
    ALL = "all"

    @property
    def words(self) -> Promise:
        return _KEPT[self]


_KEPT = {
    Kept.OPEN: _("open"),
    Kept.OVERDUE: _("overdue"),
    Kept.CLOSED: _("closed"),
    Kept.ALL: _("all"),
}


@dataclass(frozen=True)
class Filters:
    """`within` days from today is it due; overdue ones are due all the same."""

    kept: Kept = Kept.OPEN
    member: int | None = None
    body: str = ""
    within: int | None = None


@dataclass(frozen=True)
class Line:
    """A decision as a list shows it. `kind` is that of `components/tag.html`."""

    decision: Decision
    kind: str
    state: str

    @property
    def held_on(self) -> dt.date:
        return timezone.localdate(self.decision.item.meeting.starts_at)


def kept(group: WorkingGroup, filters: Filters, *, today: dt.date) -> QuerySet[Decision]:
    """What is due first stands first, what has no day after it; of closed ones the newest."""
    rows = group.decisions.select_related("responsible", "item__meeting")
    if filters.kept == Kept.OPEN:
        rows = rows.open()
    elif filters.kept == Kept.OVERDUE:
        rows = rows.overdue(today=today)
    elif filters.kept == Kept.CLOSED:
        rows = rows.exclude(state=DecisionState.OPEN)
    if filters.member is not None:
        rows = rows.filter(responsible=filters.member)
    if filters.body:
        rows = rows.filter(responsible_body=filters.body)
    if filters.within is not None:
        rows = rows.filter(due_on__lte=today + dt.timedelta(days=filters.within))
    if filters.kept in {Kept.OPEN, Kept.OVERDUE}:
        return rows.order_by(F("due_on").asc(nulls_last=True), "number")
    return rows.order_by("-number")


def public(group: WorkingGroup) -> QuerySet[Decision]:
    """What residents read: decisions of closed meetings that have public words."""
    rows = group.decisions.filter(item__meeting__state=MeetingState.CLOSED).exclude(public_text="")
    return rows.select_related("item__meeting").order_by("-number")


def changed_by_time(day: dt.date, *, today: dt.date) -> bool:
    """Is something that residents read of overdue today and was not on `day`?"""
    late = Decision.objects.open().filter(due_on__gte=day, due_on__lt=today)
    return late.filter(item__meeting__state=MeetingState.CLOSED).exclude(public_text="").exists()


def responsible_in(group: WorkingGroup) -> tuple[list[Membership], list[str]]:
    """Members and organisations that had or have something to do; two queries."""
    members = Membership.objects.filter(pk__in=group.decisions.values("responsible")).order_by("name")
    bodies = group.decisions.exclude(responsible_body="").values_list("responsible_body", flat=True)
    return list(members), sorted(set(bodies.order_by()))


def line(decision: Decision, *, today: dt.date) -> Line:
    if decision.state == DecisionState.DONE:
        return Line(decision, "done", gettext("done"))
    if decision.state == DecisionState.CANCELLED:
        return Line(decision, "excused", gettext("no longer needed"))
    if decision.due_on is not None and decision.due_on < today:
        return Line(decision, "overdue", gettext("overdue"))
    return Line(decision, "todo", gettext("open"))


def suggest(group: WorkingGroup, on: dt.date) -> list[Suggestion]:
    """Every open decision comes back until somebody says what came of it.

    Residents read the titles of an agenda, so that they are made of what residents may read.
    """
    rows = group.decisions.open().filter(item__meeting__state=MeetingState.CLOSED)
    rows = rows.select_related("item__meeting").order_by(F("due_on").asc(nulls_last=True), "number")
    return [
        Suggestion(
            subject=f"{PREFIX}:{row.pk}",
            kind=ItemKind.DECISIONS,
            title=_title(row),
            is_overdue=row.due_on is not None and row.due_on < on,
        )
        for row in rows
    ]


def describe(ids: Iterable[int]) -> dict[int, Link]:
    rows = Decision.objects.filter(pk__in=list(ids)).values_list("pk", "number")
    return {
        key: Link(
            gettext("Decision %(number)s") % {"number": number}, reverse("communities:decision", args=[key])
        )
        for key, number in rows
    }


SOURCE = Source(PREFIX, suggest, describe)


def _title(decision: Decision) -> str:
    said = {
        "number": decision.number,
        "day": in_words(timezone.localdate(decision.item.meeting.starts_at)),
        "what": " ".join(decision.public_text.split())[:200],
    }
    if said["what"]:
        return gettext("How decision %(number)s of %(day)s is carried out: %(what)s") % said
    return gettext("How decision %(number)s of %(day)s is carried out") % said
