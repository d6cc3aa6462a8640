"""Members write one plan in the same moment: every word is kept, every list stays in order."""

from functools import partial

import pytest
from django.db import connection

from communities.models import AuditEntry
from plans.models import Comment, Goal, PartRevision, Plan, Problem
from plans.writing import comments, drafting, starting
from plans.writing.parts import PartKind
from tests.meetings.making import make_group
from tests.plans.making import make_plan
from tests.plans.test_drafting import AT
from tests.reports.test_at_the_same_time import at_once, kinds

MANY = 8
ROUNDS = 12

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]


@pytest.fixture
def plan(cast, novopskov):
    return make_plan(make_group(cast, novopskov), cast.sofiia)


def append(goal, words, by):
    """As a person does who sees two versions and keeps both: the own words go below what is there."""
    version, text = goal.version, f"{goal.detail}\n{words}"
    while True:
        try:
            return drafting.change(goal, fields={"detail": text}, version=version, by=by, at=AT)
        except drafting.Conflict as found:
            version, text = found.part.version, f"{found.theirs['detail']}\n{words}"


def test_no_word_of_eight_writers_is_lost(cast, plan):
    goal = plan.goals.first()
    for turn in range(ROUNDS):
        goal.refresh_from_db()
        writers = (cast.mykola, cast.taras)
        outcomes = at_once(
            *[partial(append, goal, f"слово {turn}-{n}.", writers[n % 2]) for n in range(MANY)]
        )
        assert kinds(outcomes) == {Goal: MANY}
    goal.refresh_from_db()
    lines = goal.detail.split("\n")
    assert sorted(lines[1:]) == sorted(f"слово {turn}-{n}." for turn in range(ROUNDS) for n in range(MANY))
    assert goal.version == 1 + ROUNDS * MANY
    kept = PartRevision.objects.filter(part=f"goal:{goal.pk}").order_by("version")
    assert [row.version for row in kept] == list(range(1, goal.version))
    assert AuditEntry.objects.filter(act="plan.part_changed").count() == ROUNDS * MANY


def test_one_of_two_blind_writers_wins_and_the_other_is_told(cast, plan):
    for turn in range(ROUNDS):
        plan = Plan.objects.get(pk=plan.pk)
        outcomes = at_once(
            *[
                partial(
                    drafting.change,
                    plan,
                    fields={"title": f"{turn} від {n}"},
                    version=plan.version,
                    by=cast.mykola,
                    at=AT,
                )
                for n in range(2)
            ]
        )
        assert kinds(outcomes) == {Plan: 1, drafting.Conflict: 1}


def test_order_survives_adding_moving_and_removing_at_once(cast, plan):
    for turn in range(ROUNDS):
        rows = list(plan.problems.order_by("position"))
        new = {"title": f"Нова {turn}", "topic": "ROAD"}
        add = partial(drafting.add, plan, PartKind.PROBLEM, fields=new, by=cast.mykola, at=AT)
        take_out = partial(drafting.remove, rows[1], by=cast.halyna, at=AT)
        outcomes = at_once(
            add,
            add,
            partial(drafting.move, rows[0], to=2, by=cast.taras, at=AT),
            partial(drafting.move, rows[-1], to=1, by=cast.sofiia, at=AT),
            *([take_out] if len(rows) > 4 else []),
        )
        found = kinds(outcomes)
        assert (found[Problem], found[drafting.AlreadyThere]) == (1, 1)
        places = list(plan.problems.order_by("position").values_list("position", flat=True))
        assert places == list(range(1, len(places) + 1))


def test_a_suggestion_is_answered_once_and_a_plan_begun_once(cast, plan):
    goal = plan.goals.first()
    row = comments.say(
        plan, f"goal:{goal.pk}", text="", field="title", wording="Інакше", by=cast.oksana, at=AT
    )
    outcomes = at_once(
        lambda: comments.take(row, version=1, by=cast.mykola, at=AT),
        lambda: comments.decline(row, answer="ні", by=cast.taras, at=AT),
    )
    assert kinds(outcomes) == {Comment: 1, comments.AlreadyAnswered: 1}
    row.refresh_from_db()
    goal.refresh_from_db()
    assert (goal.title == "Інакше") == row.is_taken
    begun = at_once(
        *[lambda: starting.copied(plan, title="2028", year_from=2028, year_to=2028, by=cast.mykola, at=AT)]
        * 4
    )
    assert kinds(begun) == {Plan: 1, starting.AlreadyStarted: 3}
