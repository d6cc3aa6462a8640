"""Rules between fields block submission and say where; jumps only ask."""

from decimal import Decimal

import pytest
from django.utils import translation

from reports.answers.content import AnswerContent
from reports.answers.rules import broken_rules, jump_from
from reports.editions.form_definition import definition_of
from reports.models import AnswerKind

pytestmark = pytest.mark.django_db


def number(value):
    return AnswerContent(AnswerKind.NUMBER, number=Decimal(str(value)))


NO_DATA = AnswerContent(AnswerKind.NO_DATA, reason="the archive burnt")
UNCLEAR = AnswerContent(AnswerKind.UNCLEAR, text="about 10")


@pytest.fixture
def definition(form):
    with translation.override("en"):
        yield definition_of(form)


@pytest.mark.parametrize(
    ("answers", "broken"),
    [
        ({}, []),
        # filled posts <= posts
        ({"STAFF_POSTS": 40, "STAFF_FILLED": 41}, ["staff_filled_within_posts"]),
        ({"STAFF_POSTS": 40, "STAFF_FILLED": 40}, []),
        ({"STAFF_FILLED": 41}, []),  # what is missing is another question
        ({"STAFF_POSTS": NO_DATA, "STAFF_FILLED": 41}, []),
        ({"STAFF_POSTS": UNCLEAR, "STAFF_FILLED": 41}, []),
        # checkpoint weapon cases <= offences
        ({"CHK_WEAPONS": 6, "CHK_OFFENCES": 5}, ["chk_weapons_within_offences"]),
        ({"CHK_WEAPONS": 5, "CHK_OFFENCES": 5}, []),
        # the vacancy percentage agrees within a point
        ({"STAFF_POSTS": 40, "STAFF_FILLED": 36, "STAFF_VAC": 10}, []),
        ({"STAFF_POSTS": 40, "STAFF_FILLED": 36, "STAFF_VAC": 11}, []),
        ({"STAFF_POSTS": 40, "STAFF_FILLED": 36, "STAFF_VAC": "11.1"}, ["staff_vacancy_agrees"]),
        ({"STAFF_POSTS": 40, "STAFF_VAC": 90}, []),
        ({"STAFF_POSTS": 0, "STAFF_FILLED": 0, "STAFF_VAC": 0}, []),
        # a share needs its base
        ({"HOME_SOLVED": 50, "HOME_BURG": 0}, ["home_solved_needs_burglaries"]),
        ({"HOME_SOLVED": 50}, ["home_solved_needs_burglaries"]),
        ({"HOME_SOLVED": 50, "HOME_BURG": NO_DATA}, ["home_solved_needs_burglaries"]),
        ({"HOME_SOLVED": 50, "HOME_BURG": UNCLEAR}, []),  # that it cannot be read is said already
        ({"HOME_SOLVED": NO_DATA, "HOME_BURG": 0}, []),
        ({"HOME_SOLVED": 0, "HOME_BURG": 4}, []),
        # people at meetings need a meeting
        ({"CONF_PEOPLE": 10, "CONF_MEET": 0}, ["conf_people_need_meetings"]),
        ({"CONF_PEOPLE": 0, "CONF_MEET": 0}, []),
        ({"CONF_PEOPLE": 10}, []),
        # between two sections
        ({"STREET_ROB": 9, "REP_CRIMES": 8}, ["street_robberies_within_crimes"]),
    ],
)
def test_every_kind_of_rule(definition, answers, broken):
    said = {
        code: value if isinstance(value, AnswerContent) else number(value) for code, value in answers.items()
    }
    assert [rule.code for rule in broken_rules(definition, said)] == broken


def test_a_broken_rule_names_its_sections_fields_and_what_to_do(definition):
    (rule,) = broken_rules(definition, {"STREET_ROB": number(9), "REP_CRIMES": number(8)})
    assert rule.sections == (4, 6)
    assert rule.fields == ("STREET_ROB", "REP_CRIMES")
    assert "more robberies than criminal offences in section 4" in rule.message


@pytest.mark.parametrize(
    ("code", "now", "before", "question"),
    [
        ("HOME_BURG", 40, 10, "4 times the figure of the previous period (10): is that right?"),
        ("HOME_BURG", 30, 10, "3 times the figure of the previous period (10): is that right?"),
        ("HOME_BURG", 29, 10, ""),
        ("HOME_BURG", 6, 2, ""),  # three times, but only four more
        ("HOME_BURG", 8, 2, "4 times the figure of the previous period (2): is that right?"),
        ("HOME_BURG", 4, 12, "3 times less than in the previous period (12): is that right?"),
        ("HOME_BURG", 5, 12, ""),
        ("HOME_BURG", 5, 0, "It was 0 in the previous period and is 5 now: is that right?"),
        ("HOME_BURG", 4, 0, ""),
        ("HOME_BURG", 0, 5, "It was 5 in the previous period and is 0 now: is that right?"),
        ("HOME_BURG", 0, 4, ""),
        ("HOME_BURG", 10, 10, ""),
        ("HOME_BURG", 0, 0, ""),
        ("REP_TOTAL", 12000, 1200, "10 times the figure of the previous period (1,200): is that right?"),
        ("REP_ARRIVE", "19.5", "6.5", "3 times the figure of the previous period (6.5): is that right?"),
        ("REP_ARRIVE", "4.5", "1.5", ""),
        ("HOME_SOLVED", 60, 29, "It was 29 in the previous period and is 60 now: is that right?"),
        ("HOME_SOLVED", 58, 29, ""),
        ("HOME_SOLVED", 6, 2, ""),  # four percentage points are no jump
        ("HOME_SOLVED", 15, 5, "It was 5 in the previous period and is 15 now: is that right?"),
        ("NEED_COST", 9000, 100, ""),
        ("NEED_COST", 300000, 100000, "3 times the figure of the previous period (100,000): is that right?"),
    ],
)
def test_jumps_ask_when_the_change_is_large_in_share_and_in_size(definition, code, now, before, question):
    jump = jump_from(definition.indicator[code], number(now), number(before), None)
    assert (jump.question if jump else "") == question


def test_last_years_figure_asks_when_the_previous_period_does_not(definition):
    field = definition.indicator["HOME_BURG"]
    jump = jump_from(field, number(40), number(38), number(8))
    assert jump.question == "5 times the figure of a year ago (8): is that right?"
    assert jump_from(field, number(40), None, number(8)).field == "HOME_BURG"


@pytest.mark.parametrize("other", [None, NO_DATA, UNCLEAR])
def test_only_figures_are_compared(definition, other):
    field = definition.indicator["HOME_BURG"]
    assert jump_from(field, number(40), other, other) is None
    assert jump_from(field, other, number(40), number(40)) is None
