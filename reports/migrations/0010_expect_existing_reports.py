"""Reports that were written before the cycle had rows: each gets its expected row, its community takes part.

Nothing of the past is asked for afterwards: a community takes part from the running period on, or from the
one after its newest report. A report that is still being written although its lock would have passed gets no
row: it stays voluntary and open, as it was.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

BATCH = 500
# The rhythm that holds without a rule of an oblast; there is none yet. Days after the end of the period.
OPENS_ON_DAY, DUE, LOCKS, RETURN = 20, dt.timedelta(10), dt.timedelta(30), dt.timedelta(7)


def expect_existing(apps: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """A constant number of statements for each 500 reports."""
    today = timezone.localdate()
    ids = list(apps.get_model("reports", "Report").objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _expect(apps, ids[start : start + BATCH], today=today)
    _take_part(apps, today=today)


def _expect(apps: Any, ids: list[int], *, today: dt.date) -> None:
    expected_report = apps.get_model("reports", "ExpectedReport")
    submissions: dict[int, list[tuple[dt.datetime, dt.datetime | None]]] = {}
    rows = apps.get_model("reports", "Submission").objects.filter(report__in=ids).order_by("number")
    for report, submitted_at, returned_at in rows.values_list("report", "submitted_at", "returned_at"):
        submissions.setdefault(report, []).append((submitted_at, returned_at))
    publications = apps.get_model("reports", "Publication").objects.filter(report__in=ids, version=1)
    published = dict(publications.values_list("report", "published_at"))
    reports = apps.get_model("reports", "Report").objects.filter(pk__in=ids).select_related("period")
    made: Iterable[Any] = [
        expected_report(**_row(each, submissions.get(each.pk, []), published.get(each.pk)))
        for each in reports
    ]
    expected_report.objects.bulk_create(
        [
            row
            for row in made
            if row.handed_in_at is not None or row.published_at is not None or row.locks_on >= today
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _row(
    report: Any,
    submissions: list[tuple[dt.datetime, dt.datetime | None]],
    published_at: dt.datetime | None,
) -> dict[str, Any]:
    ends_on = report.period.ends_on
    row = {
        "community_id": report.community_id,
        "period_id": report.period_id,
        "report_id": report.pk,
        "opens_on": ends_on.replace(day=OPENS_ON_DAY),
        "planned_due_on": ends_on + DUE,
        "due_on": ends_on + DUE,
        "on_time_on": ends_on + DUE,
        "locks_on": ends_on + LOCKS,
        "opened_at": report.started_at,
        "published_at": published_at,
    }
    if not submissions:
        return row
    last_submitted_at, returned_at = submissions[-1]
    row |= {
        "first_handed_in_on": timezone.localdate(submissions[0][0]),
        "handed_in_at": last_submitted_at,
        "is_complete": True,  # nothing else could be handed in
    }
    if report.state == "returned" and returned_at:
        return_due_on = max(row["due_on"], timezone.localdate(returned_at) + RETURN)
        row |= {
            "handed_in_at": None,
            "return_due_on": return_due_on,
            "locks_on": max(row["locks_on"], return_due_on + LOCKS - DUE),
        }
    return row


def _take_part(apps: Any, *, today: dt.date) -> None:
    participation = apps.get_model("reports", "Participation")
    running = _first_day(today)
    newest: dict[int, dt.date] = {}
    reports = apps.get_model("reports", "Report").objects.order_by("period__starts_on")
    for community, ends_on in reports.values_list("community", "period__ends_on"):
        newest[community] = ends_on + dt.timedelta(days=1)
    there = set(participation.objects.values_list("community", flat=True))
    participation.objects.bulk_create(
        [
            participation(community_id=community, from_on=max(running, after))
            for community, after in newest.items()
            if community not in there
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _first_day(day: dt.date) -> dt.date:
    """Of the two-month period that contains this day."""
    return day.replace(month=day.month - (day.month - 1) % 2, day=1)


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_year")]

    operations = [migrations.RunPython(expect_existing, migrations.RunPython.noop)]
