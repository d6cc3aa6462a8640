"""Joining, leaving and new rules change periods that have not opened; the past never moves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities.models import AuditEntry, Oblast, User
from reports.cycle.participation import CannotChangeParticipation, NotPossible, join, leave
from reports.cycle.rules import CannotChange, rule_for, set_rule, set_steps
from reports.cycle.steps import Step
from reports.models import CycleRule, ExpectedReport, Participation, ReminderStep
from reports.periods import stretch_after, stretch_from_slug, stretch_of
from tests.reports.expecting import day, expected, many_communities, noon, run, takes_part

TODAY = "2026-04-25"  # March-April has opened
THIS, NEXT, LATER = (stretch_from_slug(slug) for slug in ("2026-03", "2026-05", "2026-07"))
QUICK = {
    "opens_on_day": 25,
    "due_after_days": 5,
    "on_time_after_days": 6,
    "locks_after_days": 20,
    "return_days": 3,
}


def new_rule(oblast, cast, stretch, on=TODAY, **changed):
    return set_rule(oblast, from_stretch=stretch, **{**QUICK, **changed}, by=cast.bohdan, at=noon(on))


def refusal_of(act, community, stretch, cast, on=TODAY):
    with pytest.raises(CannotChangeParticipation) as refusal:
        act(community, from_stretch=stretch, by=cast.bohdan, at=noon(on))
    return refusal.value.reason


def test_joining(novopskov, cast):
    join(novopskov, from_stretch=NEXT, by=cast.bohdan, at=noon(TODAY))
    assert run(TODAY) == (1, 0)
    assert expected(novopskov, NEXT).opens_on == day("2026-06-20")
    assert AuditEntry.objects.get(act="cycle.joined").details == {"from": "2026-05"}
    assert refusal_of(join, novopskov, LATER, cast) == NotPossible.TAKES_PART


@pytest.mark.parametrize(("on", "possible"), [("2026-04-19", True), ("2026-04-20", False)])
def test_the_running_period_can_be_joined_until_it_opens(novopskov, cast, on, possible):
    if possible:
        join(novopskov, from_stretch=THIS, by=cast.bohdan, at=noon(on))
        assert run("2026-04-20") == (2, 1)
    else:  # even if the task that opens has not run
        assert refusal_of(join, novopskov, THIS, cast, on) == NotPossible.HAS_OPENED


def test_leaving_takes_away_what_has_not_opened(novopskov, cast):
    takes_part(novopskov)
    assert run(TODAY) == (2, 1)
    assert refusal_of(leave, novopskov, THIS, cast) == NotPossible.HAS_OPENED
    leave(novopskov, from_stretch=NEXT, by=cast.bohdan, at=noon(TODAY))
    assert run("2026-08-01") == (0, 0)
    assert [row.period.slug for row in ExpectedReport.objects.all()] == ["2026-03"]
    assert refusal_of(leave, novopskov, NEXT, cast) == NotPossible.TAKES_NO_PART


def test_coming_back(novopskov, cast):
    takes_part(novopskov)
    run(TODAY)
    leave(novopskov, from_stretch=LATER, by=cast.bohdan, at=noon(TODAY))
    assert refusal_of(join, novopskov, NEXT, cast) == NotPossible.BEFORE_IT_LEFT
    join(novopskov, from_stretch=stretch_after(LATER), by=cast.bohdan, at=noon(TODAY))
    run("2026-09-25")
    slugs = sorted(row.period.slug for row in ExpectedReport.objects.select_related("period"))
    assert slugs == ["2026-03", "2026-05", "2026-09", "2026-11"]


def test_nobody_leaves_before_they_joined(novopskov, cast):
    takes_part(novopskov, from_on="2026-07-01")
    assert refusal_of(leave, novopskov, NEXT, cast) == NotPossible.BEFORE_IT_JOINED


def test_a_period_whose_meeting_was_held_is_not_taken_away(novopskov, cast):
    takes_part(novopskov)
    run("2026-05-05")
    ExpectedReport.objects.filter(period__starts_on="2026-05-01").update(
        meeting_held_on=day("2026-05-04"), meeting_place="The school"
    )
    assert refusal_of(leave, novopskov, NEXT, cast, "2026-05-05") == NotPossible.HAS_OPENED


def test_a_new_rule_rewrites_what_has_not_opened(novopskov, luhansk, cast):
    takes_part(novopskov)
    run(TODAY)
    before = expected(novopskov, THIS)
    new_rule(luhansk, cast, NEXT)
    assert vars(expected(novopskov, THIS))["due_on"] == before.due_on
    row = expected(novopskov, NEXT)
    assert (row.opens_on, row.planned_due_on, row.due_on, row.on_time_on, row.locks_on) == (
        day("2026-06-25"),
        day("2026-07-05"),
        day("2026-07-05"),
        day("2026-07-06"),
        day("2026-07-20"),
    )
    run("2026-05-01")
    assert expected(novopskov, LATER).due_on == day("2026-09-05")
    assert AuditEntry.objects.get(act="cycle.rule_set").details["rewritten"] == 1


def test_a_new_rule_concerns_its_own_oblast(novopskov, cast):
    other = Oblast.objects.create(
        slug="sumy", katottg="UA59000000000057109", name_uk="Сумська область", name_en="Sumy oblast"
    )
    takes_part(novopskov)
    run(TODAY)
    new_rule(other, cast, NEXT)
    assert expected(novopskov, NEXT).due_on == day("2026-07-10")
    assert rule_for(other, NEXT).due_after_days == 5
    assert rule_for(other, THIS).due_after_days == 10


def test_what_has_opened_keeps_its_days(novopskov, luhansk, cast):
    takes_part(novopskov)
    run(TODAY)
    with pytest.raises(CannotChange):
        new_rule(luhansk, cast, THIS)
    with pytest.raises(CannotChange):
        new_rule(luhansk, cast, stretch_from_slug("2020-01"))
    with pytest.raises(CannotChange):  # by the calendar, though nothing has run
        new_rule(luhansk, cast, NEXT, on="2026-06-20")
    assert not CycleRule.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"opens_on_day": 29},
        {"opens_on_day": 0},
        {"due_after_days": 0},
        {"on_time_after_days": 4},
        {"locks_after_days": 6},
        {"return_days": 0},
    ],
)
def test_the_database_refuses_days_that_do_not_follow_each_other(luhansk, cast, changed):
    with pytest.raises(IntegrityError), transaction.atomic():
        new_rule(luhansk, cast, NEXT, **changed)


def test_the_database_lets_a_community_take_part_once(novopskov):
    takes_part(novopskov)
    with pytest.raises(IntegrityError), transaction.atomic():
        takes_part(novopskov, from_on="2027-01-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.update(until_on=day("2026-01-01"))


def test_steps_of_reminding_are_data(luhansk, cast):
    set_steps(luhansk, steps=[Step(2, tells_head=True), Step(-3)], by=cast.bohdan, at=noon(TODAY))
    set_steps(luhansk, steps=[Step(1)], by=cast.bohdan, at=noon(TODAY))
    assert [row.days_after_due for row in ReminderStep.objects.all()] == [1]
    set_steps(luhansk, steps=[], by=cast.bohdan, at=noon(TODAY))
    assert not ReminderStep.objects.exists()
    assert AuditEntry.objects.filter(act="cycle.steps_set").count() == 3


def opened_rows():
    """Everything about what has opened that a coordinator's percentages are counted of."""
    rows = ExpectedReport.objects.opened().order_by("pk")
    return {
        row["pk"]: row
        for row in rows.values(
            "pk", "community", "period", "opens_on", "planned_due_on", "due_on", "locks_on"
        )
    }


class ThePastNeverMoves(TestCase):
    """Five communities and an oblast that changes its mind, over years, in random steps."""

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 75),  # days until the next act
                st.sampled_from(["join", "leave", "rule", "nothing"]),
                st.integers(0, 4),  # which community
                st.integers(-2, 3),  # how many periods from the running one
                st.booleans(),  # does the task run
            ),
            min_size=5,
            max_size=40,
        )
    )
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_denominators_of_past_periods_are_constant(self, acts):
        oblast = Oblast.objects.create(
            slug="luhansk", katottg="UA44000000000018893", name_uk="Луганська", name_en="Luhansk"
        )
        places = many_communities(oblast, 5)
        by = User.objects.create_user("b@example.org", None, name="Bohdan")
        today, seen = day("2026-01-05"), {}
        for days, act, number, ahead, runs in acts:
            today += dt.timedelta(days=days)
            self._act(act, oblast, places[number], _stretch(today, ahead), by=by, at=noon(today))
            now = opened_rows()
            assert seen.items() <= now.items()
            if runs:
                run(today)
                seen = opened_rows()
        run(today)
        for place in places:
            self._everything_is_there(place, today)

    def _act(self, act, oblast, place, stretch, *, by, at):
        try:
            if act == "join":
                join(place, from_stretch=stretch, by=by, at=at)
            elif act == "leave":
                leave(place, from_stretch=stretch, by=by, at=at)
            elif act == "rule":
                days = {**QUICK, "opens_on_day": 1 + at.day % 28}
                set_rule(oblast, from_stretch=stretch, **days, by=by, at=at)
        except (CannotChange, CannotChangeParticipation):
            pass

    def _everything_is_there(self, place, today):
        """One row for each period of each participation up to the next period, and no other."""
        last, wanted = stretch_after(stretch_of(today)), []
        for row in place.participations.all():
            stretch = stretch_of(row.from_on)
            while stretch <= last and (row.until_on is None or stretch.starts_on < row.until_on):
                wanted.append(stretch.starts_on)
                stretch = stretch_after(stretch)
        there = ExpectedReport.objects.filter(community=place).values_list("period__starts_on", flat=True)
        assert sorted(there) == sorted(wanted)


def _stretch(today, ahead):
    stretch = stretch_of(today)
    for _ in range(max(0, ahead)):
        stretch = stretch_after(stretch)
    for _ in range(max(0, -ahead)):
        stretch = stretch_of(stretch.starts_on - dt.timedelta(days=1))
    return stretch
