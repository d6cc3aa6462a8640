"""The analyst's focus groups: notes are written, looked through for names, released, withdrawn."""

from http import HTTPStatus

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.shared import clock
from communities.shared.requests import SignedInRequest
from surveys import focus
from surveys.definition import definition_of
from surveys.forms.focus import FocusGroupForm, FocusNoteForm, NewFocusGroupForm, ReleaseNoteForm
from surveys.models import FocusGroup, FocusNote
from surveys.note_check import Doubt
from surveys.views.desk import found

DOUBTS: dict[Doubt, Promise] = {
    Doubt.PERSON: gettext_lazy("This looks like a person’s name."),
    Doubt.PROPER_NAME: gettext_lazy(
        "A word with a capital letter: is it a person, or a place that tells who it is?"
    ),
    Doubt.ADDRESS: gettext_lazy("This looks like an address."),
    Doubt.CONTACT: gettext_lazy("This looks like a telephone number, an e-mail or somebody’s page."),
    Doubt.DETAIL: gettext_lazy("An age, a day, a school or a car number may tell who it is."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: SignedInRequest, pk: int) -> HttpResponse:
    wave = found(request, pk)
    form = NewFocusGroupForm(request.POST if request.method == "POST" else None, wave=wave)
    if form.is_valid():
        said = form.cleaned_data
        group = focus.make_group(wave, said["community"], said, by=request.user, at=clock.now())
        messages.success(request, _("The focus group is there. Write the first note."))
        return redirect("surveys:focus_group", pk, group.pk)
    return render(request, "surveys/focus_new.html", {"wave": wave, "form": form}, status=_status(form))


@require_safe
def group(request: SignedInRequest, pk: int, group: int) -> HttpResponse:
    row = _group(request, pk, group)
    questions = definition_of(row.wave.questionnaire)
    notes = [
        (note, str(questions.of(note.question).text) if note.question in questions else "")
        for note in row.notes.select_related("checked_by")
    ]
    return render(request, "surveys/focus_group.html", {"wave": row.wave, "group": row, "notes": notes})


@require_http_methods(["GET", "HEAD", "POST"])
def change_group(request: SignedInRequest, pk: int, group: int) -> HttpResponse:
    row = _group(request, pk, group)
    form = FocusGroupForm(
        request.POST if request.method == "POST" else None, instance=_group(request, pk, group)
    )
    if form.is_valid():
        focus.change_group(row, form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("surveys:focus_group", pk, row.pk)
    page = {"wave": row.wave, "group": row, "form": form}
    return render(request, "surveys/focus_change.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def new_note(request: SignedInRequest, pk: int, group: int) -> HttpResponse:
    row = _group(request, pk, group)
    form = FocusNoteForm(
        request.POST if request.method == "POST" else None, definition=definition_of(row.wave.questionnaire)
    )
    if form.is_valid():
        note = focus.write_note(row, form.cleaned_data, by=request.user, at=clock.now())
        return redirect("surveys:release_note", pk, row.pk, note.pk)
    page = {"wave": row.wave, "group": row, "form": form}
    return render(request, "surveys/focus_note.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change_note(request: SignedInRequest, pk: int, group: int, note: int) -> HttpResponse:
    row = _note(request, pk, group, note)
    form = FocusNoteForm(
        request.POST if request.method == "POST" else None,
        definition=definition_of(row.group.wave.questionnaire),
        initial={name: getattr(row, name) for name in focus.WRITTEN},
    )
    if form.is_valid():
        focus.change_note(row, form.cleaned_data, by=request.user, at=clock.now())
        return redirect("surveys:release_note", pk, group, note)
    page = {"wave": row.group.wave, "group": row.group, "note": row, "form": form}
    return render(request, "surveys/focus_note.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def release_note(request: SignedInRequest, pk: int, group: int, note: int) -> HttpResponse:
    """Each warning beside its place; the note is public when every one was looked at."""
    row = _note(request, pk, group, note)
    form = ReleaseNoteForm(request.POST if request.method == "POST" else None, warned=focus.warnings_of(row))
    if form.is_valid():
        try:
            focus.release_note(row, looked_at=form.looked_at, by=request.user, at=clock.now())
        except focus.NotLookedAt:  # changed in another window meanwhile
            messages.warning(request, _("The note was changed meanwhile. Look at it again."))
            return redirect("surveys:release_note", pk, group, note)
        messages.success(request, _("Residents can read the note now."))
        return redirect("surveys:focus_group", pk, group)
    page = {
        "wave": row.group.wave,
        "group": row.group,
        "note": row,
        "form": form,
        "places": [(DOUBTS[one.doubt], one, field) for one, field in form.places],
    }
    return render(request, "surveys/focus_release.html", page, status=_status(form))


@require_POST
def withdraw_note(request: SignedInRequest, pk: int, group: int, note: int) -> HttpResponse:
    focus.withdraw_note(_note(request, pk, group, note), by=request.user, at=clock.now())
    messages.success(request, _("Residents do not see the note any more."))
    return redirect("surveys:focus_group", pk, group)


@require_POST
def throw_note_away(request: SignedInRequest, pk: int, group: int, note: int) -> HttpResponse:
    try:
        focus.throw_note_away(_note(request, pk, group, note), by=request.user, at=clock.now())
    except focus.IsPublic:
        messages.warning(request, _("Residents read this note. Withdraw it first."))
    else:
        messages.success(request, _("The note is deleted."))
    return redirect("surveys:focus_group", pk, group)


def _group(request: SignedInRequest, pk: int, group: int) -> FocusGroup:
    wave = found(request, pk)
    groups = wave.focus_groups.select_related("wave__questionnaire", "community__oblast")
    return get_object_or_404(groups, pk=group)


def _note(request: SignedInRequest, pk: int, group: int, note: int) -> FocusNote:
    row = _group(request, pk, group)
    notes = row.notes.select_related("group__wave__questionnaire", "group__community__oblast")
    return get_object_or_404(notes, pk=note)


def _status(form: BaseForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
