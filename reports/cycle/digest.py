"""Once a week an oblast's coordinator reads which reports are still missing after the last reminder.

A week is told once to a person, by the key of its notice. It tells of what was so on Monday and still is:
a run on Thursday, after three days without a worker, says the same as one on Monday would have said.
An oblast that nobody coordinates is told to the national coordinators.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from communities.models import Duty, Letter, LetterState, Notice, Oblast, Role
from communities.shared import mail
from communities.shared.mail import Message
from reports.cycle import letters
from reports.cycle.reminders import StepBook, batches, perhaps_due, plan_for, rows_of
from reports.cycle.steps import Silence, why_closed
from reports.models import ExpectedReport

NAMED = 30  # of each list; the rest is counted
BOARD = "/work/board/"


@dataclass(frozen=True)
class Missing:
    """A report that a coordinator should know of. Overdue: all steps of reminding are behind it."""

    expected: ExpectedReport
    is_overdue: bool
    is_nobody_there: bool


@dataclass(frozen=True)
class Stuck:
    """A letter that did not arrive for certain."""

    letter: Letter
    oblast: int


def send_digests(*, today: dt.date, at: dt.datetime) -> int:
    """Tell each coordinator who was not told this week, if there is something to tell. How many were told."""
    waiting = _waiting(today=today)
    if not waiting:
        return 0
    wanted = {oblast for oblasts in waiting.values() for oblast in oblasts}
    missing, stuck = missing_in(wanted, today=today), list(_stuck_in(wanted))
    oblasts = Oblast.objects.in_bulk(wanted)
    messages = [
        _message(person, [oblasts[pk] for pk in sorted(own)], missing, stuck, today=today)
        for person, own in sorted(waiting.items())
    ]
    said = [message for message in messages if message is not None]
    with transaction.atomic():
        mail.post(said, at=at)
    return len(said)


def missing_in(oblasts: Collection[int], *, today: dt.date) -> list[Missing]:
    """What was overdue beyond the last step, or had nobody to remind, on Monday and is still so."""
    monday, book = _monday(today), StepBook()
    around = perhaps_due(today=monday, book=book).filter(community__oblast__in=oblasts)
    found: list[Missing] = []
    for keys in batches(around):
        rows = rows_of(keys)
        then = {each.expected.pk: each.silence for each in plan_for(rows, today=monday, book=book)}
        for each in plan_for(rows, today=today, book=book):
            one = Missing(
                each.expected,
                is_overdue=_is_overdue(each.expected, monday=monday, today=today, book=book),
                is_nobody_there=each.silence == then[each.expected.pk] == Silence.NOBODY,
            )
            if one.is_overdue or one.is_nobody_there:
                found.append(one)
    return sorted(found, key=lambda one: (one.expected.community.name_uk, one.expected.current_due_on))


def _is_overdue(expected: ExpectedReport, *, monday: dt.date, today: dt.date, book: StepBook) -> bool:
    last = max([0, *(step.days_after_due for step in book.of(expected.community.oblast_id))])
    is_behind = monday > expected.current_due_on + dt.timedelta(days=last)
    return is_behind and why_closed(expected, today=today) is None


def _stuck_in(oblasts: Collection[int]) -> Iterator[Stuck]:
    about = Q(notice__oblast__in=oblasts) | Q(notice__community__oblast__in=oblasts)
    rows: QuerySet[Letter] = (
        Letter.objects.filter(about, state__in=[LetterState.UNKNOWN, LetterState.FAILED])
        .select_related("notice__person", "notice__community")
        .order_by("written_at", "pk")
    )
    for letter in rows:
        community = letter.notice.community
        oblast = letter.notice.oblast_id if community is None else community.oblast_id
        if oblast is not None:
            yield Stuck(letter, oblast)


def _waiting(*, today: dt.date) -> dict[int, set[int]]:
    """Who was not told this week, and of which oblasts."""
    duties = Duty.objects.serving(today=today).filter(
        role__in=[Role.OBLAST_COORDINATOR, Role.NATIONAL_COORDINATOR], person__is_active=True
    )
    told_of: dict[int, set[int]] = {}
    national: set[int] = set()
    for duty in duties:
        if duty.oblast_id is None:
            national.add(duty.person_id)
        else:
            told_of.setdefault(duty.person_id, set()).add(duty.oblast_id)
    coordinated = {oblast for oblasts in told_of.values() for oblast in oblasts}
    left = set(Oblast.objects.exclude(pk__in=coordinated).values_list("pk", flat=True))
    for person in national if left else ():
        told_of.setdefault(person, set()).update(left)
    keys = {_key(person, today): person for person in told_of}
    for key in Notice.objects.filter(key__in=keys).values_list("key", flat=True):
        del told_of[keys[key]]
    return told_of


def _message(
    person: int,
    oblasts: Sequence[Oblast],
    missing: Iterable[Missing],
    stuck: Iterable[Stuck],
    *,
    today: dt.date,
) -> Message | None:
    """None when there is nothing to tell."""
    own = {oblast.pk for oblast in oblasts}
    here = [one for one in missing if one.expected.community.oblast_id in own]
    overdue = [_line(one.expected) for one in here if one.is_overdue]
    nobody = [_line(one.expected) for one in here if one.is_nobody_there]
    undelivered = [_letter_line(one.letter) for one in stuck if one.oblast in own]
    if not (overdue or nobody or undelivered):
        return None
    return Message(
        key=_key(person, today),
        to=person,
        kind="reports/digest",
        facts={
            "week_on": _monday(today).isoformat(),
            "oblasts": [letters.names_of(oblast) for oblast in oblasts],
            "overdue": _shown(overdue),
            "nobody": _shown(nobody),
            "undelivered": _shown(undelivered),
        },
        link=BOARD,
        oblast=oblasts[0].pk if len(oblasts) == 1 else None,
    )


def _line(expected: ExpectedReport) -> dict[str, Any]:
    facts = letters.report_facts(expected)
    return {
        "community": facts["community"],
        "period": facts["period"],
        "due_on": expected.current_due_on.isoformat(),
    }


def _letter_line(letter: Letter) -> dict[str, Any]:
    community = letter.notice.community
    return {
        "name": letter.notice.recipient,
        "community": letters.names_of(community) if community else "",
        "is_unknown": letter.state == LetterState.UNKNOWN,
    }


def _shown(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"count": len(lines), "named": list(lines[:NAMED]), "more": max(0, len(lines) - NAMED)}


def _key(person: int, today: dt.date) -> str:
    year, week, _day = today.isocalendar()
    return f"digest:{person}:{year}-W{week:02}"


def _monday(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=today.weekday())
