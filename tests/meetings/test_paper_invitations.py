"""Whom no letter reaches gets an invitation on paper."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from communities.meetings import agenda, calling, invitations
from communities.meetings.invitations import NotReached
from communities.meetings.paper_invitations import InvitationPaper, Size
from communities.models import AuditEntry, Letter
from communities.states import LetterState
from tests.meetings.making import CALLED, STARTS, make_group, member

LINK, NOTE = "https://meet.example.org/tayemna-kimnata", "Код дверей 4711"


@pytest.fixture(autouse=True)
def on_the_second_of_november(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.now", lambda: CALLED)
    monkeypatch.setattr("communities.shared.clock.today", CALLED.date)


@pytest.fixture
def meeting(cast, novopskov):
    """Called: five of eleven have an account and a letter on its way."""
    group = make_group(cast, novopskov)
    where = {"place": "Зала селищної ради", "online_link": LINK, "is_open": False, "note": NOTE}
    row = calling.draft(group, starts_at=STARTS, **where, by=cast.sofiia, at=CALLED)
    for title in ("Освітлення вулиць", "Укриття <в школі> & садку"):
        agenda.add(row, title=title, by=cast.sofiia, at=CALLED)
    calling.call(row, by=cast.sofiia, at=CALLED - dt.timedelta(minutes=5))
    row.refresh_from_db()
    return row


def letters_of(person):
    return Letter.objects.filter(notice__person=person)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (LetterState.DUE, None),
        (LetterState.SENT, None),
        (LetterState.FAILED, NotReached.REFUSED),
        (LetterState.LEFT, NotReached.REFUSED),
        (LetterState.UNKNOWN, NotReached.UNKNOWN),
    ],
)
def test_what_became_of_the_letter_says_who_was_not_reached(cast, meeting, state, why):
    letters_of(cast.mykola).update(state=state, sent_at=CALLED)
    invited = invitations.invited(meeting)
    found = {one.member.name: one.why for one in invitations.not_reached(meeting, invited)}
    assert found.pop("Mykola Hnatiuk", None) is why
    assert set(found.values()) == {NotReached.NO_ACCOUNT}
    assert len(found) == 6


def test_a_newer_letter_that_arrived_counts(cast, meeting, django_assert_num_queries):
    letters_of(cast.mykola).update(state=LetterState.FAILED)
    agenda.add(meeting, title="Ще одне", by=cast.sofiia, at=CALLED)
    calling.tell_agenda(meeting, by=cast.sofiia, at=CALLED)
    invited = invitations.invited(meeting)
    with django_assert_num_queries(1):
        found = [one.member.name for one in invitations.not_reached(meeting, invited)]
    assert "Mykola Hnatiuk" not in found


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("size", Size)
def test_every_sheet_says_when_where_and_what_and_nothing_private(meeting, language, size):
    members = [member(meeting.group, name) for name in ("Lidiia", "Ivan")]
    paper = InvitationPaper.of(meeting, members, language=language, size=size)
    html = paper.html()
    place, titles = "Зала селищної ради", ("Освітлення вулиць", "Укриття &lt;в школі&gt; &amp; садку")
    for words in (place, *titles, "14:00", "Sofiia Kravets", "17"):
        assert html.count(words) >= 2, words
    assert html.count('class="whom"') == 2
    assert "Lidiia Zaiets" in html
    assert LINK not in html
    assert "4711" not in html
    assert f"size: {size}" in paper.css()


def test_the_secretary_prints_those_whom_no_letter_reached(client, cast, meeting):
    client.force_login(cast.sofiia)
    page = client.get(f"/en/work/meetings/{meeting.pk}/").content.decode()
    assert "No letter reached them" in page
    assert "all members whom no letter reached (6)" in page
    address = f"/en/work/meetings/{meeting.pk}/invitations.pdf"
    answer = client.post(address, {"whom": "not_reached", "size": "A5", "language": "uk"})
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 6
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "uk"
    assert round(float(reader.pages[0].mediabox.width)) == 420  # points: A5
    assert "Andrii Moskal" in reader.pages[0].extract_text()
    assert AuditEntry.objects.get(act="meeting.invitations_printed").details == {"count": 6}
    for nonsense in (
        {},
        {"whom": "999999", "size": "A5", "language": "uk"},
        {"whom": "everybody", "size": "A0"},
    ):
        assert client.post(address, nonsense).status_code == 302
    assert AuditEntry.objects.filter(act="meeting.invitations_printed").count() == 1


def test_members_read_nothing_of_it(client, cast, meeting):
    client.force_login(cast.mykola)
    page = client.get(f"/en/work/meetings/{meeting.pk}/").content.decode()
    assert "Invitations on paper" not in page
    assert "No letter reached them" not in page
