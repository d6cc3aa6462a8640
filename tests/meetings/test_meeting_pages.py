"""Pages of meetings for members: who may do what, what stands on them, in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.meetings import agenda, calling, subjects
from communities.meetings.proposals import propose
from communities.meetings.subjects import Source, Suggestion
from communities.models import AgendaItem, ItemKind, Meeting, Notice
from communities.states import MeetingState
from tests.meetings.making import CALLED, KYIV, STARTS, make_group, make_meeting, member

LINK = "https://meet.example.org/tayemna-kimnata"
WHERE = {"place": "Зала ради", "online_link": LINK, "is_open": False}
FORM = {
    "day": "17.11.2026",
    "time": "14:00",
    "minutes_planned": "90",
    "place": "Зала ради",
    "online_link": LINK,
    "note": "",
}


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture(autouse=True)
def on_the_second_of_november(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.now", lambda: CALLED)
    monkeypatch.setattr("communities.shared.clock.today", CALLED.date)


@pytest.fixture
def draft(group, cast):
    meeting = calling.draft(group, starts_at=STARTS, **WHERE, by=cast.sofiia, at=CALLED)
    for title in ("Освітлення вулиць", "Укриття в школі"):
        agenda.add(meeting, title=title, by=cast.sofiia, at=CALLED)
    return meeting


def page_of(client, who, address):
    client.force_login(who)
    return client.get(address).content.decode()


ROLES = ("halyna", "taras", "sofiia", "mykola", "oksana", "petro", "bohdan", "vira", "nobody")
KEEPERS = {"halyna", "taras", "sofiia"}
GROUP = KEEPERS | {"mykola", "oksana"}


@pytest.mark.parametrize("who", ROLES)
def test_who_may_do_what(client, cast, group, draft, who):
    """Chair, deputy and secretary prepare; members and observers read once it is called; nobody else knows."""
    called = make_meeting(group)
    point, known = draft.items.first(), called.items.create(position=1, title="Питання")
    client.force_login(getattr(cast, who))
    keeps, sits = who in KEEPERS, who in GROUP
    expected = {
        "/en/work/group/novopskov/meetings/": 200 if sits else 404,
        "/en/work/meetings/new/novopskov/": 200 if keeps else 403 if sits else 404,
        f"/en/work/meetings/{draft.pk}/": 200 if keeps else 404,
        f"/en/work/meetings/{draft.pk}/call/": 200 if keeps else 404,
        f"/en/work/meetings/{called.pk}/": 200 if sits else 404,
        f"/en/work/meetings/{called.pk}/change/": 200 if keeps else 403 if sits else 404,
        f"/en/work/meetings/{called.pk}/cancel/": 200 if keeps else 403 if sits else 404,
        f"/en/work/meetings/{called.pk}/agenda/add/": 200 if keeps else 403 if sits else 404,
        f"/en/work/agenda/{point.pk}/": 200 if keeps else 404,
        f"/en/work/agenda/{known.pk}/": 200 if keeps else 403 if sits else 404,
        "/en/work/group/novopskov/proposals/": 200 if sits else 404,
    }
    assert {address: client.get(address).status_code for address in expected} == expected
    posts = {
        f"/en/work/meetings/{called.pk}/tell/": 302 if keeps else 403 if sits else 404,
        f"/en/work/meetings/{called.pk}/agenda/take-over/": 302 if keeps else 403 if sits else 404,
        f"/en/work/agenda/{known.pk}/move/": 302 if keeps else 403 if sits else 404,
        f"/en/work/agenda/{known.pk}/remove/": 302 if keeps else 403 if sits else 404,
    }
    assert {address: client.post(address).status_code for address in posts} == posts


def test_from_the_first_form_to_the_invitation(client, cast, group):
    client.force_login(cast.sofiia)
    empty = client.get("/en/work/group/novopskov/meetings/").content.decode()
    assert "Prepare the first meeting" in empty
    answer = client.post("/en/work/meetings/new/novopskov/", FORM)
    meeting = Meeting.objects.get()
    assert answer.url == f"/en/work/meetings/{meeting.pk}/"
    assert meeting.starts_at == dt.datetime(2026, 11, 17, 14, 0, tzinfo=KYIV)
    client.post(f"/en/work/meetings/{meeting.pk}/agenda/add/", {"title": "Освітлення", "kind": "question"})
    confirm = client.get(f"/en/work/meetings/{meeting.pk}/call/").content.decode()
    assert "The notice of your rules is kept." in confirm
    answer = client.post(f"/en/work/meetings/{meeting.pk}/call/", follow=True).content.decode()
    assert "5 people were told" in answer
    assert "6 members have no account" in answer
    assert "Lidiia Zaiets" in answer


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("day", "31.02.2026", "Write the day as in 14.11.2026."),
        ("time", "25:00", "Write the time as in 14:30."),
        ("online_link", "http://meet.example.org/", "begins with https://"),
        ("online_link", "javascript:alert(1)", "Copy the whole link"),
        ("minutes_planned", "5", "Plan at least ten minutes."),
        ("place", "x" * 201, "Shorten it to 200 characters; it has 201."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, cast, group, field, value, words):
    client.force_login(cast.sofiia)
    answer = client.post("/en/work/meetings/new/novopskov/", {**FORM, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert value in page
    assert not Meeting.objects.exists()


def test_an_hour_that_the_change_of_clocks_leaves_out(client, cast, group):
    client.force_login(cast.sofiia)
    for day in ("28.03.2027", "31.10.2027"):  # 03:30 does not exist, or is there twice
        answer = client.post("/en/work/meetings/new/novopskov/", {**FORM, "day": day, "time": "03:30"})
        assert "The clocks change at this hour" in answer.content.decode()


def test_neither_place_nor_link(client, cast, group):
    client.force_login(cast.sofiia)
    answer = client.post("/en/work/meetings/new/novopskov/", {**FORM, "place": "", "online_link": ""})
    assert "Name a place, a link" in answer.content.decode()


def test_short_notice_asks_for_the_reason_and_members_read_it(client, cast, draft):
    Meeting.objects.filter(pk=draft.pk).update(starts_at=dt.datetime(2026, 11, 4, 14, 0, tzinfo=KYIV))
    client.force_login(cast.halyna)
    address = f"/en/work/meetings/{draft.pk}/call/"
    assert "9 November 2026" in client.get(address).content.decode()
    answer = client.post(address, {"short_notice_reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    client.post(address, {"short_notice_reason": "Нічний обстріл"})
    assert "Нічний обстріл" in page_of(client, cast.mykola, f"/en/work/meetings/{draft.pk}/")


def test_a_newer_save_is_not_overwritten(client, cast, draft):
    client.force_login(cast.sofiia)
    address = f"/en/work/meetings/{draft.pk}/change/"
    client.post(address, {**FORM, "place": "Школа", "version": "1"})
    answer = client.post(address, {**FORM, "place": "Бібліотека", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Школа" in page
    assert "Бібліотека" in page
    again = client.post(address, {**FORM, "place": "Бібліотека", "version": "2"})
    assert again.status_code == 302


def test_a_newer_wording_of_a_point_is_not_overwritten(client, cast, draft):
    point = draft.items.first()
    client.force_login(cast.sofiia)
    address = f"/en/work/agenda/{point.pk}/"
    words = {"kind": "question", "stamp": agenda.stamp_of(point), "detail": "", "presenter": ""}
    later = CALLED + dt.timedelta(minutes=1)
    agenda.change(point, title="Світло", detail="", presenter="", by=cast.halyna, at=later)
    answer = client.post(address, {**words, "title": "Ліхтарі"})
    assert answer.status_code == 409
    assert "Світло" in answer.content.decode()
    assert "Ліхтарі" in answer.content.decode()


def test_buttons_put_points_in_order(client, cast, draft):
    first, second = draft.items.all()
    page = page_of(client, cast.sofiia, f"/en/work/meetings/{draft.pk}/")
    assert page.count(">Up<") + page.count("Up<span") == 1
    answer = client.post(f"/en/work/agenda/{first.pk}/move/", {"to": "2"})
    assert answer.url.endswith(f"/work/meetings/{draft.pk}/#point-{first.pk}")
    assert list(draft.items.values_list("pk", flat=True)) == [second.pk, first.pk]
    for nonsense in ("x", "9" * 5000, "-1", "٢"):
        assert client.post(f"/en/work/agenda/{first.pk}/move/", {"to": nonsense}).status_code == 302
    assert list(draft.items.values_list("pk", flat=True)) == [second.pk, first.pk]


@pytest.fixture
def something_due(monkeypatch):
    """A source of this test's own: a report is due at each meeting."""
    monkeypatch.setattr(subjects, "_registry", subjects._Registry())
    suggestion = Suggestion("test.report:7", ItemKind.REPORT, "Звіт поліції", assesses_police=True)
    subjects.offer(Source("test.report", lambda _group, _on: [suggestion], lambda _ids: {}))


def test_what_is_due_is_taken_over_once(client, cast, draft, something_due):
    client.force_login(cast.sofiia)
    address = f"/en/work/meetings/{draft.pk}/"
    assert "Звіт поліції" in client.get(address).content.decode()
    for _twice in range(2):
        client.post(f"{address}agenda/take-over/", {"subject": "test.report:7"})
    item = AgendaItem.objects.get(subject="test.report:7")
    assert (item.kind, item.assesses_police, item.position) == (ItemKind.REPORT, True, 3)
    assert "Due at this meeting" not in client.get(address).content.decode()


def test_a_changed_agenda_can_be_told(client, cast, draft):
    calling.call(draft, by=cast.sofiia, at=CALLED - dt.timedelta(hours=1))
    client.force_login(cast.sofiia)
    address = f"/en/work/meetings/{draft.pk}/"
    assert "Tell everybody the new agenda" not in client.get(address).content.decode()
    client.post(f"{address}agenda/add/", {"title": "Ще одне", "kind": "question"})
    assert "Tell everybody the new agenda" in client.get(address).content.decode()
    client.post(f"{address}tell/")
    assert Notice.objects.filter(kind="communities/meeting_changed").count() == 5


def test_the_link_is_for_members_and_gone_after_the_meeting(client, cast, group):
    called = make_meeting(group, online_link=LINK)
    closed = make_meeting(group, state=MeetingState.CLOSED, online_link=LINK)
    assert LINK in page_of(client, cast.mykola, f"/en/work/meetings/{called.pk}/")
    assert LINK not in page_of(client, cast.mykola, f"/en/work/meetings/{closed.pk}/")


@pytest.mark.parametrize(
    ("held", "today", "words"),
    [
        ("2026-08-20", "2026-10-20", ""),
        ("2026-08-20", "2026-10-21", "It is time to meet again"),
        ("2025-12-31", "2026-02-28", ""),
        ("2025-12-31", "2026-03-01", "It is time to meet again"),
    ],
)
def test_the_rhythm_of_the_statute(client, cast, group, monkeypatch, held, today, words):
    day = dt.date.fromisoformat(held)
    make_meeting(
        group, state=MeetingState.CLOSED, starts_at=dt.datetime(day.year, day.month, day.day, 14, tzinfo=KYIV)
    )
    monkeypatch.setattr("communities.shared.clock.today", lambda: dt.date.fromisoformat(today))
    page = page_of(client, cast.mykola, "/en/work/group/novopskov/meetings/")
    assert ("It is time to meet again" in page) is bool(words)


def test_pages_take_a_steady_number_of_queries(client, cast, group, draft):
    """More points, proposals, members and meetings: not one query more."""
    client.force_login(cast.sofiia)
    addresses = (
        "/en/work/group/novopskov/meetings/",
        f"/en/work/meetings/{draft.pk}/",
        "/en/work/group/novopskov/proposals/",
        "/en/communities/novopskov/meetings/",
    )

    def queries():
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    make_meeting(group)
    propose_some(group, cast, 1)
    queries()  # the first one also keeps the session
    before = queries()
    for number in range(4):
        agenda.add(draft, title=f"Питання {number}", by=cast.sofiia, at=CALLED)
        make_meeting(group)
    propose_some(group, cast, 4)
    assert queries() == before
    assert max(before) <= 26


def propose_some(group, cast, count):
    for number in range(count):
        propose(
            group,
            member=member(group, "Mykola"),
            title=f"Пропозиція {number}",
            detail="",
            by=cast.mykola,
            today=CALLED.date(),
            at=CALLED,
        )


def test_the_desk_shows_the_next_meeting_and_what_waits_for_the_chair(client, cast, group):
    later = make_meeting(group, starts_at=STARTS + dt.timedelta(days=30))
    soon = make_meeting(group)
    propose_some(group, cast, 2)
    for who, waits in [("halyna", True), ("taras", True), ("sofiia", False), ("mykola", False)]:
        page = page_of(client, getattr(cast, who), "/en/work/")
        assert f"/en/work/meetings/{soon.pk}/" in page
        assert f"/en/work/meetings/{later.pk}/" not in page
        assert ("2 wait for your answer" in page) is waits
    assert "work/meetings" not in page_of(client, cast.olena, "/en/work/")


@pytest.mark.parametrize("day", ["01.01.0001", "31.12.9999", "14.11.20226"])
def test_a_slip_in_the_year_is_asked_again(client, cast, group, draft, day):
    client.force_login(cast.sofiia)
    for address in ("/en/work/meetings/new/novopskov/", f"/en/work/meetings/{draft.pk}/change/"):
        answer = client.post(address, {**FORM, "day": day, "time": "00:30", "version": draft.version})
        assert answer.status_code == 422
        assert "Write the day as in 14.11.2026" in answer.content.decode()
