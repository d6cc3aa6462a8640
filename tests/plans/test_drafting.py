"""Parts of a plan are added, changed, ordered and removed; two members at once lose nothing."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import AuditEntry
from communities.shared.states import WrongState
from plans.models import Action, Goal, PartRevision, Plan, Problem, Resource
from plans.states import PlanState
from plans.writing import drafting, parts
from plans.writing.parts import PartKind
from tests.meetings.making import make_group
from tests.plans.making import approve, make_plan

AT = dt.datetime(2026, 11, 4, 10, 0, tzinfo=ZoneInfo("Europe/Kyiv"))


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def plan(cast, group):
    return make_plan(group, cast.sofiia)


def test_plan_of_tests_is_what_it_says(cast, plan):
    assert [row.count() for row in (plan.goals, plan.problems, plan.actions)] == [2, 2, 3]
    assert Resource.objects.filter(action__plan=plan).count() == 4
    version = approve(plan)
    assert (plan.state, plan.in_force, version.ballot.outcome) == (PlanState.APPROVED, version, "adopted")
    assert version.item.meeting.state == "closed"
    assert "person" in version.content["actions"][0]
    assert "person" not in version.public_content["actions"][0]


def test_a_change_keeps_what_stood_there(cast, plan):
    goal = plan.goals.first()
    now = drafting.change(goal, fields={"title": "  Жодної\u200f аварії "}, version=1, by=cast.mykola, at=AT)
    assert (now.title, now.version) == ("Жодної аварії", 2)
    kept = PartRevision.objects.get()
    assert (kept.part, kept.version, kept.values["title"], kept.by) == (
        f"goal:{goal.pk}",
        1,
        "Менше аварій",
        cast.mykola,
    )
    assert AuditEntry.objects.get(act="plan.part_changed").details["fields"] == ["title"]
    drafting.change(goal, fields={"title": "Жодної аварії"}, version=1, by=cast.taras, at=AT)  # nothing new
    assert PartRevision.objects.count() == 1


def test_the_second_writer_sees_both(cast, plan):
    goal = plan.goals.first()
    drafting.change(goal, fields={"title": "Від Миколи"}, version=1, by=cast.mykola, at=AT)
    with pytest.raises(drafting.Conflict) as caught:
        drafting.change(goal, fields={"title": "Від Тараса"}, version=1, by=cast.taras, at=AT)
    assert (caught.value.theirs["title"], caught.value.yours["title"]) == ("Від Миколи", "Від Тараса")
    assert Goal.objects.get(pk=goal.pk).title == "Від Миколи"
    assert drafting.revision_values(goal, version=1)["title"] == "Менше аварій"


def test_money_days_and_people_are_kept_exactly(cast, plan):
    resource = Resource.objects.get(title="Ліхтарі")
    fields = {
        "needed": Decimal("123456789012.34"),
        "from_local": None,
        "from_local_note": "",
        "from_donor": "0.10",
        "from_donor_note": "лист",
    }
    now = drafting.change(resource, fields=fields, version=1, by=cast.mykola, at=AT)
    said = parts.values(now)
    assert (said["needed"], said["from_local"], said["from_donor"]) == ("123456789012.34", None, "0.10")
    assert PartRevision.objects.get().values["from_local"] == "30000.00"
    with pytest.raises(ValidationError) as caught:
        drafting.change(now, fields={"from_own_note": "а сума?"}, version=2, by=cast.mykola, at=AT)
    assert "from_own" in caught.value.message_dict
    assert Resource.objects.get(pk=resource.pk).version == 2


def test_nothing_of_another_plan_or_place_is_taken(cast, plan, group, popasna):
    other = make_plan(group, cast.sofiia, title="Інший")
    action = plan.actions.first()
    village = popasna.settlements.create(name_uk="Троїцьке", name_en="Troitske", type="village")
    for name, row in {
        "goal": other.goals.first(),
        "problem": other.problems.first(),
        "settlement": village,
    }.items():
        with pytest.raises(ValidationError) as caught:
            drafting.change(action, fields={name: row}, version=1, by=cast.mykola, at=AT)
        assert name in caught.value.message_dict
    with pytest.raises(ValidationError):
        drafting.change(action, fields={"serves": ["aliens"]}, version=1, by=cast.mykola, at=AT)
    with pytest.raises(KeyError):
        drafting.change(action, fields={"plan": other.pk}, version=1, by=cast.mykola, at=AT)


def test_an_action_that_gets_another_goal_goes_to_its_end(cast, plan):
    first, second = plan.goals.order_by("position")
    lamps, lessons = first.actions.order_by("position")
    drafting.change(lamps, fields={"goal": second}, version=1, by=cast.mykola, at=AT)
    order = {row.pk: row.position for row in Action.objects.filter(plan=plan)}
    assert (order[lamps.pk], order[lessons.pk]) == (2, 1)


def test_a_second_click_adds_nothing(cast, plan):
    made = drafting.add(plan, PartKind.GOAL, fields={"title": "Довіра"}, by=cast.mykola, at=AT)
    assert made.position == 3
    with pytest.raises(drafting.AlreadyThere) as caught:
        drafting.add(plan, PartKind.GOAL, fields={"title": "Довіра "}, by=cast.mykola, at=AT)
    assert caught.value.part == made


def test_removed_words_stay(cast, plan):
    goal = plan.goals.first()
    with pytest.raises(drafting.StillUsed):
        drafting.remove(goal, by=cast.mykola, at=AT)
    lamps = plan.actions.get(title="Поставити ліхтарі")
    drafting.remove(lamps, by=cast.mykola, at=AT)
    kept = {row.part.partition(":")[0] for row in PartRevision.objects.all()}
    assert (PartRevision.objects.count(), kept) == (4, {"action", "resource"})
    assert list(plan.actions.filter(goal=goal).values_list("position", flat=True)) == [1]
    with pytest.raises(drafting.Gone):
        drafting.change(lamps, fields={"title": "Запізно"}, version=1, by=cast.taras, at=AT)


def _change(plan, by):
    drafting.change(plan.goals.first(), fields={"title": "Інакше"}, version=1, by=by, at=AT)


STEPS = {
    "change": _change,
    "change_plan": lambda plan, by: drafting.change(plan, fields={"title": "Ще"}, version=1, by=by, at=AT),
    "add": lambda plan, by: drafting.add(plan, PartKind.GOAL, fields={"title": "Ще"}, by=by, at=AT),
    "move": lambda plan, by: drafting.move(plan.goals.first(), to=2, by=by, at=AT),
    "remove": lambda plan, by: drafting.remove(plan.actions.first(), by=by, at=AT),
}


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("step", STEPS)
def test_only_a_draft_is_written(cast, plan, state, step):
    approve(plan)
    Plan.objects.filter(pk=plan.pk).update(state=state, ended_reason="so")
    if state == PlanState.DRAFT:
        STEPS[step](plan, cast.mykola)
        return
    before = AuditEntry.objects.count()
    with pytest.raises(WrongState):
        STEPS[step](plan, cast.mykola)
    assert AuditEntry.objects.count() == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(-2, 9)), min_size=1, max_size=8))
def test_order_is_what_a_list_would_do(cast, plan, moves):
    plan.problems.all().delete()
    for title in "abcdef":
        drafting.add(plan, PartKind.PROBLEM, fields={"title": title, "topic": "ROAD"}, by=cast.mykola, at=AT)
    expected = list("abcdef")
    for which, to in moves:
        title = "abcdef"[which]
        drafting.move(Problem.objects.get(plan=plan, title=title), to=to, by=cast.mykola, at=AT)
        expected.remove(title)
        expected.insert(min(max(to, 1), 6) - 1, title)
    rows = Problem.objects.filter(plan=plan).order_by("position")
    assert [row.title for row in rows] == expected
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]
