"""What changed between two versions, told as facts: all of it, and nothing else."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.versions.differences import FIELDS, PLAN_FIELDS, differences

RESOURCE = {
    "id": 1,
    "kind": "money",
    "title": "Знаки",
    "quantity": "2",
    "unit": "шт.",
    "year": 2026,
    "needed": "9000.00",
    "changes": "",
    "available": [{"source": "local", "amount": "4000.00", "note": ""}],
}
ACTION = dict.fromkeys(FIELDS["action"]) | {"id": 1, "title": "Поставити знаки", "resources": [RESOURCE]}
PROBLEM = dict.fromkeys(FIELDS["problem"]) | {
    "id": 1,
    "title": "Швидка їзда",
    "evidence": [{"key": "figure:ROAD_RTA", "cited": {"label": {"uk": "ДТП", "en": "Accidents"}}}],
}
PLAN = dict.fromkeys(PLAN_FIELDS) | {
    "title": "План",
    "goals": [{"id": number, "title": f"Мета {number}", "detail": ""} for number in range(1, 7)],
    "problems": [PROBLEM],
    "actions": [ACTION],
}


def changed(change):
    after = copy.deepcopy(PLAN)
    change(after)
    return [(fact["what"], fact["part"], fact["field"]) for fact in differences(PLAN, after)]


def test_nothing_changed():
    assert differences(PLAN, copy.deepcopy(PLAN)) == []


def test_each_field_of_each_part_tells_its_change_once():
    for name in PLAN_FIELDS:
        assert changed(lambda plan, name=name: plan.update({name: "інше"})) == [("changed", "plan", name)]
    parts = {
        "goal": lambda plan: plan["goals"][0],
        "problem": lambda plan: plan["problems"][0],
        "action": lambda plan: plan["actions"][0],
        "resource": lambda plan: plan["actions"][0]["resources"][0],
    }
    assert parts.keys() == FIELDS.keys()
    for part, of in parts.items():
        for name in FIELDS[part]:
            told = changed(lambda plan, name=name, of=of: of(plan).update({name: "інше"}))
            assert told == [("changed", part, name)]


def test_parts_come_and_go():
    assert changed(lambda plan: plan["goals"].pop()) == [("removed", "goal", "")]
    assert changed(lambda plan: plan["problems"].append(PROBLEM | {"id": 2})) == [("added", "problem", "")]
    assert changed(lambda plan: plan["actions"][0]["resources"].clear()) == [("removed", "resource", "")]
    assert changed(lambda plan: plan["problems"][0]["evidence"].clear()) == [("removed", "evidence", "")]


def test_money_of_each_source_is_told_by_source():
    def more(plan):
        lines = plan["actions"][0]["resources"][0]["available"]
        lines[0]["amount"] = "5000.00"
        lines.append({"source": "donor", "amount": "1.00", "note": ""})

    assert changed(more) == [("changed", "funding", "donor"), ("changed", "funding", "local")]


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(6)))
def test_the_fewest_moves_explain_an_order(order):
    after = copy.deepcopy(PLAN)
    after["goals"] = [PLAN["goals"][number] for number in order]
    facts = differences(PLAN, after)
    assert {fact["what"] for fact in facts} <= {"moved"}
    moved = {fact["id"] for fact in facts}
    stays = [goal["id"] for goal in after["goals"] if goal["id"] not in moved]
    assert stays == sorted(stays)
    assert len(stays) == longest_rising(order)


def longest_rising(order):
    """By trying every subset: nothing of the module under test."""
    best = 0
    for mask in range(1 << len(order)):
        kept = [number for place, number in enumerate(order) if mask >> place & 1]
        if kept == sorted(kept):
            best = max(best, len(kept))
    return best
