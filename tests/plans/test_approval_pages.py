"""The steps of approval on pages: who may take them, what stays in the form, the vote on the page of a meeting."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from communities.meetings import minutes
from communities.models import Ballot
from communities.states import MeetingState
from plans.models import Action, Plan, PlanVersion, SmallCorrection
from plans.states import PlanState
from plans.versions import adoption, afterwards, proposing
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting
from tests.plans.making import PERSON, approve, make_plan

NOW = dt.datetime(2026, 11, 9, 9, 0, tzinfo=KYIV)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("communities.shared.clock.now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def plan(cast, novopskov):
    row = make_plan(make_group(cast, novopskov), cast.sofiia)
    Action.objects.filter(plan=row, responsible_body="").update(responsible_body="Police")
    return row


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


# The act, its form, the state of the plan in which it is taken.
ACTS = {
    "propose": ({"looked": "on"}, "draft"),
    "version_withdraw": ({"reason": "Too early"}, "proposed"),
    "version_send_back": ({"reason": "Numbers are missing"}, "proposed"),
    "revise": ({}, "approved"),
    "give_up": ({}, "revised"),
    "complete": ({}, "approved"),
    "cancel": ({"reason": "No money came"}, "approved"),
    "supersede": ({"reason": "The plan for 2028"}, "approved"),
    "strategy": ({"act": "Decision 12", "on": "01.11.2026"}, "approved"),
}
BY_VERSION = {"version_withdraw", "version_send_back"}
CHAIRS = {"version_send_back", "complete", "cancel", "supersede"}
# Whether one keeps the group, whether one chairs it.
ROLES = {
    "halyna": (302, 302),
    "taras": (302, 302),
    "sofiia": (302, 403),
    "mykola": (403, 403),
    "oksana": (403, 403),
    "olena": (404, 404),
    "petro": (404, 404),
    "vira": (404, 404),
    "bohdan": (404, 404),
    "nobody": (404, 404),
}
AFTER = {
    "propose": PlanState.PROPOSED,
    "version_withdraw": PlanState.DRAFT,
    "version_send_back": PlanState.DRAFT,
    "revise": PlanState.DRAFT,
    "give_up": PlanState.APPROVED,
    "complete": PlanState.COMPLETED,
    "cancel": PlanState.CANCELLED,
    "supersede": PlanState.SUPERSEDED,
    "strategy": PlanState.APPROVED,
}


def brought_to(plan, state, cast):
    if state == "proposed":
        proposing.propose(plan, by=cast.sofiia, at=NOW)
    elif state in {"approved", "revised"}:
        approve(plan)
    if state == "revised":
        afterwards.revise(plan, by=cast.sofiia, at=NOW)


@pytest.mark.parametrize("act", ACTS)
def test_who_takes_which_step(client, cast, plan, act):
    form, state = ACTS[act]
    brought_to(plan, state, cast)
    address = url(act, plan.pk, 1) if act in BY_VERSION else url(act, plan.pk)
    allowed = []
    for who, answers in ROLES.items():
        client.force_login(getattr(cast, who))
        expected = answers[act in CHAIRS]
        assert client.get(address).status_code == (200 if expected == 302 else expected), who
        if expected == 302:
            allowed.append(who)
        else:
            assert client.post(address, form).status_code == expected, who
    client.force_login(getattr(cast, allowed[-1]))
    listed = client.get(url("version", plan.pk, 1) if act in BY_VERSION else url("versions", plan.pk))
    assert address in listed.content.decode()  # the button is there for whoever may press it
    for field in ("reason", "act"):
        if field in form:
            refused = client.post(address, form | {field: " "})
            assert refused.status_code == 422
    assert client.post(address, form).status_code == 302
    assert Plan.objects.get().state == AFTER[act]
    if act != "strategy":
        again = client.post(address, form, follow=True)  # a second click is harmless
        assert "Nothing was changed" in again.content.decode()
        assert Plan.objects.get().state == AFTER[act]


def test_the_page_before_proposing_shows_gaps_and_what_may_tell_of_persons(client, cast, plan):
    lessons = Action.objects.get(title="Уроки для водіїв")
    Action.objects.filter(pk=lessons.pk).update(
        responsible_body="",
        responsible_name="",
        due_on=None,
        detail=f"Розпитати: {PERSON}, 050 123-45-67",
    )
    Action.objects.filter(title="Поставити ліхтарі").update(responsible=None, responsible_name=PERSON)
    client.force_login(cast.sofiia)
    page = client.get(url("propose", plan.pk)).content.decode()
    assert page.count(reverse("plans:part", args=[plan.pk, f"action:{lessons.pk}"])) == 2
    assert f"This names {PERSON}" in page
    assert "This looks like a telephone number." in page
    shown = client.get(url("propose", plan.pk)).context["form"]["shown"].value()
    refused = client.post(url("propose", plan.pk), {"looked": "on", "shown": shown})
    assert refused.status_code == 422
    assert not PlanVersion.objects.exists()
    Action.objects.filter(pk=lessons.pk).update(responsible_body="Police", due_on=dt.date(2027, 3, 1))
    refused = client.post(url("propose", plan.pk))
    assert refused.status_code == 422
    assert "Look at the places below first" in refused.content.decode()
    assert "What members may ask" not in page
    assert (
        'Уроки для водіїв</a><span class="version-line">nothing shows that it helped'
        in refused.content.decode()
    )
    page = client.get(url("propose", plan.pk))
    seen = {"looked": "on", "shown": page.context["form"]["shown"].value()}
    in_ukrainian = client.get(reverse("plans:propose", args=[plan.pk]))
    assert in_ukrainian.context["form"]["shown"].value() == seen["shown"]
    # A colleague writes another name into the draft: whoever looked has not seen it.
    Action.objects.filter(title="Поставити ліхтарі").update(detail=f"Дзвонити: {PERSON}")
    for sent in (seen, {"looked": "on"}):
        shown = client.post(url("propose", plan.pk), sent, follow=True)
        assert "changed since you looked" in shown.content.decode()
        assert "Дзвонити" in shown.content.decode()
        assert not PlanVersion.objects.exists()
    seen["shown"] = shown.context["form"]["shown"].value()
    assert client.post(url("propose", plan.pk), seen).status_code == 302
    assert PlanVersion.objects.count() == 1


def test_the_meeting_is_chosen_and_votes_on_exactly_this_version(client, cast, plan, monkeypatch):
    version = proposing.propose(plan, by=cast.sofiia, at=NOW)
    too_early = make_meeting(plan.group, starts_at=NOW + dt.timedelta(days=1))
    meeting = make_meeting(plan.group, state=MeetingState.OPEN, present=8)
    client.force_login(cast.sofiia)
    address = url("version_agenda", plan.pk, 1)
    page = client.get(address).content.decode()
    assert f'value="{meeting.pk}"' in page
    assert f'value="{too_early.pk}"' not in page
    assert client.post(address, {"meeting": too_early.pk}).status_code == 422
    assert client.post(address, {"meeting": meeting.pk}).status_code == 302
    client.force_login(cast.mykola)
    assert client.post(address, {"meeting": meeting.pk}).status_code == 403
    item = meeting.items.get()
    assert f"#point-{item.pk}" in client.get(url("version", plan.pk, 1)).content.decode()

    monkeypatch.setattr("communities.shared.clock.now", lambda: STARTS + dt.timedelta(minutes=5))
    client.force_login(cast.sofiia)
    held = client.get(reverse("communities:hold", args=[meeting.pk])).content.decode()
    assert f"version 1 (checksum begins with {version.checksum[:12]})" in held
    vote = {"question": "Approve?", "kind": "hands", "decides": "on"}
    open_vote = reverse("communities:hold_vote", args=[meeting.pk, item.pk])
    PlanVersion.objects.filter(pk=version.pk).update(
        state="withdrawn", reason="Too early", decided_at=NOW
    )  # somebody was faster: the page says so
    refused = client.post(open_vote, vote)
    assert refused.status_code == 409
    assert "not proposed any more" in refused.content.decode()
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    second = proposing.propose(Plan.objects.get(), by=cast.sofiia, at=NOW)
    proposing.put_on_agenda(second, meeting, by=cast.sofiia, at=NOW)
    item = meeting.items.get(subject=adoption.subject_of(second))
    client.post(reverse("communities:hold_vote", args=[meeting.pk, item.pk]), vote)
    ballot = Ballot.objects.get()
    assert ballot.subject == adoption.subject_of(second)
    counted = {"votes_for": "7", "against": "1", "abstained": "0"}
    client.post(reverse("communities:hold_count", args=[meeting.pk, ballot.pk]), counted)
    assert Plan.objects.get().in_force == second
    page = client.get(url("version", plan.pk, 2)).content.decode()
    assert "For: 7, against: 1, abstained: 0" in page


def test_a_typing_error_is_mended_and_listed_apart(client, cast, plan):
    version = approve(plan)
    client.force_login(cast.sofiia)
    texts = client.get(url("version_correct", plan.pk, 1)).content.decode()
    assert "?text=summary" in texts
    found = client.get(url("version_correct", plan.pk, 1), {"find": " вулицях  і безпечна"})
    assert [[each["path"] for each in group] for _heading, group in found.context["groups"]] == [["summary"]]
    nothing = client.get(url("version_correct", plan.pk, 1), {"find": "x" * 300})
    assert nothing.context["number"] == 0
    address = url("version_correct", plan.pk, 1) + "?text=summary"
    now = "Світло на вулицях і безпечна школа."
    shown = client.get(address)
    assert now in shown.content.decode()
    assert "5 characters of this text at most" in shown.content.decode()
    for after, words in {
        now: "Nothing is changed yet.",
        "Зовсім інше": "more than a typing error",
        "Світло на 5 вулицях і безпечна школа.": "Numbers, days",
    }.items():
        refused = client.post(address, {"before": now, "after": after})
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    mended = "Світло на вулицях і безпечні школи."
    assert client.post(address, {"before": now, "after": mended}).status_code == 302
    late = client.post(address, {"before": now, "after": "Світло на вулиці і безпечна школа."})
    assert "Somebody else has mended this text" in late.content.decode()
    page = client.get(url("version", plan.pk, 1)).content.decode()
    assert page.count(mended) == 2  # in the list of corrections, and in the text
    assert page.count(now) == 1
    version.refresh_from_db()
    assert version.content["summary"] == now
    assert SmallCorrection.objects.count() == 1
    client.force_login(cast.mykola)
    assert client.post(address, {"before": mended, "after": now}).status_code == 403
    assert client.get(url("version_correct", plan.pk, 1) + "?text=actions.1.due_on").status_code == 403


def test_minutes_lead_to_the_version(client, cast, plan):
    version = approve(plan)
    minutes.draft(version.item.meeting, by=cast.sofiia, at=STARTS + dt.timedelta(days=1))
    client.force_login(cast.sofiia)
    page = client.get(reverse("communities:minutes", args=[version.item.meeting_id])).content.decode()
    assert url("version", plan.pk, 1) in page
    assert (
        reverse("communities:meeting", args=[version.item.meeting_id])
        in client.get(url("version", plan.pk, 1)).content.decode()
    )


def test_nothing_of_it_is_edited_in_the_administration():
    assert not {PlanVersion, SmallCorrection} & set(admin.site._registry)
