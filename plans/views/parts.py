"""The small pages of one part of a plan: its form, a new one, comments, earlier words, removal."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.shared import clock
from communities.shared.page_answers import refused, sent, wants_json
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from plans import permissions
from plans.forms.parts import FORMS, CommentForm, PartForm
from plans.models import Action, Comment, Goal, PartRevision, Plan, Problem, Resource
from plans.sent_numbers import sent_number
from plans.states import PlanState
from plans.views.drafting import found, not_now, part_url, writable
from plans.views.part_page import after, labels_of, may_write, overview, part_page, up_from
from plans.views.saving import save
from plans.views.typed import too_late
from plans.writing import comments, conflict, drafting, parts
from plans.writing.parts import Part, PartKind

EARLIER_SHOWN = 100  # revisions
WAITING_HERE = HTTPStatus.UNPROCESSABLE_ENTITY


def _part(plan: Plan, key: str) -> Part:
    part = parts.find(plan, key)
    if part is None:
        raise Http404
    return part


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Read a part, and write it while the plan is a draft."""
    if request.method == "POST":
        return save(request, writable(request, pk), key)
    plan = found(request, pk)
    row = _part(plan, key)
    form = FORMS[parts.kind_of(row)](instance=row, plan=plan) if may_write(request, plan) else None
    return part_page(request, plan, row, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def new_part(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """A new goal, problem, action or resource (of the action that the address names)."""
    plan = writable(request, pk)
    part_kind = PartKind(kind)
    if plan.state != PlanState.DRAFT and request.method != "POST":
        page: dict[str, Any] = {"plan": plan, "kept": _kept_as(request, plan, part_kind)}
        page["labels"] = labels_of(part_kind)
        return render(request, "plans/part_shut.html", page)
    action = _action_named(request, plan) if part_kind is PartKind.RESOURCE else None
    form = _new_form(request, plan, part_kind, action)
    if form.is_valid() and (done := _add(request, plan, part_kind, form, action)):
        return done
    if form.is_bound and wants_json(request):
        return refused(form)
    page = {
        "plan": plan,
        "kind": part_kind,
        "form": form,
        "action": action,
        "up": up_from(plan, form, action),
        "kept": _kept_as(request, plan, part_kind),
    }
    return render(request, "plans/part_new.html", page, status=WAITING_HERE if form.errors else HTTPStatus.OK)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    plan = writable(request, pk)
    row = _part(plan, key)
    if isinstance(row, Plan):
        raise Http404
    if request.method != "POST":
        return render(request, "plans/part_remove.html", {"plan": plan, "part": row, "key": key})
    up = part_url(plan, parts.key_of(row.action)) if isinstance(row, Resource) else overview(plan)
    try:
        drafting.remove(row, by=request.user, at=clock.now())
    except drafting.StillUsed:
        words = _("It is in use: give its actions another goal first.")
        if isinstance(row, Action):
            words = _("Somebody told how this action stands, so it stays. Mark it as cancelled instead.")
        messages.warning(request, words)
        return redirect(part_url(plan, key))
    except WrongState:
        not_now(request)
    except drafting.Gone:
        messages.info(request, _("It was removed already."))
    else:
        messages.success(request, _("Removed. Its words are kept among the earlier ones of this plan."))
    return redirect(up)


@require_safe
def earlier(request: SignedInRequest, pk: int, key: str = "") -> HttpResponse:
    """What parts said before they were changed or removed: all of the plan, or of one part.

    One sitting, in which a page saved while somebody typed, is one line: what stood there before it. `?every`
    shows each save.
    """
    plan = found(request, pk)
    rows = PartRevision.objects.filter(plan=plan).select_related("by").order_by("-at", "-pk")
    rows = rows.filter(part=key) if key else rows
    shows_every = "every" in request.GET
    newest = list((rows if shows_every else drafting.sittings(rows))[:EARLIER_SHOWN])
    named = conflict.rows_named((_kind_of(each), each.values) for each in newest)
    shown = [_told(each, named) for each in newest]
    current = parts.find(plan, key) if key else None
    page = {"plan": plan, "rows": shown, "part": current, "key": key, "shows_every": shows_every}
    return render(request, "plans/earlier.html", page)


@require_POST
def comment(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Everybody in the group comments, observers too."""
    plan = found(request, pk)
    if not permissions.can_comment(request.user, plan):
        raise PermissionDenied
    form = CommentForm(request.POST, kind=PartKind(key.partition(":")[0]))
    row = parts.find(plan, key)
    if row is None:
        get_list_or_404(plan.revisions.filter(part=key)[:1])  # it was never there
        return too_late(request, plan, form, is_removed=True)
    if form.is_valid():
        try:
            comments.say(plan, key, **form.cleaned_data, by=request.user, at=clock.now())
        except ValidationError as problem:
            form.add_error(None, problem)
        except (WrongState, drafting.Gone):
            return too_late(request, plan, form)
        else:
            return _go_on(request, f"{part_url(plan, key)}#comments")
    if wants_json(request):
        return refused(form)
    part_form = FORMS[parts.kind_of(row)](instance=row, plan=plan) if may_write(request, plan) else None
    return part_page(request, plan, row, form=part_form, comment_form=form, status=WAITING_HERE)


@require_POST
def answer(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    """`verdict`: "take" writes the suggested words, "decline" leaves the part as it is and says why."""
    plan = writable(request, pk)
    row = get_object_or_404(Comment, pk=comment_pk, plan=plan)
    words = request.POST.get("answer", "")[:500]
    back = redirect(f"{part_url(plan, row.part)}#comment-{row.pk}")
    try:
        if request.POST.get("verdict") == "take":
            version = sent_number(request.POST.get("version"))
            comments.take(row, version=version, answer=words, by=request.user, at=clock.now())
        else:
            comments.decline(row, answer=words, by=request.user, at=clock.now())
    except drafting.Conflict:
        messages.warning(
            request, _("Somebody changed this part meanwhile. Compare the words below and take them again.")
        )
    except comments.AlreadyAnswered:
        messages.info(request, _("Somebody answered this comment already."))
    except WrongState:
        not_now(request)
    except drafting.Gone:
        messages.warning(request, _("This part is not there any more."))
        return redirect("plans:plan", pk)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return back


def _add(
    request: SignedInRequest, plan: Plan, kind: PartKind, form: PartForm, action: Action | None
) -> HttpResponse | None:
    """Where one goes on; None when the form has a problem now."""
    fields = form.cleaned_data
    try:
        row = drafting.add(plan, kind, fields=fields, action=action, by=request.user, at=clock.now())
    except drafting.AlreadyThere as already:
        messages.info(request, _("The same is in the plan already, so it was not added again."))
        return _go_on(request, after(plan, already.part))
    except WrongState:
        return too_late(request, plan, form)
    except drafting.Gone:
        return too_late(request, plan, form, is_removed=True)
    except ValidationError as problem:
        form.add_error(None, problem)
        return None
    messages.success(request, _("Added."))
    return _go_on(request, after(plan, row, is_new=True))


def _kind_of(revision: PartRevision) -> PartKind:
    return PartKind(revision.part.partition(":")[0])


def _told(revision: PartRevision, named: conflict.Named) -> dict[str, Any]:
    """An earlier version in words; of a part that is gone too."""
    kind = _kind_of(revision)
    blank: Part = parts.MODELS[kind]()
    rows = [
        {
            "label": capfirst(str(parts.label_of(kind, name))),
            "value": conflict.in_words(blank, name, value, rows=named),
        }
        for name, value in revision.values.items()
        if name in parts.fields_of(kind) and value not in ("", None, [], {}, False)
    ]
    return {"revision": revision, "kind": kind.label, "rows": rows}


def _new_form(request: SignedInRequest, plan: Plan, kind: PartKind, action: Action | None) -> PartForm:
    """Filled with what the address knows: the goal or the problem from whose page it was opened."""
    initial: dict[str, Any] = {
        name: sent_number(request.GET.get(name)) for name in ("goal", "problem") if request.GET.get(name)
    }
    if problem := plan.problems.filter(pk=initial.get("problem", 0)).first():
        initial["topic"] = problem.topic
    row = parts.MODELS[kind]() if action is None else Resource(action=action, year=plan.year_from)
    if isinstance(row, Action | Problem | Goal):
        row.plan = plan
    return FORMS[kind](
        request.POST if request.method == "POST" else None, instance=row, initial=initial, plan=plan
    )


def _action_named(request: SignedInRequest, plan: Plan) -> Action:
    return get_object_or_404(plan.actions, pk=sent_number(request.GET.get("action")))


def _kept_as(request: SignedInRequest, plan: Plan, kind: PartKind) -> str:
    """By which name a browser keeps what is typed into this empty form until it is sent."""
    about = "-".join(str(sent_number(request.GET.get(name))) for name in ("goal", "problem", "action"))
    return f"{request.user.pk}:plan:{plan.pk}:new-{kind}-{about}"


def _go_on(request: SignedInRequest, address: str) -> HttpResponse:
    return sent(address) if wants_json(request) else redirect(address)
