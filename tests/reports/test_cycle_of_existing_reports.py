"""The migration that gives rows to reports older than the cycle says what `claims.adopt` would say."""

from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.checking import submission
from reports.cycle import claims
from reports.models import ExpectedReport, Participation, Period
from reports.periods import stretch_from_slug
from reports.writing.drafting import open_report
from tests.reports import making
from tests.reports.expecting import day, many_communities, noon, run

FACTS = (
    "handed_in_at",
    "first_handed_in_on",
    "return_due_on",
    "locks_on",
    "published_at",
    "is_complete",
    "due_on",
    "opens_on",
    "on_time_on",
)
migration = import_module("reports.migrations.0010_expect_existing_reports")


def migrate(on):
    with time_machine.travel(noon(on), tick=False):
        migration.expect_existing(apps, None)


def rows():
    return {row.pop("report"): row for row in ExpectedReport.objects.values("report", *FACTS)}


@pytest.fixture
def history(cast, novopskov, popasna, form):
    """A published report on time, one sent back, one handed in late, a draft."""

    def about(slug, community=novopskov, by=cast.olena):
        return making.report_about(community, form, by, stretch=stretch_from_slug(slug))

    published = about("2025-11")
    making.published(published, author=cast.olena, head=cast.petro, at=noon("2026-01-10"))
    late = about("2026-01")
    submission.submit(late, by=cast.olena, at=noon("2026-03-20"))
    returned = about("2026-01", popasna, cast.vira)
    submission.submit(returned, by=cast.vira, at=noon("2026-03-05"))
    submission.send_back(returned, questions={}, message="Why?", by=cast.roman, at=noon("2026-05-02"))
    return {"published": published, "late": late, "returned": returned, "draft": about("2026-03")}


def test_each_report_gets_the_row_it_would_have_had(history, novopskov, popasna):
    migrate("2026-05-04")
    computed = rows()
    assert set(computed) == {report.pk for report in history.values()}
    by_hand = ExpectedReport.objects.values("pk", "community", "period", "opened_at")
    assert all(row["opened_at"] for row in by_hand)
    for row in ExpectedReport.objects.all():  # as `expect` makes them, before anything was linked
        ExpectedReport.objects.filter(pk=row.pk).update(
            report=None,
            handed_in_at=None,
            first_handed_in_on=None,
            return_due_on=None,
            published_at=None,
            is_complete=False,
            locks_on=row.period.ends_on.fromordinal(row.period.ends_on.toordinal() + 30),
        )
    assert claims.adopt() == 4
    assert rows() == computed
    assert computed[history["late"].pk]["first_handed_in_on"] == day("2026-03-20")
    assert computed[history["returned"].pk]["return_due_on"] == day("2026-05-09")
    assert computed[history["published"].pk]["published_at"] == noon("2026-01-10") + 2 * making.HOUR


def test_communities_with_reports_take_part_from_now_on(history, novopskov, popasna, luhansk):
    many_communities(luhansk, 1)
    migrate("2026-05-04")
    joined = dict(Participation.objects.values_list("community__slug", "from_on"))
    assert joined == {"novopskov": day("2026-05-01"), "popasna": day("2026-05-01")}
    assert run("2026-05-04")[0] == 4  # May-June and July-August of both, nothing of the past


def test_a_second_time_changes_nothing(history):
    migrate("2026-05-04")
    before = rows()
    migrate("2026-05-04")
    assert rows() == before
    assert Participation.objects.count() == 2


def test_a_draft_about_long_ago_is_not_locked_by_surprise(cast, novopskov, form):
    draft = making.report_about(novopskov, form, cast.olena, stretch=stretch_from_slug("2025-07"))
    migrate("2026-05-04")
    assert not ExpectedReport.objects.exists()
    submission.submit(draft, by=cast.olena, at=noon("2026-05-05"))


def test_an_empty_site_stays_empty(db):
    migrate("2026-05-04")
    assert (ExpectedReport.objects.count(), Participation.objects.count(), Period.objects.count()) == (
        0,
        0,
        0,
    )


def test_statements_do_not_grow_with_the_reports(luhansk, cast, form):
    def count():
        with CaptureQueriesContext(connection) as seen:
            migrate("2026-05-04")
        return len(seen)

    counts = []
    for first, size in ((0, 2), (2, 20)):
        for place in many_communities(luhansk, size, first=first):
            open_report(
                place, stretch=stretch_from_slug("2026-03"), form=form, by=cast.olena, at=noon("2026-05-01")
            )
        counts.append(count())
    assert counts[1] <= counts[0] + (2 if connection.vendor == "sqlite" else 0), counts
