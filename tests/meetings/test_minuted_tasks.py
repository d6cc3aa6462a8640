"""Who does a task, or by when, was written down wrongly: the register is put right, the minutes stand."""

import datetime as dt

import pytest

from communities.meetings import decision_reminders, decisions, minuted_tasks, minutes, signing
from communities.models import Decision, Notice
from tests.meetings.making import make_group, member
from tests.meetings.minuting import AFTER, closed_meeting, signed

LATER = dt.date(2026, 12, 20)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def row(group, cast):
    return signed(closed_meeting(group), cast)


@pytest.fixture
def decision(row):
    return Decision.objects.get()


@pytest.fixture
def corrected(decision, group, cast):
    by = {"by": cast.sofiia, "at": AFTER, "reason": "Written down wrongly"}
    decisions.reassign(decision, responsible=member(group, "Mykola"), **by)
    decisions.change_due_day(decision, due_on=LATER, **by)
    decision.refresh_from_db()
    return decision


def test_minutes_and_register_say_the_same_until_somebody_corrects(row, decision):
    (task,) = minuted_tasks.today_of(row, today=AFTER.date())
    assert (task.line.decision, task.is_other) == (decision, False)
    assert minuted_tasks.other_in_minutes(decision) is None


def test_register_and_reminders_follow_the_correction_and_signed_minutes_stand(row, corrected, cast):
    (task,) = minuted_tasks.today_of(row, today=AFTER.date())
    assert task.is_other
    said = minuted_tasks.other_in_minutes(corrected)
    assert (said.who, said.due_on) == ("Petro Bondar, Відділення поліції", dt.date(2026, 12, 1))
    row.refresh_from_db()
    assert signing.is_intact(row)
    assert row.content["facts"]["items"][0]["tasks"][0]["who"] == "Petro Bondar"
    assert Notice.objects.filter(kind="communities/decision_given", person=cast.mykola).exists()
    assert decision_reminders.remind_due(today=dt.date(2026, 12, 1), at=AFTER) == 0  # not its day any more
    assert decision_reminders.remind_due(today=LATER - dt.timedelta(days=7), at=AFTER) == 1
    assert Notice.objects.filter(kind="communities/decision_due", person=cast.mykola).count() == 1
    new = minutes.correct(row.meeting, reason="Число", by=cast.sofiia, at=AFTER)
    assert new.content["facts"] == row.content["facts"]


def test_the_secretary_finds_it_where_it_stands_wrongly(client, cast, row, corrected):
    here = f"/en/work/meetings/{row.meeting_id}/minutes/"
    for who, is_told in (("sofiia", True), ("oksana", False)):
        client.force_login(getattr(cast, who))
        page = client.get(here).content.decode()
        assert "changed since the minutes" in page
        assert ("change it there, with the reason" in page) is is_told
    client.force_login(cast.sofiia)
    decision = client.get(f"/en/work/decisions/{corrected.pk}/").content.decode()
    assert "As the minutes have it" in decision
    assert "Petro Bondar, Відділення поліції" in decision
    assert "no longer to Petro Bondar, Відділення поліції. Why: Written down wrongly" in decision
    correct = client.get(f"{here}correct/").content.decode()
    assert "That needs no new version" in correct
