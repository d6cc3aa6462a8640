"""The code of a paper invitation: with it somebody is heard although others flood the group."""

import datetime as dt

import pytest

from communities.meetings import invitation_codes, proposals, resident_limits
from communities.meetings.paper_invitations import InvitationPaper, Size
from communities.models import AuditEntry, ItemProposal, Meeting
from communities.shared.visitor_limits import Limit
from communities.states import MeetingState, ProposalState
from tests.meetings.making import CALLED, STARTS, make_group, make_meeting, member

PROPOSE = "/en/communities/novopskov/propose/"
WORDS = {"title": "Темно біля зупинки", "detail": ""}


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def meeting(group):
    return make_meeting(group, state=MeetingState.CALLED)


@pytest.fixture(autouse=True)
def on_the_second_of_november(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.now", lambda: CALLED)
    monkeypatch.setattr("communities.shared.clock.today", CALLED.date)


def send(client, code, number=0):
    words = WORDS | {"title": f"Зупинка {number}", "code": code}
    return client.post(PROPOSE, words, REMOTE_ADDR="203.0.113.77")


def test_with_the_code_a_full_queue_is_no_wall(client, cast, group, meeting, monkeypatch):
    """No sum, no share of a network, no place of the queue; and a flood is set aside without it."""
    monkeypatch.setattr(proposals, "WAITING_AT_MOST", 1)
    monkeypatch.setattr(resident_limits, "SENT", Limit("proposal-none", at_most=0, per=dt.timedelta(days=1)))
    flood = ItemProposal.objects.create(group=group, title="Шум", sent_on=CALLED.date())
    code = invitation_codes.code_of(meeting)
    assert "meet-receipt" not in send(client, "").content.decode()
    for number, written in enumerate((code, invitation_codes.in_two(code), f" {code[:4]}-{code[4:]} ")):
        assert "meet-receipt" in send(client, written, number).content.decode()
    assert ItemProposal.objects.filter(has_code=True).count() == 3
    assert list(proposals.waiting_on(group, CALLED.date())) == [flood]
    assert AuditEntry.objects.filter(act__startswith="proposal").count() == 0
    client.force_login(cast.halyna)
    listed = client.get("/en/work/group/novopskov/proposals/").content.decode()
    assert listed.index("Зупинка 0") < listed.index("Шум")  # first what surely is meant
    assert "With the code of a paper invitation" in listed


def test_a_code_that_went_round_fills_only_its_own_places(client, group, meeting, monkeypatch):
    monkeypatch.setattr(proposals, "WITH_CODE_AT_MOST", 2)
    code = invitation_codes.code_of(meeting)
    answers = [send(client, code, number) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert not proposals.is_crowded(group, today=CALLED.date())
    assert "meet-receipt" in send(client, "", 4).content.decode()


@pytest.mark.parametrize("why", ["wrong", "of a held one", "of a cancelled one", "of another group", "begun"])
def test_which_codes_do_not_hold(client, cast, group, meeting, why):
    code = "0000000000" if why == "wrong" else invitation_codes.code_of(meeting)
    fields = {
        "of a held one": {"state": MeetingState.CLOSED, "opened_at": STARTS, "closed_at": STARTS},
        "of a cancelled one": {"state": MeetingState.CANCELLED, "cancel_reason": "Тривога"},
        "begun": {"starts_at": CALLED},
    }
    if why == "of a held one":
        fields[why]["chaired_by"] = member(group, "Halyna")
    Meeting.objects.filter(pk=meeting.pk).update(**fields.get(why, {}))
    if why == "of another group":
        other = make_group(cast, group.community.oblast.communities.exclude(pk=group.community_id).first())
        assert not invitation_codes.is_right(other, code, at=CALLED)
        return
    answer = send(client, code)
    assert answer.status_code == 422
    assert "This is not the code of the next meeting" in answer.content.decode()
    assert "Зупинка 0" in answer.content.decode()  # and nothing typed is lost
    assert not ItemProposal.objects.exists()


def test_guessing_codes_is_limited(client, group, meeting):
    for guess in range(20):
        send(client, f"{guess:010d}")
    answer = send(client, invitation_codes.code_of(meeting))
    assert "Too many codes were tried" in answer.content.decode()
    assert "meet-receipt" in send(client, "").content.decode()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_sheet_has_the_same_code_and_the_address(group, meeting, language):
    members = [member(group, name) for name in ("Lidiia", "Ivan")]
    html = InvitationPaper.of(meeting, members, language=language, size=Size.A5).html()
    assert html.count(invitation_codes.in_two(invitation_codes.code_of(meeting))) == 2
    assert html.count("communities/novopskov/propose/") == 2


def test_the_secretary_passes_on_the_slip_of_a_member_without_an_account(client, cast, group):
    address, lidiia = "/en/work/group/novopskov/propose/", member(group, "Lidiia")
    client.force_login(cast.sofiia)
    assert 'name="member"' in client.get(address).content.decode()
    for number, chosen in enumerate((lidiia, member(group, "Sofiia"))):
        form = WORDS | {"title": f"{number}", "member": chosen.pk if chosen == lidiia else ""}
        assert client.post(address, form).status_code == 302
        row = ItemProposal.objects.get(title=number)
        assert (row.by_member, row.state) == (chosen, ProposalState.WAITING)
    client.force_login(cast.mykola)
    assert "member" not in client.get(address).context["form"].fields
    client.post(address, {"title": "Своє", "detail": "", "member": lidiia.pk})
    assert ItemProposal.objects.get(title="Своє").by_member == member(group, "Mykola")
