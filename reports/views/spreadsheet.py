"""The report as a workbook and as a blank paper form: out, and filled in back again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communities.shared import clock
from communities.shared.body_limits import accepts_body
from communities.shared.pdf import PdfFailed
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from reports import permissions
from reports.cycle.locking import Locked
from reports.forms.spreadsheet import UploadForm
from reports.models import Report
from reports.offline import blank_form, spreadsheet, spreadsheet_upload
from reports.offline.spreadsheet_upload import WrongFile
from reports.writing.filling import SavedMeanwhile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UPLOAD = 11_000_000  # bytes: a file of 10 MB and what the browser puts around it


@require_GET
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    report = _whole_report(request, pk)
    content = spreadsheet.workbook_of(report, language=get_language() or "uk")
    return _attachment(content, XLSX, f"{_file_name(report)}.xlsx")


@require_GET
def blank(request: SignedInRequest, pk: int) -> HttpResponse:
    report = _whole_report(request, pk)
    try:
        content = blank_form.blank_form_of(report, language=get_language() or "uk")
    except PdfFailed:
        messages.error(request, _("The PDF could not be drawn just now. Try again in a minute."))
        return redirect("reports:tasks", pk)
    return _attachment(content, "application/pdf", f"{_file_name(report)}-blank.pdf")


@accepts_body(LARGEST_UPLOAD)
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file; then the preview. Nothing is saved here."""
    report = _fillable_report(request, pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            found = spreadsheet_upload.read_upload(form.cleaned_data["file"].read(), report=report)
        except WrongFile as refusal:
            form.add_error("file", str(refusal))
        else:
            token = spreadsheet_upload.sealed(found, report, by=request.user)
            context = {"report": report, "upload": found, "token": token}
            return render(request, "reports/spreadsheet_preview.html", context)
    return render(request, "reports/spreadsheet_upload.html", {"report": report, "form": form})


@accepts_body(LARGEST_UPLOAD)
@require_POST
def store(request: SignedInRequest, pk: int) -> HttpResponse:
    report = _fillable_report(request, pk)
    try:
        changed = spreadsheet_upload.store(
            report, request.POST.get("token", ""), by=request.user, at=clock.now()
        )
    except WrongFile as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:spreadsheet_upload", pk)
    except SavedMeanwhile:
        messages.warning(
            request,
            _("Somebody saved a section meanwhile. Nothing was taken over; look at the file once more."),
        )
        return redirect("reports:spreadsheet_upload", pk)
    except WrongState:
        messages.warning(request, _("The report was handed in meanwhile. Nothing was taken over."))
        return redirect("reports:tasks", pk)
    except Locked as refusal:
        messages.error(request, _("Nothing was taken over; keep your file."))
        messages.error(request, refusal.lock.words)
        messages.error(request, refusal.lock.what_to_do)
        return redirect("reports:tasks", pk)
    words = ngettext("%(count)s section was filled in.", "%(count)s sections were filled in.", changed)
    messages.success(request, words % {"count": changed})
    return redirect("reports:tasks", pk)


def _whole_report(request: SignedInRequest, pk: int) -> Report:
    visible = Report.objects.visible_to(request.user).select_related("community", "period", "form")
    report = get_object_or_404(visible, pk=pk)
    if not permissions.can_see_whole(request.user, report):
        raise PermissionDenied
    return report


def _fillable_report(request: SignedInRequest, pk: int) -> Report:
    report = _whole_report(request, pk)
    if not permissions.can_submit(request.user, report):
        raise PermissionDenied
    return report


def _file_name(report: Report) -> str:
    return f"{report.community.slug}-{report.period.slug}"


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
