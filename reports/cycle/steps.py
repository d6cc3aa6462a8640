"""Which reminders of a report are due, to whom, and why there is none. Pure: no clock, no database.

What a step is, and what of several missed ones goes out, is `communities.shared.reminder_steps`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.shared import reminder_steps
from communities.shared.reminder_steps import Said, heard_of, missing_for


@dataclass(frozen=True, order=True)
class Step(reminder_steps.Step):
    """So many days after the due day (before it when negative), and who is told."""

    tells_officer: bool = True
    tells_head: bool = False

    def tells(self, person: "Serving") -> bool:
        return (self.tells_officer and person.is_officer) or (self.tells_head and person.is_head)


DEFAULT_STEPS = (
    Step(-7),
    Step(-1),
    Step(0),
    Step(3, tells_head=True),
    Step(7, tells_head=True),
)


class Silence(StrEnum):
    """Why nobody is reminded of an expected report today."""

    NOT_OPENED = "not_opened"
    EXCUSED = "excused"
    HANDED_IN = "handed_in"
    LOCKED = "locked"
    TOO_EARLY = "too_early"
    NOBODY = "nobody"
    ALREADY = "already"

    @property
    def words(self) -> Promise:
        return _WORDS[self]


_WORDS = {
    Silence.NOT_OPENED: _("The period has not opened yet."),
    Silence.EXCUSED: _("The report is excused."),
    Silence.HANDED_IN: _("The report is handed in."),
    Silence.LOCKED: _("The time to hand it in is over."),
    Silence.TOO_EARLY: _("It is too early for the first reminder."),
    Silence.NOBODY: _("There is nobody to remind: no one serves whom this step tells."),
    Silence.ALREADY: _("Everything that was due has been said already."),
}


class Owed(Protocol):
    """What of an expected report decides about reminders; `models.ExpectedReport` is one."""

    opened_at: dt.datetime | None
    excuse: str
    handed_in_at: dt.datetime | None
    locks_on: dt.date
    unlocked_until_on: dt.date | None

    @property
    def current_due_on(self) -> dt.date: ...


@dataclass(frozen=True)
class Serving:
    """A person who serves in the police of the community today."""

    person: int
    is_officer: bool = True
    is_head: bool = False


Telling: TypeAlias = reminder_steps.Telling[Serving, Step]


def why_closed(owed: Owed, *, today: dt.date) -> Silence | None:
    """Why its police are left in peace altogether, whatever the steps say."""
    if owed.opened_at is None:
        return Silence.NOT_OPENED
    if owed.excuse:
        return Silence.EXCUSED
    if owed.handed_in_at is not None:
        return Silence.HANDED_IN
    is_unlocked = owed.unlocked_until_on is not None and today <= owed.unlocked_until_on
    if today > owed.locks_on and not is_unlocked:
        return Silence.LOCKED
    return None


def why_silent(
    owed: Owed,
    *,
    today: dt.date,
    steps: Sequence[Step] = DEFAULT_STEPS,
    serving: Collection[Serving],
    said: Collection[Said],
    just_told: Collection[int] = (),
) -> Silence | None:
    """Why nobody is reminded today; None when somebody is."""
    if closed := why_closed(owed, today=today):
        return closed
    due = due_steps(owed, today=today, steps=steps)
    if not due:
        return Silence.TOO_EARLY
    if not any(step.tells(person) for step in due for person in serving):
        return Silence.NOBODY
    missing = missing_tellings(
        owed, today=today, steps=steps, serving=serving, said=said, just_told=just_told
    )
    return None if any(not telling.is_skipped for telling in missing) else Silence.ALREADY


def due_steps(owed: Owed, *, today: dt.date, steps: Iterable[Step]) -> list[Step]:
    """Steps whose day has come, the earliest first."""
    return reminder_steps.due_steps(steps, due_on=owed.current_due_on, today=today)


def missing_tellings(
    owed: Owed,
    *,
    today: dt.date,
    steps: Sequence[Step] = DEFAULT_STEPS,
    serving: Iterable[Serving],
    said: Iterable[Said],
    just_told: Collection[int] = (),
) -> list[Telling]:
    """What was due by now and is not in the ledger: for each person at most one that is sent.

    A new due day (extension, sent back) makes all steps new; what was said about the old one stays said.
    `just_told`: who has just read of this due day elsewhere (“sent back”, “more time”) is not told again by
    a step before it.
    """
    if why_closed(owed, today=today):
        return []
    due_on = owed.current_due_on
    due = due_steps(owed, today=today, steps=steps)
    heard = heard_of(said, due_on=due_on)
    return [
        telling
        for person in serving
        for telling in missing_for(
            person,
            due=[step for step in due if step.tells(person)],
            heard=heard.get(person.person, set()),
            due_on=due_on,
            is_just_told=person.person in just_told,
        )
    ]
