"""Reminding the police of what they owe: the steps of `steps`, written into the ledger and told, once each.

The decision is pure (`steps.why_silent`, `steps.missing_tellings`), writing and telling is
`communities.shared.reminding`; here are the rows. The same answer
stands behind the task, `manage.py remind --dry-run` and the pages.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from communities.models import Duty, Notice, Role
from communities.shared import reminding
from communities.shared.reminder_steps import Said
from communities.shared.reminding import batches, may_tell
from reports.cycle import letters
from reports.cycle.steps import (
    DEFAULT_STEPS,
    Serving,
    Silence,
    Step,
    Telling,
    missing_tellings,
    why_closed,
    why_silent,
)
from reports.models import ExpectedReport, ReminderStep

__all__ = [
    "DEFAULT_STEPS",
    "Planned",
    "Silence",
    "Step",
    "StepBook",
    "Telling",
    "batches",
    "may_tell",
    "perhaps_due",
    "plan",
    "plan_for",
    "remind_due",
    "rows_of",
    "serving_in",
    "silence_of",
    "why_closed",
    "why_silent",
]

# Notices that say by when a report is due: a step before that day need not repeat it the same day.
NAME_THE_DAY = ("reports/opened", "reports/extended", "reports/sent_back", "reports/excuse_withdrawn")
PLANNED_DAYS = 62  # a plan shows what opened or locks about one period from today


@dataclass(frozen=True)
class Planned:
    """What today brings for one expected report."""

    expected: ExpectedReport
    silence: Silence | None
    tellings: tuple[Telling, ...]

    @property
    def row(self) -> ExpectedReport:
        return self.expected

    @property
    def sent(self) -> list[Telling]:
        return [telling for telling in self.tellings if not telling.is_skipped]


class StepBook:
    """The steps of every oblast, read in one query."""

    def __init__(self) -> None:
        self._own: dict[int, list[Step]] = {}
        for row in ReminderStep.objects.all():
            step = Step(row.days_after_due, tells_officer=row.tells_officer, tells_head=row.tells_head)
            self._own.setdefault(row.oblast_id, []).append(step)

    def of(self, oblast: int) -> Sequence[Step]:
        return self._own.get(oblast, DEFAULT_STEPS)

    @property
    def earliest(self) -> int:
        """Days after the due day of the very first step of all."""
        return min(step.days_after_due for steps in [DEFAULT_STEPS, *self._own.values()] for step in steps)


def remind_due(*, today: dt.date, at: dt.datetime) -> int:
    """Send and write down all that was due by now and is not in the ledger. How many were told."""
    book = StepBook()
    return reminding.remind(
        perhaps_due(today=today, book=book),
        plan=lambda rows: plan_for(rows, today=today, book=book),
        message=lambda planned, telling: letters.reminder(planned.expected, telling),
        at=at,
    )


def plan(*, today: dt.date, opens_by_then: bool = False) -> Iterator[Planned]:
    """What would go out today, or why not, for every report expected around now. Writes nothing.

    `opens_by_then`: of a day to come, periods that will have opened by it count as open.
    """
    reach = dt.timedelta(days=PLANNED_DAYS)
    around = ExpectedReport.objects.filter(
        Q(locks_on__gte=today - reach) | Q(unlocked_until_on__gte=today), opens_on__lte=today + reach
    )
    book = StepBook()
    for keys in batches(around):
        yield from plan_for(rows_of(keys), today=today, book=book, opens_by_then=opens_by_then)


def silence_of(expected: ExpectedReport, *, today: dt.date) -> Silence | None:
    """Why nobody is reminded of this one today; None when the next run reminds somebody."""
    (planned,) = plan_for(ExpectedReport.objects.filter(pk=expected.pk), today=today)
    return planned.silence


def plan_for(
    rows: QuerySet[ExpectedReport],
    *,
    today: dt.date,
    book: StepBook | None = None,
    opens_by_then: bool = False,
) -> list[Planned]:
    """The decision for these rows, in four statements however many they are."""
    book = book or StepBook()
    found = list(rows.select_related("community", "period"))
    if opens_by_then:
        _open(found, today=today)
    serving = serving_in({row.community_id for row in found}, today=today)
    said = reminding.said_of(ExpectedReport, [row.pk for row in found])
    just_told = _just_told({each.person for people in serving.values() for each in people}, today=today)
    return [
        _decide(
            row,
            today=today,
            steps=book.of(row.community.oblast_id),
            serving=serving.get(row.community_id, []),
            said=said.get(row.pk, []),
            just_told=just_told.get((row.community_id, row.current_due_on.isoformat()), frozenset()),
        )
        for row in found
    ]


def _open(rows: Sequence[ExpectedReport], *, today: dt.date) -> None:
    """In these objects only: nothing is saved."""
    for row in rows:
        if row.opened_at is None and row.opens_on <= today:
            row.opened_at = timezone.make_aware(dt.datetime.combine(row.opens_on, dt.time()))


def _decide(
    row: ExpectedReport,
    *,
    today: dt.date,
    steps: Sequence[Step],
    serving: Sequence[Serving],
    said: Sequence[Said],
    just_told: Collection[int],
) -> Planned:
    silence = why_silent(row, today=today, steps=steps, serving=serving, said=said, just_told=just_told)
    missing = missing_tellings(row, today=today, steps=steps, serving=serving, said=said, just_told=just_told)
    return Planned(row, silence, tuple(missing))


def serving_in(communities: set[int], *, today: dt.date) -> dict[int, list[Serving]]:
    """Reporting officers and heads of police who serve there on this day and may sign in; one query."""
    duties = Duty.objects.serving(today=today).filter(
        community__in=communities,
        role__in=[Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE],
        person__is_active=True,
    )
    roles: dict[int, dict[int, set[str]]] = {}
    for community, person, role in duties.values_list("community", "person", "role").order_by("pk"):
        if community is not None:
            roles.setdefault(community, {}).setdefault(person, set()).add(role)
    return {
        community: [
            Serving(
                person,
                is_officer=Role.REPORTING_OFFICER in held,
                is_head=Role.HEAD_OF_POLICE in held,
            )
            for person, held in people.items()
        ]
        for community, people in roles.items()
    }


def _just_told(people: set[int], *, today: dt.date) -> dict[tuple[int, str], set[int]]:
    """Who has read of which due day since yesterday, by community and day; one query."""
    told: dict[tuple[int, str], set[int]] = {}
    since = timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=1), dt.time()))
    notices = Notice.objects.filter(person__in=people, kind__in=NAME_THE_DAY, at__gte=since)
    for person, community, facts in notices.values_list("person", "community", "facts").order_by():
        if community is not None:
            told.setdefault((community, facts.get("due_on", "")), set()).add(person)
    return told


def perhaps_due(*, today: dt.date, book: StepBook) -> QuerySet[ExpectedReport]:
    """No report is left out that a step could concern; `plan_for` decides."""
    reach = today - dt.timedelta(days=book.earliest)
    return (
        ExpectedReport.objects.opened()
        .asked_for()
        .filter(
            Q(locks_on__gte=today) | Q(unlocked_until_on__gte=today),
            Q(return_due_on__isnull=True, due_on__lte=reach) | Q(return_due_on__lte=reach),
            handed_in_at__isnull=True,
        )
    )


def rows_of(keys: Sequence[int]) -> QuerySet[ExpectedReport]:
    return ExpectedReport.objects.filter(pk__in=keys).order_by("pk")
