"""How many must be there, and who counts: as a table of cases, and for whatever happens in a meeting."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.meetings import quorum
from communities.models import AgendaItem, Presence, Statute
from tests.meetings.making import STARTS, make_group, make_meeting, member

HALF = {}
TWO_THIRDS = {"quorum_numerator": 2, "quorum_denominator": 3, "quorum_is_more_than": False}
AT_LEAST_HALF = {"quorum_is_more_than": False}
ALL = {"quorum_numerator": 1, "quorum_denominator": 1, "quorum_is_more_than": False}
DAY = STARTS.date()


@pytest.mark.parametrize(
    ("rule", "members", "needed"),
    [
        (HALF, 0, 1),
        (HALF, 1, 1),
        (HALF, 2, 2),
        (HALF, 10, 6),
        (HALF, 11, 6),
        (HALF, 20, 11),
        (AT_LEAST_HALF, 10, 5),
        (AT_LEAST_HALF, 11, 6),
        (AT_LEAST_HALF, 0, 1),
        (TWO_THIRDS, 9, 6),
        (TWO_THIRDS, 10, 7),
        (TWO_THIRDS, 11, 8),
        (TWO_THIRDS, 15, 10),
        (ALL, 11, 11),
    ],
)
def test_how_many_must_take_part(rule, members, needed):
    assert quorum.needed(members, Statute(**rule)) == needed


shares = st.integers(1, 100).flatmap(lambda below: st.tuples(st.integers(1, below), st.just(below)))


@given(members=st.integers(1, 200), share=shares, is_more_than=st.booleans())
def test_the_least_number_that_is_enough(members, share, is_more_than):
    part = Fraction(*share)
    if part == 1 and is_more_than:
        return  # the database refuses such a statute
    found = quorum.share(members, numerator=share[0], denominator=share[1], is_more_than=is_more_than)
    assert 1 <= found <= members

    def is_enough(number):
        return number > members * part if is_more_than else number >= members * part

    assert is_enough(found)
    assert found == 1 or not is_enough(found - 1)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


def figures(found):
    return found.all_members, found.taking_part, found.needed, found.is_reached


def there(meeting, name, presence=Presence.PRESENT):
    meeting.attendances.filter(member__name__startswith=name).update(presence=presence)


@pytest.mark.parametrize(
    ("present", "standing"),
    [(0, (11, 0, 6, False)), (5, (11, 5, 6, False)), (6, (11, 6, 6, True)), (11, (11, 11, 6, True))],
)
def test_a_meeting_fills(group, present, standing):
    assert figures(quorum.standing(make_meeting(group, present=present))) == standing


@pytest.mark.parametrize("presence", Presence)
def test_online_counts_and_everything_else_but_present_does_not(group, presence):
    meeting = make_meeting(group)
    there(meeting, "Ivan", presence)
    assert quorum.standing(meeting).taking_part == (presence in {"present", "online"})


@pytest.mark.parametrize(
    ("ended", "standing"),
    [(0, (10, 5, 6, False)), (1, (11, 6, 6, True))],
    ids=["ended on the day: no longer a member", "ends the day after"],
)
def test_membership_that_ends_around_the_day(group, ended, standing):
    meeting = make_meeting(group, present=6)
    who = member(group, "Halyna")
    who.ended_on = DAY + dt.timedelta(days=ended)
    who.save()
    assert figures(quorum.standing(meeting)) == standing


def test_the_past_keeps_its_members(group):
    meeting = make_meeting(group, present=6)
    group.memberships.update(ended_on=DAY + dt.timedelta(days=30))
    assert figures(quorum.standing(meeting)) == (11, 6, 6, True)


def test_a_guest_who_is_always_invited_is_no_quorum(group):
    meeting = make_meeting(group, present=6)
    group.memberships.filter(name__startswith="Halyna").update(post="invited", has_vote=False)
    assert figures(quorum.standing(meeting)) == (10, 5, 6, False)


@pytest.mark.parametrize(
    ("assesses", "statute", "standing"),
    [
        (False, False, (11, 6, 6, True)),
        (True, True, (11, 6, 6, True)),
        (True, False, (10, 5, 6, False)),
    ],
)
def test_the_police_do_not_judge_themselves_unless_the_statute_lets_them(group, assesses, statute, standing):
    row = Statute.objects.create(
        group=group, from_on=dt.date(2025, 1, 1), police_vote_on_their_report=statute, set_at=STARTS
    )
    meeting = make_meeting(group, present=6, statute=row)  # Petro of the police is the fifth
    item = AgendaItem.objects.create(meeting=meeting, position=1, title="Report", assesses_police=assesses)
    assert figures(quorum.standing(meeting, item)) == standing
    assert quorum.voters(meeting, item).include(member(group, "Petro")) is not (assesses and not statute)


def test_rules_of_the_day_or_those_it_was_opened_by(group):
    older = Statute.objects.create(group=group, from_on=dt.date(2025, 1, 1), set_at=STARTS, **TWO_THIRDS)
    Statute.objects.create(group=group, from_on=DAY + dt.timedelta(days=1), set_at=STARTS)
    meeting = make_meeting(group)
    assert quorum.rules_of(meeting) == older
    assert quorum.standing(meeting).needed == 8


def test_counting_asks_little(group, django_assert_num_queries):
    meeting = make_meeting(group, present=6)
    with django_assert_num_queries(3):  # rules, members, who is there
        quorum.standing_of(quorum.voters(meeting), Statute())
