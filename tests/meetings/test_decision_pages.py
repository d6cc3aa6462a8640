"""The register on pages: who may do what, what residents read, what comes back on the next agenda."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from communities.meetings import decisions, holding, subjects
from communities.meetings.register import PREFIX
from communities.models import Decision, Duty, ItemKind, Meeting, Membership
from communities.shared import public_stamp
from communities.states import DecisionState, MeetingState
from reports.cycle import public_day
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting, member

AT = STARTS + dt.timedelta(minutes=40)
DUE = dt.date(2026, 12, 15)
TODAY = dt.date(2026, 11, 20)
SECRET = "Hryhorii Kanarenko"


@pytest.fixture(autouse=True)
def day(monkeypatch):
    at = dt.datetime.combine(TODAY, dt.time(10), tzinfo=KYIV)
    monkeypatch.setattr("communities.shared.clock.now", lambda: at)
    with translation.override("en"):
        yield


@pytest.fixture
def meeting(cast, novopskov):
    return make_meeting(make_group(cast, novopskov), state=MeetingState.OPEN, present=8)


@pytest.fixture
def decision(meeting, cast):
    item = meeting.items.create(position=1, title="Street lights")
    row = decisions.record(
        item,
        text=f"Ask {SECRET} for lamps",
        public_text="Repair the lights in Shkilna street",
        responsible=member(meeting.group, "Mykola"),
        due_on=DUE,
        by=cast.sofiia,
        at=AT,
    )
    holding.close_meeting(meeting, by=cast.halyna, at=AT)
    return row


def more_decisions(decision, *rows):
    """Of another meeting of the group: nothing is added to one that has ended."""
    meeting = make_meeting(decision.group, state=MeetingState.OPEN, starts_at=STARTS, present=8)
    item = meeting.items.create(position=1, title="More")
    for fields in rows:
        Decision.objects.create(group=decision.group, item=item, made_at=AT, text="More", **fields)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CLOSED, closed_at=AT)


PAGES = {
    "read": ("get", "decision", {}),
    "close": ("post", "decision_close", {"state": "done", "note": "All lamps are lit"}),
    "cancel": ("post", "decision_close", {"state": "cancelled", "note": "New lamps came"}),
    "give": (
        "post",
        "decision_give",
        {"responsible_body": "Village council", "reason": "Written down wrongly"},
    ),
    "day": ("post", "decision_day", {"due_on": "14.01.2027", "reason": "Cold"}),
    "words": ("post", "decision_words", {"public_text": "Lights"}),
    "reopen": ("post", "decision_reopen", {}),
}
# What each gets: reading, what came of it, anything that only keepers do.
ROLES = {
    "halyna": (200, 302, 302),
    "taras": (200, 302, 302),
    "sofiia": (200, 302, 302),
    "mykola": (200, 302, 403),  # carries it out
    "oksana": (200, 403, 403),
    "olena": (404, 404, 404),
    "petro": (404, 404, 404),
    "vira": (404, 404, 404),
    "bohdan": (404, 404, 404),
    "nobody": (404, 404, 404),
}


@pytest.mark.parametrize("who", ROLES)
def test_who_may_do_what(client, cast, decision, who):
    client.force_login(getattr(cast, who))
    reads, closes, keeps = ROLES[who]
    listed = client.get(reverse("communities:decisions", args=["novopskov"]))
    assert listed.status_code == (200 if reads == 200 else 404)
    for act, (method, page, values) in PAGES.items():
        Decision.objects.update(state="open", closed_at=None, closed_by=None)
        expected = {"read": reads, "close": closes, "cancel": closes}.get(act, keeps)
        response = getattr(client, method)(reverse(f"communities:{page}", args=[decision.pk]), values)
        assert response.status_code == expected, act
        decision.refresh_from_db()
        if act == "cancel" and closes == 302:  # only keepers say that something is not needed
            assert decision.state == ("cancelled" if keeps == 302 else "done")
        decision.responsible = member(decision.group, "Mykola")
        decision.save()


def test_the_right_ends_with_the_duty_and_with_the_membership(client, cast, decision):
    client.force_login(cast.mykola)
    page = reverse("communities:decision_close", args=[decision.pk])
    Membership.objects.filter(person=cast.mykola).update(ended_on=TODAY)
    assert client.get(page).status_code == 403
    Duty.objects.filter(person=cast.mykola).update(ended_on=TODAY)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("page", "values", "words"),
    [
        ("decision_close", {"state": "done", "note": " "}, "Say what came of it."),
        ("decision_close", {"note": "Lit"}, "Choose one."),
        ("decision_day", {"due_on": "14.01.2026", "reason": "Cold"}, "This day is over."),
        ("decision_day", {"due_on": "soon"}, "Write the day as in"),
        ("decision_day", {"due_on": "14.01.2027", "reason": " "}, "Say why"),
        ("decision_give", {"reason": "Moved"}, "Choose a member, or write the organisation"),
        ("decision_give", {"responsible_body": "Council"}, "Say why"),
        ("decision_words", {"public_text": "x" * 2001}, "Shorten it to 2000"),
    ],
)
def test_what_cannot_be_kept_stays_in_the_form(client, cast, decision, page, values, words):
    client.force_login(cast.sofiia)
    response = client.post(reverse(f"communities:{page}", args=[decision.pk]), values)
    assert response.status_code == 422
    assert words in response.content.decode()
    for typed in values.values():
        assert typed[:60].strip() in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {1, 2}),
        ("state=overdue", {2}),
        ("state=closed", {3}),
        ("state=all", {1, 2, 3}),
        ("within=7", {2}),
        ("who=body:Village council", {2}),
        ("state=nonsense&within=x&who=member:999999", {1, 2}),
    ],
)
def test_filters(client, cast, decision, asked, shown):
    more_decisions(
        decision,
        {"number": 2, "due_on": TODAY - dt.timedelta(1), "responsible_body": "Village council"},
        {"number": 3, "state": "done", "closed_at": AT, "outcome_note": "Lit"},
    )
    client.force_login(cast.oksana)
    response = client.get(f"{reverse('communities:decisions', args=['novopskov'])}?{asked}")
    assert {line.decision.number for line in response.context["lines"]} == shown


def test_open_ones_come_back_on_the_next_agenda(cast, decision, django_assert_num_queries):
    def due(on: dt.date) -> list[subjects.Suggestion]:
        found = subjects.suggestions(decision.group, on=on)
        return [each for each in found if each.subject.startswith(PREFIX)]

    (early,), (late,) = due(DUE), due(DUE + dt.timedelta(1))
    assert (early.kind, early.is_overdue, late.is_overdue) == (ItemKind.DECISIONS, False, True)
    assert early.title.endswith("of 17 November 2026 is carried out: Repair the lights in Shkilna street")
    assert SECRET not in early.title + early.detail
    with django_assert_num_queries(1):
        (link,) = subjects.links([early.subject]).values()
    assert (link.url, link.is_public) == (f"/en/work/decisions/{decision.pk}/", False)
    decisions.close(decision, state=DecisionState.DONE, note="Lit", by=cast.sofiia, at=AT)
    assert due(DUE) == []


def test_residents_read_public_words_and_nothing_private(client, cast, decision, meeting):
    cache.clear()
    page = reverse("communities:public_decisions", args=["novopskov"])
    decisions.close(decision, state=DecisionState.DONE, note=f"{SECRET} gave lamps", by=cast.mykola, at=AT)
    words = client.get(page).content.decode()
    assert "Repair the lights in Shkilna street" in words
    assert "Decision 1, 17 November 2026" in words
    for private in (SECRET, *decision.group.memberships.values_list("name", flat=True)):
        assert private not in words
    stamp = public_stamp.current()
    decisions.change_public_words(decision, public_text="", by=cast.sofiia, at=AT)
    assert public_stamp.current() > stamp
    assert "No decisions are published yet" in client.get(page).content.decode()
    assert client.get(f"{page}?page={'9' * 4000}").status_code == 200
    assert client.get(reverse("communities:public_decisions", args=["popasna"])).status_code == 404


def test_stored_pages_lapse_when_a_decision_becomes_overdue(decision):
    days = [DUE - dt.timedelta(1), DUE, DUE + dt.timedelta(1), DUE + dt.timedelta(2)]
    assert [public_day.turn(today=day, at=AT) for day in days] == [True, False, True, False]  # the first run


@pytest.mark.parametrize(("days", "word"), [(0, "open"), (1, "overdue")])
def test_residents_read_that_it_is_overdue(client, decision, monkeypatch, days, word):
    """The day after the one it was to be done by; stored pages lapse when the public day turns."""
    monkeypatch.setattr("communities.shared.clock.today", lambda: DUE + dt.timedelta(days))
    found = client.get(reverse("communities:public_decisions", args=["novopskov"]))
    assert [line.state for line in found.context["lines"]] == [word]
    assert f"{word}</span>" in found.content.decode()


def test_what_is_still_being_decided_is_not_public(client, cast, meeting):
    item = meeting.items.create(position=1, title="Street lights")
    decisions.record(item, text="Lights", public_text="Lights soon", by=cast.sofiia, at=AT)
    page = reverse("communities:public_decisions", args=["novopskov"])
    assert "Lights soon" not in client.get(page).content.decode()


def test_the_list_costs_the_same_for_many(client, cast, decision, django_assert_max_num_queries):
    more = {"due_on": DUE, "responsible": decision.responsible, "public_text": "M"}
    more_decisions(decision, *[{"number": number} | more for number in range(2, 25)])
    with django_assert_max_num_queries(4):
        client.get(reverse("communities:public_decisions", args=["novopskov"]))
    client.force_login(cast.mykola)
    with django_assert_max_num_queries(13):
        client.get(reverse("communities:decisions", args=["novopskov"]))
