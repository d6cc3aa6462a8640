"""The coordinator's board and its spreadsheet."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from communities.models import Oblast
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.cycle import board_file
from reports.cycle.board import board_of
from reports.forms.cycle import BoardFilterForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """Communities by periods, of the oblasts this person coordinates."""
    oblasts, form = _asked(request)
    filters, number = form.filters, request.GET.get("page")
    page = {
        "board": board_of(oblasts, filters=filters, number=number, today=clock.today()),
        "form": form,
        "oblasts": oblasts,
        "asked": request.GET.urlencode(),
    }
    return render(request, "reports/board.html", page)


@require_GET
def board_as_file(request: SignedInRequest) -> HttpResponse:
    """The same with all rows, as a workbook."""
    oblasts, form = _asked(request)
    today = clock.today()
    content = board_file.export(oblasts, filters=form.filters, today=today, by=request.user, at=clock.now())
    name = f'attachment; filename="board-{today.isoformat()}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


def _asked(request: SignedInRequest) -> tuple[list[Oblast], BoardFilterForm]:
    """Whose board, and what of it. 403 without such a duty, 404 for an oblast of somebody else."""
    oblasts = permissions.oblasts_watched(request.user)
    if not oblasts:
        raise PermissionDenied
    slug = request.GET.get("oblast")
    if slug and slug not in {oblast.slug for oblast in oblasts}:
        raise Http404
    return oblasts, BoardFilterForm(request.GET, oblasts=oblasts, today=clock.today())
