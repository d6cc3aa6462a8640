"""The coordinator's board and its spreadsheet."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from communities.gates import fresh_proof_required
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
    oblasts, form = _asked(request, request.GET)
    filters, number = form.filters, request.GET.get("page")
    page = {
        "board": board_of(oblasts, filters=filters, number=number, today=clock.today()),
        "form": form,
        "oblasts": oblasts,
        "asked": request.GET.urlencode(),
    }
    return render(request, "reports/board.html", page)


@require_POST
@fresh_proof_required
def board_as_file(request: SignedInRequest) -> HttpResponse:
    """The same with all rows, as a workbook. The filters come in the form, not in the address: what waits
    for a proof goes on only where the address has no query."""
    oblasts, form = _asked(request, QueryDict(request.POST.get("board", "")))
    today = clock.today()
    content = board_file.export(oblasts, filters=form.filters, today=today, by=request.user, at=clock.now())
    name = f'attachment; filename="board-{today.isoformat()}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


def _asked(request: SignedInRequest, asked: QueryDict) -> tuple[list[Oblast], BoardFilterForm]:
    """Whose board, and what of it. 403 without such a duty, 404 for an oblast of somebody else."""
    oblasts = permissions.oblasts_watched(request.user)
    if not oblasts:
        raise PermissionDenied
    slug = asked.get("oblast")
    if slug and slug not in {oblast.slug for oblast in oblasts}:
        raise Http404
    return oblasts, BoardFilterForm(asked, oblasts=oblasts, today=clock.today())
