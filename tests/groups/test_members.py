"""People take a seat, change it and leave; the duty follows in the same step, and the past stays."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities import duties
from communities.groups import founding, joining, members, roll, statute
from communities.models import (
    Attendance,
    AuditEntry,
    Community,
    Duty,
    Meeting,
    Membership,
    Oblast,
    Post,
    Role,
    Sector,
    Statute,
    User,
    WorkingGroup,
)
from communities.states import MeetingState
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting, member

TODAY = dt.date(2026, 11, 23)
TOMORROW = TODAY + dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 23, 11, 0, tzinfo=KYIV)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


def acting(cast, **what):
    return {"by": cast.halyna, "today": TODAY, "at": NOW} | what


def roles(person):
    return set(Duty.objects.serving(today=TODAY).filter(person=person).values_list("role", flat=True))


def test_found_once(cast, popasna):
    group = founding.found(popasna, name_uk="Група", name_en="Group", act_title="№ 5", by=cast.bohdan, at=NOW)
    assert group.community == popasna
    with pytest.raises(ValidationError):
        founding.found(popasna, name_uk="Друга", name_en="Second", by=cast.bohdan, at=NOW)
    founding.describe(group, by=cast.bohdan, at=NOW, name_en="Recovery group")
    acts = AuditEntry.objects.order_by("sequence").values_list("act", flat=True)
    assert list(acts) == ["group.founded", "group.described"]


@pytest.mark.parametrize(
    ("post", "role"),
    [
        (Post.DEPUTY, Role.DEPUTY_CHAIR),
        (Post.MEMBER, Role.MEMBER),
        (Post.INVITED, Role.OBSERVER),
    ],
)
def test_seat_and_duty_begin_and_end_together(cast, group, post, role):
    seat = members.appoint(
        group,
        name="Nobody Yet",
        sector=Sector.COMMUNITY,
        post=post,
        person=cast.nobody,
        has_vote=post != Post.INVITED,
        **acting(cast),
    )
    assert roles(cast.nobody) == {role}
    members.end(seat, **acting(cast))
    assert roles(cast.nobody) == set()
    with pytest.raises(members.NotSitting):
        members.end(seat, **acting(cast))


def test_a_seat_of_a_later_day_that_never_begins_leaves_no_duty(cast, group):
    seat = members.appoint(
        group,
        name="N",
        sector=Sector.PUBLIC,
        person=cast.nobody,
        appointed_on=TOMORROW,
        **acting(cast),
    )
    assert roles(cast.nobody) == set()
    members.end(seat, **acting(cast))
    duty = Duty.objects.get(person=cast.nobody)
    assert (duty.started_on, duty.ended_on) == (TOMORROW, TOMORROW)


def test_mykola_becomes_secretary_and_history_stays(cast, group):
    meeting = make_meeting(group, starts_at=STARTS.replace(day=30))
    with pytest.raises(ValidationError):  # Sofiia still has the post
        members.change(member(group, "Mykola"), post=Post.SECRETARY, **acting(cast))
    members.change(member(group, "Sofiia"), post=Post.MEMBER, **acting(cast))
    seat = members.change(
        member(group, "Mykola"), post=Post.SECRETARY, organisation="Library", **acting(cast)
    )
    assert (roles(cast.mykola), roles(cast.sofiia)) == ({Role.SECRETARY}, {Role.MEMBER})
    yesterday = TODAY - dt.timedelta(days=1)
    assert roll.post_holder(group, Post.SECRETARY, yesterday).person == cast.sofiia
    assert roll.post_holder(group, Post.SECRETARY, TODAY) == seat
    assert Attendance.objects.get(meeting=meeting, member__person=cast.mykola).member == seat


def test_what_no_meeting_counts_is_mended_in_place(cast, group):
    seat = member(group, "Olha")
    changed = members.change(seat, organisation="Library", is_named=True, **acting(cast))
    assert (changed.pk, changed.organisation, changed.is_named) == (seat.pk, "Library", True)
    mended = members.appoint(group, name="New", sector=Sector.PUBLIC, **acting(cast))
    assert members.change(mended, sector=Sector.LOCAL, **acting(cast)).pk == mended.pk


def test_a_meeting_of_today_keeps_those_it_counted(cast, group):
    make_meeting(group, state=MeetingState.CLOSED, starts_at=STARTS.replace(day=TODAY.day), present=7)
    counted = {each.pk for each in roll.members_on(group, TODAY)}
    members.end(member(group, "Mykola"), **acting(cast))
    members.change(member(group, "Olha"), has_vote=False, **acting(cast))
    members.appoint(group, name="New", sector=Sector.PUBLIC, **acting(cast))
    assert {each.pk for each in roll.members_on(group, TODAY)} == counted
    assert len(roll.members_on(group, TOMORROW)) == 11  # one left, one came
    assert roles(cast.mykola) == set()  # rights end at once
    with pytest.raises(members.DayIsFixed):
        members.appoint(group, name="Late", sector=Sector.PUBLIC, appointed_on=TODAY, **acting(cast))


def test_a_duty_that_ended_elsewhere_does_not_stand_in_the_way(cast, group):
    duties.end(Duty.objects.get(person=cast.mykola), by=cast.admin, today=TODAY, at=NOW)
    members.end(member(group, "Mykola"), **acting(cast))
    assert roles(cast.mykola) == set()


def test_nobody_takes_a_post_that_somebody_holds_outside_the_group(cast, popasna):
    group = founding.found(popasna, name_uk="Г", name_en="G", by=cast.bohdan, at=NOW)
    duties.appoint(cast.nobody, role=Role.CHAIR, community=popasna, by=cast.admin, starts_on=TODAY, at=NOW)
    with pytest.raises(ValidationError):
        members.appoint(group, name="X", sector=Sector.LOCAL, post=Post.CHAIR, **acting(cast))
    seat = members.appoint(
        group, name="X", sector=Sector.LOCAL, post=Post.CHAIR, person=cast.nobody, **acting(cast)
    )
    assert Duty.objects.filter(person=cast.nobody).count() == 1
    members.end(seat, **acting(cast))
    assert roles(cast.nobody) == set()


SEAT = {"name": "X", "sector": Sector.PUBLIC, "appointed_on": TODAY}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"sector": "aliens"}, "membership_choices_are_known"),
        ({"post": Post.INVITED, "has_vote": True}, "invited_have_no_vote"),
        ({"sector": Sector.VULNERABLE}, "vulnerable_member_says_which_group"),
        ({"ended_on": TODAY - dt.timedelta(days=1)}, "membership_ends_after_it_starts"),
        ({"post": Post.CHAIR}, "one_chair_and_one_secretary_of_a_group"),
        ({"post": Post.SECRETARY}, "one_chair_and_one_secretary_of_a_group"),
        ({"person": "mykola"}, "person_sits_in_a_group_once"),
        ({"invited": "nobody"}, "member_with_account_is_not_invited"),
        ({"invited": "nobody", "person": "olena", "invited_at": NOW}, "member_with_account_is_not_invited"),
    ],
)
def test_what_the_database_refuses_of_members(cast, group, fields, name):
    people = {key: getattr(cast, who) for key, who in fields.items() if key in {"person", "invited"}}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Membership.objects.create(group=group, **(SEAT | fields | people))
    assert name in str(refused.value) or "UNIQUE" in str(refused.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"quorum_numerator": 0},
        {"quorum_numerator": 3},
        {"quorum_numerator": 2},  # more than all
        {"majority_denominator": 101},
        {"majority_of": "moon"},
        {"tie": "coin"},
        {"notice_days": 61},
        {"meets_every_months": 0},
        {"amendment_days": 0},
    ],
)
def test_what_the_database_refuses_of_rules(group, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Statute.objects.create(group=group, from_on=TODAY, set_at=NOW, **fields)


def test_counted_members_and_rules_are_frozen(cast, group):
    rules = statute.change(group, from_on=TODAY, by=cast.halyna, today=TODAY, at=NOW, notice_days=3)
    starts_at = STARTS.replace(day=TODAY.day)
    make_meeting(group, state=MeetingState.CLOSED, starts_at=starts_at, present=6, statute=rules)
    for change in (
        lambda: Statute.objects.update(notice_days=9),
        lambda: Membership.objects.filter(name="Halyna Shevchuk").update(has_vote=False),
        lambda: Membership.objects.filter(name="Halyna Shevchuk").update(appointed_on=TODAY),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    Membership.objects.filter(name="Halyna Shevchuk").update(is_named=True, ended_on=TOMORROW)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "end", "change", "hold", "sleep"]), st.integers(min_value=0, max_value=5)
    ),
    max_size=10,
)


class RollOfMeetings(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(steps=STEPS)
    def test_what_happens_later_never_changes_whom_a_meeting_counted(self, steps):
        by = User.objects.create_user("by@example.org", None, name="By")
        oblast = Oblast.objects.create(slug="o", katottg="UA44000000000018893", name_uk="О", name_en="O")
        place = Community.objects.create(slug="c", oblast=oblast, name_uk="Г", name_en="C")
        group = WorkingGroup.objects.create(community=place, name_uk="Г", name_en="G")
        chair = Membership.objects.create(
            group=group, name="Chair", sector=Sector.LOCAL, post=Post.CHAIR, appointed_on=TODAY
        )
        today, counted = TODAY, {}

        def seats(day):
            return {(m.name, m.sector, m.post, m.has_vote) for m in roll.members_on(group, day)}

        for number, (step, which) in enumerate(steps):
            at = dt.datetime.combine(today, dt.time(12), tzinfo=KYIV)
            acting = {"by": by, "today": today, "at": at}
            open_seats = list(group.memberships.filter(ended_on=None).exclude(pk=chair.pk).order_by("pk"))
            if step == "appoint":
                members.appoint(group, name=f"M{number}", sector=Sector.PUBLIC, **acting)
            elif step == "hold":
                starts_at = at + dt.timedelta(hours=number)
                held = Meeting(group=group, number=number + 1, state=MeetingState.OPEN, starts_at=starts_at)
                held.place, held.made_by, held.chaired_by = "here", by, chair
                held.made_at = held.called_at = held.changed_at = held.opened_at = at
                held.save()
                day = starts_at.astimezone(KYIV).date()
                counted.setdefault(day, seats(day))
            elif step == "sleep":
                today += dt.timedelta(days=which)
            elif open_seats:
                seat = open_seats[which % len(open_seats)]
                if step == "end":
                    members.end(seat, **acting)
                else:
                    members.change(seat, has_vote=not seat.has_vote, **acting)
            assert {day: seats(day) for day in counted} == counted


def test_invitations_tell_nothing_about_accounts(cast, group):
    """R5: the same rows and the same words for an address with an account, without one, and a closed one."""
    cast.yurii.is_active = False
    cast.yurii.save()
    before = Duty.objects.count()
    shown = []
    for address in ("nobody@example.org", "NOBODY@example.org", "stranger@example.org", "yurii@example.org"):
        seat = members.appoint(group, name="Same", sector=Sector.PUBLIC, email=address, **acting(cast))
        seat.refresh_from_db()
        told = AuditEntry.objects.filter(target_type="communities.WorkingGroup", details__membership=seat.pk)
        acts = sorted(told.values_list("act", flat=True))
        shown.append((acts, seat.person, seat.invited_at, seat.invited is None))
    assert shown == [(["member.appointed", "member.invited"], None, NOW, False)] * 4
    assert Duty.objects.count() == before
    stranger = User.objects.get(email="stranger@example.org")
    assert not stranger.has_usable_password()
    assert not roles(stranger)


def test_only_the_owner_of_the_account_joins(cast, group):
    seat = members.appoint(
        group, name="Nobody", sector=Sector.PUBLIC, email="nobody@example.org", **acting(cast)
    )
    with pytest.raises(joining.NotInvited):
        joining.join(seat, person=cast.olena, today=TODAY, at=NOW)
    assert list(joining.invitations_of(cast.nobody)) == [seat]
    joined = joining.join(seat, person=cast.nobody, today=TODAY, at=NOW)
    assert (joined.person, joined.invited) == (cast.nobody, None)
    assert roles(cast.nobody) == {Role.MEMBER}
    with pytest.raises(joining.NotInvited):
        joining.join(seat, person=cast.nobody, today=TODAY, at=NOW)
    with pytest.raises(joining.HasAccount):
        joining.invite(seat, email="a@example.org", by=cast.halyna, at=NOW)


def test_declined_or_ended_invitations_open_nothing(cast, group):
    seat = members.appoint(
        group, name="Nobody", sector=Sector.PUBLIC, email="nobody@example.org", **acting(cast)
    )
    joining.decline(seat, person=cast.nobody, at=NOW)
    with pytest.raises(joining.NotInvited):
        joining.join(seat, person=cast.nobody, today=TODAY, at=NOW)
    assert not AuditEntry.objects.filter(
        act="member.declined", target_type="communities.WorkingGroup"
    ).exists()
    joining.invite(seat, email="nobody@example.org", by=cast.halyna, at=NOW + dt.timedelta(hours=1))
    members.end(seat, **acting(cast))
    with pytest.raises(joining.NotInvited):
        joining.join(seat, person=cast.nobody, today=TODAY, at=NOW)
    assert not roles(cast.nobody)


def test_who_sits_there_already_is_told_so_only_when_agreeing(cast, group):
    seat = members.appoint(group, name="M.", sector=Sector.PUBLIC, email="mykola@example.org", **acting(cast))
    with pytest.raises(ValidationError):
        joining.join(seat, person=cast.mykola, today=TODAY, at=NOW)


def test_nobody_floods_strangers(cast, group, monkeypatch):
    monkeypatch.setattr(joining, "MOST_LETTERS_A_DAY", 1)
    seat = members.appoint(group, name="A", sector=Sector.PUBLIC, email="a@example.org", **acting(cast))
    with pytest.raises(joining.TooManyLetters):
        joining.invite(seat, email="b@example.org", by=cast.halyna, at=NOW + dt.timedelta(hours=1))
    joining.invite(seat, email="b@example.org", by=cast.halyna, at=NOW + dt.timedelta(days=1))
