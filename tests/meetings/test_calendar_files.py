"""Calendar files as somebody else's programs read them: vobject, which draws the time zone from the file
alone, and ical, which refuses what the standard does not allow. The files are written by icalendar."""

import datetime as dt
import io
import uuid
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from django.core import mail as outbox
from django.core.mail import get_connection
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from communities import letters
from communities.meetings import calendar_files, time_zone
from communities.meetings.calendar_files import Entry, Method, for_members, for_residents
from communities.models import AgendaItem, Duty, Letter
from communities.shared import mail
from communities.states import MeetingState
from tests.meetings.making import CALLED, KYIV, STARTS, make_group, make_meeting

HOUR = dt.timedelta(hours=1)
LONG = "Про стан вуличного освітлення біля школи, дитячого садка та на зупинках; хто, коли і за які кошти"

ENTRY = Entry(
    uid="b7a6@example.org",
    sequence=0,
    starts_at=STARTS,
    ends_at=STARTS + 2 * HOUR,
    called_at=CALLED,
    changed_at=CALLED,
    group="Робоча група",
    summary="Робоча група, засідання 1",
    description="Порядок денний:\n1. Освітлення",
    place="Зала селищної ради",
    page="https://example.org/work/meetings/1/",
    is_cancelled=False,
    is_for_members=True,
)


def read(content: bytes):
    """The one event, by two readers that agree about it."""
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    content.decode()
    (strict,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    # Under a name that nobody knows, so that only the rules in the file can say what its hours mean.
    unknown = content.decode().replace("Europe/Kyiv", f"X-{uuid.uuid4().hex[:9]}")
    event = vobject.readOne(unknown).vevent
    assert event.uid.value == strict.uid
    assert event.summary.value == (strict.summary or "")
    assert event.dtstart.value.astimezone(dt.UTC) == strict.dtstart.astimezone(dt.UTC)
    return event


def written(method=Method.PUBLISH, **changed):
    return read(calendar_files.file_of([replace(ENTRY, **changed)], method=method))


# --- hours ---


@pytest.mark.parametrize(
    ("starts", "minutes", "offset"),
    [
        ("2026-03-28 10:00", 120, 2),  # the day before the clocks go forward
        ("2026-03-29 02:30", 120, 2),  # across the change: two real hours, until 05:30 by the clock
        ("2026-03-29 10:00", 120, 3),
        ("2026-10-24 10:00", 120, 3),
        ("2026-10-25 02:30", 120, 3),  # across the change back, until 03:30 for the second time
        ("2026-10-25 10:00", 120, 2),
        ("2026-12-31 23:30", 90, 2),  # over midnight and New Year
        ("2024-02-29 00:00", 10, 2),
        ("2036-07-01 18:00", 720, 3),
    ],
)
def test_an_event_is_when_it_is_for_a_program_that_knows_only_the_file(starts, minutes, offset):
    local = dt.datetime.fromisoformat(starts)
    starts_at = local.replace(tzinfo=dt.timezone(offset * HOUR))
    event = written(starts_at=starts_at, ends_at=starts_at + dt.timedelta(minutes=minutes))
    assert event.dtstart.value == starts_at
    assert event.dtstart.value.replace(tzinfo=None) == local
    assert event.dtend.value == starts_at + dt.timedelta(minutes=minutes)


def test_the_two_equal_hours_of_autumn_are_two():
    first = dt.datetime(2026, 10, 25, 3, 30, tzinfo=KYIV)
    second = first.replace(fold=1)
    assert written(starts_at=first).dtstart.value.astimezone(dt.UTC).hour == 0
    assert written(starts_at=second).dtstart.value.astimezone(dt.UTC).hour == 1


def test_every_change_of_the_clocks_from_2024_to_2036_stands_in_the_file():
    content = calendar_files.file_of([ENTRY], method=Method.PUBLISH).decode()
    told = vobject.readOne(content.replace("Europe/Kyiv", "X-none-knows")).vevent.dtstart.value.tzinfo
    day, end = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.datetime(2037, 1, 1, tzinfo=dt.UTC)
    while day < end:
        for minutes in (-1, 0, 59, 60, 61, 12 * 60):  # about 01:00 UTC, when clocks change in Europe
            local = (day + dt.timedelta(minutes=minutes)).astimezone(KYIV)
            if not local.fold:
                assert local.replace(tzinfo=told).utcoffset() == local.utcoffset(), local
        day += dt.timedelta(days=1)
    assert content.count("RRULE") == 2


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Istanbul", "Africa/Casablanca"])
def test_a_zone_whose_clocks_do_otherwise_is_described_too(zone):
    """Never, no more, or by another rule every year: as Ukraine's, should the law of 2024 be signed."""
    lines = time_zone.described(zone).to_ical().decode().replace("\r\n ", "")
    told, known = tzical(io.StringIO(lines)).get(), ZoneInfo(zone)
    for day in range(20 * 365):
        noon = dt.datetime(2016, 1, 1, 12, tzinfo=known) + dt.timedelta(days=day)
        assert noon.replace(tzinfo=told).utcoffset() == noon.utcoffset(), noon


# --- words ---


@pytest.mark.parametrize(
    "text",
    [
        LONG * 4,
        'Коми, крапки; двокрапки: зворотні \\ риски \\n і «лапки» "звичайні"',
        "Перший\nДругий\n\nЧетвертий",
        "BEGIN:VEVENT\nUID:forged\nEND:VEVENT",
        "🙂" * 60,
        "=1+1",
    ],
)
def test_words_arrive_as_they_were_written(text):
    event = written(summary=text, description=text, place=text, group=text)
    assert event.summary.value == event.description.value == event.location.value == text


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=300),
    hours=st.integers(0, 13 * 365 * 24),
    minutes=st.integers(10, 720),
)
def test_any_words_and_any_hour_survive(text, hours, minutes):
    starts_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + hours * HOUR
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    event = written(summary=f"x{text}", description=text, group=text, starts_at=starts_at, ends_at=ends_at)
    assert event.summary.value == calendar_files._seen(f"x{text}")
    assert (event.dtstart.value, event.dtend.value) == (starts_at, ends_at)
    assert not hasattr(event, "attendee")


# --- what members and residents are told ---

SECRETS = (
    "geheim.example",
    "CANARY-NOTE",
    "CANARY-DETAIL",
    "CANARY-PRESENTER",
    "CANARY-REASON",
    "CANARY-SHORT",
)


@pytest.fixture
def meeting(cast, novopskov):
    group = make_group(cast, novopskov)
    row = make_meeting(
        group,
        online_link="https://geheim.example/room",
        note="CANARY-NOTE",
        short_notice_reason="CANARY-SHORT",
    )
    AgendaItem.objects.create(
        meeting=row, position=1, title="Освітлення", detail="CANARY-DETAIL", presenter="CANARY-PRESENTER"
    )
    return row


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("state", [MeetingState.CALLED, MeetingState.CANCELLED])
def test_what_is_private_stays_private(meeting, cast, is_open, state):
    meeting.is_open, meeting.state, meeting.cancel_reason = is_open, state, "CANARY-REASON"
    with override("en"):
        feed = calendar_files.file_of([for_members(meeting)], method=Method.PUBLISH)
        letter = calendar_files.file_of(
            [for_members(meeting, by_letter=True)], method=Method.REQUEST, attendee="me@example.org"
        )
        public = calendar_files.file_of([for_residents(meeting)], method=Method.PUBLISH)
    people = [
        name for member in meeting.group.memberships.all() for name in (member.name, *member.name.split())
    ]
    for content, addresses, shows_place in ((feed, 0, True), (letter, 1, is_open), (public, 0, is_open)):
        said = content.replace(b"\r\n ", b"").decode()
        assert not [each for each in (*SECRETS, *people) if each in said]
        assert said.count("@example.org") == addresses
        assert (meeting.place in said) == shows_place
        assert "Освітлення" in said
        assert (str(meeting.uid) in said) == (content is not public)
        assert hasattr(read(content), "attendee") == (content is letter)
        assert read(content).status.value == ("CANCELLED" if state == MeetingState.CANCELLED else "CONFIRMED")


# --- letters ---


def sent(person, meeting, kind):
    key = f"{kind}:{meeting.pk}:{meeting.sequence}:{person.pk}"
    mail.post(
        [mail.Message(key=key, to=person.pk, kind=f"communities/{kind}", facts={"meeting": meeting.pk})],
        at=CALLED,
    )
    letter = Letter.objects.select_related("notice__person").get(notice__key=key)
    outbox.outbox = []
    get_connection().send_messages([letters.compose(letter, connection=get_connection())])
    (message,) = outbox.outbox
    files = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    return [(part.get_param("method"), part.get_payload(decode=True)) for part in files]


def test_a_called_meeting_moves_and_is_cancelled_in_the_calendar_of_a_member(cast, meeting):
    ((method, content),) = sent(cast.mykola, meeting, "meeting_called")
    called = read(content)
    assert method == "REQUEST"
    assert b"METHOD:REQUEST" in content
    assert called.attendee.value == "mailto:mykola@example.org"
    assert called.dtstart.value == STARTS

    meeting.starts_at, meeting.sequence, meeting.changed_at = STARTS + 24 * HOUR, 1, CALLED + HOUR
    meeting.save()
    ((_method, content),) = sent(cast.mykola, meeting, "meeting_changed")
    moved = read(content)
    assert (moved.uid.value, moved.organizer.value) == (called.uid.value, called.organizer.value)
    assert moved.sequence.value > called.sequence.value
    assert moved.dtstamp.value > called.dtstamp.value
    assert moved.dtstart.value == STARTS + 24 * HOUR

    meeting.state, meeting.cancel_reason, meeting.sequence = MeetingState.CANCELLED, "тривога", 2
    meeting.save()
    ((method, content),) = sent(cast.mykola, meeting, "meeting_cancelled")
    cancelled = read(content)
    assert method == "CANCEL"
    assert (cancelled.uid.value, cancelled.status.value) == (called.uid.value, "CANCELLED")
    assert cancelled.sequence.value > moved.sequence.value
    assert not hasattr(cancelled, "location")
    # A letter of the call that waited till now carries the cancellation, not the old hour.
    meeting.sequence = 3
    assert sent(cast.mykola, meeting, "meeting_called")[0][0] == "CANCEL"


def test_who_left_the_group_gets_no_place_any_more(cast, meeting):
    Duty.objects.filter(person=cast.mykola).update(ended_on=dt.date(2021, 1, 1))
    assert sent(cast.mykola, meeting, "meeting_changed") == []


@pytest.mark.parametrize(
    ("kind", "facts"), [("meeting_called", {"meeting": 404}), ("meeting_called", {}), ("x", {})]
)
def test_a_letter_without_a_meeting_goes_without_a_file(cast, kind, facts):
    mail.post([mail.Message(key="k", to=cast.mykola.pk, kind=f"communities/{kind}", facts=facts)], at=CALLED)
    message = letters.compose(Letter.objects.get(notice__key="k"), connection=get_connection())
    assert message.attachments == []


def test_a_letter_whose_file_fails_goes_all_the_same(cast, meeting, monkeypatch):
    monkeypatch.setattr(calendar_files, "for_members", lambda meeting, by_letter: 1 / 0)
    assert sent(cast.mykola, meeting, "meeting_called") == []
