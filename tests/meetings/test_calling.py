"""A meeting is prepared, called, changed and cancelled, and everybody who is invited learns it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.meetings import agenda, calling
from communities.meetings.calling import ChangedMeanwhile, InThePast, NoPlace, NoReason, NothingToDiscuss
from communities.meetings.notice_days import earliest, is_short
from communities.models import AuditEntry, Notice, Statute
from communities.shared import public_stamp
from communities.shared.states import WrongState
from communities.states import MeetingState
from tests.meetings.making import CALLED, KYIV, STARTS, make_group, make_meeting, member

LINK = "https://meet.example.org/tayemna-kimnata"


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


def drafted(group, cast, *, title="Освітлення вулиць", **fields):
    values = {"starts_at": STARTS, "place": "Зала", "online_link": LINK, "is_open": False} | fields
    meeting = calling.draft(group, **values, by=cast.sofiia, at=CALLED)
    if title:
        agenda.add(meeting, title=title, by=cast.sofiia, at=CALLED)
    return meeting


def called(group, cast, **fields):
    meeting = drafted(group, cast, **fields)
    calling.call(meeting, by=cast.sofiia, at=CALLED)
    meeting.refresh_from_db()
    return meeting


def changed(meeting, by, **fields):
    names = ("starts_at", "place", "online_link", "is_open")
    values = {name: getattr(meeting, name) for name in names} | fields
    return calling.change(meeting, **values, by=by, at=CALLED + dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("called_on", "days", "working", "first"),
    [
        ("2026-11-02", 5, True, "2026-11-09"),  # Monday to Monday
        ("2026-11-06", 1, True, "2026-11-09"),  # Friday
        ("2026-11-07", 1, True, "2026-11-09"),  # Saturday
        ("2026-11-08", 5, True, "2026-11-13"),  # Sunday
        ("2026-12-29", 5, True, "2027-01-05"),  # over the year's end: 1 January is a working day now
        ("2028-02-28", 2, True, "2028-03-01"),  # a leap year
        ("2026-11-06", 3, False, "2026-11-09"),
        ("2026-12-30", 5, False, "2027-01-04"),
        ("2026-11-07", 0, True, "2026-11-07"),
    ],
)
def test_the_first_day_in_time(called_on, days, working, first):
    statute = Statute(notice_days=days, notice_in_working_days=working)
    day, first = dt.date.fromisoformat(called_on), dt.date.fromisoformat(first)
    assert earliest(statute, day) == first
    assert not is_short(statute, called_on=day, meets_on=first)
    assert is_short(statute, called_on=day, meets_on=first - dt.timedelta(days=1))


@settings(max_examples=50)
@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), days=st.integers(0, 60))
def test_as_many_working_days_lie_between_as_the_statute_says(day, days):
    first = earliest(Statute(notice_days=days), day)
    span = (day + dt.timedelta(days=step) for step in range(1, (first - day).days + 1))
    assert sum(each.isoweekday() <= 5 for each in span) == days
    assert first == day or first.isoweekday() <= 5


def test_calling_invites_everybody_and_says_nothing_private(group, cast):
    stamp = public_stamp.current()
    meeting = drafted(group, cast, note="Код дверей 4711")
    reached = calling.call(meeting, by=cast.sofiia, at=CALLED)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.called_at, meeting.sequence) == (MeetingState.CALLED, CALLED, 0)
    assert (reached.told, len(reached.to_telephone), meeting.attendances.count()) == (5, 6, 11)
    assert public_stamp.current() == stamp + 1
    notice = Notice.objects.get(person=cast.halyna)
    assert notice.key == f"meeting-called:{meeting.pk}:0:{cast.halyna.pk}"
    assert notice.letter.state == "due"
    assert notice.facts["agenda"] == ["Освітлення вулиць"]
    said = str(list(Notice.objects.values_list("facts", "link")))
    assert not [private for private in (LINK, "Зала", "4711") if private in said]
    assert AuditEntry.objects.get(act="meeting.called").by == cast.sofiia


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": ""}, NothingToDiscuss),
        ({"place": "", "online_link": ""}, NoPlace),
        ({"starts_at": CALLED}, InThePast),
        ({"starts_at": dt.datetime(2026, 11, 6, 23, 59, tzinfo=KYIV)}, calling.ShortNotice),
    ],
)
def test_what_cannot_be_called(group, cast, fields, problem):
    meeting = drafted(group, cast, **fields)
    with pytest.raises(problem):
        calling.call(meeting, by=cast.sofiia, at=CALLED)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DRAFT
    assert not Notice.objects.exists()


def test_short_notice_needs_a_reason_that_members_read(group, cast):
    meeting = drafted(group, cast, starts_at=dt.datetime(2026, 11, 3, 9, 0, tzinfo=KYIV))
    calling.call(meeting, by=cast.sofiia, at=CALLED, short_notice_reason="  Обстріл   уночі ")
    meeting.refresh_from_db()
    assert meeting.short_notice_reason == "Обстріл уночі"
    facts = Notice.objects.filter(kind="communities/meeting_called").first().facts
    assert facts["is_short"]
    assert "Обстріл" not in str(facts)


def test_a_change_tells_everybody_again_who_was_or_is_invited(group, cast):
    mykola = member(group, "Mykola")
    mykola.ended_on = dt.date(2026, 11, 24)
    mykola.save()
    meeting = called(group, cast)
    changed(meeting, cast.sofiia, starts_at=STARTS + dt.timedelta(days=7))
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.version) == (1, 3)
    again = Notice.objects.filter(kind="communities/meeting_changed")
    assert set(again.values_list("person__name", flat=True)) >= {"Mykola Hnatiuk", "Sofiia Kravets"}
    assert not meeting.attendances.filter(member=mykola).exists()
    changed(meeting, cast.sofiia)  # nothing is different
    assert again.count() == 5


def test_an_earlier_day_needs_the_notice_again(group, cast):
    meeting = called(group, cast)
    with pytest.raises(calling.ShortNotice) as refused:
        changed(meeting, cast.sofiia, starts_at=dt.datetime(2026, 11, 4, 14, 0, tzinfo=KYIV))
    assert refused.value.earliest == dt.date(2026, 11, 9)


def test_two_people_change_at_once(group, cast):
    meeting = called(group, cast)
    changed(meeting, cast.sofiia, place="Школа", version=meeting.version)
    with pytest.raises(ChangedMeanwhile) as refused:
        changed(meeting, cast.halyna, place="Бібліотека", version=meeting.version)
    assert refused.value.meeting.place == "Школа"


def test_cancelling_needs_a_reason_and_tells_those_who_were_invited(group, cast):
    meeting = called(group, cast)
    with pytest.raises(NoReason):
        calling.cancel(meeting, "  ", by=cast.sofiia, at=CALLED)
    calling.cancel(meeting, "Тривога", by=cast.sofiia, at=CALLED)
    assert Notice.objects.filter(kind="communities/meeting_cancelled").count() == 5


def test_nobody_learns_that_a_draft_was_given_up(group, cast):
    stamp = public_stamp.current()
    calling.cancel(drafted(group, cast), "Не потрібно", by=cast.sofiia, at=CALLED)
    assert not Notice.objects.exists()
    assert public_stamp.current() == stamp


def test_members_are_told_of_another_agenda_once(group, cast):
    meeting = called(group, cast)
    later = CALLED + dt.timedelta(minutes=5)
    agenda.add(meeting, title="Укриття в школі", by=cast.sofiia, at=later)
    for _twice in range(2):
        calling.tell_agenda(meeting, by=cast.sofiia, at=later + dt.timedelta(minutes=1))
    notice = Notice.objects.get(kind="communities/meeting_changed", person=cast.petro)
    assert notice.facts["agenda"] == ["Освітлення вулиць", "Укриття в школі"]


STEPS = {
    "call": lambda meeting, by: calling.call(meeting, by=by, at=CALLED),
    "change": lambda meeting, by: changed(meeting, by, place="Школа"),
    "tell": lambda meeting, by: calling.tell_agenda(meeting, by=by, at=CALLED),
    "cancel": lambda meeting, by: calling.cancel(meeting, "Тривога", by=by, at=CALLED),
    "add": lambda meeting, by: agenda.add(meeting, title="Питання", by=by, at=CALLED),
}
ALLOWED = {
    ("draft", "call"),
    ("draft", "change"),  # nobody is told
    ("draft", "cancel"),
    ("draft", "add"),
    ("called", "change"),
    ("called", "tell"),
    ("called", "cancel"),
    ("called", "add"),
    ("open", "add"),
}


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_in_every_state(group, cast, state, step):
    meeting = drafted(group, cast) if state == MeetingState.DRAFT else None
    if state == MeetingState.CANCELLED:
        meeting = called(group, cast)
        calling.cancel(meeting, "Тривога", by=cast.sofiia, at=CALLED)
    meeting = meeting or make_meeting(group, state=state)
    if (state.value, step) in ALLOWED:
        STEPS[step](meeting, cast.sofiia)
    else:
        with pytest.raises(WrongState):
            STEPS[step](meeting, cast.sofiia)


def test_numbers_go_on(group, cast):
    assert [drafted(group, cast).number for _ in range(3)] == [1, 2, 3]


def test_points_keep_their_order(group, cast):
    meeting = drafted(group, cast, title="А")
    for title in ("Б", "В", "Г"):
        agenda.add(meeting, title=title, by=cast.sofiia, at=CALLED)

    def order():
        return "".join(meeting.items.values_list("title", flat=True))

    last = meeting.items.last()
    for to, expected in [(1, "ГАБВ"), (1, "ГАБВ"), (3, "АБГВ"), (99, "АБВГ"), (-5, "ГАБВ")]:
        agenda.move(last, to=to, by=cast.sofiia, at=CALLED)
        assert order() == expected
    agenda.remove(meeting.items.get(title="А"), by=cast.sofiia, at=CALLED)
    assert order() == "ГБВ"
    assert list(meeting.items.values_list("position", flat=True)) == [1, 2, 3]


def test_a_point_of_which_something_came_stays(group, cast):
    meeting = make_meeting(group, state=MeetingState.OPEN)
    item = agenda.add(meeting, title="Питання", by=cast.sofiia, at=CALLED)
    item.heard = "Слухали начальника поліції"
    item.save()
    with pytest.raises(agenda.AlreadyUsed):
        agenda.remove(item, by=cast.sofiia, at=CALLED)


def test_two_people_word_a_point_at_once(group, cast):
    item = drafted(group, cast).items.get()
    stamp = agenda.stamp_of(item)
    words = {"detail": "", "presenter": "", "stamp": stamp}
    agenda.change(item, title="Одне", by=cast.sofiia, at=STARTS, **words)
    with pytest.raises(agenda.ItemChangedMeanwhile) as refused:
        agenda.change(item, title="Інше", by=cast.halyna, at=STARTS, **words)
    assert refused.value.item.title == "Одне"
