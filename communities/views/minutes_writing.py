"""The secretary writes the minutes: drafted, mended, sent to the members, taken back, corrected."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.meetings import minutes as verbs
from communities.meetings import minutes_check
from communities.minutes_forms import CorrectForm, SeenForm, TextsForm
from communities.models import Minutes
from communities.shared import clock
from communities.shared.page_answers import not_stored, problems_of, refused, sent, wants_json
from communities.shared.requests import SignedInRequest
from communities.shared.sending import new_page_name, sending_in
from communities.shared.states import WrongState
from communities.shared.two_versions import PREFIX, Pick, both, picks_in
from communities.states import MinutesState
from communities.views.meetings import found
from communities.views.minutes_page import newest, require_secretary, say_too_late, seen_in, status_of


@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    require_secretary(request, meeting)
    try:
        verbs.draft(meeting, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Minutes are drafted when the meeting is closed."))
    else:
        messages.success(
            request, _("The draft is ready. Read every point, and mend what was written in a hurry.")
        )
    return redirect("communities:minutes", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int, item: int | None = None) -> HttpResponse:
    """The texts of one point. Two versions of one text are shown side by side, and nothing is lost."""
    meeting = found(request, pk)
    require_secretary(request, meeting)
    row = newest(request, meeting)
    facts = row.content["facts"]
    point = next((one for one in facts["items"] if one["id"] == item), None)
    if item is not None and point is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = TextsForm(data, content=row.content, item_id=item, initial={"version": row.edit_version})
    page = {"meeting": meeting, "minutes": row, "item": point, "form": form, "back": _anchor(pk, item)}
    sending, at = sending_in(request.POST), clock.now()
    is_typed = wants_json(request) and bool(sending.page) and "version" not in form.errors
    if not (form.is_valid() or is_typed):
        return _form_page(request, page, row, form)
    texts, base = _chosen(request, row, form.texts), form.cleaned_data["version"]
    try:
        saved = verbs.save_texts(row, texts, base=base, by=request.user, at=at, sending=sending)
    except verbs.Conflict as conflict:
        return _two_versions(request, page, form, conflict)
    except (WrongState, verbs.HalfSigned) as problem:
        return _not_saved(request, page, problem)
    if is_typed:
        return _stored(form, saved, base=base, at=at)
    messages.success(request, _("Saved."))
    # After a choice the texts are opened once more: there the browser sees that its copy is not needed.
    is_chosen = any(name.startswith(PREFIX) for name in request.POST)
    after = request.path if is_chosen else _anchor(pk, item)
    return sent(after) if wants_json(request) else redirect(after)


@require_POST
def circulate(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    require_secretary(request, meeting)
    form = SeenForm(request.POST)
    try:
        verbs.circulate(
            newest(request, meeting), seen=seen_in(form), by=request.user, today=clock.today(), at=clock.now()
        )
    except (WrongState, verbs.Stale) as problem:
        say_too_late(request, problem)
    else:
        messages.success(request, _("The draft was sent to the members who were there."))
    return redirect("communities:minutes", pk)


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    require_secretary(request, meeting)
    form = SeenForm(request.POST)
    try:
        verbs.take_back(newest(request, meeting), seen=seen_in(form), by=request.user, at=clock.now())
    except (WrongState, verbs.Stale) as problem:
        say_too_late(request, problem)
    else:
        messages.success(request, _("It is a draft again. Send it anew when it is mended."))
    return redirect("communities:minutes", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    require_secretary(request, meeting)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        page = {"meeting": meeting, "form": form}
        return render(request, "communities/minutes_correct.html", page, status=status_of(form))
    try:
        verbs.correct(meeting, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Nothing is signed, or a new version is being written already."))
    else:
        messages.success(
            request, _("A new version is a draft now. The signed one stays in force until then.")
        )
    return redirect("communities:minutes", pk)


def _anchor(pk: int, item: int | None) -> str:
    place = f"item-{item}" if item is not None else "remarks"
    return f"{reverse('communities:minutes', args=[pk])}#{place}"


def _form_page(request: SignedInRequest, page: dict[str, Any], row: Minutes, form: TextsForm) -> HttpResponse:
    if form.is_bound and wants_json(request):
        return refused(form)
    item = page["item"]["id"] if page["item"] else None
    newest_save = row.revisions.filter(edit_version=row.edit_version - 1).values_list("by", flat=True)
    page["saved_by"] = newest_save.first()
    page["remarks"] = [one for one in minutes_check.remarks(row.content) if one.item == item]
    page["is_writable"] = row.state in verbs.WRITTEN
    page["is_draft"] = row.state == MinutesState.DRAFT
    page["page_name"] = sending_in(request.POST).page or new_page_name()
    page["turn"] = sending_in(request.POST).turn
    return render(request, "communities/minutes_edit.html", page, status=status_of(form))


def _stored(form: TextsForm, saved: Minutes, *, base: int, at: dt.datetime) -> JsonResponse:
    """While somebody types: what cannot be stored yet waits. A page that does not show what somebody else
    wrote beside it goes on from the version it knows, so that its old words never pass for newer ones."""
    stands = saved.content["texts"]
    knows_all = not form.held and all(stands[key] == text for key, text in form.texts.items())
    return JsonResponse(
        {
            "outcome": "saved",
            "version": saved.edit_version if knows_all else base,
            "at": date_format(timezone.localtime(at), "H:i"),
            "problems": problems_of(form),
            "held": form.held,
        }
    )


def _two_versions(
    request: SignedInRequest, page: dict[str, Any], form: TextsForm, conflict: verbs.Conflict
) -> HttpResponse:
    if wants_json(request):
        return not_stored("meanwhile", _meanwhile(request, conflict))
    page["conflict"] = conflict
    page["theirs_by"] = conflict.theirs_by if conflict.theirs_by != request.user else None
    page["fields"] = [
        {
            "name": f"{PREFIX}{one.key}",
            "label": form.field_of(one.key).label,
            "mine": one.mine,
            "theirs": one.theirs,
            "allows_both": bool(one.mine and one.theirs),
        }
        for one in conflict.found
    ]
    page["typed"] = [(form.field_of(key).html_name, text) for key, text in conflict.texts.items()]
    return render(request, "communities/minutes_conflict.html", page, status=HTTPStatus.CONFLICT)


def _meanwhile(request: SignedInRequest, conflict: verbs.Conflict) -> str:
    if conflict.theirs_by is None or conflict.theirs_at is None:
        return _("The draft was sent to the members meanwhile. What you typed is kept on this page.")
    time = date_format(timezone.localtime(conflict.theirs_at), "H:i")
    if conflict.theirs_by == request.user:
        words = _(
            "You saved this text at %(time)s in another window. What you typed here is kept on this page."
        )
        return words % {"time": time}
    words = _("%(who)s saved this text at %(time)s. What you typed is kept on this page.")
    return words % {"who": conflict.theirs_by.name, "time": time}


def _chosen(request: SignedInRequest, row: Minutes, texts: dict[str, str]) -> dict[str, str]:
    """What was typed, with the choices of the page of two versions."""
    current, chosen = row.content["texts"], dict(texts)
    for key, pick in picks_in(request.POST.dict()).items():
        if key in texts and pick is not Pick.MINE:
            chosen[key] = current[key] if pick is Pick.THEIRS else both(current[key], texts[key])
    return chosen


def _not_saved(request: SignedInRequest, page: dict[str, Any], problem: Exception) -> HttpResponse:
    """Signed meanwhile: what was typed stays in the form."""
    if isinstance(problem, verbs.HalfSigned):
        words = _("One signature is there already. Take the minutes back to the draft to change them.")
    else:
        words = _("The minutes are signed. To change them, begin a correction.")
    if wants_json(request):
        return not_stored("closed", words)
    page["form"].add_error(None, words)
    page["remarks"], page["is_writable"] = (), True
    return render(request, "communities/minutes_edit.html", page, status=HTTPStatus.CONFLICT)
