"""Keeping “complete” true for reports that are still being written, without one more query for a save.

Each save adds one to the version of a section, so the sum of a report's versions says whether anything
changed since its completeness was last computed. Handing in and sending back compute it themselves.
"""

from django.db import transaction
from django.db.models import F, Sum

from reports.answers import content
from reports.answers.completeness import report_status
from reports.editions.form_definition import definition_of
from reports.models import ExpectedReport, Report

BATCH = 500


def complete_due() -> int:
    """Compute it anew for every report that is not handed in and was written in since; how many there were.

    A constant number of statements for each 500 reports.
    """
    changed = dict(
        ExpectedReport.objects.filter(report__isnull=False, handed_in_at__isnull=True)
        .annotate(version=Sum("report__entries__version"))
        .exclude(version=F("weighed_version"))
        .order_by("pk")
        .values_list("pk", "version")
    )
    ids = list(changed)
    for start in range(0, len(ids), BATCH):
        _weigh({pk: changed[pk] for pk in ids[start : start + BATCH]})
    return len(ids)


@transaction.atomic
def _weigh(versions: dict[int, int]) -> None:
    """The versions were read before the content: what is saved in between is computed by the next run."""
    rows = list(
        ExpectedReport.objects.filter(pk__in=versions, handed_in_at__isnull=True)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    said = content.of_many(
        Report.objects.filter(pk__in=[row.report_id for row in rows]).select_related("form")
    )
    for row in rows:
        report, its_content = said[row.report_id or 0]
        status = report_status(definition_of(report.form), its_content, frozenset())
        row.is_complete, row.weighed_version = status.is_ready, versions[row.pk]
    ExpectedReport.objects.bulk_update(rows, ["is_complete", "weighed_version"], batch_size=BATCH)
