"""A coordinator asks about one report, by one click: recorded, and at most once a day whoever presses."""

import datetime as dt

from django.db import transaction

from communities.models import Reminder, User
from communities.shared import audit, mail, reminding
from reports.cycle import letters
from reports.cycle.reminders import serving_in
from reports.cycle.steps import Serving, Silence, why_closed
from reports.models import ExpectedReport

NUDGE = "nudge"


class AlreadyNudged(Exception):
    """Somebody has asked about this report today."""


class NothingToNudge(Exception):
    """There is nothing to ask for, or nobody to ask; `silence` says which."""

    def __init__(self, silence: Silence) -> None:
        super().__init__(silence.value)
        self.silence = silence


@transaction.atomic
def nudge(expected: ExpectedReport, *, by: User, today: dt.date, at: dt.datetime) -> list[Reminder]:
    """Ask the reporting officers, or the head of police where no officer serves.

    Raises `AlreadyNudged` and `NothingToNudge`.
    """
    held = (
        ExpectedReport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community", "period")
        .get(pk=expected.pk)
    )
    if closed := why_closed(held, today=today):
        raise NothingToNudge(closed)
    if is_nudged(held, today=today):
        raise AlreadyNudged
    people = _whom_to_ask(held, today=today)
    if not people:
        raise NothingToNudge(Silence.NOBODY)
    rows = Reminder.objects.bulk_create(
        Reminder(
            target_type=reminding.label_of(ExpectedReport),
            target_id=held.pk,
            person_id=each.person,
            kind=NUDGE,
            due_on=today,
            at=at,
            by=by,
        )
        for each in people
    )
    audit.record("expected.nudged", target=held, by=by, at=at, community=held.community)
    mail.post(
        [letters.nudge(held, to=each.person, by=by, on=today, is_officer=each.is_officer) for each in people],
        at=at,
    )
    return rows


def is_nudged(expected: ExpectedReport, *, today: dt.date) -> bool:
    """Has somebody asked about it today?"""
    return (
        Reminder.objects.about(ExpectedReport)
        .filter(target_id=expected.pk, kind=NUDGE, due_on=today)
        .exists()
    )


def _whom_to_ask(expected: ExpectedReport, *, today: dt.date) -> list[Serving]:
    serving = serving_in({expected.community_id}, today=today).get(expected.community_id, [])
    return [each for each in serving if each.is_officer] or serving
