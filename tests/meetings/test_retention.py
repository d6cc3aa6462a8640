"""How long the words of residents' proposals are kept (R52): a table of days, and nothing left behind."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from communities import tasks
from communities.meetings import proposals, retention
from communities.models import AuditEntry, ItemProposal
from communities.shared import public_stamp
from communities.states import ProposalState
from plans.register import concerns
from tests.meetings.making import make_group, make_meeting, member

KYIV = ZoneInfo("Europe/Kyiv")
SENT = dt.date(2026, 11, 2)
ANSWERED = dt.datetime(2026, 11, 30, 23, 30, tzinfo=KYIV)
YEAR_LATER, TWO_YEARS_LATER = dt.date(2027, 11, 30), dt.date(2028, 11, 2)
DAY = dt.timedelta(days=1)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


def sent(group, title="Слово канарка"):
    number = proposals.propose_without_account(group, title=title, detail="Докладно канарка", today=SENT)
    return ItemProposal.objects.get(receipt=proposals.digest_of(number)), number


def answered(group, cast, verb=proposals.decline, *, is_public=False, **words):
    row, number = sent(group, **words)
    said = {"answer": "Відповідь канарка", "public_title": "Світло", "is_public": is_public}
    return verb(row, **said, by=cast.halyna, at=ANSWERED), number


def run(monkeypatch, day):
    """How many proposals lost their words when the alarm clock rang at one in the morning of this day."""
    written = ItemProposal.objects.exclude(title="")
    before = written.count()
    monkeypatch.setattr("communities.shared.clock.now", lambda: dt.datetime.combine(day, dt.time(1), KYIV))
    tasks.forget_proposals()
    return before - written.count()


@pytest.mark.parametrize(
    ("is_answered", "day", "count"),
    [
        (True, YEAR_LATER - DAY, 0),
        (True, YEAR_LATER, 1),
        (False, YEAR_LATER, 0),
        (False, TWO_YEARS_LATER - DAY, 0),
        (False, TWO_YEARS_LATER, 1),
        (False, TWO_YEARS_LATER + dt.timedelta(days=400), 1),
    ],
)
def test_when_words_are_deleted(cast, group, monkeypatch, is_answered, day, count):
    row, number = answered(group, cast) if is_answered else sent(group)
    before = AuditEntry.objects.count()
    assert [run(monkeypatch, day), run(monkeypatch, day)] == [count, 0]
    assert AuditEntry.objects.count() == before + count
    assert (proposals.find(group, number) is None) is bool(count)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM communities_itemproposal")
        kept = str(cursor.fetchall())
    assert ("канарка" in kept) is not bool(count)
    row.refresh_from_db()
    assert (row.state == ProposalState.LAPSED) is (bool(count) and not is_answered)


def test_what_is_public_and_what_a_member_proposed_stay(client, cast, group, monkeypatch):
    make_meeting(group, starts_at=ANSWERED + DAY)
    shown, _number = answered(group, cast, proposals.accept, is_public=True)
    own = proposals.propose(
        group,
        member=member(group, "Mykola"),
        title="Власне",
        detail="",
        by=cast.mykola,
        today=SENT,
        at=ANSWERED,
    )
    stamp = public_stamp.current()
    assert run(monkeypatch, TWO_YEARS_LATER + DAY) == 1
    shown.refresh_from_db()
    own.refresh_from_db()
    assert (shown.title, shown.answer, shown.item.title) == ("", "Відповідь канарка", "Світло")
    assert own.title == "Власне"
    assert public_stamp.current() == stamp  # residents read what they read before
    page = client.get("/en/communities/novopskov/meetings/").content.decode()
    assert "Відповідь канарка" in page
    client.force_login(cast.halyna)
    listed = client.get("/en/work/group/novopskov/proposals/").content.decode()
    assert "Світло" in listed
    one = client.get(f"/en/work/proposals/{shown.pk}/").content.decode()
    assert "What was written is deleted" in one
    assert "Відповідь канарка" in one


def test_nobody_answers_or_notes_what_is_deleted(client, cast, group, monkeypatch):
    row, _number = sent(group)
    run(monkeypatch, TWO_YEARS_LATER)
    assert list(concerns.proposals_to_note(group)) == []
    client.force_login(cast.halyna)
    address = f"/en/work/proposals/{row.pk}/"
    assert "Your answer" not in client.get(address).content.decode()
    client.post(address, {"decision": "accept", "answer": "Так", "public_title": "Світло"})
    row.refresh_from_db()
    assert (row.state, row.answer) == (ProposalState.LAPSED, "")
    noted = client.post(f"/en/work/group/novopskov/concerns/proposals/{row.pk}/", {"topic": "roads"})
    assert noted.status_code == 404
    assert retention.forget_words(at=ANSWERED + dt.timedelta(days=2000)) == 0
