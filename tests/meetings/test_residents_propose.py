"""A resident proposes something without an account: limits, receipt, answer, and what nobody else reads."""

import datetime as dt
import re

import pytest
from django.core.cache import caches
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from communities.meetings import agenda, calling, proposals, resident_limits
from communities.meetings.proposals import digest_of
from communities.models import AuditEntry, ItemProposal, Meeting, Notice
from communities.shared import public_stamp
from communities.shared.states import WrongState
from communities.shared.visitor_limits import Limit
from communities.states import ProposalState
from tests.meetings.making import CALLED, STARTS, make_group, make_meeting, member
from tests.ticks import ticked

PROPOSE, FIND = "/en/communities/novopskov/propose/", "/en/communities/novopskov/proposal/"
WORDS = {"title": "Темно біля зупинки", "detail": "Увечері страшно ходити"}
ADDRESS = "203.0.113.77"


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture(autouse=True)
def on_the_second_of_november(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.now", lambda: CALLED)
    monkeypatch.setattr("communities.shared.clock.today", CALLED.date)


def send(client, *, number=0, address=ADDRESS, **more):
    words = {"title": f"{WORDS['title']} {number}", "detail": WORDS["detail"], **more}
    return client.post(PROPOSE, words, REMOTE_ADDR=address, HTTP_USER_AGENT="marker-agent")


def solved(answer):
    """The sum of the page, done."""
    page = answer.content.decode()
    first, second = re.search(r"How much is (\d+) \+ (\d+)\?", page).groups()
    token = re.search(r'name="sum" value="([^"]+)"', page).group(1)
    return {"sum": token, "total": str(int(first) + int(second))}


def receipt_in(answer):
    return re.search(r"meet-receipt\">([\d ]+)<", answer.content.decode()).group(1)


def test_sending_leaves_nothing_but_a_day_and_a_hash(client, group):
    stamp, acts = public_stamp.current(), AuditEntry.objects.count()
    answer = send(client)
    number = receipt_in(answer)
    assert re.fullmatch(r"(\d{4} ){4}\d{4}", number)
    row = ItemProposal.objects.get()
    assert (row.sent_on, row.by_member, row.answered_at) == (CALLED.date(), None, None)
    assert row.receipt == digest_of(number.replace(" ", ""))
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store, private"
    assert (public_stamp.current(), AuditEntry.objects.count(), Notice.objects.count()) == (stamp, acts, 0)


def test_the_address_and_the_agent_are_kept_nowhere(client, group, caplog):
    for number in range(7):
        send(client, number=number)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            kept = str(cursor.fetchall())
            assert ADDRESS not in kept
            assert "marker-agent" not in kept
    assert ADDRESS not in caplog.text


def test_no_row_of_the_limits_tells_the_hour(client, group, monkeypatch):
    """Nine posts through one day, the last ones with a sum; their rows lapse at one of two instants."""
    midnight = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(1)
    caches["visitors"].clear()
    for number in range(9):
        at = midnight + dt.timedelta(hours=2 * number + 1, minutes=7 * number)
        monkeypatch.setattr("communities.shared.clock.now", lambda at=at: at)
        monkeypatch.setattr("time.time", at.timestamp)
        answer = send(client, number=number)
        if "How much is" in answer.content.decode():
            receipt_in(send(client, number=number, **solved(answer)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT expires FROM visitor_cache WHERE cache_key LIKE '%%proposal%%'")
        assert len(cursor.fetchall()) == 1
        cursor.execute("SELECT DISTINCT expires FROM visitor_cache WHERE cache_key LIKE '%%sum:%%'")
        assert len(cursor.fetchall()) == 1


def test_the_empty_pages_are_the_same_for_everybody_and_an_address_carries_no_text(client, cast, group):
    for address in (PROPOSE, FIND):
        first = client.get(address + "?title=tayemnytsia&number=12345678901234567890")
        assert 'value="tayemnytsia"' not in first.content.decode()
        assert 'value="1234567890' not in first.content.decode()
        assert first["X-Page-Store"] == "public"
        assert not first.cookies
        assert "csrfmiddlewaretoken" not in first.content.decode()
        assert "data-quick-exit" in first.content.decode()
        client.force_login(cast.halyna)
        assert client.get(address).content == client.get(address).content
        client.logout()


def test_a_flood_meets_a_question_then_tomorrow_and_neighbours_go_on(client, group):
    answers = [send(client, number=number) for number in range(6)]
    assert ItemProposal.objects.count() == resident_limits.FREELY
    flood = answers[-1]
    for number in range(6, 40):
        if "How much is" not in flood.content.decode():
            flood = send(client, number=number)
        if flood.status_code != 429:
            flood = send(client, number=number, **solved(flood))
    share = resident_limits.OF_A_BLOCK.at_most
    assert ItemProposal.objects.count() == share == 20
    assert flood.status_code == 429
    assert "come back tomorrow" in flood.content.decode()
    for number in range(20):
        answer = send(client, number=100 + number, address=f"198.51.100.{number}")
        if "How much is" in answer.content.decode():  # neighbours of one network: a question, no wall
            answer = send(client, number=100 + number, address=f"198.51.100.{number}", **solved(answer))
        receipt_in(answer)
    assert ItemProposal.objects.count() == 40


def test_whoever_used_up_the_day_is_not_kept_in_mind_any_further(client, group, monkeypatch):
    """Sums that are done leave a row each. Without an end they would push other limits out of the table."""
    monkeypatch.setattr(resident_limits, "OF_A_BLOCK", Limit("few", 7, dt.timedelta(days=1)))
    answers = [send(client, number=number) for number in range(6)]
    for number in range(6, 10):
        if "How much is" in answers[-1].content.decode():
            answers.append(send(client, number=number, **solved(answers[-1])))
        answers.append(send(client, number=number))
    assert answers[-1].status_code == 429
    assert "How much is" not in answers[-1].content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM visitor_cache WHERE cache_key LIKE '%%sum:%%'")
        assert cursor.fetchone() == (2,)
        cursor.execute("SELECT COUNT(*) FROM site_cache")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("headers", "is_sent"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://testserver:99"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, False),
    ],
)
def test_a_page_of_another_site_sends_nothing_from_the_connections_of_its_readers(
    client, group, headers, is_sent
):
    answer = client.post(PROPOSE, WORDS, headers=headers)
    assert ItemProposal.objects.exists() is is_sent
    assert (answer.status_code == 200) is is_sent
    if not is_sent:
        page = answer.content.decode()
        assert (answer.status_code, WORDS["title"] in page) == (403, True)
        assert "nothing was sent" in page
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM visitor_cache")
            assert cursor.fetchone() == (0,)


def persist(client, *, addresses, number):
    """Somebody who does every sum, from each address in turn until it is refused."""
    for address in addresses:
        for _each in range(12):
            number += 1
            answer = send(client, number=number, address=address)
            if "How much is" in answer.content.decode():
                answer = send(client, number=number, address=address, **solved(answer))
            if answer.status_code == 429:
                break
    return answer


@pytest.mark.parametrize(
    "addresses",
    [
        [f"203.0.113.{n}" for n in range(1, 8)],  # one block
        [f"203.0.{n}.7" for n in range(1, 8)],  # seven blocks
        [f"2001:db8:7:{n}::1" for n in range(1, 8)],  # seven networks of one customer
    ],
)
def test_seven_addresses_do_not_fill_the_queue(client, group, monkeypatch, addresses):
    """In small: eighteen places, of which nine are kept; a block gets four, and one more when it is crowded."""
    monkeypatch.setattr(proposals, "WAITING_AT_MOST", 18)
    for name, at_most in (("OF_A_BLOCK", 4), ("WHEN_CROWDED", 1)):
        limit = getattr(resident_limits, name)
        monkeypatch.setattr(resident_limits, name, Limit(limit.name, at_most=at_most, per=limit.per))
    persist(client, addresses=addresses, number=0)
    is_one_block = not addresses[0].endswith(".7")
    assert ItemProposal.objects.count() == (4 if is_one_block else 9 + 5)
    honest = send(client, number=500, address="198.51.100.1")
    if "How much is" in honest.content.decode():
        honest = send(client, number=500, address="198.51.100.1", **solved(honest))
    receipt_in(honest)


def test_a_full_queue_says_what_else_to_do(client, group, monkeypatch):
    make_meeting(group, is_open=True, place="Будинок культури")
    make_meeting(group, is_open=False, starts_at=STARTS - dt.timedelta(days=2))
    monkeypatch.setattr(proposals, "A_DAY_AT_MOST", 0)
    asked = send(client)
    page = send(client, **solved(asked)).content.decode()
    assert "no more can be taken now" in page
    assert "Come to the open meeting and say it there: Tuesday, 17 November 2026, 14:00, Будинок" in page
    assert 'href="/en/communities/novopskov/group/"' in page
    assert WORDS["detail"] in page


def test_one_day_is_set_aside_with_one_reason(client, cast, group):
    """Eleven of today and one of yesterday; one of a neighbour is kept, one came after the page was opened."""
    day = CALLED.date()
    yesterday = day - dt.timedelta(days=1)
    proposals.propose_without_account(group, title="Учора", detail="", today=yesterday)
    numbers = [
        proposals.propose_without_account(group, title=f"Шум {n}", detail="", today=day) for n in range(11)
    ]
    client.force_login(cast.sofiia)
    listed = client.get("/en/work/group/novopskov/proposals/").content.decode()
    address = f"/en/work/group/novopskov/proposals/{day}/"
    assert f'href="{address}"' in listed
    assert f"{yesterday}/" not in listed
    seen = re.search(r'name="seen" value="([\d ]+)"', client.get(address).content.decode()).group(1)
    proposals.propose_without_account(group, title="Пізніше", detail="", today=day)
    kept = proposals.find(group, numbers[3])
    assert client.post(address, {"seen": seen, "keep": [kept.pk], "reason": " "}).status_code == 422
    posted = {"seen": f"{seen} x 99999", "keep": [kept.pk], "reason": "Це не питання. Телефонуйте раді."}
    assert client.post(address, posted).status_code == 302
    waiting = group.item_proposals.filter(state=ProposalState.WAITING)
    assert set(waiting.values_list("title", flat=True)) == {"Учора", "Шум 3", "Пізніше"}
    entry = AuditEntry.objects.get(act="proposals.set_aside")
    assert entry.details == {"sent_on": day.isoformat(), "count": 10}
    client.post(address, posted)  # a second click
    assert AuditEntry.objects.filter(act="proposals.set_aside").count() == 1
    client.logout()
    assert "Телефонуйте раді" in client.post(FIND, {"number": numbers[0]}).content.decode()
    assert "Телефонуйте" not in client.get("/en/communities/novopskov/meetings/").content.decode()


def test_a_refusal_is_taken_back(client, cast, group):
    """Set aside with others by mistake, or declined for everybody to read: it waits again, and is answered anew."""
    number = proposals.propose_without_account(group, title="Темно", detail="", today=CALLED.date())
    row = proposals.find(group, number)
    by = {"by": cast.halyna, "at": CALLED}
    proposals.set_aside(group, sent_on=row.sent_on, seen=[row.pk], reason="Це шум", **by)
    here, again = f"/en/work/proposals/{row.pk}/", f"/en/work/proposals/{row.pk}/take-back/"
    for who, status in (("sofiia", 403), ("mykola", 403), ("olena", 404), ("halyna", 302), ("halyna", 302)):
        client.force_login(getattr(cast, who))
        assert client.post(again).status_code == status
    assert AuditEntry.objects.filter(act="proposal.taken_back").count() == 1
    page = client.get(here).content.decode()
    assert "The first answer, which was taken back" in page
    assert "Take the refusal back" not in page
    client.logout()
    found = client.post(FIND, {"number": number}).content.decode()
    assert "Це шум" not in found
    assert "answers anew" in found
    proposals.decline(row, answer="Бо так", public_title="Світло", is_public=True, **by)
    stamp = public_stamp.current()
    proposals.take_back(row, **by)
    assert public_stamp.current() != stamp
    assert "Бо так" not in client.get("/en/communities/novopskov/meetings/").content.decode()
    assert (
        proposals.accept(row, answer="Так", public_title="Світло", is_public=False, **by).answered_at
        == CALLED
    )


def test_words_that_are_deleted_do_not_wait_again(cast, group):
    row = ItemProposal.objects.create(group=group, title="", sent_on=CALLED.date(), state="declined")
    with pytest.raises(proposals.WordsDeleted):
        proposals.take_back(row, by=cast.halyna, at=CALLED)


def test_a_member_is_told_of_the_second_answer_too(cast, group):
    by = {"by": cast.halyna, "at": CALLED}
    words = {"title": "Світло", "detail": "", "by": cast.mykola, "today": CALLED.date(), "at": CALLED}
    row = proposals.propose(group, member=member(group, "Mykola"), **words)
    answer = {"public_title": "", "is_public": False, "by": cast.halyna}
    proposals.decline(row, answer="Ні", at=CALLED, **answer)
    proposals.take_back(row, **by)
    proposals.decline(row, answer="Таки ні", at=CALLED + dt.timedelta(hours=1), **answer)
    assert Notice.objects.filter(kind="communities/proposal_answered", person=cast.mykola).count() == 2


@pytest.mark.parametrize("day", ["2026-11-03", "2026-13-01", "x", "9999-99-99"])
def test_no_page_of_a_day_on_which_nothing_came(client, cast, group, day):
    client.force_login(cast.sofiia)
    assert client.get(f"/en/work/group/novopskov/proposals/{day}/").status_code == 404


def test_a_wrong_or_used_sum_is_asked_again_and_the_words_stay(client, group):
    for number in range(resident_limits.FREELY):
        send(client, number=number)
    asked = send(client, number=7)
    right = solved(asked)
    wrong = send(client, number=7, **{**right, "total": "99"})
    assert "That was not the sum" in wrong.content.decode()
    assert f"{WORDS['title']} 7" in wrong.content.decode()
    receipt_in(send(client, number=7, **right))
    assert "How much is" in send(client, number=8, **right).content.decode()


def test_the_same_page_sent_twice_is_one_proposal(client, group):
    send(client)
    again = send(client)
    assert again.status_code == 422
    assert "sent today already" in again.content.decode()
    assert ItemProposal.objects.count() == 1


def test_a_full_queue_says_so(client, group, monkeypatch):
    monkeypatch.setattr(proposals, "WAITING_AT_MOST", 1)
    send(client)
    answer = send(client, number=1)
    assert "How much is" in answer.content.decode()
    assert send(client, number=1, **solved(answer)).status_code == 429


@pytest.mark.parametrize("title", ["", "   ", "\u200e", "\u200b", "x" * 201])
def test_a_title_is_needed_and_nothing_is_lost(client, group, title):
    answer = send(client, title=title)
    assert answer.status_code == 422
    assert WORDS["detail"] in answer.content.decode()


def test_the_answer_is_found_by_the_receipt_only(client, cast, group):
    number = receipt_in(send(client))
    waiting = client.post(FIND, {"number": number.replace(" ", "-")}).content.decode()
    assert "has not answered yet" in waiting
    proposals.decline(
        ItemProposal.objects.get(),
        answer="Цим опікується рада",
        public_title="",
        is_public=False,
        by=cast.halyna,
        at=CALLED,
    )
    assert "Цим опікується рада" in client.post(FIND, {"number": number}).content.decode()
    assert "Цим опікується рада" not in client.get("/en/communities/novopskov/meetings/").content.decode()
    wrong = client.post(FIND, {"number": "0" * 20})
    assert wrong.status_code == 422


def test_guessing_is_limited(client, group):
    statuses = [client.post(FIND, {"number": f"{guess:020d}"}).status_code for guess in range(25)]
    assert statuses == [422] * 20 + [429] * 5


@given(text=st.text(max_size=40))
def test_what_is_no_receipt_finds_nothing_and_asks_nobody(text):
    digits = "".join(sign for sign in text if sign in "0123456789")
    if len(digits) != 20:
        assert proposals.find(None, text) is None  # not even a query


def test_the_answer_becomes_a_point_of_the_next_meeting(client, cast, group):
    meeting = make_meeting(group)
    number = receipt_in(send(client))
    client.force_login(cast.halyna)
    row = ItemProposal.objects.get()
    client.post(
        f"/en/work/proposals/{row.pk}/",
        {"decision": "accept", "answer": "Так", "public_title": "Освітлення", "is_public": "on"},
    )
    item = meeting.items.get()
    assert (item.title, item.subject, item.detail) == ("Освітлення", f"communities.proposal:{row.pk}", "")
    client.logout()
    page = client.get("/en/communities/novopskov/meetings/1/").content.decode()
    assert "Освітлення" in page
    assert WORDS["title"] not in page
    assert "It is discussed at the meeting on" in client.post(FIND, {"number": number}).content.decode()


def test_without_a_meeting_it_waits_for_the_next_and_survives_a_cancelled_one(client, cast, group):
    send(client)
    words = {
        "answer": "Так",
        "public_title": "Освітлення",
        "is_public": False,
        "by": cast.halyna,
        "at": CALLED,
    }
    row = proposals.accept(ItemProposal.objects.get(), **words)
    assert row.item is None
    where = {"starts_at": STARTS, "place": "Зала", "online_link": "", "is_open": True}
    first = calling.draft(group, **where, by=cast.sofiia, at=CALLED)
    assert first.items.get().title == "Освітлення"
    calling.cancel(first, "Тривога", by=cast.sofiia, at=CALLED)
    second = calling.draft(group, **where, by=cast.sofiia, at=CALLED)
    assert second.items.get().proposals.get() == row
    agenda.remove(second.items.get(), by=cast.sofiia, at=CALLED)
    assert [each.title for each in agenda.due(second, on=STARTS.date())] == ["Освітлення"]


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("verb", [proposals.accept, proposals.decline])
def test_an_answer_is_given_once(cast, group, state, verb):
    words = {
        "answer": "Бо так",
        "public_title": "Освітлення",
        "is_public": False,
        "by": cast.halyna,
        "at": CALLED,
    }
    member_words = {"by": cast.mykola, "today": CALLED.date(), "at": CALLED}
    row = proposals.propose(group, member=member(group, "Mykola"), title="Світло", detail="", **member_words)
    if state == ProposalState.ACCEPTED:
        proposals.accept(row, **words)
    elif state == ProposalState.DECLINED:
        proposals.decline(row, **words)
    elif state == ProposalState.LAPSED:
        ItemProposal.objects.update(state=state, title="", detail="")
    if state == ProposalState.WAITING:
        assert verb(row, **words).state != ProposalState.WAITING
        assert Notice.objects.get(kind="communities/proposal_answered").person == cast.mykola
    else:
        with pytest.raises(WrongState):
            verb(row, **words)


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"decision": "accept", "answer": ""}, "whoever proposed this reads it"),
        ({"decision": "accept", "answer": "Так", "public_title": ""}, "residents read it on the agenda"),
        ({"answer": "Так", "public_title": "Світло"}, "Choose yes or no"),
        (
            {"decision": "accept", "answer": "Так", "public_title": "Скарга Іваненка Петра Івановича"},
            "Somebody may be recognised",
        ),
        (
            {
                "decision": "decline",
                "answer": "Телефонуйте 050 123 45 67",
                "public_title": "Світло",
                "is_public": "on",
            },
            "Somebody may be recognised",
        ),
    ],
)
def test_what_the_chair_is_asked_before_answering(client, cast, group, posted, words):
    send(client)
    row = ItemProposal.objects.get()
    client.force_login(cast.halyna)
    answer = client.post(f"/en/work/proposals/{row.pk}/", posted)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    row.refresh_from_db()
    assert row.state == ProposalState.WAITING
    if "Somebody" in words:
        client.post(f"/en/work/proposals/{row.pk}/", posted | ticked(answer, "is_looked_at"))
        row.refresh_from_db()
        assert row.state != ProposalState.WAITING


@pytest.mark.parametrize(
    ("who", "reads", "answers"),
    [
        ("halyna", 200, 302),
        ("taras", 200, 302),
        ("sofiia", 200, 403),
        ("mykola", 200, 403),
        ("oksana", 200, 403),
        ("petro", 404, 404),
        ("bohdan", 404, 404),
        ("vira", 404, 404),
    ],
)
def test_who_reads_and_who_answers(client, cast, group, who, reads, answers):
    send(client)
    row = ItemProposal.objects.get()
    client.force_login(getattr(cast, who))
    address = f"/en/work/proposals/{row.pk}/"
    assert client.get(address).status_code == reads
    posted = {"decision": "decline", "answer": "Ні"}
    assert client.post(address, posted).status_code == answers
    assert client.post(f"{address}hide/").status_code == answers


def test_only_members_propose_as_members(client, cast, group):
    for who, status in [("mykola", 302), ("halyna", 302), ("oksana", 403), ("petro", 404), ("nobody", 404)]:
        client.force_login(getattr(cast, who))
        answer = client.post("/en/work/group/novopskov/propose/", {"title": "Світло", "detail": ""})
        assert answer.status_code == status


def test_nothing_of_the_members_is_on_a_public_page(client, cast, group):
    """A word of its own in every private field: none of them comes out."""
    Meeting.objects.all()
    closed_door = make_meeting(
        group,
        place="canary-place",
        online_link="https://canary-link.example.org/",
        note="canary-note",
        short_notice_reason="canary-haste",
    )
    closed_door.items.create(
        position=1,
        title="Освітлення",
        detail="canary-detail",
        presenter="canary-presenter",
        heard="canary-heard",
    )
    cancelled = make_meeting(group, place="canary-place")
    calling.cancel(cancelled, "canary-reason", by=cast.sofiia, at=CALLED)
    draft = calling.draft(
        group, starts_at=STARTS, place="canary-place", online_link="", is_open=True, by=cast.sofiia, at=CALLED
    )
    agenda.add(draft, title="canary-draft", by=cast.sofiia, at=CALLED)
    send(client, title="canary-title", detail="canary-written")
    proposals.decline(
        ItemProposal.objects.get(),
        answer="Відповідь",
        public_title="Тема",
        is_public=True,
        by=cast.halyna,
        at=CALLED,
    )
    open_meeting = make_meeting(group, place="Будинок культури", is_open=True)
    names = [each.name for each in group.memberships.all()]
    addresses = ["meetings/", "propose/", "proposal/", ""]
    addresses += [
        f"meetings/{number}/" for number in (closed_door.number, cancelled.number, open_meeting.number)
    ]
    for address in addresses:
        page = client.get(f"/en/communities/novopskov/{address}").content.decode()
        assert "canary" not in page, address
        assert not [name for name in names if name in page]
    assert client.get(f"/en/communities/novopskov/meetings/{draft.number}/").status_code == 404
    assert (
        "Будинок культури"
        in client.get(f"/en/communities/novopskov/meetings/{open_meeting.number}/").content.decode()
    )
    assert "Відповідь" in client.get("/en/communities/novopskov/meetings/").content.decode()


def test_a_hidden_answer_is_gone_at_once(client, cast, group):
    send(client)
    words = {
        "answer": "Відповідь",
        "public_title": "Тема",
        "is_public": True,
        "by": cast.halyna,
        "at": CALLED,
    }
    row = proposals.decline(ItemProposal.objects.get(), **words)
    stamp = public_stamp.current()
    proposals.hide(row, by=cast.halyna, at=CALLED + dt.timedelta(hours=1))
    assert public_stamp.current() == stamp + 1
    assert "Відповідь" not in client.get("/en/communities/novopskov/meetings/").content.decode()
    caches["visitors"].clear()
