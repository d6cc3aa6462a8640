"""Which communities take part in the cycle, from which period until which. Only the future can be changed:
what has been asked for of the past stays asked for, so that percentages of past periods never move."""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from communities.models import Community, User
from communities.shared import audit
from reports.cycle.rules import RuleBook
from reports.models import ExpectedReport, Participation
from reports.periods import Stretch


class NotPossible(StrEnum):
    """Why a community cannot join or leave from this period on."""

    HAS_OPENED = "this period or a later one has opened or has been begun"
    TAKES_PART = "the community takes part already"
    TAKES_NO_PART = "the community does not take part"
    BEFORE_IT_JOINED = "the community joined later than this period"
    BEFORE_IT_LEFT = "the community took part in this period already"


class CannotChangeParticipation(Exception):
    def __init__(self, reason: NotPossible) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def join(community: Community, *, from_stretch: Stretch, by: User | None, at: dt.datetime) -> Participation:
    """A report is expected of this community from this period on. Raises `CannotChangeParticipation`."""
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    held = list(community.participations.all())
    if any(row.until_on is None for row in held):
        raise CannotChangeParticipation(NotPossible.TAKES_PART)
    if any(row.until_on > from_stretch.starts_on for row in held if row.until_on):
        raise CannotChangeParticipation(NotPossible.BEFORE_IT_LEFT)
    if has_opened(community, from_stretch, today=timezone.localdate(at)):
        raise CannotChangeParticipation(NotPossible.HAS_OPENED)
    row = Participation.objects.create(community=community, from_on=from_stretch.starts_on)
    audit.record(
        "cycle.joined",
        target=row,
        by=by,
        at=at,
        community=community,
        details={"from": from_stretch.slug},
    )
    return row


@transaction.atomic
def leave(community: Community, *, from_stretch: Stretch, by: User | None, at: dt.datetime) -> Participation:
    """No report is expected any more from this period on; what was made ahead and has not opened is
    taken away. Raises `CannotChangeParticipation`."""
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    # Whoever makes expected rows holds this lock, so none is made after the ones ahead are gone.
    row = community.participations.select_for_update().filter(until_on__isnull=True).first()
    if row is None:
        raise CannotChangeParticipation(NotPossible.TAKES_NO_PART)
    if from_stretch.starts_on < row.from_on:
        raise CannotChangeParticipation(NotPossible.BEFORE_IT_JOINED)
    ahead = ExpectedReport.objects.filter(
        community=community, period__starts_on__gte=from_stretch.starts_on
    ).select_for_update(of=("self",))
    begun = any(row.opened_at or row.report_id or row.meeting_held_on for row in ahead)
    if begun or has_opened(community, from_stretch, today=timezone.localdate(at)):
        raise CannotChangeParticipation(NotPossible.HAS_OPENED)
    taken_away, _ = ExpectedReport.objects.filter(pk__in=[each.pk for each in ahead]).delete()
    row.until_on = from_stretch.starts_on
    row.save(update_fields=["until_on"])
    audit.record(
        "cycle.left",
        target=row,
        by=by,
        at=at,
        community=community,
        details={"from": from_stretch.slug, "taken_away": taken_away},
    )
    return row


def has_opened(community: Community, stretch: Stretch, *, today: dt.date) -> bool:
    """By the calendar of its oblast, even when the task that opens periods has not run yet."""
    return RuleBook([community.oblast_id]).days(community.oblast_id, stretch).opens_on <= today
