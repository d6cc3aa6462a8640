"""Rules and members have days: the past keeps its own."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities.groups import roll, statute
from communities.models import AuditEntry, Community, Membership, Oblast, Post, Sector, Statute, WorkingGroup
from communities.states import MeetingState
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting

TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 11, 0, tzinfo=KYIV)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


def change(group, cast, **what):
    return statute.change(group, **({"from_on": TODAY, "by": cast.halyna, "today": TODAY, "at": NOW} | what))


def test_a_group_without_rules_goes_by_the_defaults(group):
    rules = statute.statute_on(group, TODAY)
    assert (rules.pk, rules.quorum_numerator, rules.quorum_denominator) == (None, 1, 2)


def test_rules_hold_from_their_day_on(group, cast):
    later = TODAY + dt.timedelta(days=10)
    change(group, cast, notice_days=3)
    change(group, cast, from_on=later, tie="not_adopted")
    days = [later - dt.timedelta(days=1), later, later + dt.timedelta(days=400)]
    found = [(rules.notice_days, rules.tie) for rules in (statute.statute_on(group, day) for day in days)]
    assert found == [(3, "chair"), (3, "not_adopted"), (3, "not_adopted")]
    assert statute.statute_on(group, TODAY - dt.timedelta(days=1)).notice_days == 5
    assert AuditEntry.objects.filter(act="group.statute_changed").count() == 2


def test_rules_planned_for_a_day_are_replaced_not_doubled(group, cast):
    change(group, cast, notice_days=3)
    change(group, cast, notice_days=4)
    assert [row.notice_days for row in Statute.objects.all()] == [4]


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({"from_on": TODAY - dt.timedelta(days=1), "notice_days": 3}, statute.PastIsFixed),
        ({"notice_days": 5}, statute.NothingChanged),
        ({"colour": "blue"}, TypeError),
    ],
)
def test_what_is_refused(group, cast, what, problem):
    with pytest.raises(problem):
        change(group, cast, **what)
    assert not Statute.objects.exists()


def test_a_meeting_of_the_day_keeps_its_rules(group, cast):
    make_meeting(group, state=MeetingState.CLOSED, starts_at=STARTS.replace(day=TODAY.day), present=6)
    with pytest.raises(statute.MeetingWasHeld):
        change(group, cast, notice_days=3)
    change(group, cast, from_on=TODAY + dt.timedelta(days=1), notice_days=3)


def test_the_roll_of_a_day(group, cast):
    assert [member.name for member in roll.members_on(group, TODAY)][:2] == [
        "Andrii Moskal",
        "Halyna Shevchuk",
    ]
    assert roll.post_holder(group, Post.SECRETARY, TODAY).person == cast.sofiia
    assert roll.membership_of(cast.mykola, group, TODAY).name == "Mykola Hnatiuk"
    assert roll.membership_of(cast.oksana, group, TODAY) is None
    seat = roll.membership_of(cast.mykola, group, TODAY)
    seat.ended_on = TODAY
    seat.save()
    assert roll.membership_of(cast.mykola, group, TODAY) is None
    assert roll.membership_of(cast.mykola, group, TODAY - dt.timedelta(days=1)) == seat


DAYS = st.integers(min_value=0, max_value=40)


class RollOnRandomDays(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(stretches=st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=6), day=DAYS)
    def test_exactly_those_who_sit_on_the_day(self, stretches, day):
        """The database and the row itself agree, whatever the days: in from the first, out on the last."""
        first = dt.date(2026, 2, 10)
        oblast = Oblast.objects.create(slug="o", katottg="UA44000000000018893", name_uk="О", name_en="O")
        place = Community.objects.create(slug="c", oblast=oblast, name_uk="Г", name_en="C")
        group = WorkingGroup.objects.create(community=place, name_uk="Г", name_en="G")
        for number, (start, length) in enumerate(stretches):
            starts_on = first + dt.timedelta(days=start)
            Membership.objects.create(
                group=group,
                name=f"Member {number}",
                sector=Sector.COMMUNITY,
                post=Post.MEMBER,
                appointed_on=starts_on,
                ended_on=None if length is None else starts_on + dt.timedelta(days=length),
            )
        expected = [
            f"Member {number}"
            for number, (start, length) in enumerate(stretches)
            if start <= day and (length is None or day < start + length)
        ]
        asked = first + dt.timedelta(days=day)
        assert [member.name for member in roll.members_on(group, asked)] == expected
        assert [m.name for m in group.memberships.order_by("name") if m.sits_on(asked)] == expected
