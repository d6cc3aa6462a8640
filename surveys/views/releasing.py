"""What residents will read of a wave in one community, and the button."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.gates import fresh_proof_required
from communities.models import Community
from communities.shared import canonical, clock
from communities.shared.requests import SignedInRequest
from surveys import publication
from surveys.correction import Correction, between
from surveys.definition import QuestionnaireDefinition, definition_of
from surveys.forms.waves import PublishResultsForm
from surveys.models import Wave, WavePublication
from surveys.results import PublicTable
from surveys.sheet import present
from surveys.views.desk import found


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def my_results(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    """The preview is what `publish` would freeze; it publishes only what was looked at."""
    wave = found(request, pk)
    place = get_object_or_404(wave.communities.select_related("oblast"), slug=slug)
    table = _preview(wave, place)
    in_force = WavePublication.objects.newest().filter(wave=wave, community=place).first()
    seen = canonical.checksum(table.as_json())
    form = PublishResultsForm(
        request.POST if request.method == "POST" else None,
        is_new_version=in_force is not None,
        initial={"seen": seen},
    )
    if form.is_valid() and form.cleaned_data["seen"] == seen:
        return _publish(request, wave, place, reason=form.cleaned_data.get("reason", ""))
    if form.is_bound and not form.errors:
        messages.warning(
            request, _("The results changed while you looked at them. Look again, then publish.")
        )
        return redirect("surveys:my_results", pk, slug)
    definition = definition_of(wave.questionnaire)
    page = {
        "wave": wave,
        "community": place,
        "sheet": present(table, definition, language=get_language() or "uk"),
        "hidden": sum(cell.hidden is not None for cell in table.cells),
        "uncertain": sum(cell.is_uncertain for cell in table.cells),
        "correction": _correction(table, in_force, definition),
        "in_force": in_force,
        "is_new": in_force is None or in_force.sha256 != seen,
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "surveys/my_results.html", page, status=status)


def _correction(
    table: PublicTable, in_force: WavePublication | None, definition: QuestionnaireDefinition
) -> Correction:
    if in_force is None:
        return Correction()
    return between(PublicTable.from_json(in_force.facts), table, definition)


def _preview(wave: Wave, place: Community) -> PublicTable:
    try:
        return publication.preview(wave, place)
    except (publication.NothingCounted, publication.NotInWave) as problem:
        raise Http404 from problem


def _publish(request: SignedInRequest, wave: Wave, place: Community, *, reason: str) -> HttpResponse:
    try:
        made = publication.publish(wave, place, by=request.user, at=clock.now(), reason=reason)
    except publication.NothingNew:
        messages.info(request, _("Nothing was changed: residents read exactly this already."))
    except publication.ReasonMissing:  # somebody published meanwhile, in another window
        messages.warning(request, _("A version was published meanwhile. Say why there is a new one."))
        return redirect("surveys:my_results", wave.pk, place.slug)
    else:
        words = _("Version %(number)s of the results of %(community)s is published.")
        messages.success(request, words % {"number": made.version, "community": place.name})
    return redirect("surveys:my_wave", wave.pk)
