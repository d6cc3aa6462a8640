"""The analyst deletes the single answers of a wave before their day."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.gates import fresh_proof_required
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from surveys import retention
from surveys.forms.waves import DeleteAnswersForm
from surveys.models import ImportState
from surveys.views.desk import found


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def delete_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    wave = found(request, pk)
    form = DeleteAnswersForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            deleted = retention.delete_now(wave, by=request.user, at=clock.now())
        except retention.NotDeleted:
            messages.error(
                request,
                _("The disk did not let go of a file. Nothing is marked as deleted: tell the operator."),
            )
        else:
            words = ngettext(
                "The single answers of %(count)s file are deleted. The results stay.",
                "The single answers of %(count)s files are deleted. The results stay.",
                deleted,
            )
            messages.success(request, words % {"count": deleted})
        return redirect("surveys:my_wave", pk)
    gone = [ImportState.REFUSED, ImportState.DISCARDED]
    files = wave.imports.filter(answers_deleted_at__isnull=True).exclude(state__in=gone)
    files = files.defer("columns", "mapping", "problems").select_related("community")
    page = {"wave": wave, "files": files, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "surveys/answers_delete.html", page, status=status)
