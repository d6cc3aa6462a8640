"""Whoever has to carry out a decision is reminded: once for each step, of missed steps the latest only."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from communities.meetings import decision_reminders, decisions, holding
from communities.meetings.decision_reminders import STEPS
from communities.models import Decision, Duty, Membership, Notice, Reminder, Role
from communities.shared.reminder_steps import Somebody, due_steps, missing_for
from communities.states import DecisionState, MeetingState
from communities.tasks import remind_of_decisions
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting, member
from tests.reports.test_at_the_same_time import at_once

AT = STARTS + dt.timedelta(minutes=40)
DUE = dt.date(2026, 12, 15)
DAY = dt.timedelta(days=1)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=KYIV)


def run(day: dt.date) -> int:
    return decision_reminders.remind_due(today=day, at=noon(day))


def sent() -> list[tuple[str, str]]:
    rows = Reminder.objects.about(Decision).filter(is_skipped=False).order_by("at", "pk")
    return [(row.person.name.split()[0], row.kind) for row in rows.select_related("person")]


@pytest.fixture
def meeting(cast, novopskov):
    return make_meeting(make_group(cast, novopskov), state=MeetingState.OPEN, present=8)


def made(meeting, cast, who: str, *, due_on: dt.date | None = DUE) -> Decision:
    item = meeting.items.create(position=meeting.items.count() + 1, title="Street lights")
    responsible = member(meeting.group, who) if who else None
    body = "" if who else "Village council"
    return decisions.record(
        item,
        text="Ask Stepanenko for lamps",
        responsible=responsible,
        responsible_body=body,
        due_on=due_on,
        by=cast.sofiia,
        at=AT,
    )


@pytest.fixture
def decision(meeting, cast):
    row = made(meeting, cast, "Mykola")
    holding.close_meeting(meeting, by=cast.halyna, at=AT)
    return row


def test_each_step_once_and_then_silence(cast, decision):
    for days in range(-10, 20):
        run(DUE + days * DAY)
        run(DUE + days * DAY)
    assert sent() == [("Mykola", step.kind) for step in STEPS]
    notice = Notice.objects.get(key=f"decision-due:{decision.pk}:{cast.mykola.pk}:step+0:{DUE.isoformat()}")
    assert notice.link == f"/work/decisions/{decision.pk}/"
    assert "Stepanenko" not in str(notice.facts)


def test_of_missed_steps_the_latest_and_a_new_day_begins_anew(cast, decision):
    run(DUE + 5 * DAY)
    assert sent() == [("Mykola", "step+3")]
    assert Reminder.objects.filter(is_skipped=True).count() == 2
    decisions.change_due_day(
        decision, due_on=DUE + 30 * DAY, reason="Cold", by=cast.sofiia, at=noon(DUE + 6 * DAY)
    )
    run(DUE + 6 * DAY)
    run(DUE + 23 * DAY)
    assert sent() == [("Mykola", "step+3"), ("Mykola", "step-7")]


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ("nothing", ["Mykola"]),
        ("closed", []),
        ("no day", []),
        ("no account", ["Sofiia"]),
        ("an organisation", ["Sofiia"]),
        ("left the group", ["Sofiia"]),
        ("duty ended", ["Sofiia"]),
        ("no secretary either", ["Halyna"]),
        ("account closed", ["Sofiia"]),
        ("still being written", []),
    ],
)
def test_who_is_told(cast, meeting, happened, told):
    who = {"no account": "Lidiia", "an organisation": ""}.get(happened, "Mykola")
    row = made(meeting, cast, who, due_on=None if happened == "no day" else DUE)
    if happened != "still being written":
        holding.close_meeting(meeting, by=cast.halyna, at=AT)
    if happened == "closed":
        decisions.close(row, state=DecisionState.DONE, note="Lit", by=cast.sofiia, at=AT)
    if happened == "left the group":
        Membership.objects.filter(person=cast.mykola).update(ended_on=DUE)
    if happened in {"duty ended", "no secretary either"}:
        Duty.objects.filter(person=cast.mykola).update(ended_on=DUE)
    if happened == "no secretary either":
        Duty.objects.filter(role=Role.SECRETARY).update(ended_on=DUE)
    if happened == "account closed":
        cast.mykola.is_active = False
        cast.mykola.save()
    run(DUE)
    assert [name for name, _kind in sent()] == told


def test_told_when_the_meeting_closes_and_when_it_is_given_away(cast, decision):
    given = Notice.objects.filter(kind="communities/decision_given")
    assert list(given.values_list("person", flat=True)) == [cast.mykola.pk]
    decisions.reassign(
        decision, responsible=member(decision.group, "Taras"), reason="Moved", by=cast.taras, at=noon(DUE)
    )
    assert given.count() == 1  # who takes it upon oneself knows
    decisions.reassign(
        decision, responsible=member(decision.group, "Mykola"), reason="Back", by=cast.taras, at=noon(DUE)
    )
    assert given.count() == 2


def test_a_queue_of_decisions_costs_the_same_as_one(cast, meeting, django_assert_max_num_queries):
    for _number in range(12):
        made(meeting, cast, "Mykola")
    holding.close_meeting(meeting, by=cast.halyna, at=AT)
    with django_assert_max_num_queries(17):
        assert run(DUE) == 12
    with django_assert_max_num_queries(5):
        assert run(DUE) == 0


def test_nobody_is_woken_by_the_timetable(cast, decision, monkeypatch, settings):
    settings.MESSAGES_FROM_HOUR = 7
    for hour, expected in ((5, 0), (12, 1)):
        at = dt.datetime.combine(DUE, dt.time(hour), tzinfo=KYIV)
        monkeypatch.setattr("communities.shared.clock.now", lambda at=at: at)
        remind_of_decisions()
        assert len(sent()) == expected


@trying(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
@given(days=st.lists(st.integers(-20, 40), max_size=12))
def test_whenever_it_is_asked_nothing_is_said_twice(days):
    """Days on which somebody asked: each step is written once, at most one is sent a day, none out of order."""
    heard: set[int] = set()
    said: list[int] = []
    for day in sorted(days):
        today = DUE + day * DAY
        missing = missing_for(
            Somebody(1), due=due_steps(STEPS, due_on=DUE, today=today), heard=heard, due_on=DUE
        )
        going = [each.step.days_after_due for each in missing if not each.is_skipped]
        assert len(going) <= 1
        assert not heard & {each.step.days_after_due for each in missing}
        heard |= {each.step.days_after_due for each in missing}
        said += going
    assert heard == {step.days_after_due for step in STEPS if days and step.days_after_due <= max(days)}
    assert said == sorted(set(said))
    assert not heard or said[-1] == max(heard)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
)
def test_two_workers_remind_once(cast, meeting):
    for _number in range(15):
        made(meeting, cast, "Mykola")
    holding.close_meeting(meeting, by=cast.halyna, at=AT)

    def work() -> int:
        try:
            return run(DUE)
        finally:
            connections.close_all()

    assert sum(at_once(*[work] * 4)) == 15
    assert set(Counter(Reminder.objects.values_list("target_id", "kind")).values()) == {1}
    assert Notice.objects.filter(kind="communities/decision_due").count() == 15
