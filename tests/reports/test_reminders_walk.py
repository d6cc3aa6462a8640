"""Ten years of days in random steps: whatever happens to reports and to the site, nobody is told twice,
nobody is nagged without reason, and nothing is forgotten.

The long walks need no database, because the decision is pure; a shorter one goes through the rows.
"""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import Community, Duty, Letter, Notice, Oblast, Reminder, Role
from reports.cycle.days import BuiltInRule, days_of
from reports.cycle.reminders import plan, remind_due
from reports.cycle.steps import (
    DEFAULT_STEPS,
    Said,
    Serving,
    Silence,
    Step,
    due_steps,
    missing_tellings,
    why_closed,
    why_silent,
)
from reports.models import ExpectedReport
from reports.periods import stretch_after, stretch_of
from tests.conftest import KYIV, person
from tests.reports.owing import expected_of, noon

DAY = dt.timedelta(days=1)
FIRST_DAY, YEARS = dt.date(2025, 11, 1), 10
OTHER_STEPS = (
    (Step(-14), Step(0, tells_head=True)),
    (Step(1, tells_officer=False, tells_head=True),),
    (*DEFAULT_STEPS, Step(14, tells_head=True)),
)


@dataclass(frozen=True)
class Owed:
    """An expected report without a database."""

    opens_on: dt.date
    due_on: dt.date
    locks_on: dt.date
    opened_at: dt.datetime | None = None
    excuse: str = ""
    handed_in_at: dt.datetime | None = None
    return_due_on: dt.date | None = None
    unlocked_until_on: dt.date | None = None

    @property
    def current_due_on(self):
        return self.return_due_on or self.due_on


class World:
    """One community for some years: its reports, its police, and the ledger of who was told what."""

    def __init__(self):
        self.today = FIRST_DAY
        self.reports: dict[int, Owed] = {}
        self.ledger: dict[int, list[tuple[dt.date, Said, bool]]] = {}  # the day it was written, is it skipped
        self.officer, self.head, self.newest = 1, 2, 2
        self.steps = DEFAULT_STEPS
        self.stretch = stretch_of(FIRST_DAY)

    @property
    def serving(self):
        if self.officer == self.head:
            return [Serving(self.head, is_officer=True, is_head=True)] if self.head else []
        people = []
        if self.officer:
            people.append(Serving(self.officer))
        if self.head:
            people.append(Serving(self.head, is_officer=False, is_head=True))
        return people

    def go(self, days: int) -> None:
        """Time goes by and periods open; nobody is reminded meanwhile: an outage, when it is long."""
        self.today += days * DAY
        while (made := days_of(self.stretch, BuiltInRule())).opens_on <= self.today:
            at = noon(self.today)
            self.reports[len(self.reports)] = Owed(made.opens_on, made.due_on, made.locks_on, opened_at=at)
            self.stretch = stretch_after(self.stretch)

    def lacking(self, key: int):
        return missing_tellings(
            self.reports[key],
            today=self.today,
            steps=self.steps,
            serving=self.serving,
            said=[said for _, said, _ in self.ledger.get(key, [])],
        )

    def run(self):
        """What is sent, as (report, person, kind, due day)."""
        sent = []
        for key, owed in self.reports.items():
            lacking = self.lacking(key)
            assert not (lacking and why_closed(owed, today=self.today)), "reminded without reason"
            to_each = [one.to.person for one in lacking if not one.is_skipped]
            assert len(to_each) == len(set(to_each)), "two messages about one report in one run"
            for one in lacking:
                said = Said(one.to.person, one.step.kind, one.due_on)
                self.ledger.setdefault(key, []).append((self.today, said, one.is_skipped))
                if not one.is_skipped:
                    sent.append((key, said.person, said.kind, said.due_on))
        return sent

    def holds(self) -> None:
        """After a run nothing that is due is missing, and the reason for silence says so."""
        for key, owed in self.reports.items():
            rows = [said for _, said, _ in self.ledger.get(key, [])]
            assert len(rows) == len(set(rows)), "the ledger has a row twice"
            silence = why_silent(owed, today=self.today, steps=self.steps, serving=self.serving, said=rows)
            assert silence is not None
            if why_closed(owed, today=self.today):
                assert silence == why_closed(owed, today=self.today)
                continue
            for step in due_steps(owed, today=self.today, steps=self.steps):
                for one in self.serving:
                    assert not step.tells(one) or Said(one.person, step.kind, owed.current_due_on) in rows

    def restore(self, days: int) -> None:
        """A backup is put back: the ledger of the last days is gone."""
        for key, rows in self.ledger.items():
            self.ledger[key] = [row for row in rows if row[0] <= self.today - days * DAY]

    def happen(self, what: str, number: int) -> None:
        """To the newest report that is open, or to the police."""
        if what == "officer goes":
            self.officer = 0
        elif what == "officer comes":
            self.newest += 1
            self.officer = self.newest
        elif what == "head writes herself":
            self.officer = self.head
        elif what == "other steps":
            self.steps = (DEFAULT_STEPS, *OTHER_STEPS)[number % 4]
        elif self.reports:
            key = max(self.reports) - number % 2
            if key in self.reports:
                self.reports[key] = changed(self.reports[key], what, number, today=self.today)


def changed(owed: Owed, what: str, number: int, *, today: dt.date) -> Owed:  # noqa: PLR0911 - a table of acts
    """The acts of the coordinator, the officer and the head, as `decisions` and `claims` do them."""
    if what == "extend" and not owed.handed_in_at and not owed.excuse:
        later = max(today, owed.current_due_on) + (1 + number % 30) * DAY
        if owed.return_due_on:
            return replace(owed, return_due_on=later, locks_on=max(owed.locks_on, later + 20 * DAY))
        return replace(owed, due_on=later, locks_on=owed.locks_on + (later - owed.due_on))
    if what == "excuse" and not owed.handed_in_at:
        return replace(owed, excuse="hostilities")
    if what == "withdraw excuse":
        return replace(owed, excuse="")
    if what == "hand in" and why_closed(owed, today=today) is None:
        return replace(owed, handed_in_at=noon(today), return_due_on=None)
    if what == "send back" and owed.handed_in_at:
        back = today + 7 * DAY
        return replace(
            owed,
            handed_in_at=None,
            return_due_on=back,
            locks_on=max(owed.locks_on, back + 20 * DAY),
        )
    if what == "unlock" and why_closed(owed, today=today) == Silence.LOCKED:
        return replace(owed, unlocked_until_on=today + (number % 30) * DAY)
    return owed


ACTS = [
    "extend",
    "excuse",
    "withdraw excuse",
    "hand in",
    "send back",
    "unlock",
    "officer goes",
    "officer comes",
    "head writes herself",
    "other steps",
]
DAYS = st.one_of(st.just(1), st.integers(1, 12), st.sampled_from([15, 40, 90, 400]))
WALK = st.lists(
    st.tuples(
        DAYS,
        st.one_of(st.none(), st.sampled_from([*ACTS, "restore", "run cut off"])),
        st.integers(0, 60),
        st.booleans(),
    ),
    min_size=30,
    max_size=200,
)


@given(walk=WALK)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_ten_years_in_random_steps(walk):
    world, sent = World(), set()
    end = FIRST_DAY.replace(year=FIRST_DAY.year + YEARS)
    for days, act, number, is_outage in walk:
        if world.today >= end:
            break
        world.go(days)
        if act == "restore":
            world.restore(number % 15)
            sent = set()
        elif act and act != "run cut off":
            world.happen(act, number)
        if is_outage:
            continue
        told = world.run()
        assert sent.isdisjoint(told), "somebody is told the same twice"
        sent.update(told)
        assert world.run() == [], "a second run says something more"
        world.holds()


@given(walk=WALK, lost=st.integers(1, 20))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_restored_backup_repeats_the_latest_step_at_most(walk, lost):
    world = World()
    for days, act, number, _ in walk[:60]:
        world.go(min(days, 40))
        if act in ACTS:
            world.happen(act, number)
        world.run()
    rows = {key: {said for _, said, _ in rows} for key, rows in world.ledger.items()}
    world.restore(lost)
    again = world.run()
    assert len({(key, who) for key, who, _, _ in again}) == len(again)
    planned = {step.kind for step in world.steps}  # an oblast may have changed its steps meanwhile
    for key, who, kind, due_on in again:
        latest = max(
            int(said.kind.removeprefix("step"))
            for said in rows[key]
            if said.person == who and said.due_on == due_on and said.kind in planned
        )
        assert int(kind.removeprefix("step")) == latest
    world.holds()


def test_every_day_from_2024_to_2036_each_step_on_its_civil_day_once():
    """Leap days, year ends and the nights when clocks change: noon in Kyiv is always on the day."""
    world, sent = World(), []
    world.today, world.stretch = dt.date(2023, 12, 31), stretch_of(dt.date(2024, 1, 1))
    while world.today < dt.date(2036, 12, 31):
        world.go(1)
        for hour in (7, 23):
            at = dt.datetime.combine(world.today, dt.time(hour), tzinfo=KYIV).astimezone(dt.UTC)
            assert at.astimezone(KYIV).date() == world.today
        sent += [(world.today, *told) for told in world.run()]
        assert world.run() == []
    periods = 13 * 6
    by_kind = {}
    for day, _, who, kind, due_on in sent:
        assert day == due_on + int(kind.removeprefix("step")) * DAY
        by_kind[who, kind] = by_kind.get((who, kind), 0) + 1
    # the last period opens in December 2036 and is due in 2037
    assert set(by_kind.values()) == {periods - 1}
    assert set(by_kind) == {(1, f"step{n:+d}") for n in (-7, -1, 0, 3, 7)} | {(2, "step+3"), (2, "step+7")}
    assert len(sent) == len(set(sent)) == 7 * (periods - 1)


# --- the same through the rows of the database, shorter ---

SHORT_WALK = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.one_of(st.none(), st.sampled_from(["extend", "excuse", "withdraw excuse", "return", "officer"])),
        st.integers(0, 20),
        st.booleans(),
    ),
    min_size=5,
    max_size=25,
)


@pytest.fixture
def town(db):
    oblast = Oblast.objects.create(
        slug="luhansk", katottg="UA44000000000018893", name_uk="Луганська область", name_en="Luhansk oblast"
    )
    town = Community.objects.create(slug="town", oblast=oblast, name_uk="Місто", name_en="Town")
    for name, role in (("officer", Role.REPORTING_OFFICER), ("head", Role.HEAD_OF_POLICE)):
        Duty.objects.create(
            person=person(name, name.title(), role=None),
            role=role,
            community=town,
            started_on=dt.date(2020, 1, 1),
        )
    return town


@given(walk=SHORT_WALK)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_shorter_walk_through_the_rows(town, walk):
    with transaction.atomic():
        _walk(town, walk)
        transaction.set_rollback(True)


def _walk(town, walk):
    stretch = stretch_of(dt.date(2026, 9, 1))
    expected_of(town, stretch=stretch)
    expected_of(town, stretch=stretch_after(stretch))
    today = dt.date(2026, 10, 25)
    for days, act, number, is_outage in walk:
        today += days * DAY
        row = ExpectedReport.objects.order_by("due_on")[number % 2]
        _act(row, act, number, today=today, town=town)
        if is_outage:
            continue
        told_before = Reminder.objects.count()
        promised = {
            (each.expected.pk, one.to.person, one.step.kind)
            for each in plan(today=today)
            for one in each.sent
        }
        assert remind_due(today=today, at=noon(today)) == len(promised)
        new = Reminder.objects.filter(is_skipped=False, at=noon(today))
        assert promised == {(one.target_id, one.person_id, one.kind) for one in new}
        assert len({(one.target_id, one.person_id) for one in new}) == len(new)
        assert all(each.silence is not None for each in plan(today=today))
        assert remind_due(today=today, at=noon(today)) == 0
        assert Reminder.objects.count() >= told_before
    # each reminder that was sent has its notice and letter, and no other
    sent = Reminder.objects.filter(is_skipped=False).count()
    assert (Notice.objects.count(), Letter.objects.count()) == (sent, sent)


def _act(row, act, number, *, today, town):
    if act == "extend":
        later = max(today, row.due_on) + (number + 1) * DAY
        row.locks_on += later - row.due_on
        row.due_on, row.extension_reason = later, "Shelling."
        row.on_time_on = max(row.on_time_on, later)
    elif act == "excuse":
        row.excuse, row.excuse_reason = "evacuation", "Evacuated."
    elif act == "withdraw excuse":
        row.excuse = row.excuse_reason = ""
    elif act == "return":
        row.return_due_on = today + 7 * DAY
        row.locks_on = max(row.locks_on, row.return_due_on + 20 * DAY)
    elif act == "officer":
        Duty.objects.filter(community=town, role=Role.REPORTING_OFFICER, ended_on__isnull=True).update(
            ended_on=today
        )
        who = person(f"officer{Duty.objects.count()}", "Newcomer")
        Duty.objects.create(person=who, role=Role.REPORTING_OFFICER, community=town, started_on=today)
    row.save()
