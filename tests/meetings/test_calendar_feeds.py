"""Calendars to subscribe to: who opens which, what is answered to a program that asks again, and that the
secret of an address is kept nowhere."""

import datetime as dt
import logging
import re

import pytest
import time_machine
import vobject
from allauth.mfa.models import Authenticator
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from communities import invitations
from communities.meetings import feeds
from communities.models import AgendaItem, AuditEntry, CalendarKey, Duty
from communities.shared import public_stamp
from communities.states import MeetingState
from config.page_store import PageStore
from tests.meetings.making import CALLED, KYIV, STARTS, make_group, make_meeting

NOW = dt.datetime(2026, 11, 10, 12, 0, tzinfo=KYIV)
PUBLIC = "/en/communities/novopskov/calendar.ics"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def meeting(group):
    """The third of the group: one is being prepared, one was held two years ago."""
    make_meeting(group, state=MeetingState.DRAFT, place="CANARY-DRAFT")
    make_meeting(group, state=MeetingState.CLOSED, starts_at=STARTS - dt.timedelta(days=730))
    row = make_meeting(group, online_link="https://geheim.example/room", note="CANARY-NOTE")
    AgendaItem.objects.create(meeting=row, position=1, title="Освітлення", detail="CANARY-DETAIL")
    return row


def key_of(person):
    return feeds.make_key(person, at=NOW)


def events(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.content.decode())
    assert calendar.method.value == "PUBLISH"
    if "x-wr-calname" in calendar.contents:
        assert calendar.x_published_ttl.value == "PT4H"
        assert calendar.refresh_interval.value == "PT4H"
    return calendar.contents.get("vevent", [])


# --- the private one ---


def test_a_member_subscribes_without_a_session(client, cast, meeting):
    address = f"/calendar/{key_of(cast.mykola)}.ics"
    answer = client.get(address)
    (event,) = events(answer)
    assert event.location.value.startswith("Зала селищної ради")
    assert event.dtstart.value == STARTS
    assert "Освітлення" in event.description.value
    assert "geheim" not in answer.content.decode()
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
    assert not answer.cookies
    assert "X-Page-Store" not in answer
    assert CalendarKey.objects.get().fetched_on == NOW.date()


def _closed(cast):
    cast.mykola.is_active = False
    cast.mykola.save()


def _ended(cast):
    Duty.objects.filter(person=cast.mykola).update(ended_on=NOW.date())


@pytest.mark.parametrize("end", [_closed, _ended])
def test_who_is_no_member_any_more_gets_an_empty_calendar_at_once(client, cast, meeting, end):
    address = f"/calendar/{key_of(cast.mykola)}.ics"
    before = client.get(address)
    end(cast)
    for headers in ({}, {"If-None-Match": before["ETag"]}):
        assert events(client.get(address, headers=headers)) == []
    with time_machine.travel(NOW + dt.timedelta(days=1)):
        assert events(client.get(address)) == []


def test_members_of_another_group_see_nothing_of_this_one(client, cast, meeting):
    assert events(client.get(f"/calendar/{key_of(cast.vira)}.ics")) == []
    assert events(client.get(f"/calendar/{key_of(cast.olena)}.ics")) == []  # reports, but sits in no group
    assert len(events(client.get(f"/calendar/{key_of(cast.oksana)}.ics"))) == 1


def test_old_forged_and_revoked_secrets_look_the_same(client, cast, meeting):
    old, newer = key_of(cast.mykola), key_of(cast.mykola)
    revoked = key_of(cast.halyna)
    assert feeds.revoke_key(cast.halyna, by=cast.halyna, at=NOW)
    assert not feeds.revoke_key(cast.halyna, by=cast.halyna, at=NOW)
    digest = CalendarKey.objects.get().digest
    forged = [old, revoked, "A" * 32, newer[:-1] + "!", newer.swapcase(), digest, digest[:32], newer[:31], ""]
    answers = [client.get(f"/calendar/{each}.ics") for each in forged]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(rb"/calendar/[^\"<]*", b"", answer.content) for answer in answers}) == 1
    assert client.get(f"/calendar/{newer}.ics").status_code == 200
    assert client.post(f"/calendar/{newer}.ics").status_code in {403, 405}


@pytest.mark.parametrize("act", [invitations.remove_second_step, invitations.sign_out_everywhere])
def test_an_administrator_who_helps_after_a_lost_telephone_ends_its_calendar_too(client, cast, act):
    secret = key_of(cast.mykola)
    Authenticator.objects.create(user=cast.mykola, type=Authenticator.Type.TOTP, data={})
    act(cast.mykola, by=cast.admin, at=NOW)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert AuditEntry.objects.get(act="calendar_key.revoked").by == cast.admin


def test_a_secret_is_long_and_only_its_hash_is_kept(cast):
    secret = key_of(cast.mykola)
    row = CalendarKey.objects.values().get()
    assert len(set(secret)) > 12
    assert len(secret) * 6 >= 160
    assert secret not in str(row)
    assert secret not in str(list(AuditEntry.objects.values()))


def test_the_secret_is_not_in_the_logs(client, cast, caplog, monkeypatch):
    client.raise_request_exception = False
    secret = key_of(cast.mykola)
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(feeds, "of_person", lambda person, today: 1 / 0)
    assert client.get(f"/calendar/{secret}.ics").status_code == 500
    monkeypatch.undo()
    feeds.revoke_key(cast.mykola, by=cast.mykola, at=NOW)
    assert client.get(f"/en/calendar/{secret}.ics").status_code == 404
    assert client.get(f"/calendar/{secret}x.ics").status_code == 404
    assert client.post(f"/calendar/{secret}.ics").status_code == 405
    told = [record for record in caplog.records if record.name == "django.request"]
    assert len(told) == 4
    assert not [each for each in told if secret in each.getMessage() or "request" in each.__dict__]
    logging.getLogger("django.server").info('"%s" %s', f"GET /calendar/{secret}.ics HTTP/1.1", "200")
    assert secret not in caplog.records[-1].getMessage()
    assert client.get("/nowhere/").status_code == 404
    assert "/nowhere/" in caplog.records[-1].getMessage()


# --- asked again ---


def changed(meeting):
    meeting.starts_at, meeting.sequence, meeting.changed_at = STARTS + dt.timedelta(hours=1), 1, NOW
    meeting.save()
    public_stamp.touch()


def of_member(cast):
    return f"/calendar/{key_of(cast.mykola)}.ics"


def of_everybody(cast):
    public_stamp.touch()
    return PUBLIC


@pytest.fixture
def one_connection():
    """The real application closes its connection between requests; the test's transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("through_the_store", [False, True])
@pytest.mark.parametrize("address_of", [of_member, of_everybody])
@pytest.mark.parametrize(
    ("asks", "says"), [("HTTP_IF_NONE_MATCH", "etag"), ("HTTP_IF_MODIFIED_SINCE", "last-modified")]
)
def test_who_has_the_newest_is_told_so(cast, meeting, address_of, asks, says, through_the_store):
    address = address_of(cast)
    application = (
        PageStore(WSGIHandler(), read_stamp=public_stamp.current) if through_the_store else WSGIHandler()
    )

    def get(**headers):
        said = {}
        environ = RequestFactory().get(address, **headers).environ | {"HTTP_HOST": "localhost"}

        def start(status, headers, exc_info=None):
            said.update({name.lower(): value for name, value in headers}, status=int(status[:3]))

        body = application(environ, start)
        return said | {"body": b"".join(body)}

    first = get()
    with time_machine.travel(NOW + dt.timedelta(hours=5)):
        again = get(**{asks: first[says]})
        assert (first["status"], again["status"], again["body"]) == (200, 304, b"")
        assert again["etag"] == first["etag"]
        changed(meeting)
        application = (
            PageStore(WSGIHandler(), read_stamp=public_stamp.current) if through_the_store else application
        )
        newer = get(**{asks: first[says]})
        assert newer["status"] == 200
        assert newer[says] != first[says]
        assert get(**{asks: newer[says]})["status"] == 304


# --- the public ones ---


def test_residents_read_the_place_of_an_open_meeting_only(client, meeting, group):
    (event,) = events(client.get(PUBLIC))
    assert not hasattr(event, "location")
    make_meeting(group, starts_at=STARTS + dt.timedelta(days=7), is_open=True, place="Будинок культури")
    public_stamp.touch()
    answer = client.get(PUBLIC)
    assert [getattr(each, "location", None) and each.location.value for each in events(answer)] == [
        None,
        "Будинок культури",
    ]
    assert answer["X-Page-Store"] == "public"
    said = answer.content.decode().replace("\r\n ", "")
    people = [member.name for member in group.memberships.all()]
    canaries = ("CANARY", "geheim", "Зала", "@example.org", *people)
    assert not [each for each in canaries if each in said]


def test_a_community_without_a_group_has_an_empty_calendar(client, popasna):
    assert events(client.get("/communities/popasna/calendar.ics")) == []
    assert client.get("/communities/nowhere/calendar.ics").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("mykola", 200), ("oksana", 200), ("sofiia", 200), ("olena", 404), ("vira", 404), ("nobody", 404)],
)
def test_who_may_take_a_meeting_home(client, cast, meeting, who, status):
    client.force_login(getattr(cast, who))
    answer = client.get(f"/en/work/meetings/{meeting.pk}/event.ics")
    assert answer.status_code == status
    if status == 200:
        assert len(events(answer)) == 1
        assert answer["Content-Disposition"] == 'attachment; filename="novopskov-3.ics"'
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"is_open": True}, 200),
        ({"is_open": False}, 404),
        ({"is_open": True, "state": MeetingState.DRAFT}, 404),
    ],
)
def test_a_resident_takes_an_open_meeting_home(client, group, fields, status):
    make_meeting(group, **fields)
    answer = client.get("/en/communities/novopskov/meetings/1/event.ics")
    assert answer.status_code == status


def test_residents_learn_that_a_meeting_was_cancelled_but_not_what_members_read(client, group):
    row = make_meeting(group, is_open=True)
    row.state, row.cancel_reason = MeetingState.CANCELLED, "CANARY"
    row.save()
    for address in (PUBLIC, "/en/communities/novopskov/meetings/1/event.ics"):
        answer = client.get(address)
        (event,) = events(answer)
        assert event.status.value == "CANCELLED"
        assert b"CANARY" not in answer.content


def test_a_meeting_being_prepared_is_nobodys_event(client, cast, group):
    draft = make_meeting(group, state=MeetingState.DRAFT)
    client.force_login(cast.sofiia)
    assert client.get(f"/en/work/meetings/{draft.pk}/event.ics").status_code == 404


# --- the page ---


def test_the_address_is_shown_once_and_taken_back(client, cast, meeting):
    client.force_login(cast.mykola)
    assert "Make an address for my calendar" in client.get("/en/work/calendar/").content.decode()
    page = client.post("/en/work/calendar/make/")
    (secret,) = set(re.findall(r"http://[^/]+/calendar/([\w-]{32})\.ics", page.content.decode()))
    assert "webcal:" not in page.content.decode()  # programs take it for plain HTTP: the key would show
    assert "no-store" in page["Cache-Control"]
    assert events(client.get(f"/calendar/{secret}.ics"))
    later = client.get("/en/work/calendar/").content.decode()
    assert secret not in later
    assert "Your calendar last asked for meetings on" in later
    assert client.get("/en/work/calendar/make/").status_code == 405
    taken_back = client.post("/en/work/calendar/revoke/", follow=True)
    assert "opens nothing any more" in taken_back.content.decode()
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert [entry.act for entry in AuditEntry.objects.all().order_by("sequence")] == [
        "calendar_key.made",
        "calendar_key.revoked",
    ]


def test_who_serves_nowhere_is_told_so(client, cast):
    client.force_login(cast.nobody)
    assert "You serve in no working group" in client.get("/en/work/calendar/").content.decode()


def test_a_feed_costs_the_same_for_one_meeting_and_for_many(client, cast, group, django_assert_num_queries):
    address = of_member(cast)
    for number in range(12):
        row = make_meeting(group, starts_at=CALLED + dt.timedelta(days=30 + number))
        AgendaItem.objects.create(meeting=row, position=1, title="Освітлення")
    client.get(address)
    with django_assert_num_queries(4):  # the key with its person, duties, meetings with groups, points
        assert len(events(client.get(address))) == 12


@pytest.mark.parametrize("is_open", [True, False])
def test_links_that_pages_of_meetings_include(group, is_open):
    row = make_meeting(group, is_open=is_open)
    page = {"meeting": row, "community": group.community}
    with override("en"):
        members = render_to_string("communities/_calendar_links.html", page | {"for_members": True})
        residents = render_to_string("communities/_calendar_links.html", page)
    assert f'"/en/work/meetings/{row.pk}/event.ics"' in members
    assert '"/en/work/calendar/"' in members
    assert ('"/en/communities/novopskov/meetings/1/event.ics"' in residents) == is_open
    assert '"webcal://127.0.0.1:8000/en/communities/novopskov/calendar.ics"' in residents
    assert f'"{PUBLIC}"' in residents
    assert "work" not in residents
