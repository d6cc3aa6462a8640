"""Steps of reminding around a due day. Pure: no clock, no database.

The rule is “it was due by now and is not in the ledger”, never “today is the day”: it does not matter how
often it is asked, nor how long nobody asked. Of what was missed a person gets the latest step only; the
earlier ones are written down as skipped and never sent. A new due day makes all steps new.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

PREFIX = "step"


@dataclass(frozen=True, order=True)
class Step:
    """So many days after the due day (before it when negative)."""

    days_after_due: int

    @property
    def kind(self) -> str:
        """As it stands in the ledger: step-7, step+0, step+3."""
        return f"{PREFIX}{self.days_after_due:+d}"

    def on(self, due_on: dt.date) -> dt.date:
        return due_on + dt.timedelta(days=self.days_after_due)


# The id of an account, or the digest of the e-mail address of somebody without one.
Known = int | str


@dataclass(frozen=True)
class Said:
    """A row of the ledger: this person, this kind, this due day."""

    person: Known
    kind: str
    due_on: dt.date


class Person(Protocol):
    """Somebody who may be told."""

    @property
    def person(self) -> Known: ...


@dataclass(frozen=True)
class Somebody:
    """The plainest `Person`."""

    person: int


AnyStep = TypeVar("AnyStep", bound=Step)
AnyPerson = TypeVar("AnyPerson", bound=Person)


@dataclass(frozen=True)
class Telling(Generic[AnyPerson, AnyStep]):
    """What the ledger lacks. Skipped: a later step says it, so it is written down and never sent."""

    to: AnyPerson
    step: AnyStep
    due_on: dt.date
    is_skipped: bool


def due_steps(steps: Iterable[AnyStep], *, due_on: dt.date, today: dt.date) -> list[AnyStep]:
    """Steps whose day has come, the earliest first."""
    return sorted(step for step in steps if step.on(due_on) <= today)


def heard_of(said: Iterable[Said], *, due_on: dt.date) -> dict[Known, set[int]]:
    """The steps about this due day that each person has behind them, as days after it."""
    heard: dict[Known, set[int]] = {}
    for row in said:
        if row.due_on == due_on and row.kind.startswith(PREFIX):
            heard.setdefault(row.person, set()).add(int(row.kind.removeprefix(PREFIX)))
    return heard


def missing_for(
    person: AnyPerson,
    *,
    due: Collection[AnyStep],
    heard: Collection[int],
    due_on: dt.date,
    is_just_told: bool = False,
) -> list[Telling[AnyPerson, AnyStep]]:
    """What of `due` (the steps for this person whose day has come) is not in the ledger; at most one is sent.

    That is the latest, unless a still later one was said when there were other steps. Who was `is_just_told`
    of the day elsewhere is not told again by a step before it.
    """
    latest = max((step.days_after_due for step in due), default=None)
    newest_heard = max(heard, default=None)
    return [
        Telling(
            person,
            step,
            due_on,
            is_skipped=step.days_after_due != latest
            or (newest_heard is not None and newest_heard > step.days_after_due)
            or (is_just_told and step.days_after_due < 0),
        )
        for step in due
        if step.days_after_due not in heard
    ]
