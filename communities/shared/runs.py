"""What the tasks of the timetable did, and whether background work is alive.

A run that did something or failed keeps its row. Of runs that found nothing to do each task keeps the
newest one, written over by the next: a look every two seconds leaves one row, and a heartbeat. A row
without an end is a run that goes on, or one that was cut off.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from communities.models import TaskRun
from communities.shared import clock

KEPT = dt.timedelta(days=14)
ALIVE = dt.timedelta(minutes=3)  # R58
ERROR_AT_MOST = 1000

Given = ParamSpec("Given")
Outcome = Mapping[str, int]


@dataclass(frozen=True)
class Described:
    """A task of the timetable in words: what it does, and what each count of its outcome means."""

    title: str | Promise
    counts: Mapping[str, str | Promise]


_described: dict[str, Described] = {}


def recorded(
    title: str | Promise, **counts: str | Promise
) -> Callable[[Callable[Given, Outcome | None]], Callable[Given, None]]:
    """Below `@shared_task` of each task of the timetable. The task returns how much it did by name, such as
    {"sent": 3}; `counts` has the words for those names. It runs in no transaction."""

    def decorate(work: Callable[Given, Outcome | None]) -> Callable[Given, None]:
        task = f"{work.__module__}.{work.__name__}"
        _described[task] = Described(title, counts)

        @wraps(work)
        def run(*given: Given.args, **named: Given.kwargs) -> None:
            row = begin(task, at=clock.now())
            try:
                outcome = work(*given, **named)
            except Exception as problem:
                end(row, at=clock.now(), error=f"{type(problem).__name__}: {problem}")
                raise
            end(row, at=clock.now(), outcome=outcome or {})

        return run

    return decorate


def described(task: str) -> Described:
    """The words of a task; its own name where nobody has told them."""
    return _described.get(task) or Described(task, {})


def is_recorded(task: str) -> bool:
    return task in _described


def outcome_in_words(run: TaskRun) -> list[tuple[str, int]]:
    """What a run did, as (words, number)."""
    words = described(run.task).counts
    return [(str(words.get(name, name.replace("_", " "))), count) for name, count in run.outcome.items()]


def begin(task: str, *, at: dt.datetime) -> TaskRun:
    """A row for this run: that of the last idle run of the task, or a new one."""
    last = TaskRun.objects.filter(task=task).order_by("-pk").first()
    if last is not None and _was_idle(last):
        same = TaskRun.objects.filter(pk=last.pk, ended_at=last.ended_at, started_at=last.started_at)
        if same.update(started_at=at, ended_at=None):  # not if another worker took it just now
            last.started_at, last.ended_at = at, None
            return last
    return TaskRun.objects.create(task=task, started_at=at)


def end(run: TaskRun, *, at: dt.datetime, outcome: Outcome | None = None, error: str = "") -> None:
    run.ended_at = at
    run.outcome = {name: count for name, count in (outcome or {}).items() if count}
    run.error = error[:ERROR_AT_MOST]
    run.save(update_fields=["ended_at", "outcome", "error"])


def forget_old(*, at: dt.datetime) -> int:
    """Runs of more than two weeks ago. How many there were."""
    forgotten, _by_model = TaskRun.objects.filter(started_at__lt=at - KEPT).delete()
    return forgotten


def newest_runs() -> QuerySet[TaskRun]:
    """The newest run of each task."""
    of_its_task = TaskRun.objects.filter(task=OuterRef("task")).values("pk")[:1]
    return TaskRun.objects.filter(pk=Subquery(of_its_task))


@dataclass(frozen=True)
class Heartbeat:
    """When background work last ended a run; None: never."""

    last_at: dt.datetime | None
    at: dt.datetime

    @property
    def is_alive(self) -> bool:
        return self.last_at is not None and self.at - self.last_at <= ALIVE


def heartbeat(*, at: dt.datetime) -> Heartbeat:
    """One query. What was written while a clock went wrong, and lies in the future, proves nothing."""
    ended = TaskRun.objects.filter(ended_at__lte=at + ALIVE).order_by("-ended_at")
    return Heartbeat(ended.values_list("ended_at", flat=True).first(), at)


def _was_idle(run: TaskRun) -> bool:
    return run.ended_at is not None and not run.outcome and not run.error
