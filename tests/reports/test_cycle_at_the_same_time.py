"""Two workers run the cycle in the same moment while people act: everything happens once."""

from collections import Counter

import pytest
from django.db import connection

from communities.models import AuditEntry, Notice
from reports.checking.submission import submit
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from reports.cycle.participation import join, leave
from reports.cycle.rules import set_rule
from reports.models import ExpectedReport, Participation
from reports.periods import stretch_from_slug
from reports.writing.drafting import open_report
from reports.writing.filling import SectionValues, save
from tests.reports import making
from tests.reports.expecting import SPRING, day, expected, many_communities, noon, takes_part, with_officers
from tests.reports.test_at_the_same_time import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]
NEXT = stretch_from_slug("2026-05")
MANY = 30


@pytest.fixture
def places(luhansk):
    found = many_communities(luhansk, MANY)
    with_officers(found)
    Participation.objects.bulk_create(
        Participation(community=each, from_on=day("2026-03-01")) for each in found
    )
    return found


def expect_on(text):
    return lambda: expect(today=day(text), at=noon(text))


def open_on(text):
    return lambda: open_due(today=day(text), at=noon(text))


def everything_worked(outcomes):
    assert [each for each in outcomes if isinstance(each, Exception)] == []


def test_four_expecters_make_each_row_once(places):
    outcomes = at_once(*[expect_on("2026-03-02")] * 4)
    everything_worked(outcomes)
    assert sorted(outcomes) == [0, 0, 0, 2 * MANY]
    assert ExpectedReport.objects.count() == 2 * MANY
    assert AuditEntry.objects.filter(act="cycle.expected").count() == 1


def test_four_openers_open_and_tell_once(places):
    expect_on("2026-04-20")()
    outcomes = at_once(*[open_on("2026-04-20")] * 4)
    everything_worked(outcomes)
    assert sorted(outcomes) == [0, 0, 0, MANY]
    assert Notice.objects.count() == MANY
    assert max(Counter(Notice.objects.values_list("person", flat=True)).values()) == 1
    assert AuditEntry.objects.filter(act="cycle.opened").count() == 1


def test_leaving_while_rows_are_made(places, cast):
    acts = [
        lambda place=place: leave(place, from_stretch=NEXT, by=cast.bohdan, at=noon("2026-03-02"))
        for place in places[:8]
    ]
    everything_worked(at_once(*acts, *[expect_on("2026-03-02")] * 3))
    expect_on("2026-03-02")()
    left = ExpectedReport.objects.filter(community__in=places[:8], period__starts_on=NEXT.starts_on)
    assert not left.exists(), "a row of a community that left"
    assert ExpectedReport.objects.count() == 2 * MANY - 8


def test_a_new_rule_while_rows_are_made(places, luhansk, cast):
    def rule():
        return set_rule(
            luhansk,
            from_stretch=NEXT,
            opens_on_day=25,
            due_after_days=5,
            on_time_after_days=5,
            locks_after_days=20,
            return_days=3,
            by=cast.bohdan,
            at=noon("2026-03-02"),
        )

    everything_worked(at_once(rule, *[expect_on("2026-03-02")] * 3))
    days = ExpectedReport.objects.filter(period__starts_on=NEXT.starts_on).values_list("due_on", flat=True)
    assert set(days) == {day("2026-07-05")}


def test_a_community_joins_once(novopskov, cast):
    outcomes = at_once(
        *[lambda: join(novopskov, from_stretch=NEXT, by=cast.bohdan, at=noon("2026-03-02"))] * 4
    )
    assert sum(isinstance(each, Participation) for each in outcomes) == 1
    assert Participation.objects.count() == 1


def test_a_report_is_started_while_its_row_is_made(novopskov, cast, form):
    takes_part(novopskov)

    def begin():
        return open_report(novopskov, stretch=SPRING, form=form, by=cast.olena, at=noon("2026-04-21"))

    everything_worked(at_once(begin, begin, expect_on("2026-04-21"), expect_on("2026-04-21")))
    expect_on("2026-04-21")()  # the next run, five minutes later
    assert expected(novopskov).report is not None


def test_handing_in_while_the_row_is_linked(novopskov, cast, form):
    report = making.report_about(novopskov, form, cast.olena)
    takes_part(novopskov)
    at = noon("2026-05-05")
    everything_worked(at_once(lambda: submit(report, by=cast.olena, at=at), *[expect_on("2026-05-05")] * 3))
    expect_on("2026-05-05")()
    row = expected(novopskov)
    assert (row.report, row.handed_in_at, row.first_handed_in_on) == (report, at, day("2026-05-05"))


def test_saving_while_periods_open(novopskov, cast, form):
    """A save holds the report, the opener the expected row: neither waits for the other."""
    report = making.report_about(novopskov, form, cast.olena)
    takes_part(novopskov)
    expect_on("2026-05-05")()
    entries = list(report.entries.all())

    def write(entry):
        return save(
            entry,
            SectionValues(narratives={"problem": "New."}),
            base_version=1,
            by=cast.olena,
            at=noon("2026-05-05"),
        )

    acts = [lambda entry=entry: write(entry) for entry in entries]
    everything_worked(at_once(*acts, *[open_on("2026-05-05")] * 3))
    assert expected(novopskov).opened_at is not None
