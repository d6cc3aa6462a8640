"""What an oblast decides about its cycle, for the future only: days of its periods, steps of reminding."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from communities.models import Oblast, User
from communities.shared import audit
from reports.cycle.days import BuiltInRule, CycleDays, DayRule, days_of
from reports.cycle.reminders import StepBook
from reports.cycle.steps import Step
from reports.models import CycleRule, ExpectedReport, Participation, Period, ReminderStep
from reports.periods import Stretch


class NotChangeable(StrEnum):
    """Why the days of a period cannot be changed any more."""

    HAS_OPENED = "this period or a later one has opened"


class CannotChange(Exception):
    def __init__(self, reason: NotChangeable) -> None:
        super().__init__(reason.value)
        self.reason = reason


class LastStep(ValueError):
    """One step of reminding must stay."""


class RuleBook:
    """The rules of some oblasts, read in one query."""

    def __init__(self, oblasts: Iterable[int]) -> None:
        self._rules: dict[int, list[CycleRule]] = {}
        rows = CycleRule.objects.filter(oblast__in=set(oblasts)).order_by("-from_on")
        for row in rows:
            self._rules.setdefault(row.oblast_id, []).append(row)

    def rule(self, oblast: int, stretch: Stretch) -> DayRule:
        """The newest that holds for a period that begins on this day; else what is built in."""
        held = (row for row in self._rules.get(oblast, []) if row.from_on <= stretch.starts_on)
        return next(held, None) or BuiltInRule()

    def days(self, oblast: int, stretch: Stretch) -> CycleDays:
        return days_of(stretch, self.rule(oblast, stretch))


def rule_for(oblast: Oblast | int, stretch: Stretch) -> DayRule:
    oblast_id = oblast.pk if isinstance(oblast, Oblast) else oblast
    return RuleBook([oblast_id]).rule(oblast_id, stretch)


@transaction.atomic
def set_rule(
    oblast: Oblast,
    *,
    from_stretch: Stretch,
    opens_on_day: int,
    due_after_days: int,
    on_time_after_days: int,
    locks_after_days: int,
    return_days: int,
    by: User,
    at: dt.datetime,
) -> CycleRule:
    """These days hold from this period on, until the next rule. What has not opened yet gets its new days.

    Raises `CannotChange` when the period has opened, and `IntegrityError` for days that do not follow
    each other (forms say it first).
    """
    # Whoever makes expected rows holds the same locks, so none is made by the old rule after this.
    list(Participation.objects.filter(community__oblast=oblast).order_by("pk").select_for_update())
    rows = ExpectedReport.objects.filter(
        community__oblast=oblast, period__starts_on__gte=from_stretch.starts_on
    )
    opened = rows.filter(opened_at__isnull=False).exists()
    if opened or RuleBook([oblast.pk]).days(oblast.pk, from_stretch).opens_on <= timezone.localdate(at):
        raise CannotChange(NotChangeable.HAS_OPENED)
    values = {
        "opens_on_day": opens_on_day,
        "due_after_days": due_after_days,
        "on_time_after_days": on_time_after_days,
        "locks_after_days": locks_after_days,
        "return_days": return_days,
    }
    rule, _ = CycleRule.objects.update_or_create(
        oblast=oblast, from_on=from_stretch.starts_on, defaults={**values, "set_at": at, "set_by": by}
    )
    rewritten = _rewrite(oblast, from_stretch=from_stretch)
    audit.record(
        "cycle.rule_set",
        target=rule,
        by=by,
        at=at,
        details={"oblast": oblast.slug, "from": from_stretch.slug, **values, "rewritten": rewritten},
    )
    return rule


@transaction.atomic
def set_steps(oblast: Oblast, *, steps: Iterable[Step], by: User, at: dt.datetime) -> list[ReminderStep]:
    """The oblast goes by these steps alone; none at all: by those that are built in."""
    oblast = Oblast.objects.select_for_update().get(pk=oblast.pk)
    ReminderStep.objects.filter(oblast=oblast).delete()
    rows = ReminderStep.objects.bulk_create(
        ReminderStep(
            oblast=oblast,
            days_after_due=step.days_after_due,
            tells_officer=step.tells_officer,
            tells_head=step.tells_head,
        )
        for step in sorted(steps, key=lambda step: step.days_after_due)
    )
    audit.record(
        "cycle.steps_set",
        target=oblast,
        by=by,
        at=at,
        details={"oblast": oblast.slug, "steps": [row.days_after_due for row in rows]},
    )
    return rows


@transaction.atomic
def add_step(oblast: Oblast, *, step: Step, by: User, at: dt.datetime) -> bool:
    """One more step of reminding. False when there is one on this day already."""
    oblast = Oblast.objects.select_for_update().get(pk=oblast.pk)
    held = StepBook().of(oblast.pk)
    if any(other.days_after_due == step.days_after_due for other in held):
        return False
    set_steps(oblast, steps=[*held, step], by=by, at=at)
    return True


@transaction.atomic
def remove_step(oblast: Oblast, *, days_after_due: int, by: User, at: dt.datetime) -> bool:
    """Without the step on this day. False when there is none. Raises `LastStep`: one must stay."""
    oblast = Oblast.objects.select_for_update().get(pk=oblast.pk)
    held = StepBook().of(oblast.pk)
    kept = [step for step in held if step.days_after_due != days_after_due]
    if len(kept) == len(held):
        return False
    if not kept:
        raise LastStep
    set_steps(oblast, steps=kept, by=by, at=at)
    return True


def _rewrite(oblast: Oblast, *, from_stretch: Stretch) -> int:
    """One statement for each period that has rows already: two at most. Their number comes back."""
    book, count = RuleBook([oblast.pk]), 0
    for period in Period.objects.filter(starts_on__gte=from_stretch.starts_on):
        days = book.days(oblast.pk, period.stretch)
        count += ExpectedReport.objects.filter(
            community__oblast=oblast, period=period, opened_at__isnull=True
        ).update(
            opens_on=days.opens_on,
            planned_due_on=days.due_on,
            due_on=days.due_on,
            on_time_on=days.on_time_on,
            locks_on=days.locks_on,
        )
    return count
