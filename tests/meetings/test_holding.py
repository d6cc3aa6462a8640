"""A meeting is opened, people come and go, points are written down, it is closed: and then it stands."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.meetings import attendance, decisions, holding, outcomes, quorum, recording, voting
from communities.meetings.recording import WrittenMeanwhile
from communities.models import (
    AgendaItem,
    Attendance,
    AuditEntry,
    Ballot,
    BallotKind,
    Choice,
    Decision,
    DissentingOpinion,
    Guest,
    ItemRevision,
    Meeting,
    NamedVote,
    Presence,
    Statute,
)
from communities.shared.states import WrongState
from communities.states import MeetingState
from tests.meetings.making import STARTS, make_group, make_meeting, member

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def by(cast):
    return {"by": cast.sofiia, "at": STARTS}


def point(meeting, **fields):
    return AgendaItem.objects.create(
        meeting=meeting, position=meeting.items.count() + 1, **({"title": "Lighting"} | fields)
    )


# --- states ---

STEPS = {
    "open": lambda m, by: holding.open_meeting(m, chaired_by=member(m.group, "Halyna"), **by),
    "close": lambda m, by: holding.close_meeting(m, **by),
    "change chair": lambda m, by: holding.change_chair(m, chaired_by=member(m.group, "Taras"), **by),
    "note": lambda m, by: attendance.note(m, member(m.group, "Ivan"), Presence.ONLINE, **by),
    "add guest": lambda m, by: attendance.add_guest(m, name="A deputy", **by),
    "write": lambda m, by: recording.write(m.items.get(), {"heard": "New"}, base_version=1, **by),
    "vote": lambda m, by: voting.open_ballot(m.items.get(), question="?", kind=BallotKind.HANDS, **by),
    "dissent": lambda m, by: recording.dissent(m.items.get(), member(m.group, "Andrii"), text="No", **by),
}
POSSIBLE = {
    "open": {MeetingState.CALLED},
    "note": {MeetingState.CALLED, MeetingState.OPEN},
    "add guest": {MeetingState.CALLED, MeetingState.OPEN},
}


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_in_every_state(group, by, state, step):
    ended = {MeetingState.CLOSED: MeetingState.OPEN, MeetingState.CANCELLED: MeetingState.CALLED}
    meeting = make_meeting(group, state=ended.get(state, state), present=11)
    point(meeting)
    if state == MeetingState.CLOSED:
        meeting = holding.close_meeting(meeting, **by)
    if state == MeetingState.CANCELLED:
        Meeting.objects.update(state=state, cancel_reason="Shelling")
    before = AuditEntry.objects.count()
    if state in POSSIBLE.get(step, {MeetingState.OPEN}):
        STEPS[step](meeting, by)
        assert AuditEntry.objects.count() == before + 1
    else:
        with pytest.raises(WrongState):
            STEPS[step](meeting, by)
        assert AuditEntry.objects.count() == before


# --- opening and closing ---


def test_opening_puts_the_rules_down_and_seats_the_chair(group, by):
    meeting = make_meeting(group)
    late = member(group, "Ivan")
    Attendance.objects.filter(member=late).delete()  # appointed after the call
    opened = holding.open_meeting(meeting, chaired_by=member(group, "Halyna"), **by)
    assert opened.statute == Statute.objects.get()
    assert (opened.statute.from_on, opened.statute.set_by) == (STARTS.date(), by["by"])
    assert opened.attendances.get(member=late).presence == Presence.INVITED
    assert opened.attendances.get(member=opened.chaired_by).presence == Presence.PRESENT
    assert quorum.standing(opened).taking_part == 1  # one may begin to talk, and not decide


def test_it_is_not_opened_before_its_day(group, by):
    meeting = make_meeting(group)
    chair = member(group, "Halyna")
    with pytest.raises(holding.TooEarly):
        holding.open_meeting(meeting, chaired_by=chair, by=by["by"], at=STARTS - 24 * HOUR)
    holding.open_meeting(meeting, chaired_by=chair, by=by["by"], at=STARTS + 30 * HOUR)  # written down later


@pytest.mark.parametrize("why", ["invited only", "membership over", "of another group"])
def test_who_cannot_chair(group, by, why, cast, popasna):
    meeting = make_meeting(group)
    who = member(group, "Ivan")
    if why == "invited only":
        group.memberships.filter(pk=who.pk).update(post="invited", has_vote=False)
    elif why == "membership over":
        group.memberships.filter(pk=who.pk).update(ended_on=STARTS.date())
    else:
        group.memberships.filter(pk=who.pk).update(group=other_group(popasna))
    who.refresh_from_db()
    with pytest.raises(holding.CannotChair):
        holding.open_meeting(meeting, chaired_by=who, **by)


def other_group(community):
    return community._meta.apps.get_model("communities.WorkingGroup").objects.create(
        community=community, name_uk="Група", name_en="Group"
    )


@pytest.mark.parametrize(
    ("here", "chair"),
    [
        ([], "Halyna"),
        (["Halyna", "Taras"], "Halyna"),
        (["Taras", "Sofiia"], "Taras"),
        (["Sofiia", "Ivan"], None),
    ],
)
def test_who_would_chair(group, here, chair):
    meeting = make_meeting(group)
    for name in here:
        meeting.attendances.filter(member__name__startswith=name).update(presence=Presence.ONLINE)
    found = attendance.who_would_chair(meeting)
    assert found == (member(group, chair) if chair else None)


def test_closing_waits_for_an_open_vote_and_tells_who_never_came(group, by, monkeypatch):
    monkeypatch.setattr(outcomes, "_registry", outcomes._Registry())
    heard = []
    outcomes.on_meeting_closed(lambda meeting, at: heard.append((meeting.pk, at)))
    meeting = make_meeting(group, state=MeetingState.OPEN, present=6)
    attendance.note(meeting, member(group, "Andrii"), Presence.EXCUSED, reason=" Ill ", **by)
    ballot = voting.open_ballot(point(meeting), question="?", kind=BallotKind.HANDS, **by)
    with pytest.raises(holding.VoteIsOpen):
        holding.close_meeting(meeting, **by)
    voting.withdraw(ballot, reason="Asked wrongly", **by)
    holding.close_meeting(meeting, **by)
    found = meeting.attendances.values_list("presence", flat=True)
    assert sorted(found) == ["absent"] * 4 + ["excused"] + ["present"] * 6
    assert meeting.attendances.get(presence="excused").reason == "Ill"
    assert heard == [(meeting.pk, STARTS)]


def test_a_closed_meeting_stands(group, by):
    meeting = make_meeting(group, state=MeetingState.OPEN, present=8)
    item, who = point(meeting), member(group, "Andrii")
    attendance.add_guest(meeting, name="A deputy", **by)
    ballot = voting.open_ballot(item, question="?", kind=BallotKind.BY_NAME, **by)
    for one in quorum.voters(meeting).taking_part:
        voting.cast(ballot, one, Choice.FOR, **by)
    voting.close_by_name(ballot, **by)
    item = recording.write(item, {"heard": "Old"}, base_version=1, **by)
    recording.dissent(item, member(group, "Halyna"), text="Too dear", **by)
    decided = decisions.record(item, text="Lamps", **by)
    holding.close_meeting(meeting, **by)

    tables = (
        Meeting,
        AgendaItem,
        Attendance,
        Guest,
        Ballot,
        NamedVote,
        DissentingOpinion,
        ItemRevision,
        Decision,
    )
    for table in tables:
        name = table._meta.db_table
        column = next(
            f.column
            for f in table._meta.fields
            if f.get_internal_type() == "CharField" or f.get_internal_type() == "TextField"
        )
        assert table.objects.exists()
        refused(lambda t=table, c=column: t.objects.update(**{c: "x"}))
        refused(lambda n=name, c=column: sql(f"UPDATE {n} SET {c} = 'x'"))
        refused(lambda n=name: sql(f"DELETE FROM {n}"))
    refused(lambda: Attendance.objects.create(meeting=meeting, member=other_member(group)))
    refused(lambda: Guest.objects.create(meeting=meeting, name="Another"))
    refused(lambda: AgendaItem.objects.create(meeting=meeting, position=9, title="Late"))
    refused(lambda: Ballot.objects.create(item=item, number=2, question="?", opened_at=STARTS))
    refused(lambda: NamedVote.objects.create(ballot=ballot, member=who, choice="for", at=STARTS))
    refused(lambda: DissentingOpinion.objects.create(item=item, member=who, text="Late", at=STARTS))
    refused(lambda: ItemRevision.objects.create(item=item, version=9, at=STARTS, by=by["by"]))
    late = {"item": item, "number": 9, "text": "Late", "made_at": STARTS}
    refused(lambda: Decision.objects.create(group=group, **late))
    elsewhere = point(make_meeting(group, state=MeetingState.OPEN))
    moved = Decision.objects.create(group=group, **(late | {"item": elsewhere}))
    refused(lambda: Decision.objects.filter(pk=moved.pk).update(item=item))
    decisions.reassign(decided, responsible_body="Council", reason="Moved", **by)  # the register goes on


def other_member(group):
    return group.memberships.create(name="Late Comer", sector="public", appointed_on=STARTS.date())


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


# --- attendance ---


def test_the_last_word_about_somebody_counts(group, by):
    meeting, who = make_meeting(group, state=MeetingState.OPEN), member(group, "Ivan")
    for presence in (Presence.PRESENT, Presence.PRESENT, Presence.LEFT, Presence.ONLINE):
        attendance.note(meeting, who, presence, reason="only for the excused", **by)
    row = meeting.attendances.get(member=who)
    assert (row.presence, row.reason, row.version) == ("online", "", 4)
    assert AuditEntry.objects.filter(act="meeting.attendance_noted").count() == 3


def test_somebody_appointed_on_the_day_is_noted_and_somebody_ended_is_not(group, by):
    meeting = make_meeting(group, state=MeetingState.OPEN)
    attendance.note(meeting, other_member(group), Presence.PRESENT, **by)
    assert quorum.standing(meeting).all_members == 12
    gone = member(group, "Ivan")
    group.memberships.filter(pk=gone.pk).update(ended_on=STARTS.date())
    gone.refresh_from_db()
    with pytest.raises(attendance.NotAMember):
        attendance.note(meeting, gone, Presence.PRESENT, **by)


def test_guests(group, by):
    meeting = make_meeting(group)
    for _ in range(2):
        guest = attendance.add_guest(meeting, name=" The  mayor ", organisation="Council", **by)
    assert (guest.name, meeting.guests.count()) == ("The mayor", 1)
    with pytest.raises(attendance.NoName):
        attendance.add_guest(meeting, name=" \u200e ", **by)
    attendance.remove_guest(guest, **by)
    attendance.remove_guest(guest, **by)  # by a second click
    assert AuditEntry.objects.filter(act="meeting.guest_removed").count() == 1


# --- writing down ---

TEXTS = ("heard", "discussed", "decided")


def test_two_secretaries_who_change_different_texts_both_have_their_way(group, by):
    item = point(make_meeting(group, state=MeetingState.OPEN))
    recording.write(item, {"heard": "The report.", "discussed": "", "decided": ""}, base_version=1, **by)
    after = recording.write(
        item, {"heard": "", "discussed": "At length.", "decided": ""}, base_version=1, **by
    )
    assert (after.heard, after.discussed, after.version) == ("The report.", "At length.", 3)


def test_the_same_text_twice_asks_somebody_to_choose_and_changes_nothing(group, by, cast):
    item = point(make_meeting(group, state=MeetingState.OPEN))
    recording.write(item, {"heard": "First."}, base_version=1, **by)
    with pytest.raises(WrittenMeanwhile) as refusal:
        recording.write(
            item, {"heard": "Second.", "decided": "Yes"}, base_version=1, by=cast.taras, at=STARTS
        )
    (clash,) = refusal.value.clashes
    assert (clash.field, clash.mine, clash.theirs) == ("heard", "Second.", "First.")
    item.refresh_from_db()
    assert (item.heard, item.decided, item.changed_by) == ("First.", "", cast.sofiia)
    recording.write(item, {"heard": "First."}, base_version=1, by=cast.taras, at=STARTS)  # sent once more
    assert ItemRevision.objects.count() == 1


def test_a_text_that_is_too_long_is_not_cut(group, by):
    item = point(make_meeting(group, state=MeetingState.OPEN))
    with pytest.raises(recording.TooLong):
        recording.write(item, {"heard": "x" * 10_001}, base_version=1, **by)


writing = st.tuples(
    st.sampled_from(TEXTS), st.text("abc", max_size=3), st.integers(0, 3)
)  # which text, what, how many versions ago the page was opened


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=st.lists(writing, max_size=8))
def test_nothing_that_was_stored_is_ever_lost(group, by, acts):
    meeting = group.meetings.first() or make_meeting(group, state=MeetingState.OPEN)
    item, stored = point(meeting), []
    for field, text, ago in acts:
        base = max(1, item.version - ago)
        texts = recording.text_at(item, base) | {field: text}
        try:
            item = recording.write(item, texts, base_version=base, **by)
        except WrittenMeanwhile:
            assert text not in {getattr(item, field), recording.text_at(item, base)[field]}
        else:
            assert getattr(item, field) == text or text == recording.text_at(item, base)[field]
            stored.append((field, getattr(item, field)))
    kept = [recording.text_at(item, version) for version in range(1, item.version + 1)]
    for field, text in stored:
        assert text in {each[field] for each in kept}


def test_dissenting_opinions(group, by):
    meeting = make_meeting(group, state=MeetingState.OPEN, present=6)
    item, who = point(meeting), member(group, "Halyna")
    recording.dissent(item, who, text=" Too dear. ", **by)
    assert item.opinions.get().text == "Too dear."
    with pytest.raises(recording.SaidAlready):
        recording.dissent(item, who, text="Changed my mind.", **by)
    with pytest.raises(recording.NoWords):
        recording.dissent(item, member(group, "Taras"), text="  ", **by)
    with pytest.raises(recording.WasNotThere):
        recording.dissent(item, member(group, "Ivan"), text="From home", **by)
    attendance.note(meeting, member(group, "Taras"), Presence.LEFT, **by)
    recording.dissent(item, member(group, "Taras"), text="I left for this.", **by)
