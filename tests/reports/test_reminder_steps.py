"""Which reminders are due: every day of ten years, and every reason for silence. No database."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from reports.cycle.steps import (
    DEFAULT_STEPS,
    Said,
    Serving,
    Silence,
    Step,
    missing_tellings,
    why_silent,
)

DUE = dt.date(2026, 11, 10)
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
OLENA, PETRO = Serving(1), Serving(2, is_officer=False, is_head=True)


@dataclass(frozen=True)
class Owed:
    opened_at: dt.datetime | None = NOON
    excuse: str = ""
    handed_in_at: dt.datetime | None = None
    due_on: dt.date = DUE
    return_due_on: dt.date | None = None
    locks_on: dt.date = DUE + 20 * DAY
    unlocked_until_on: dt.date | None = None

    @property
    def current_due_on(self):
        return self.return_due_on or self.due_on


def run(owed, *, today, said, serving=(OLENA, PETRO), steps=DEFAULT_STEPS):
    """One run: what is sent, as (person, kind); the ledger grows."""
    missing = missing_tellings(owed, today=today, steps=steps, serving=serving, said=said)
    said.extend(Said(one.to.person, one.step.kind, one.due_on) for one in missing)
    return [(one.to.person, one.step.kind) for one in missing if not one.is_skipped]


def test_day_by_day_each_step_comes_on_its_day_once():
    said, sent = [], {}
    for number in range(-20, 21):
        for _ in range(3):
            if told := run(Owed(), today=DUE + number * DAY, said=said):
                assert number not in sent
                sent[number] = told
    assert sent == {
        -7: [(1, "step-7")],
        -1: [(1, "step-1")],
        0: [(1, "step+0")],
        3: [(1, "step+3"), (2, "step+3")],
        7: [(1, "step+7"), (2, "step+7")],
    }


@pytest.mark.parametrize(
    ("back_on", "told"),
    [
        (-2, [(1, "step-7")]),
        (-1, [(1, "step-1")]),
        (2, [(1, "step+0")]),
        (5, [(1, "step+3"), (2, "step+3")]),
        (20, [(1, "step+7"), (2, "step+7")]),
        (21, []),  # locked
    ],
)
def test_after_an_outage_a_person_hears_the_latest_step_only(back_on, told):
    said = []
    assert run(Owed(), today=DUE + back_on * DAY, said=said) == told
    assert run(Owed(), today=DUE + back_on * DAY, said=said) == []


def test_skipped_steps_are_written_down():
    missing = missing_tellings(Owed(), today=DUE + 4 * DAY, serving=[OLENA], said=[])
    assert [(one.step.days_after_due, one.is_skipped) for one in missing] == [
        (-7, True),
        (-1, True),
        (0, True),
        (3, False),
    ]


def test_who_takes_over_in_the_middle_hears_the_latest_step_and_not_the_old_ones():
    said = []
    run(Owed(), today=DUE - 1 * DAY, said=said)
    vira = Serving(9)
    assert run(Owed(), today=DUE - 1 * DAY, said=said, serving=[vira]) == [(9, "step-1")]
    assert run(Owed(), today=DUE, said=said, serving=[vira]) == [(9, "step+0")]


def test_who_is_officer_and_head_hears_each_step_once():
    both = Serving(1, is_officer=True, is_head=True)
    assert run(Owed(), today=DUE + 3 * DAY, said=[], serving=[both]) == [(1, "step+3")]


def test_an_extension_starts_the_steps_anew_and_the_old_ones_are_over():
    said = []
    run(Owed(), today=DUE, said=said)
    extended = replace(Owed(), due_on=DUE + 10 * DAY, locks_on=DUE + 30 * DAY)
    assert run(extended, today=DUE, said=said) == []
    assert run(extended, today=DUE + 3 * DAY, said=said) == [(1, "step-7")]
    assert run(extended, today=DUE + 10 * DAY, said=said) == [(1, "step+0")]


def test_a_report_that_was_sent_back_has_steps_of_its_own():
    said = []
    run(Owed(), today=DUE + 1 * DAY, said=said)
    handed_in = replace(Owed(), handed_in_at=NOON)
    assert run(handed_in, today=DUE + 3 * DAY, said=said) == []
    returned = replace(Owed(), return_due_on=DUE + 12 * DAY)
    assert run(returned, today=DUE + 5 * DAY, said=said) == [(1, "step-7")]
    assert run(returned, today=DUE + 15 * DAY, said=said) == [(1, "step+3"), (2, "step+3")]


def test_a_step_that_an_oblast_adds_before_one_already_said_is_not_sent():
    said = []
    run(Owed(), today=DUE + 3 * DAY, said=said)
    changed = [*DEFAULT_STEPS[:3], Step(2)]
    assert run(Owed(), today=DUE + 4 * DAY, said=said, steps=changed) == []
    assert Said(1, "step+2", DUE) in said


REASONS = {
    Silence.NOT_OPENED: (Owed(opened_at=None), DUE),
    Silence.EXCUSED: (Owed(excuse="hostilities"), DUE),
    Silence.HANDED_IN: (Owed(handed_in_at=NOON), DUE),
    Silence.LOCKED: (Owed(), DUE + 21 * DAY),
    Silence.TOO_EARLY: (Owed(), DUE - 8 * DAY),
}


@pytest.mark.parametrize("reason", REASONS)
def test_silence_has_a_reason_in_words(reason):
    owed, today = REASONS[reason]
    assert why_silent(owed, today=today, serving=[OLENA, PETRO], said=[]) == reason
    assert missing_tellings(owed, today=today, serving=[OLENA, PETRO], said=[]) == []


def test_every_reason_has_words():
    assert all(str(reason.words).endswith(".") for reason in Silence)


def test_nobody_to_remind_is_a_reason_of_its_own():
    assert why_silent(Owed(), today=DUE, serving=[], said=[]) == Silence.NOBODY
    assert why_silent(Owed(), today=DUE, serving=[PETRO], said=[]) == Silence.NOBODY
    assert why_silent(Owed(), today=DUE + 3 * DAY, serving=[PETRO], said=[]) is None


def test_when_all_is_said_that_is_the_reason():
    said = []
    run(Owed(), today=DUE, said=said)
    assert why_silent(Owed(), today=DUE, serving=[OLENA, PETRO], said=said) == Silence.ALREADY


def test_an_exception_from_the_lock_lets_reminders_through_until_its_end():
    owed = Owed(unlocked_until_on=DUE + 25 * DAY)
    newcomer = [Serving(9)]
    assert why_silent(owed, today=DUE + 25 * DAY, serving=newcomer, said=[]) is None
    assert why_silent(owed, today=DUE + 26 * DAY, serving=newcomer, said=[]) == Silence.LOCKED


def test_who_was_just_told_the_due_day_hears_only_that_it_has_come():
    def told(number):
        missing = missing_tellings(Owed(), today=DUE + number * DAY, serving=[OLENA], said=[], just_told=[1])
        return [one.step.days_after_due for one in missing if not one.is_skipped]

    assert [told(number) for number in (-7, -1, 0, 3)] == [[], [], [0], [3]]
