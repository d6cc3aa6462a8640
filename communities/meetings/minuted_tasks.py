"""Who does what by when, as minutes say it and as the register says it today.

A task that was written down wrongly, or has changed, is put right in the register with a reason, and the
reminders follow it. Minutes tell what was recorded that evening and stay as they are; where the two differ,
both pages say so.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from communities.meetings import minutes_content, register
from communities.meetings.minutes_content import Json
from communities.meetings.register import Line
from communities.models import Decision, Minutes
from communities.states import MinutesState

COMPARED = ("who", "body", "due_on")


@dataclass(frozen=True)
class TaskToday:
    """`line`: as the register says it today. `is_other`: the minutes say another person, body or day."""

    line: Line
    is_other: bool


@dataclass(frozen=True)
class Minuted:
    """What the minutes say. `due_on` is None where no day was given."""

    who: str
    due_on: dt.date | None


def today_of(row: Minutes, *, today: dt.date) -> list[TaskToday]:
    """The tasks of these minutes in the register, in their order. One query."""
    tasks = list(_tasks(row.content["facts"]))
    rows = Decision.objects.select_related("responsible", "item__meeting")
    found = rows.in_bulk([task["id"] for task in tasks])
    return [
        TaskToday(register.line(found[task["id"]], today=today), _differs(task, found[task["id"]]))
        for task in tasks
        if task["id"] in found
    ]


def other_in_minutes(decision: Decision) -> Minuted | None:
    """What the newest minutes that members read say of it, when that is something else than the register."""
    rows = Minutes.objects.filter(meeting=decision.item.meeting_id).exclude(state=MinutesState.DRAFT)
    row = rows.order_by("-version").first()
    tasks = _tasks(row.content["facts"]) if row else iter(())
    task = next((one for one in tasks if one["id"] == decision.pk), None)
    if task is None or not _differs(task, decision):
        return None
    who = ", ".join(filter(None, (task["who"], task["body"])))
    return Minuted(who, dt.date.fromisoformat(task["due_on"]) if task["due_on"] else None)


def _tasks(facts: Json) -> Iterator[Json]:
    return (task for item in facts["items"] for task in item["tasks"])


def _differs(task: Json, decision: Decision) -> bool:
    now = minutes_content.task_of(decision)
    return any(task[name] != now[name] for name in COMPARED)
