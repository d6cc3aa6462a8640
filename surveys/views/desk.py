"""The analyst's waves: the list, the passport, the communities, hand-over, the form for the field."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.alphabet import in_order
from communities.gates import fresh_proof_required
from communities.models import Community
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from surveys import analyst_page, permissions, waves, xlsform
from surveys.definition import definition_of
from surveys.forms.waves import (
    AnotherCommunityForm,
    HandOverWaveForm,
    NewWaveForm,
    QuestionnaireForm,
    WaveForm,
)
from surveys.models import Questionnaire, Wave

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEWEST_ACTS = 30  # lines of the trail


def found(request: SignedInRequest, pk: int) -> Wave:
    """A wave that is this person's work; for everybody else there is no such page."""
    waves_in_sight = Wave.objects.visible_to(request.user).select_related("questionnaire", "analyst")
    return get_object_or_404(waves_in_sight, pk=pk)


@require_safe
def my_waves(request: SignedInRequest) -> HttpResponse:
    """The analyst's own waves; a national coordinator reads the names of all, without their inside."""
    if not permissions.can_see_list(request.user):
        raise PermissionDenied
    own = Wave.objects.visible_to(request.user)
    others = Wave.objects.none()
    if permissions.sees_all_names(request.user):
        others = Wave.objects.exclude(pk__in=own.values("pk"))
    page = {
        "own": analyst_page.on_list(own),
        "others": [
            (row, permissions.can_hand_over(request.user, row.wave)) for row in analyst_page.on_list(others)
        ],
        "may_make": permissions.can_make_wave(request.user),
        "sees_all": permissions.sees_all_names(request.user),
    }
    return render(request, "surveys/waves.html", page)


@require_safe
def my_wave(request: SignedInRequest, pk: int) -> HttpResponse:
    return _wave_page(request, found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def new_wave(request: SignedInRequest) -> HttpResponse:
    if not permissions.can_make_wave(request.user):
        raise PermissionDenied
    if not Questionnaire.objects.exists():
        return render(request, "surveys/no_questionnaire.html", status=HTTPStatus.CONFLICT)
    form = NewWaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        wave = waves.make_wave(
            {name: said[name] for name in waves.WRITTEN},
            questionnaire=said["questionnaire"],
            communities=[said["community"]],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The wave is made. Nobody but you sees it until you publish results."))
        return redirect("surveys:my_wave", wave.pk)
    return render(request, "surveys/wave_new.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change_wave(request: SignedInRequest, pk: int) -> HttpResponse:
    wave = found(request, pk)
    form = WaveForm(request.POST if request.method == "POST" else None, instance=found(request, pk))
    if form.is_valid():
        waves.change_wave(wave, form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("The passport is saved."))
        return redirect("surveys:my_wave", pk)
    return render(request, "surveys/wave_change.html", {"wave": wave, "form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change_questionnaire(request: SignedInRequest, pk: int) -> HttpResponse:
    wave = found(request, pk)
    form = QuestionnaireForm(
        request.POST if request.method == "POST" else None, initial={"questionnaire": wave.questionnaire_id}
    )
    if form.is_valid():
        try:
            chosen = form.cleaned_data["questionnaire"]
            waves.change_questionnaire(wave, chosen, by=request.user, at=clock.now())
        except waves.QuestionnaireInUse:
            messages.warning(request, _("Answers to this questionnaire have come back: it stays."))
        else:
            messages.success(request, _("The questionnaire is chosen."))
        return redirect("surveys:my_wave", pk)
    page = {"wave": wave, "form": form, "is_in_use": waves.is_in_use(wave)}
    return render(request, "surveys/wave_questionnaire.html", page, status=_status(form))


@require_POST
def add_community(request: SignedInRequest, pk: int) -> HttpResponse:
    wave = found(request, pk)
    form = AnotherCommunityForm(request.POST, wave=wave)
    if not form.is_valid():
        return _wave_page(request, wave, form=form)
    place = form.cleaned_data["community"]
    waves.add_community(wave, place, by=request.user, at=clock.now())
    messages.success(request, _("%(community)s is part of the wave.") % {"community": place.name})
    return redirect("surveys:my_wave", pk)


@require_POST
def remove_community(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    wave = found(request, pk)
    place = get_object_or_404(wave.communities, slug=slug)
    try:
        waves.remove_community(wave, place, by=request.user, at=clock.now())
    except waves.HasResults:
        messages.warning(request, _("There are files or results of this community: it stays in the wave."))
    except waves.LastCommunity:
        messages.warning(request, _("A wave is about at least one community. Add another one first."))
    else:
        messages.success(request, _("%(community)s left the wave.") % {"community": place.name})
    return redirect("surveys:my_wave", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """To another analyst; a national coordinator does it when the analyst serves no longer."""
    wave = _to_hand_over(request, pk)
    form = HandOverWaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            waves.hand_over(wave, to=to, by=request.user, at=clock.now())
        except waves.NotAnAnalyst:
            form.add_error(
                "to", _("This person does not analyse surveys here. An administrator gives that duty.")
            )
        except waves.SameAnalyst:
            form.add_error("to", _("This person has the wave already. Name somebody else."))
        else:
            messages.success(request, _("Handed over to %(person)s.") % {"person": to.name})
            return redirect("surveys:my_waves")
    return render(request, "surveys/wave_hand_over.html", {"wave": wave, "form": form}, status=_status(form))


@require_safe
def wave_xlsform(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form for tablets of this wave: with several communities it asks first which one it is."""
    wave = found(request, pk)
    places = sorted(wave.communities.all(), key=lambda row: in_order(row.name_uk))
    asked = places if len(places) > 1 else []
    content = xlsform.xlsform_of(definition_of(wave.questionnaire), communities=asked)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{wave.slug}-xlsform.xlsx"'
    return response


def _wave_page(
    request: SignedInRequest, wave: Wave, *, form: AnotherCommunityForm | None = None
) -> HttpResponse:
    page = {
        "wave": wave,
        "passport": analyst_page.passport(wave),
        "communities": analyst_page.community_lines(wave),
        "files": analyst_page.files_by_time(wave),
        "groups": analyst_page.focus_groups(wave),
        "keeping": analyst_page.keeping_in_words(wave),
        "is_in_use": waves.is_in_use(wave),
        "form": form or AnotherCommunityForm(wave=wave),
        "may_add": Community.objects.exclude(pk__in=wave.communities.values("pk")).exists(),
        "trail": trail.sentences(audit.trail_of(wave)[:NEWEST_ACTS]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "surveys/my_wave.html", page, status=status)


def _to_hand_over(request: SignedInRequest, pk: int) -> Wave:
    wave = get_object_or_404(Wave.objects.select_related("analyst"), pk=pk)
    if not permissions.can_hand_over(request.user, wave):
        return found(request, pk)  # 404 to whoever does not know of it
    return wave


def _status(form: BaseForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
