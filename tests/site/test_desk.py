"""The desk: what awaits each person, in a number of queries that does not grow with the rows."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Decision, Duty, Letter, LetterState, Notice, Role, User
from config.desk import desk_of
from reports.periods import stretch_from_slug
from reports.states import State
from reports.writing import drafting
from tests.meetings.making import make_group, member
from tests.meetings.minuting import circulated, closed_meeting
from tests.reports.owing import expected_of
from tests.reports.published import publish

TODAY = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(AT, tick=False):
        yield


def start(cast, form, community, slug, state=State.DRAFT):
    report = drafting.open_report(community, stretch=stretch_from_slug(slug), form=form, by=cast.olena, at=AT)
    if state != State.DRAFT:
        report.state, report.submitted_at, report.submitted_by = state, AT, cast.olena
        report.save()
    return report


def again(person):
    return User.objects.get(pk=person.pk)


def told(rows):
    return [(row.period.slug, row.report.state if row.report else None, row.has_ended) for row in rows]


def test_olena_begins_with_what_is_overdue(cast, form, novopskov):
    start(cast, form, novopskov, "2026-05", State.RETURNED)
    start(cast, form, novopskov, "2026-09")
    desk = desk_of(again(cast.olena), today=TODAY)
    assert told(desk.to_write) == [
        ("2026-05", "returned", True),
        ("2026-09", "draft", True),
        ("2026-11", None, False),
    ]
    assert desk.to_check == []


def test_the_report_that_is_due_has_the_one_strong_button(client, cast, novopskov):
    client.force_login(cast.olena)
    page = client.get("/en/work/").content.decode()
    buttons = re.findall(r'<button class="btn btn-(\w+)">Start the report about ([^<]+)<', page)
    assert buttons == [("primary", "September–October 2026"), ("secondary", "November–December 2026")]


def test_a_published_report_of_an_older_period_leaves_the_desk(cast, novopskov):
    publish(novopskov, "2026-05", by=cast.petro)
    publish(novopskov, "2026-09", by=cast.petro)
    desk = desk_of(again(cast.olena), today=TODAY)
    assert told(desk.to_write) == [("2026-09", "published", True), ("2026-11", None, False)]


def test_petro_sees_what_waits_for_him_and_what_is_being_written(cast, form, novopskov, popasna):
    waiting = start(cast, form, novopskov, "2026-09", State.SUBMITTED)
    start(cast, form, novopskov, "2026-11")
    start(cast, form, popasna, "2026-09", State.SUBMITTED)
    desk = desk_of(again(cast.petro), today=TODAY)
    assert desk.to_check == [waiting]
    assert told(desk.in_work) == [("2026-11", "draft", True)]


def test_iryna_sees_lent_sections_of_open_reports_only(cast, form, novopskov):
    report = start(cast, form, novopskov, "2026-09")
    entry = report.entries.get(section__number=8)
    loan = entry.loans.create(lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)
    assert desk_of(again(cast.iryna), today=TODAY).lent == [loan]
    report.state, report.submitted_at, report.submitted_by = State.SUBMITTED, AT, cast.olena
    report.save()
    assert desk_of(again(cast.iryna), today=TODAY).lent == []


def test_the_group_sees_published_reports_of_its_community(cast, form, novopskov, popasna):
    published = publish(novopskov, "2026-09", by=cast.petro)
    publish(popasna, "2026-09", by=cast.roman)
    start(cast, form, novopskov, "2026-11")
    for who in (cast.halyna, cast.oksana):
        assert desk_of(again(who), today=TODAY).published == [published]


def test_members_see_what_is_theirs_to_carry_out_and_minutes_to_read(client, cast, novopskov):
    group = make_group(cast, novopskov)
    minutes = circulated(closed_meeting(group), cast)
    Decision.objects.update(responsible=member(group, "Mykola"))
    assert [desk_of(again(who), today=TODAY).minutes for who in (cast.mykola, cast.roman)] == [[minutes], []]
    desks = [desk_of(again(who), today=TODAY) for who in (cast.mykola, cast.halyna)]
    assert [[(row.decision.number, row.kind) for row in desk.to_carry_out] for desk in desks] == [
        [(1, "todo")],
        [],
    ]
    later = desk_of(again(cast.mykola), today=dt.date(2026, 12, 2))
    assert [row.kind for row in later.to_carry_out] == ["overdue"]
    client.force_login(cast.mykola)
    page = client.get("/en/work/").content.decode()
    assert f'/en/work/meetings/{minutes.meeting_id}/minutes/"' in page
    assert "ask for changes until 25 November" in page


@pytest.mark.parametrize(("who", "overdue"), [("bohdan", 1), ("larysa", 2)])
def test_coordinators_see_numbers_that_lead_to_the_board_and_never_the_inside(
    client, cast, form, novopskov, popasna, who, overdue
):
    from communities.models import Community, Oblast

    donetsk = Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька область", name_en="Donetsk oblast"
    )
    far = Community.objects.create(
        slug="vn", oblast=donetsk, name_uk="Велика Новосілка", name_en="Velyka Novosilka"
    )
    report = start(cast, form, novopskov, "2026-09")
    expected_of(novopskov)
    expected_of(far)
    expected_of(popasna, report=report, handed_in_at=AT, first_handed_in_on=TODAY)
    expected_of(popasna, stretch=stretch_from_slug("2026-11"), opened_at=None)
    letter_that_may_be_lost(cast.olena, novopskov)
    newest = desk_of(again(getattr(cast, who)), today=TODAY).watched.newest
    assert newest.period.slug == "2026-09"
    assert (newest.overdue, newest.with_head, newest.published) == (overdue, 1, 0)
    client.force_login(getattr(cast, who))
    page = client.get("/en/work/").content.decode()
    links = re.findall(r'href="(/en/work/board/[^"]*)"', page)
    assert links == [
        "/en/work/board/?about=2026-09&amp;state=overdue",
        "/en/work/board/?about=2026-09&amp;state=with_head",
        "/en/work/board/?about=2026-09&amp;state=published",
        "/en/work/board/",
    ]
    board = client.get(links[0].replace("&amp;", "&")).context["board"]
    assert board.number == overdue
    assert desk_of(again(getattr(cast, who)), today=TODAY).watched.letters == 1
    assert f"/work/reports/{report.pk}/" not in page


def letter_that_may_be_lost(person, community):
    notice = Notice.objects.create(key="k", person=person, kind="reports/opened", community=community, at=AT)
    Letter.objects.create(notice=notice, state=LetterState.UNKNOWN, written_at=AT, due_at=AT)


def test_before_anything_has_opened_the_desk_says_so(client, cast, novopskov):
    expected_of(novopskov, opened_at=None)
    client.force_login(cast.bohdan)
    page = client.get("/en/work/").content.decode()
    assert "No report has been asked for yet" in page
    assert "Open the board" in page


def test_a_head_who_also_writes_sees_both(cast, form, novopskov):
    Duty.objects.create(
        person=cast.petro, role=Role.REPORTING_OFFICER, community=novopskov, started_on=dt.date(2020, 1, 1)
    )
    start(cast, form, novopskov, "2026-09", State.SUBMITTED)
    desk = desk_of(again(cast.petro), today=TODAY)
    assert len(desk.to_check) == 1
    assert len(desk.to_write) == 2


@pytest.mark.parametrize("who", ["olena", "petro", "iryna", "halyna", "bohdan", "larysa", "admin"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, cast, form, novopskov, popasna, who):
    client.force_login(getattr(cast, who))
    counts = []
    for slug in (None, "2026-01", "2026-03", "2026-05", "2026-07", "2026-09"):
        if slug:
            for place in (novopskov, popasna):
                publish(place, slug, by=cast.petro)
        client.get("/en/work/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/work/").status_code == 200
        counts.append(len(queries))
    start(cast, form, novopskov, "2025-11")
    report = start(cast, form, popasna, "2025-11", State.SUBMITTED)
    for number in (1, 2, 3):
        entry = report.entries.get(section__number=number)
        entry.loans.create(lent_to=cast.iryna, lent_by=cast.olena, lent_at=AT)
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/work/")
    assert {*counts, len(queries)} == {counts[0]}
    assert counts[0] <= 8


@pytest.mark.parametrize("has_it", [True, False])
def test_the_second_step_is_suggested_until_it_is_there(client, cast, has_it):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    if has_it:
        TOTP.activate(cast.olena, generate_totp_secret())
    client.force_login(cast.olena)
    page = client.get("/en/work/").content.decode()
    assert ("Protect your account with a second step" in page) is not has_it


def line_of(page, period):
    """The line of the officer's list that is about this period."""
    [line] = [row for row in re.findall(r'<li class="desk-row">.*?</li>', page, re.DOTALL) if period in row]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line))


def test_olena_reads_what_is_late_and_when_it_locks(client, cast, form, novopskov):
    expected_of(novopskov, stretch=stretch_from_slug("2026-09"))
    start(cast, form, novopskov, "2026-09")
    client.force_login(cast.olena)
    line = line_of(client.get("/en/work/").content.decode(), "September–October 2026")
    assert "10 November 2026" in line
    assert "That was 13 days ago." in line
    assert "30 November 2026" in line


def test_what_has_not_opened_cannot_be_started_yet(client, cast, novopskov):
    expected_of(novopskov, stretch=stretch_from_slug("2026-11"), opened_at=None)
    client.force_login(cast.olena)
    page = client.get("/en/work/").content.decode()
    assert "Can be started from 20 December 2026" in line_of(page, "November–December 2026")
    assert "Start the report about November–December 2026" not in page


def test_an_older_period_that_may_still_be_begun_stays_on_the_desk_until_it_locks(cast, novopskov):
    row = expected_of(novopskov, stretch=stretch_from_slug("2026-05"))
    desk = desk_of(again(cast.olena), today=row.locks_on)
    assert "2026-05" in [each.period.slug for each in desk.to_write]
    row.unlocked_until_on, row.unlock_reason = TODAY, "The police were cut off."
    row.save()
    desk = desk_of(again(cast.olena), today=TODAY)
    assert "2026-05" in [each.period.slug for each in desk.to_write]
    desk = desk_of(again(cast.olena), today=TODAY + dt.timedelta(days=1))
    assert "2026-05" not in [each.period.slug for each in desk.to_write]
