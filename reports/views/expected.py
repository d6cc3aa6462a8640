"""The page of one expected report, and what its coordinator decides about it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from communities.shared import clock
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.cycle.expected_page import expected_page
from reports.models import ExpectedReport


@require_safe
def expected(request: SignedInRequest, pk: int) -> HttpResponse:
    """Days, facts, reminders and history; decisions for its coordinator."""
    row = _known(request, pk)
    page = {
        "expected": row,
        "page": expected_page(row, today=clock.today()),
        "may_decide": permissions.can_decide(request.user, row),
    }
    return render(request, "reports/expected.html", page)


def _known(request: SignedInRequest, pk: int) -> ExpectedReport:
    rows = ExpectedReport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("community__oblast", "period", "report"), pk=pk)
