"""By which rules a group works on a day. Rules are rows with a first day, so the past keeps its own."""

import datetime as dt
from typing import Any

from django.db import transaction

from communities.groups.roll import free_from
from communities.models import Statute, User, WorkingGroup
from communities.shared import audit, public_stamp

# What a group decides for itself, in the order of its form.
KNOBS = (
    "quorum_numerator",
    "quorum_denominator",
    "quorum_is_more_than",
    "majority_numerator",
    "majority_denominator",
    "majority_is_more_than",
    "majority_of",
    "tie",
    "police_vote_on_their_report",
    "notice_days",
    "notice_in_working_days",
    "meets_every_months",
    "amendment_days",
)


class PastIsFixed(Exception):
    """Rules never begin in the past: meetings were held by those of their day."""


class MeetingWasHeld(Exception):
    """A meeting of this day was already opened by the rules there were."""


class NothingChanged(Exception):
    """These are the rules of that day already."""


def statute_on(group: WorkingGroup, day: dt.date) -> Statute:
    """The newest rules that hold on this day; an unsaved row with the defaults where nobody set any."""
    row = group.statutes.filter(from_on__lte=day).order_by("-from_on").first()
    return row or Statute(group=group, from_on=day)


@transaction.atomic
def change(
    group: WorkingGroup, *, from_on: dt.date, by: User, today: dt.date, at: dt.datetime, **knobs: Any
) -> Statute:
    """Set the rules from a day on; a knob that is not named stays as it is on that day.

    Rules that are planned for the same day are replaced. Raises `PastIsFixed`, `MeetingWasHeld` (today, after
    a meeting was opened), `NothingChanged`, or `ValidationError` in words.
    """
    if unknown := set(knobs) - set(KNOBS):
        raise TypeError(f"No such rule: {sorted(unknown)}")
    if from_on < today:
        raise PastIsFixed
    WorkingGroup.objects.select_for_update(no_key=True).get(
        pk=group.pk
    )  # one change at a time, none while one opens
    if from_on < free_from(group, today=today):
        raise MeetingWasHeld
    before = statute_on(group, from_on)
    values = {name: getattr(before, name) for name in KNOBS} | knobs
    changed = sorted(name for name in KNOBS if values[name] != getattr(before, name))
    if not changed:
        raise NothingChanged
    row = before if before.pk and before.from_on == from_on else Statute(group=group, from_on=from_on)
    for name, value in values.items():
        setattr(row, name, value)
    row.set_at, row.set_by = at, by
    row.full_clean()
    row.save()
    audit.record(
        "group.statute_changed",
        target=group,
        by=by,
        at=at,
        community=group.community,
        details={"from_on": from_on.isoformat(), "fields": changed},
    )
    public_stamp.touch()
    return row
