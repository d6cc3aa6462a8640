"""The page of one expected report: who sees it, what it tells in words, what its coordinator decides there."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from communities.models import AuditEntry, Duty, Reminder, Role
from reports.cycle.decisions import extend
from reports.cycle.expected_page import expected_page, offers
from reports.cycle.nudging import nudge
from reports.cycle.reminders import remind_due
from reports.models import ExpectedReport
from reports.views.expected import REFUSALS
from tests.reports.owing import DAY, DUE, expected_of, noon
from tests.ticks import ticked

TODAY = DUE + 5 * DAY  # 15 November 2026, a Sunday
HANDED_IN = {"handed_in_at": noon(DUE), "first_handed_in_on": DUE, "is_complete": True}


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(noon(TODAY), tick=False), translation.override("en"):
        yield


def at(row, name="expected"):
    return reverse(f"reports:{name}", args=[row.pk])


SEES = {
    "bohdan": 200,
    "larysa": 200,
    "olena": 200,
    "petro": 200,
    "iryna": 200,
    "halyna": 200,
    "sofiia": 200,
    "taras": 404,
    "mykola": 404,
    "oksana": 404,
    "yurii": 404,
    "vira": 404,
    "roman": 404,
    "nobody": 404,
    "admin": 404,
}


@pytest.mark.parametrize(("who", "status"), SEES.items())
def test_who_sees_it_and_who_decides(client, cast, novopskov, who, status):
    row = expected_of(novopskov)
    client.force_login(getattr(cast, who))
    answer = client.get(at(row))
    assert answer.status_code == status
    decides = who in {"bohdan", "larysa"}
    if status == 200:
        assert ('id="decide"' in answer.content.decode()) is decides
    refused = 403 if status == 200 else 404
    for name in ("extend", "excuse", "unlock"):
        assert client.get(at(row, name)).status_code == (200 if decides else refused)
        assert client.post(at(row, name), {}).status_code == (422 if decides else refused)
    for name in ("withdraw_excuse", "nudge"):
        assert client.get(at(row, name)).status_code == 405
        assert client.post(at(row, name)).status_code == (302 if decides else refused)
    row.refresh_from_db()
    assert (row.due_on, row.excuse) == (DUE, "")
    assert Reminder.objects.exists() is decides


def test_a_coordinator_of_another_oblast_does_not_know_it(client, cast, novopskov, donetsk_coordinator):
    client.force_login(donetsk_coordinator)
    assert client.get(at(expected_of(novopskov))).status_code == 404


@pytest.fixture
def donetsk_coordinator(cast):
    from communities.models import Oblast, Role
    from tests.conftest import person

    donetsk = Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька область", name_en="Donetsk oblast"
    )
    return person("daria", "Daria Hrytsenko", Role.OBLAST_COORDINATOR, oblast=donetsk)


def told(row):
    row = ExpectedReport.objects.select_related("community", "period", "report").get(pk=row.pk)
    return expected_page(row, today=TODAY)


def facts(row):
    return {fact.label: fact.value.replace("\xa0", " ") for fact in told(row).facts}


def test_four_facts_in_plain_words(novopskov):
    assert facts(expected_of(novopskov)) == {
        "Handed in": "No: nobody has begun",
        "Complete": "Not known before it is handed in",
        "On time": "Not handed in yet; on time until the end of 10 November 2026",
        "Published": "No",
        "Open meeting": "Not recorded",
    }


def test_whom_to_call_and_a_duty_that_nobody_has(client, cast, novopskov):
    row = expected_of(novopskov)
    Duty.objects.filter(role=Role.HEAD_OF_POLICE).update(ended_on=TODAY)
    said = {fact.label: fact.value for fact in told(row).police}
    assert said == {"Reporting officer": "Olena Koval", "Head of police": "Nobody has this duty now"}
    client.force_login(cast.bohdan)
    assert "Nobody has this duty now" in client.get(at(row)).content.decode()


def test_facts_do_not_depend_on_each_other(novopskov, draft):
    """Late, incomplete, published, sent back meanwhile: each fact says its own."""
    row = expected_of(
        novopskov,
        report=draft,
        first_handed_in_on=DUE + DAY,
        return_due_on=TODAY + DAY,
        published_at=noon(DUE + DAY),
        meeting_held_on=DUE,
        meeting_place="School no. 2",
    )
    assert facts(row) == {
        "Handed in": "No: sent back with questions, to be handed in again by 16 November 2026",
        "Complete": "No",
        "On time": "No, first handed in on 11 November 2026, 1 day late",
        "Published": "Yes, on 11 November 2026",
        "Open meeting": "Held on 10 November 2026, School no. 2",
    }


def test_reminders_and_nudges_are_listed_and_silence_is_explained(client, cast, novopskov):
    row = expected_of(novopskov)
    remind_due(today=DUE, at=noon(DUE))
    nudge(row, by=cast.bohdan, today=TODAY, at=noon(TODAY))
    page = told(row)
    assert [(line.what.replace("\xa0", " "), line.to, line.by) for line in page.reminders] == [
        ("Nudged", "Olena Koval", "Bohdan Savchenko"),
        ("Reminded on the due day, 10 November 2026", "Olena Koval", ""),
    ]
    assert page.silence == ""  # three days after the due day is still to be said
    assert page.was_nudged
    remind_due(today=TODAY, at=noon(TODAY))
    assert told(row).silence == "Everything that was due has been said already."
    client.force_login(cast.bohdan)
    html = client.get(at(row)).content.decode()
    assert "Why nobody is reminded now: Everything that was due" in html
    assert "Somebody has asked about it today" in html


def test_history_tells_the_way_and_nothing_of_the_inside(client, cast, novopskov, draft):
    from django.db import transaction

    from communities.shared import audit

    row = expected_of(novopskov, report=draft)
    extend(row, due_on=TODAY + DAY, reason="No power.", by=cast.bohdan, at=noon(TODAY))
    with transaction.atomic():
        for act, details in (
            ("report.sent_back", {"sections": [9]}),
            ("section.saved", {"section": 9}),
        ):
            audit.record(act, target=draft, by=cast.petro, at=noon(TODAY), details=details)
    lines = [line.what for line in told(row).history]
    assert lines == [
        "Sent back with questions",
        "Moved the due day of period September–October 2026 from 10 November 2026 to 16 November 2026",
        "Started, with edition 1 of the form",
    ]
    assert not any("section" in line for line in lines)


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({}, {"nudge", "extend", "excuse"}),
        ({"opened_at": None}, {"excuse"}),
        ({"locks_on": TODAY - DAY}, {"excuse", "unlock"}),
        ({"excuse": "other", "excuse_reason": "x"}, {"withdraw"}),
        ({"report": True, **HANDED_IN}, set()),
        ({"report": True, **HANDED_IN, "published_at": noon(TODAY)}, set()),
    ],
)
def test_only_what_can_be_decided_is_offered(client, cast, novopskov, draft, fields, offered):
    fields = {**fields, **({"report": draft} if fields.get("report") else {})}
    row = expected_of(novopskov, **fields)
    found = offers(row, told(row), today=TODAY)
    assert {
        name for name in ("nudge", "extend", "excuse", "unlock", "withdraw") if getattr(found, name)
    } == offered
    client.force_login(cast.bohdan)
    html = client.get(at(row)).content.decode()
    assert ("Nothing needs to be decided now." in html) is not offered


def test_more_time(client, cast, novopskov):
    row = expected_of(novopskov)
    client.force_login(cast.bohdan)
    answer = client.post(
        at(row, "extend"), {"due_on": "20.11.2026", "reason": "No power for a week."}, follow=True
    )
    assert "There is more time now." in answer.content.decode()
    row.refresh_from_db()
    assert (row.due_on, row.extension_reason) == (dt.date(2026, 11, 20), "No power for a week.")
    assert AuditEntry.objects.filter(act="expected.extended", by=cast.bohdan).exists()
    html = client.get(at(row)).content.decode()
    assert "No power for a week." in html
    assert "Planned: 10" in html


@pytest.mark.parametrize(
    ("typed", "problem", "field"),
    [
        ({"due_on": "", "reason": "x"}, "Give the day, such as 14.11.2026.", "due_on"),
        ({"due_on": "tomorrow", "reason": "x"}, "Write the day as in 14.11.2026.", "due_on"),
        ({"due_on": "20.11.2026", "reason": ""}, "Say why: residents read it.", "reason"),
        (
            {"due_on": "20.11.2026", "reason": "x" * 501},
            "Shorten it to 500 characters; it has 501.",
            "reason",
        ),
        ({"due_on": "01.11.2026", "reason": "x"}, "Choose a day after the one that holds now.", "due_on"),
        ({"due_on": "12.11.2026", "reason": "x"}, "This day is over.", "due_on"),
        ({"due_on": "20.11.2027", "reason": "x"}, "Choose a day within the next 60 days.", "due_on"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    client, cast, novopskov, typed, problem, field
):
    row = expected_of(novopskov)
    client.force_login(cast.bohdan)
    answer = client.post(at(row, "extend"), typed)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert problem in str(form.errors[field])
    html = answer.content.decode()
    assert f'href="#div_id_{field}"' in html
    assert all(value in html for value in typed.values())
    row.refresh_from_db()
    assert row.due_on == DUE


def test_an_excuse_and_its_withdrawal(client, cast, novopskov):
    row = expected_of(novopskov)
    client.force_login(cast.larysa)
    html = client.post(at(row, "excuse"), {"reason": "Shelling."}).content.decode()
    assert "Choose one." in html
    client.post(at(row, "excuse"), {"excuse": "hostilities", "reason": "Shelling."})
    row.refresh_from_db()
    assert (row.excuse, row.excuse_reason) == ("hostilities", "Shelling.")
    html = client.get(at(row)).content.decode()
    assert "Because of: hostilities" in html
    assert "The report is excused." in html
    again = client.post(at(row, "excuse"), {"excuse": "other", "reason": "Twice."})
    assert "The report is excused. Withdraw the excuse first." in again.content.decode()
    client.post(at(row, "withdraw_excuse"))
    row.refresh_from_db()
    assert row.excuse == ""
    answer = client.post(at(row, "withdraw_excuse"), follow=True)
    assert "The report is not excused." in answer.content.decode()


def test_an_exception_from_the_lock(client, cast, novopskov):
    row = expected_of(novopskov, locks_on=TODAY - DAY)
    client.force_login(cast.bohdan)
    client.post(at(row, "unlock"), {"until_on": "25.11.2026", "reason": "The officer was ill."})
    row.refresh_from_db()
    assert row.unlocked_until_on == dt.date(2026, 11, 25)
    again = client.post(at(row, "unlock"), {"until_on": "26.11.2026", "reason": "x"})
    assert "The report is not locked" in again.content.decode()


def test_every_refusal_has_its_words():
    from reports.cycle.decisions import Undecidable

    assert set(REFUSALS) == set(Undecidable)


def test_a_nudge_about_nothing_says_why(client, cast, novopskov):
    row = expected_of(novopskov, excuse="other", excuse_reason="x")
    client.force_login(cast.bohdan)
    answer = client.post(at(row, "nudge"), follow=True)
    assert answer.redirect_chain == [(at(row), 302)]
    assert "Nobody was asked. The report is excused." in answer.content.decode()


def test_text_of_people_is_text(client, cast, novopskov):
    row = expected_of(novopskov, excuse="other", excuse_reason="<script>alert(1)</script>")
    client.force_login(cast.bohdan)
    html = client.get(at(row)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_form_says_who_reads_the_reason(client, cast, novopskov, draft):
    """Residents read why a due day moved and why a report is excused; never why answers take longer."""
    row = expected_of(novopskov)
    client.force_login(cast.bohdan)
    public = "Residents read this."
    for name, says in {"extend": True, "excuse": True, "unlock": False}.items():
        assert (public in client.get(at(row, name)).content.decode()) is says
    back = {"report": draft, "first_handed_in_on": DUE, "return_due_on": TODAY + DAY}
    ExpectedReport.objects.filter(pk=row.pk).update(**back)
    assert public not in client.get(at(row, "extend")).content.decode()
    client.post(at(row, "extend"), {"due_on": "20.11.2026", "reason": "Many questions."})
    page = client.get(at(row)).content.decode()
    assert "Many questions." in page, "its police and coordinators read it"


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("extend", {"due_on": "20.11.2026"}),
        ("excuse", {"excuse": "other"}),
        ("unlock", {"until_on": "20.11.2026"}),
    ],
)
def test_words_that_may_tell_who_somebody_is_are_looked_at_once_more(client, cast, novopskov, verb, typed):
    row = expected_of(novopskov, **({"locks_on": TODAY - DAY} if verb == "unlock" else {}))
    client.force_login(cast.bohdan)
    told = {**typed, "reason": "Дільничний Петренко І. М. хворів, тел. 050 123 45 67."}
    assert "is_looked_at" not in client.get(at(row, verb)).content.decode()
    asked = client.post(at(row, verb), told)
    assert asked.status_code == 422
    html = asked.content.decode()
    assert "This may tell who somebody is" in html
    assert "Петренко І. М." in html
    before = ExpectedReport.objects.get(pk=row.pk)
    assert {before.extension_reason, before.excuse_reason, before.unlock_reason} == {""}
    assert client.post(at(row, verb), told | ticked(asked, "is_looked_at")).status_code == 302
    after = ExpectedReport.objects.get(pk=row.pk)
    assert told["reason"] in (after.extension_reason, after.excuse_reason, after.unlock_reason)


def test_a_day_alone_tells_nobody(client, cast, novopskov):
    row = expected_of(novopskov)
    client.force_login(cast.bohdan)
    told = {"due_on": "20.11.2026", "reason": "Світла не було з 3 листопада 2026 року."}
    assert client.post(at(row, "extend"), told).status_code == 302
