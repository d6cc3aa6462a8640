"""Urgent needs of the police become a request in one click, and get an answer."""

import datetime as dt
from decimal import Decimal

import pytest

from communities.models import Duty, Notice, Role
from communities.shared import clock
from communities.shared.notice_words import words_of
from communities.shared.states import WrongState
from plans.models import Goal, Plan, ResourceRequest
from plans.resources import requests
from plans.states import PlanState, RequestState
from reports.models import AnswerKind, ReleaseLevel
from reports.publishing import publication as publishing
from reports.publishing import release
from tests.plans.making import approve, make_plan
from tests.reports import making

NOW = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)
NEEDS = "A second patrol car for the northern station\nWinter tyres"


@pytest.fixture(autouse=True)
def may(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


@pytest.fixture
def report(cast, novopskov, form):
    return making.report_about(novopskov, form, cast.olena, NEED_LIST=NEEDS, NEED_COST=900000)


@pytest.fixture
def published(report, cast):
    return making.published(report, author=cast.olena, head=cast.petro)


@pytest.fixture
def draft(cast, group):
    return make_plan(group, cast.sofiia)


def released(report, cast, level):
    """Published, with all of section 12 at this level."""
    making.handed_in(report, by=cast.olena)
    submission = release.newest_submission(report)
    required = {each.key: release.PUBLIC for each in release.subjects(submission) if each.is_required}
    needs = release.for_whole_section(submission, code="NEED", decision=release.Decision(level))
    release.decide(report, decisions=required | needs, by=cast.petro, at=making.NOW + making.HOUR)
    return publishing.publish(report, by=cast.petro, at=making.NOW + 2 * making.HOUR)


def taken(request, draft, by, **said):
    values = {
        "title": "A second patrol car",
        "kind": "equipment",
        "year": 2027,
        "needed": Decimal("900000.00"),
        "answer": "We ask donors in 2027.",
    }
    return requests.take(request, draft.goals.first(), **(values | said), by=by, at=NOW)


def test_one_click_makes_one_request(client, cast, group, published):
    client.force_login(cast.sofiia)
    page = client.get("/en/work/group/novopskov/requests/").content.decode()
    assert "Winter tyres" in page
    assert "900,000 UAH" in page
    for _ in range(2):
        answer = client.post(f"/en/work/group/novopskov/requests/{published.pk}/")
        assert answer.status_code == 302
    made = ResourceRequest.objects.get()
    assert (made.text, made.cost, made.state) == (NEEDS, Decimal("900000.00"), RequestState.WAITING)
    assert requests.unasked(group) == []
    assert "Take it into a plan" not in page
    assert client.get(answer["Location"]).status_code == 200


def test_it_becomes_an_action_with_what_it_needs_and_the_police_are_told(
    client, cast, group, published, draft
):
    made = requests.make(published, group, by=cast.mykola, at=NOW)
    client.force_login(cast.mykola)
    said = {
        "goal": draft.goals.first().pk,
        "title": "A second patrol car",
        "kind": "equipment",
        "needed": "900 000,00",
        "year": "2027",
        "answer": "We ask donors in 2027.",
    }
    assert client.post(f"/en/work/requests/{made.pk}/take/", said).status_code == 302
    made.refresh_from_db()
    assert made.state == RequestState.TAKEN
    assert (made.action.title, made.action.topic, made.action.is_internal) == (
        "A second patrol car",
        "NEED",
        False,
    )
    assert made.action.resources.get().needed == Decimal("900000.00")
    told = Notice.objects.filter(kind="plans/request_answered")
    assert {notice.person for notice in told} == {cast.olena, cast.petro}
    assert "donors" not in str([notice.facts for notice in told])
    client.force_login(cast.olena)  # writes for the police, does not sit in the group
    page = client.get(f"/en/work/requests/{made.pk}/").content.decode()
    assert "We ask donors in 2027." in page
    assert f"/plans/{draft.pk}/" not in page


def test_the_police_read_whether_it_is_in_force_and_of_which_report(client, cast, group, published, draft):
    made = requests.make(published, group, by=cast.sofiia, at=NOW)
    client.force_login(cast.sofiia)
    page = f"/en/work/requests/{made.pk}/"
    assert 'value="900\N{NO-BREAK SPACE}000"' in client.get(page).content.decode()
    taken(made, draft, cast.sofiia)
    letter = Notice.objects.get(person=cast.olena, kind="plans/request_answered")
    assert published.report.period.label in words_of(letter, "en").text
    client.force_login(cast.olena)
    said = client.get(page).content.decode()
    assert "In a plan that is being written." in said
    assert draft.title not in said  # the police who do not sit in the group learn nothing of the draft
    approve(draft)
    assert "In the approved plan." in client.get(page).content.decode()


def test_what_only_the_group_reads_stays_with_the_group(cast, group, report, draft):
    row = released(report, cast, ReleaseLevel.GROUP)
    needs = requests.needs_of(row)
    assert (needs.text, needs.is_public) == (NEEDS, False)
    assert NEEDS.splitlines()[0] not in str(row.facts)
    made = taken(requests.make(row, group, by=cast.mykola, at=NOW), draft, cast.mykola)
    assert made.action.is_internal


def test_what_only_the_police_see_makes_no_request(client, cast, group, report):
    row = released(report, cast, ReleaseLevel.POLICE)
    assert requests.needs_of(row) is None
    assert requests.unasked(group) == []
    with pytest.raises(requests.NothingAsked):
        requests.make(row, group, by=cast.mykola, at=NOW)
    client.force_login(cast.sofiia)
    page = client.get("/en/work/group/novopskov/requests/").content.decode()
    assert "Winter tyres" not in page


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("step", ["take", "answer"])
def test_every_arrow(cast, group, published, draft, state, step):
    made = requests.make(published, group, by=cast.mykola, at=NOW)
    ResourceRequest.objects.filter(pk=made.pk).update(state=state, answer="x", answered_at=NOW)

    def go():
        if step == "take":
            return taken(made, draft, cast.mykola).state
        return requests.answer(made, text="Not now.", by=cast.mykola, at=NOW).state

    if state == RequestState.WAITING:
        assert go() == {"take": RequestState.TAKEN, "answer": RequestState.ANSWERED}[step]
    else:
        with pytest.raises(WrongState):
            go()
        assert not draft.actions.filter(title="A second patrol car").exists()


def test_only_a_draft_takes_it_and_nothing_is_half_done(cast, group, published, draft):
    made = requests.make(published, group, by=cast.mykola, at=NOW)
    with pytest.raises(requests.NoAnswer):
        taken(made, draft, cast.mykola, answer=" ")
    assert not draft.actions.filter(title="A second patrol car").exists()
    Plan.objects.filter(pk=draft.pk).update(state=PlanState.PROPOSED)
    with pytest.raises(WrongState):
        taken(made, draft, cast.mykola)
    made.refresh_from_db()
    assert made.state == RequestState.WAITING


def test_an_answer_that_came_too_late_is_shown_and_not_lost(client, cast, group, published):
    made = requests.make(published, group, by=cast.mykola, at=NOW)
    requests.answer(made, text="The oblast pays.", by=cast.halyna, at=NOW)
    client.force_login(cast.mykola)
    page = client.post(f"/en/work/requests/{made.pk}/answer/", {"text": "We look for a donor."})
    assert "We look for a donor." in page.content.decode()
    assert "The oblast pays." in page.content.decode()


def test_a_wrong_form_keeps_what_was_typed(client, cast, group, published, draft):
    made = requests.make(published, group, by=cast.mykola, at=NOW)
    client.force_login(cast.mykola)
    said = {
        "goal": Goal.objects.last().pk + 99,
        "title": "A car",
        "kind": "money",
        "needed": "much",
        "year": "27",
    }
    answer = client.post(f"/en/work/requests/{made.pk}/take/", said | {"answer": "Soon"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A car" in page
    assert "much" in page
    assert "Write a number such as 12500.50 or 12 500,50." in page


WHO = {"mykola": (200, 302), "oksana": (200, 403), "olena": (200, 403), "petro": (200, 403)}


@pytest.mark.parametrize("who", ["mykola", "oksana", "olena", "petro", "vira", "bohdan", "nobody"])
def test_who_may(client, cast, group, published, who):
    made = requests.make(published, group, by=cast.mykola, at=NOW)
    client.force_login(getattr(cast, who))
    seen, done = WHO.get(who, (404, 404))
    assert client.get(f"/en/work/requests/{made.pk}/").status_code == seen
    assert client.post(f"/en/work/requests/{made.pk}/answer/", {"text": "No."}).status_code == done
    police = who in {"olena", "petro"} and not serves_in_group(getattr(cast, who))
    assert client.get("/en/work/group/novopskov/requests/").status_code == (404 if police else seen)


def serves_in_group(person):
    roles = Duty.objects.filter(person=person).values_list("role", flat=True)
    return bool(set(roles) - {Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE})


def test_the_answer_kind_of_a_gap_is_no_need(cast, group, novopskov, form):
    """Where the list says “no data”, the words about the problem of section 12 are what is asked."""
    empty = making.report_about(novopskov, form, cast.olena, NEED_LIST=AnswerKind.NO_DATA)
    row = making.published(empty, author=cast.olena, head=cast.petro)
    assert requests.needs_of(row).text == "Problem of Urgent needs of the police."
