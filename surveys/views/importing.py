"""A file from the field: choose it, say what its columns are, look, confirm. For the wave's analyst only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communities.shared import clock
from communities.shared.body_limits import accepts_body
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from surveys import import_page, import_words, importing
from surveys.definition import definition_of
from surveys.forms.importing import UploadForm
from surveys.importing import AlreadyStored, MappedTwice, NotAccepted, NothingMapped, NotUsable
from surveys.models import SurveyImport, Wave
from surveys.reading.limits import LARGEST_FILE, Unreadable

LARGEST_UPLOAD = LARGEST_FILE + 1_000_000  # bytes: the file and what the browser puts around it


@accepts_body(LARGEST_UPLOAD)
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file of this wave."""
    wave = get_object_or_404(Wave.objects.visible_to(request.user), pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None, wave=wave)
    if form.is_valid() and (row := _uploaded(form, wave, request)) is not None:
        return redirect("surveys:import", row.pk)
    return render(request, "surveys/import_new.html", {"wave": wave, "form": form})


@never_cache
@require_GET
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the file stands, and what there is to do."""
    row = _own(request, pk)
    return _page(request, row)


@never_cache
@require_GET
def state(request: SignedInRequest, pk: int) -> JsonResponse:
    """For the script that watches: the state and how far it is, as a number and in words."""
    row = _own(request, pk)
    return JsonResponse({"state": row.state, "progress": row.progress, "words": import_words.how_far(row)})


@require_POST
def map_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    try:
        told = import_page.told_by(request.POST, row)
        importing.map_columns(row, told, by=request.user, at=clock.now())
    except KeyError:
        messages.error(request, _("Choose from the list what a column is."))
    except NothingMapped:
        messages.error(request, _("No column is a question yet. Say of at least one which question it is."))
    except MappedTwice as refusal:
        definition = definition_of(row.wave.questionnaire)
        words = _("These columns cannot all be “%(question)s”: %(columns)s. Leave one of them out.")
        names = ", ".join(refusal.columns)
        said = import_page.choice_label(refusal.target, definition)
        messages.error(request, words % {"question": said, "columns": names})
    except WrongState:
        messages.warning(request, _("The file has moved on meanwhile."))
    return redirect("surveys:import", pk)


@require_POST
def map_again(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        importing.map_again(_own(request, pk))
    except WrongState:
        messages.warning(request, _("The file has moved on meanwhile."))
    return redirect("surveys:import", pk)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    try:
        importing.confirm(row, accepted="accepted" in request.POST, by=request.user, at=clock.now())
    except NotUsable:
        messages.error(request, _("Correct what is wrong in the file, then upload it once more."))
    except NotAccepted:
        messages.error(request, _("Say first that the answers listed below may be left out."))
    except AlreadyStored as refusal:
        messages.error(request, _already(refusal.row))
    except WrongState:
        messages.warning(request, _("The file has moved on meanwhile."))
    return redirect("surveys:import", pk)


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    try:
        importing.discard(row, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("The file has moved on meanwhile."))
        return redirect("surveys:import", pk)
    messages.success(request, _("The file was thrown away. Nothing of it was kept."))
    return redirect("surveys:my_wave", row.wave_id)


def _own(request: SignedInRequest, pk: int) -> SurveyImport:
    rows = SurveyImport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("wave__questionnaire", "community"), pk=pk)


def _page(request: HttpRequest, row: SurveyImport) -> HttpResponse:
    stage = import_page.stage(row)
    page: dict[str, object] = {"row": row, "wave": row.wave}
    if stage == "mapping":
        page["mapping"] = import_page.mapping_page(row)
        page["separator"] = import_words.separator_in_words(row.counts.get("separator", ""))
    elif stage == "working":
        page["words"] = import_words.how_far(row)
    elif stage == "preview":
        page["preview"] = import_page.preview(row)
    elif "trouble" in row.counts:
        page["why"] = import_words.why_refused(row.counts)
    return render(request, f"surveys/import_{stage}.html", page)


def _uploaded(form: UploadForm, wave: Wave, request: SignedInRequest) -> SurveyImport | None:
    """None when the form now says what is wrong."""
    file = form.cleaned_data["file"]
    try:
        return importing.upload(
            wave,
            file=file,
            size=file.size,
            file_name=file.name,
            community=form.cleaned_data.get("community"),
            is_aggregate=form.cleaned_data["is_aggregate"],
            by=request.user,
            at=clock.now(),
        )
    except Unreadable as refusal:
        form.add_error("file", import_words.refusal_in_words(refusal))
    except AlreadyStored as refusal:
        form.add_error("file", _already(refusal.row))
    except importing.TooManyUnfinished:
        form.add_error(
            None, _("Ten files of this wave wait already. Finish or throw away some of them first.")
        )
    return None


def _already(row: SurveyImport) -> str:
    when = date_format(localtime(row.stored_at or row.uploaded_at), "DATETIME_FORMAT")
    return _("This very file was imported into this wave already, on %(when)s.") % {"when": when}
