"""The page of a meeting while it is held: who may do what, saved row by row, also without scripts."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from communities.meetings import holding, voting
from communities.models import (
    AgendaItem,
    Attendance,
    Ballot,
    BallotKind,
    Decision,
    DissentingOpinion,
    Duty,
    Guest,
    ItemKind,
    Meeting,
    Presence,
    Role,
)
from communities.shared import clock
from communities.states import MeetingState
from tests.meetings.making import STARTS, make_group, make_meeting, member

JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    monkeypatch.setattr(clock, "today", STARTS.date)


@pytest.fixture
def group(cast, novopskov):
    Duty.objects.create(
        person=cast.petro, role=Role.MEMBER, community=novopskov, started_on=dt.date(2024, 3, 1)
    )
    return make_group(cast, novopskov)


@pytest.fixture
def meeting(group):
    row = make_meeting(group, state=MeetingState.OPEN, present=6)
    AgendaItem.objects.create(
        meeting=row, position=1, title="Report of the police", kind=ItemKind.REPORT, assesses_police=True
    )
    AgendaItem.objects.create(meeting=row, position=2, title="Lighting of Central Street")
    return row


@pytest.fixture
def item(meeting):
    return meeting.items.get(position=2)


def address(name, *args):
    with translation.override("en"):
        return reverse(f"communities:{name}", args=args)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def vote(item, cast, kind=BallotKind.HANDS):
    return voting.open_ballot(item, question="Light it?", kind=kind, by=cast.sofiia, at=STARTS)


# --- who may do what ---

KEEPER, READER, STRANGER = (
    {"halyna", "taras", "sofiia"},
    {"mykola", "petro", "oksana"},
    {"olena", "bohdan", "roman"},
)


@pytest.mark.parametrize("who", sorted(KEEPER | READER | STRANGER))
def test_who_may_do_what(meeting, item, cast, who):
    client = browser(getattr(cast, who))
    pk, ballot = meeting.pk, vote(item, cast, BallotKind.BY_NAME)
    ivan, mine = (
        member(meeting.group, "Ivan"),
        meeting.group.memberships.filter(person=getattr(cast, who)).first(),
    )
    reads = client.get(address("hold", pk)).status_code, client.get(address("hold_live", pk)).status_code
    acts = {
        "hold_presence": client.post(address("hold_presence", pk, ivan.pk), {"presence": "online"}),
        "hold_guest": client.post(address("hold_guest", pk), {"name": "A deputy"}),
        "hold_write": client.post(address("hold_write", pk, item.pk), {"version": 1, "heard": "Words"}),
        "hold_cast": client.post(address("hold_cast", pk, ballot.pk, ivan.pk), {"choice": "for"}),
        "hold_task": client.post(address("hold_task", pk, item.pk), {"text": "Buy lamps"}),
        "hold_withdraw": client.post(address("hold_withdraw", pk, ballot.pk), {"reason": "Unclear"}),
        "hold_vote": client.post(address("hold_vote", pk, item.pk), {"question": "?", "kind": "secret"}),
        "hold_count": client.post(address("hold_count", pk, ballot.pk), {}),
        "hold_chair": client.post(address("hold_chair", pk), {"chair": ivan.pk}),
        "hold_open": client.post(address("hold_open", pk), {"chair": ivan.pk}),
        "hold_close": client.post(address("hold_close", pk)),
    }
    found = {name: answer.status_code for name, answer in acts.items()}
    if who in KEEPER:
        late = {
            "hold_count": 409,
            "hold_chair": 409,
            "hold_open": 409,
            "hold_close": 409,
        }  # withdrawn; a vote is open; open already
        assert (reads, found) == ((200, 200), dict.fromkeys(acts, 302) | late)
    else:
        status = 403 if who in READER else 404
        assert reads == ((200, 200) if who in READER else (404, 404))
        assert set(found.values()) == {status}
        assert Attendance.objects.get(member=ivan).presence == Presence.INVITED
    own = client.post(address("hold_dissent", pk, item.pk), {"member": mine.pk if mine else 0, "text": "No"})
    assert own.status_code == (404 if who in STRANGER else 403 if who == "oksana" else 302)


def test_a_member_votes_on_the_own_phone_and_for_nobody_else(meeting, item, cast):
    ballot, client = vote(item, cast, BallotKind.BY_NAME), browser(cast.mykola)
    me, other = member(meeting.group, "Mykola"), member(meeting.group, "Halyna")
    page = client.get(address("hold", meeting.pk)).content.decode()
    assert "Your vote" in page
    assert f'action="{address("hold_write", meeting.pk, item.pk)}"' not in page
    for choice in ("for", "against"):
        assert (
            client.post(address("hold_cast", meeting.pk, ballot.pk, me.pk), {"choice": choice}).status_code
            == 302
        )
    assert (
        client.post(address("hold_cast", meeting.pk, ballot.pk, other.pk), {"choice": "for"}).status_code
        == 403
    )
    assert list(ballot.named_votes.values_list("member", "choice")) == [(me.pk, "against")]


def test_the_police_member_sees_no_buttons_where_the_police_are_assessed(meeting, cast):
    vote(meeting.items.get(position=2), cast, BallotKind.BY_NAME)
    Attendance.objects.filter(member=member(meeting.group, "Ivan")).update(presence="present")
    ballot = vote(meeting.items.get(position=1), cast, BallotKind.BY_NAME)
    petro = member(meeting.group, "Petro")
    page = browser(cast.petro).get(address("hold", meeting.pk)).content.decode()
    assert page.count("Your vote") == 1
    answer = browser(cast.petro).post(
        address("hold_cast", meeting.pk, ballot.pk, petro.pk), {"choice": "for"}, **JSON
    )
    assert answer.status_code == 409
    assert "has no vote on this question" in answer.json()["words"]


def test_a_meeting_that_nobody_called_or_that_was_cancelled_is_not_held(group, cast):
    client = browser(cast.sofiia)
    draft = make_meeting(group, state=MeetingState.DRAFT)
    assert client.get(address("hold", draft.pk)).status_code == 404
    called = make_meeting(group)
    assert client.get(address("hold", called.pk)).status_code == 200
    Meeting.objects.filter(pk=called.pk).update(state="cancelled", cancel_reason="Shelling")
    assert client.get(address("hold", called.pk)).status_code == 404


# --- a whole meeting without scripts ---


def test_a_whole_meeting(group, cast):
    client, called = browser(cast.sofiia), make_meeting(group)
    item = AgendaItem.objects.create(meeting=called, position=1, title="Lighting")
    pk = called.pk

    def send(act, *args, **data):
        answer = client.post(address(act, pk, *args), data, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    assert "No quorum: 6 more needed" in client.get(address("hold", pk)).content.decode()
    for row in group.memberships.order_by("pk")[:6]:
        page = send("hold_presence", row.pk, presence="present")
    assert "There is a quorum" in page
    assert "The meeting is open." in send("hold_open", chair=member(group, "Halyna").pk)
    send("hold_guest", name="The mayor", organisation="Council")
    send("hold_guest_remove", Guest.objects.get().pk)
    send("hold_write", item.pk, version=1, heard="Olena told.", discussed="At length.", decided="Light it.")
    page = send("hold_vote", item.pk, question="Light it?", kind="hands")
    assert "May vote on this: 6" in page
    page = send("hold_count", Ballot.objects.get().pk, votes_for=4, against=1, abstained=1)
    assert "For: 4, against: 1, abstained: 1" in page
    page = send(
        "hold_task",
        item.pk,
        text="Buy lamps",
        responsible=member(group, "Ivan").pk,
        due_on="01.12.2026",
        ballot=Ballot.objects.get().pk,
    )
    assert "Buy lamps" in page
    assert Decision.objects.get().responsible == member(group, "Ivan")
    send("hold_dissent", item.pk, member=member(group, "Halyna").pk, text="Too dear.")
    assert DissentingOpinion.objects.get().member == member(group, "Halyna")
    page = send("hold_close")
    assert "Nothing in it changes any more" in page
    assert "<form" not in page[page.index("data-hold") : page.index("</main>")]
    assert client.post(address("hold_write", pk, item.pk), {"version": 2, "heard": "Late"}).status_code == 409


# --- refusals keep what was typed ---


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"votes_for": "5", "against": "3", "abstained": "0"}, "There are 8 votes, but 6 members"),
        ({"votes_for": "3", "against": "3", "abstained": "0"}, "say how the chair voted"),
        ({"votes_for": "4", "against": "two", "abstained": ""}, "Write three whole numbers"),
    ],
)
def test_a_count_that_cannot_be_stays_in_the_form(meeting, item, cast, typed, words):
    ballot = vote(item, cast)
    answer = browser(cast.sofiia).post(address("hold_count", meeting.pk, ballot.pk), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert words in page
    assert all(f'value="{value}"' in page for value in typed.values() if value)
    answer = browser(cast.sofiia).post(address("hold_count", meeting.pk, ballot.pk), typed, **JSON)
    assert words in answer.json()["words"]


def test_no_vote_is_offered_without_a_quorum(meeting, item, cast):
    Attendance.objects.filter(member=member(meeting.group, "Halyna")).update(presence="left")
    client = browser(cast.sofiia)
    page = client.get(address("hold", meeting.pk)).content.decode()
    assert address("hold_vote", meeting.pk, item.pk) not in page
    answer = client.post(
        address("hold_vote", meeting.pk, item.pk), {"question": "My words", "kind": "secret"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Without a quorum nothing is decided: 1 more member with a vote is needed." in page
    assert "My words" in page


def test_a_text_typed_too_late_is_shown(meeting, item, cast):
    holding.close_meeting(meeting, by=cast.halyna, at=STARTS)
    answer = browser(cast.sofiia).post(
        address("hold_write", meeting.pk, item.pk), {"version": 1, "heard": "Last words <b>"}
    )
    assert answer.status_code == 409
    assert "Last words &lt;b&gt;" in answer.content.decode()


def test_two_secretaries_see_both_texts_and_choose(meeting, item, cast):
    where = address("hold_write", meeting.pk, item.pk)
    first, second = browser(cast.sofiia), browser(cast.taras)
    first.post(where, {"version": 1, "heard": "By Sofiia", "discussed": "", "decided": ""})
    typed = {"version": 1, "heard": "By Taras", "discussed": "At length", "decided": ""}
    told = second.post(where, typed, **JSON)
    assert (told.status_code, told.json()["outcome"], told.json()["version"]) == (409, "meanwhile", 2)
    page = second.post(where, typed)
    assert page.status_code == 409
    assert all(text in page.content.decode() for text in ("By Sofiia", "By Taras", "At length"))
    chosen = {"version": 2, "discussed": "At length", "mine-heard": "By Taras", "theirs-heard": "By Sofiia"}
    for pick, text in (("both", "By Sofiia\n\nBy Taras"), ("mine", "By Taras"), ("theirs", "By Sofiia")):
        second.post(
            where, chosen | {"pick-heard": pick, "version": AgendaItem.objects.get(pk=item.pk).version}
        )
        item.refresh_from_db()
        assert (item.heard, item.discussed) == (text, "At length")


# --- a page that looks again ---


def test_a_second_look_costs_little_and_says_when_nothing_is_new(meeting, item, cast):
    client = browser(cast.mykola)
    page = client.get(address("hold", meeting.pk)).content.decode()
    stamp = page.split('data-stamp="')[1].split('"')[0]
    where = address("hold_live", meeting.pk) + f"?stamp={stamp}"
    assert client.get(where).status_code == 204
    browser(cast.sofiia).post(
        address("hold_presence", meeting.pk, member(meeting.group, "Ivan").pk), {"presence": "online"}
    )
    again = client.get(where)
    assert again.status_code == 200
    assert "Here: <b>7</b> of 11" in again.content.decode()


def test_queries_do_not_grow_with_points_votes_and_people(meeting, item, cast, django_assert_max_num_queries):
    for number in range(3, 13):
        row = AgendaItem.objects.create(meeting=meeting, position=number, title=f"Point {number}")
        ballot = vote(row, cast, BallotKind.BY_NAME)
        voting.cast(ballot, member(meeting.group, "Halyna"), "for", by=cast.sofiia, at=STARTS)
    client = browser(cast.sofiia)
    client.get(address("hold", meeting.pk))
    with django_assert_max_num_queries(30):
        client.get(address("hold", meeting.pk))
    stamp = (
        client.get(address("hold_live", meeting.pk)).content.decode().split('data-stamp="')[1].split('"')[0]
    )
    with django_assert_max_num_queries(14):
        assert client.get(address("hold_live", meeting.pk) + f"?stamp={stamp}").status_code == 204


def test_closing_asks_who_it_is(meeting, cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    answer = browser(cast.sofiia).post(address("hold_close", meeting.pk))
    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN
