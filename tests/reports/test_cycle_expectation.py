"""Expected reports are rows: made ahead, made up for after an outage, each once, in few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import AuditEntry, Notice
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from reports.models import ExpectedReport, Participation
from reports.periods import stretch_from_slug
from tests.reports import making
from tests.reports.expecting import (
    day,
    expected,
    many_communities,
    noon,
    run,
    takes_part,
    with_officers,
)


def slugs(community):
    rows = ExpectedReport.objects.filter(community=community).select_related("period")
    return sorted(row.period.slug for row in rows)


def test_the_running_and_the_next_period_are_expected(novopskov):
    takes_part(novopskov)
    assert run("2026-03-02") == (2, 0)
    assert slugs(novopskov) == ["2026-03", "2026-05"]
    row = expected(novopskov)
    days = (row.opens_on, row.planned_due_on, row.due_on, row.on_time_on, row.locks_on)
    assert [each.isoformat() for each in days] == [
        "2026-04-20",
        "2026-05-10",
        "2026-05-10",
        "2026-05-10",
        "2026-05-30",
    ]
    assert (row.opened_at, row.report, row.handed_in_at, row.is_complete) == (None, None, None, False)


def test_a_second_run_makes_nothing_and_leaves_no_trace(novopskov, popasna):
    takes_part(novopskov)
    takes_part(popasna)
    assert run("2026-03-02") == (4, 0)
    assert run("2026-03-02") == (0, 0)
    assert AuditEntry.objects.get(act="cycle.expected").details == {
        "count": 4,
        "from": "2026-03",
        "to": "2026-05",
    }


def test_what_was_missed_is_made_up_for(novopskov):
    takes_part(novopskov, from_on="2025-01-01")
    assert run("2026-03-02")[0] == 9
    assert slugs(novopskov)[0] == "2025-01"
    ExpectedReport.objects.filter(community=novopskov, period__starts_on="2025-05-01").delete()
    assert run("2026-03-02")[0] == 1, "a hole in the middle is filled too"


def test_who_joins_later_or_left_is_expected_for_their_periods_only(novopskov, popasna, luhansk):
    takes_part(novopskov, from_on="2026-07-01")
    Participation.objects.create(community=popasna, from_on=day("2025-11-01"), until_on=day("2026-03-01"))
    assert run("2026-03-02")[0] == 2
    assert (slugs(novopskov), slugs(popasna)) == ([], ["2025-11", "2026-01"])
    assert run("2026-05-02")[0] == 1
    assert slugs(novopskov) == ["2026-07"]


def test_a_community_that_came_back_is_expected_in_both_times(novopskov):
    Participation.objects.create(community=novopskov, from_on=day("2025-07-01"), until_on=day("2025-09-01"))
    takes_part(novopskov, from_on="2026-01-01")
    run("2026-03-02")
    assert slugs(novopskov) == ["2025-07", "2026-01", "2026-03", "2026-05"]


def test_a_report_started_meanwhile_is_linked_with_all_that_happened(cast, novopskov, form):
    making.published(
        making.report_about(novopskov, form, cast.olena), author=cast.olena, head=cast.petro, at=making.NOW
    )
    takes_part(novopskov)
    run("2026-05-05")
    row = expected(novopskov)
    assert row.report.state == "published"
    assert (row.handed_in_at, row.first_handed_in_on) == (making.NOW, making.NOW.date())
    assert row.is_complete
    assert row.published_at == making.NOW + 2 * making.HOUR


def test_opening_tells_the_officers_once(cast, novopskov):
    takes_part(novopskov)
    assert run("2026-04-19") == (2, 0)
    assert run("2026-04-20") == (0, 1)
    assert run("2026-04-20") == (0, 0)
    row = expected(novopskov)
    assert row.opened_at == noon("2026-04-20")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.community) == (cast.olena, "reports/opened", novopskov)
    assert notice.facts == {
        "community": {"uk": "Новопсковський район", "en": "Novopskov district"},
        "period": {"uk": "березень–квітень 2026", "en": "March–April 2026"},
        "due_on": "2026-05-10",
        "locks_on": "2026-05-30",
    }
    assert notice.link == "/work/reports/start/"
    assert AuditEntry.objects.get(act="cycle.opened").details == {"count": 1, "period": "2026-03"}


def test_after_half_a_year_everything_opens_and_only_the_newest_is_told(cast, novopskov):
    takes_part(novopskov, from_on="2025-09-01")
    assert run("2026-05-02") == (6, 4)
    assert [notice.facts["period"]["en"] for notice in Notice.objects.all()] == ["March–April 2026"]


def test_nobody_is_told_of_what_is_locked_or_excused(cast, novopskov, popasna):
    takes_part(novopskov, from_on="2025-09-01")
    takes_part(popasna)
    expect(today=day("2026-04-01"), at=noon("2026-04-01"))
    ExpectedReport.objects.filter(community=popasna).update(excuse="blackout", excuse_reason="No power.")
    Participation.objects.filter(community=novopskov).update(until_on=day("2025-11-01"))
    ExpectedReport.objects.filter(community=novopskov, period__starts_on__gte="2025-11-01").delete()
    assert open_due(today=day("2026-04-20"), at=noon("2026-04-20")) == 2
    assert not Notice.objects.exists()


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len([query for query in seen if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize("act", ["expect", "open"])
def test_the_statements_for_a_batch_do_not_grow_with_it(luhansk, act):
    """What SQLite splits because of its limit of variables is counted once."""
    today = day("2026-04-21")
    counts = []
    for first, size in ((0, 3), (3, 40)):
        places = many_communities(luhansk, size, first=first)
        with_officers(places)
        Participation.objects.bulk_create(
            Participation(community=place, from_on=day("2026-03-01")) for place in places
        )
        if act == "open":
            expect(today=today, at=noon(today))
        verb = expect if act == "expect" else open_due
        counts.append(statements(lambda verb=verb: verb(today=today, at=noon(today))))
    room = 8 if connection.vendor == "sqlite" else 0
    assert counts[1] - counts[0] <= room, counts
    assert counts[0] <= 20


def test_days_are_those_of_kyiv(novopskov):
    """The last evening of February by UTC is the first of March in Kyiv."""
    takes_part(novopskov)
    expect(today=dt.date(2026, 3, 1), at=dt.datetime(2026, 2, 28, 22, 30, tzinfo=dt.UTC))
    assert slugs(novopskov) == ["2026-03", "2026-05"]
    assert expected(novopskov, stretch_from_slug("2026-05")).opens_on == day("2026-06-20")
