"""Background work as the administration shows it: what ran when, what failed, what waits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q

from communities.models import DocumentState, Letter, LetterState, StoredDocument, TaskRun
from communities.shared import runs
from communities.shared.runs import Heartbeat

CUT_OFF = dt.timedelta(minutes=2)  # longer than any task may take
UNDER_WAY = (LetterState.DUE, LetterState.CLAIMED, LetterState.SENDING)


@dataclass(frozen=True)
class TaskLine:
    """A task of the timetable: its newest run, and when beat rings next."""

    title: str
    task: str
    run: TaskRun | None
    outcome: list[tuple[str, int]]
    next_at: dt.datetime | None
    was_cut_off: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for a worker, and what waits for a person."""

    letters: int
    letters_unknown: int
    letters_failed: int
    documents: int
    documents_failed: int


@dataclass(frozen=True)
class Background:
    heartbeat: Heartbeat
    tasks: list[TaskLine]
    waiting: Waiting


def background(timetable: Mapping[str, Mapping[str, Any]], *, at: dt.datetime) -> Background:
    """Six queries, however many tasks and rows there are."""
    newest = {run.task: run for run in runs.newest_runs()}
    lines = [_line(entry, newest.get(entry["task"]), at=at) for entry in timetable.values()]
    return Background(runs.heartbeat(at=at), sorted(lines, key=lambda line: line.title), _waiting())


def _line(entry: Mapping[str, Any], run: TaskRun | None, *, at: dt.datetime) -> TaskLine:
    return TaskLine(
        title=str(runs.described(entry["task"]).title),
        task=entry["task"],
        run=run,
        outcome=runs.outcome_in_words(run) if run else [],
        next_at=_next_at(entry["schedule"], run) if run else None,
        was_cut_off=bool(run and run.ended_at is None and at - run.started_at > CUT_OFF),
    )


def _next_at(schedule: Any, run: TaskRun) -> dt.datetime | None:
    """About: beat counts from its own start. The timetable counts in seconds."""
    return run.started_at + dt.timedelta(seconds=schedule) if isinstance(schedule, int | float) else None


def _waiting() -> Waiting:
    letters = Letter.objects.aggregate(
        under_way=Count("pk", filter=Q(state__in=UNDER_WAY)),
        unknown=Count("pk", filter=Q(state=LetterState.UNKNOWN)),
        failed=Count("pk", filter=Q(state=LetterState.FAILED)),
    )
    pending = failed = 0
    for model in apps.get_models():
        if not issubclass(model, StoredDocument):
            continue
        counts = model.objects.aggregate(
            pending=Count("pk", filter=Q(state=DocumentState.PENDING)),
            failed=Count("pk", filter=Q(state=DocumentState.FAILED)),
        )
        pending += counts["pending"]
        failed += counts["failed"]
    return Waiting(letters["under_way"], letters["unknown"], letters["failed"], pending, failed)
