"""What an act on a report says about the expected one. Called inside the acts, in their transactions,
after the report is locked: always the report first, then its expected row."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from reports.cycle.days import CycleDays
from reports.cycle.rules import RuleBook
from reports.models import ExpectedReport, Publication, Report, Submission
from reports.states import State

BATCH = 500
FACTS = (
    "report",
    "handed_in_at",
    "first_handed_in_on",
    "is_complete",
    "return_due_on",
    "locks_on",
    "published_at",
)


def held(report: Report) -> ExpectedReport | None:
    """The expected row of a report, locked; None for a voluntary one."""
    return _locked(report=report)


def link(report: Report) -> None:
    """The report was started: its expected row points to it. Without a row it stays voluntary."""
    row = _locked(community=report.community_id, period=report.period_id)
    if row and row.report_id is None:
        row.report = report
        row.save(update_fields=["report"])


def handed_in(row: ExpectedReport | None, *, is_complete: bool, at: dt.datetime) -> None:
    """Its author says that it is done. The first day counts for “on time” for good."""
    if row is None:
        return
    row.handed_in_at = at
    row.first_handed_in_on = row.first_handed_in_on or timezone.localdate(at)
    row.is_complete = is_complete
    row.return_due_on, row.return_extension_reason = None, ""
    row.save(
        update_fields=[
            *("handed_in_at", "first_handed_in_on", "is_complete"),
            *("return_due_on", "return_extension_reason"),
        ]
    )


def sent_back(report: Report, *, is_complete: bool, at: dt.datetime) -> dt.date | None:
    """It is not handed in any more and gets a due day of its own, which comes back; the lock waits for it."""
    if (row := held(report)) is None:
        return None
    book = RuleBook([report.community.oblast_id])
    _return(row, days=book.days(report.community.oblast_id, report.period.stretch), at=at)
    row.is_complete = is_complete
    row.save(update_fields=["handed_in_at", "return_due_on", "locks_on", "is_complete"])
    return row.return_due_on


def published(report: Report, *, at: dt.datetime) -> None:
    """The first time counts."""
    ExpectedReport.objects.filter(report=report, published_at__isnull=True).update(published_at=at)


def adopt() -> int:
    """Link the reports that were started while their expected rows were missing, with all that happened
    to them since. A constant number of statements for each 500."""
    theirs = Report.objects.filter(community=OuterRef("community"), period=OuterRef("period"))
    rows = ExpectedReport.objects.filter(Exists(theirs), report__isnull=True)
    waiting = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(_adopt(waiting[start : start + BATCH]) for start in range(0, len(waiting), BATCH))


@transaction.atomic
def _adopt(batch: list[int]) -> int:
    reports = {
        (report.community_id, report.period_id): report
        for report in Report.objects.filter(
            community__expected_reports__in=batch, period=F("community__expected_reports__period")
        )
        .select_related("community", "period")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    }
    rows = list(
        ExpectedReport.objects.filter(pk__in=batch, report__isnull=True)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    book = RuleBook(report.community.oblast_id for report in reports.values())
    history = _History(reports.values())
    for row in rows:
        report = reports[row.community_id, row.period_id]
        row.report = report
        history.tell(row, report, days=book.days(report.community.oblast_id, report.period.stretch))
    ExpectedReport.objects.bulk_update(rows, FACTS, batch_size=BATCH)
    return len(rows)


class _History:
    """What was handed in, sent back and published of some reports. Two queries."""

    def __init__(self, reports: Iterable[Report]) -> None:
        ids = [report.pk for report in reports]
        self._submissions: dict[int, list[Submission]] = {}
        rows = Submission.objects.filter(report__in=ids).defer("content").order_by("number")
        for row in rows:
            self._submissions.setdefault(row.report_id, []).append(row)
        self._published_at: Mapping[int, dt.datetime] = dict(
            Publication.objects.filter(report__in=ids, version=1).values_list("report", "published_at")
        )

    def tell(self, row: ExpectedReport, report: Report, *, days: CycleDays) -> None:
        row.published_at = self._published_at.get(report.pk)
        submissions = self._submissions.get(report.pk)
        if not submissions:
            return
        first, last = submissions[0], submissions[-1]
        row.first_handed_in_on = timezone.localdate(first.submitted_at)
        row.handed_in_at = last.submitted_at
        row.is_complete = True  # nothing else can be handed in
        if report.state == State.RETURNED and last.returned_at:
            _return(row, days=days, at=last.returned_at)


def _return(row: ExpectedReport, *, days: CycleDays, at: dt.datetime) -> None:
    """Whoever handed in early keeps the day that everybody has."""
    due_on = max(row.due_on, timezone.localdate(at) + dt.timedelta(days=days.return_days))
    row.handed_in_at = None
    row.return_due_on = due_on
    row.locks_on = max(row.locks_on, due_on + dt.timedelta(days=days.grace_days))


def _locked(**which: object) -> ExpectedReport | None:
    return ExpectedReport.objects.filter(**which).select_for_update(of=("self",), no_key=True).first()
