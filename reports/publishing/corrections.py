"""Mending what was published. The version that residents read stays until the corrected one replaces it,
and stays readable after that."""

import datetime as dt

from django.db import transaction

from communities.models import User
from communities.shared import audit
from communities.shared.states import follow
from reports.models import Report
from reports.states import ARROWS, State, Step

REASON_MAX = 600  # characters


class NoReason(ValueError):
    """Residents read why a report was corrected, so there must be a reason."""


@transaction.atomic
def correct(report: Report, *, reason: str, by: User, at: dt.datetime) -> Report:
    """Open a published report for mending. Its author may write again; residents see the reason later.

    Raises `WrongState`, and `NoReason` when there is none or it is longer than `REASON_MAX`.
    """
    report = (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community")
        .get(pk=report.pk)
    )
    state = follow(ARROWS, state=State(report.state), step=Step.CORRECT)
    reason = reason.strip()
    if not reason or len(reason) > REASON_MAX:
        raise NoReason
    report.state, report.correction_reason = state, reason
    report.save(update_fields=["state", "correction_reason"])
    audit.record(
        "report.correction_started",
        target=report,
        by=by,
        at=at,
        community=report.community,
        details={"version": report.publications.count()},
    )
    return report
