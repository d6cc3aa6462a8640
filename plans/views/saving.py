"""Saving a part of a plan: while somebody types, by the button, and after a choice between two versions.

A page that saves as people type asks for JSON and gets `{"outcome": ..., ...}`: saved, meanwhile, closed or
refused; everybody else gets a page. What cannot be read yet waits in the browser: the rest is stored.
"""

from copy import copy
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_list_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.shared import clock
from communities.shared.page_answers import not_stored, problems_of, refused, wants_json
from communities.shared.requests import SignedInRequest
from communities.shared.sending import Sending, sending_in
from communities.shared.states import WrongState
from communities.shared.two_versions import PREFIX, picks_in
from plans.forms.parts import FORMS, PartForm
from plans.models import PartRevision, Plan
from plans.sent_numbers import sent_number
from plans.views.drafting import part_url
from plans.views.part_page import after, part_page
from plans.views.typed import too_late
from plans.writing import conflict, drafting, parts
from plans.writing.parts import Part, PartKind, Values

OWN = ("csrfmiddlewaretoken", "version", "page", "turn", "base", "resolve")  # not typed by anybody


def save(request: SignedInRequest, plan: Plan, key: str) -> HttpResponse:
    row = parts.find(plan, key)
    if row is None:
        get_list_or_404(plan.revisions.filter(part=key)[:1])  # it was never there
        kind = PartKind(key.partition(":")[0])
        return too_late(request, plan, FORMS[kind](request.POST, plan=plan), is_removed=True)
    form = FORMS[parts.kind_of(row)](request.POST, instance=copy(row), plan=plan)
    is_read = form.is_valid()
    write = _save_what_can_be if wants_json(request) else _write
    try:
        if is_read or wants_json(request):
            return write(request, plan, row, form)
    except WrongState:
        return too_late(request, plan, form, now=FORMS[parts.kind_of(row)](instance=row, plan=plan))
    except drafting.Gone:
        return too_late(request, plan, form, is_removed=True)
    except ValidationError as problem:
        form.add_error(None, problem)
    return refused(form) if wants_json(request) else _with_problems(request, plan, row, form)


def _with_problems(request: SignedInRequest, plan: Plan, row: Part, form: PartForm) -> HttpResponse:
    version = sent_number(request.POST.get("version"))
    return part_page(request, plan, row, form=form, version=version, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _save_what_can_be(request: SignedInRequest, plan: Plan, row: Part, form: PartForm) -> HttpResponse:
    """While somebody types: what cannot be read yet is named and waits."""
    version, sending, at = (
        sent_number(request.POST.get("version")),
        sending_in(request.POST),
        clock.now(),
    )
    try:
        saved = drafting.change(
            row, fields=form.storable, version=version, by=request.user, at=at, sending=sending
        )
    except drafting.Conflict as found:
        return not_stored("meanwhile", _meanwhile(request, found.part))
    newest = drafting.writers_of(saved)
    # What waits was typed over the version that the page knows: it must not pass for a newer one.
    knows_all = not form.held or (newest is not None and _is_of(newest, sending))
    return JsonResponse(
        {
            "outcome": "saved",
            "version": saved.version if knows_all else version,
            "at": date_format(timezone.localtime(at), "H:i"),
            "problems": problems_of(form),
            "held": sorted(form.held),
        }
    )


def _is_of(revision: PartRevision, sending: Sending) -> bool:
    return bool(sending.page) and (revision.page, revision.turn) == (sending.page, sending.turn)


def _meanwhile(request: SignedInRequest, row: Part) -> str:
    newest = drafting.writers_of(row)
    if newest is None:
        return _("This part has changed meanwhile. What you typed is kept on this page.")
    time = date_format(timezone.localtime(newest.at), "H:i")
    if newest.by == request.user:
        words = _(
            "You saved this part at %(time)s in another window. What you typed here is kept on this page."
        )
        return words % {"time": time}
    words = _("%(who)s saved this part at %(time)s. What you typed is kept on this page.")
    return words % {"who": newest.by.name, "time": time}


def _write(request: SignedInRequest, plan: Plan, row: Part, form: PartForm) -> HttpResponse:
    """Save what was typed, or what was chosen of two versions; somebody else's words are shown first."""
    version, fields = sent_number(request.POST.get("version")), form.cleaned_data
    resolves = bool(request.POST.get("resolve"))
    if resolves:
        chosen = _chosen(request, row, parts.cleaned(parts.kind_of(row), fields), version)
        if chosen is None:
            return _conflict_page(request, plan, row, form, is_answered=version == row.version)
        fields = chosen
    try:
        drafting.change(
            row,
            fields=fields,
            version=version,
            by=request.user,
            at=clock.now(),
            sending=sending_in(request.POST),
        )
    except drafting.Conflict as found:
        return _conflict_page(request, plan, found.part, form)
    messages.success(request, _("Saved."))
    # After a choice the part is opened once more: there the browser sees that its copy is not needed.
    return redirect(part_url(plan, parts.key_of(row)) if resolves else after(plan, row))


def _chosen(request: SignedInRequest, row: Part, wanted: Values, version: int) -> Values | None:
    """What was chosen of two versions, unless a third one came, or a choice is missing."""
    if version != row.version:
        return None
    theirs = parts.values(row)
    return conflict.resolved({**theirs, **wanted}, theirs, picks_in(request.POST.dict()))


def _conflict_page(
    request: SignedInRequest, plan: Plan, row: Part, form: PartForm, *, is_answered: bool = False
) -> HttpResponse:
    """Both versions, field by field; what was typed travels along until a choice is saved."""
    theirs = parts.values(row)
    mine = {**theirs, **parts.cleaned(parts.kind_of(row), form.cleaned_data)}
    base = sent_number(request.POST.get("base") or request.POST.get("version"))
    chosen = conflict.choices(
        row,
        base=drafting.revision_values(row, version=base),
        mine=mine,
        theirs=theirs,
        picks=picks_in(request.POST.dict()) if is_answered else None,
    )
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    typed = [(name, value) for name, value in sent if name not in OWN and not name.startswith(PREFIX)]
    newest = drafting.writers_of(row)
    page = {
        "plan": plan,
        "part": row,
        "key": parts.key_of(row),
        "choices": chosen,
        "typed": typed,
        "base": base,
        "theirs_by": newest.by if newest else None,
        "theirs_at": newest.at if newest else None,
        "errors": [
            {"label": each.label, "text": _("Choose which version to keep."), "href": f"#div_{each.name}"}
            for each in chosen
            if each.problem
        ],
    }
    return render(request, "plans/conflict.html", page, status=HTTPStatus.CONFLICT)
