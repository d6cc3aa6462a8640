"""The small pages of one part of a plan: its form, two versions of it, comments, earlier words, removal."""

from copy import copy
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from plans import permissions
from plans.citing.then_and_now import views_of
from plans.forms.parts import FORMS, CommentForm, PartForm
from plans.models import Action, Comment, Goal, PartRevision, Plan, Problem, Resource
from plans.sent_numbers import sent_number
from plans.states import PlanState
from plans.views.drafting import found, not_now, part_url, writable
from plans.writing import comments, conflict, drafting, parts
from plans.writing.parts import Part, PartKind, Values

OWN = ("csrfmiddlewaretoken", "version", "base", "resolve")  # not typed by anybody
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
        return _save(request, writable(request, pk), key)
    plan = found(request, pk)
    row = _part(plan, key)
    form = FORMS[parts.kind_of(row)](instance=row, plan=plan) if _may_write(request, plan) else None
    return _page(request, plan, row, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def new_part(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """A new goal, problem, action or resource (of the action that the address names)."""
    plan = writable(request, pk)
    if plan.state != PlanState.DRAFT:
        not_now(request)
        return redirect("plans:plan", pk)
    part_kind = PartKind(kind)
    action = _action_named(request, plan) if part_kind is PartKind.RESOURCE else None
    form = _new_form(request, plan, part_kind, action)
    if form.is_valid():
        try:
            row = drafting.add(
                plan, part_kind, fields=form.cleaned_data, action=action, by=request.user, at=clock.now()
            )
        except drafting.AlreadyThere as already:
            messages.info(request, _("The same is in the plan already, so it was not added again."))
            return redirect(_after(plan, already.part))
        except WrongState:
            not_now(request)
            return redirect("plans:plan", pk)
        except drafting.Gone:
            messages.warning(request, _("This part is not there any more."))
            return redirect("plans:plan", pk)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Added."))
            return redirect(_after(plan, row, is_new=True))
    page = {
        "plan": plan,
        "kind": part_kind,
        "form": form,
        "action": action,
        "up": _up(plan, part_kind, action),
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
    up = part_url(plan, parts.key_of(row.action)) if isinstance(row, Resource) else _overview(plan)
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
    """What parts said before they were changed or removed: all of the plan, or of one part."""
    plan = found(request, pk)
    rows = PartRevision.objects.filter(plan=plan).select_related("by").order_by("-at", "-pk")
    rows = rows.filter(part=key) if key else rows
    newest = list(rows[:EARLIER_SHOWN])
    named = conflict.rows_named((_kind_of(each), each.values) for each in newest)
    shown = [_told(each, named) for each in newest]
    current = parts.find(plan, key) if key else None
    return render(request, "plans/earlier.html", {"plan": plan, "rows": shown, "part": current, "key": key})


@require_POST
def comment(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Everybody in the group comments, observers too."""
    plan = found(request, pk)
    if not permissions.can_comment(request.user, plan):
        raise PermissionDenied
    row = _part(plan, key)
    form = CommentForm(request.POST, kind=parts.kind_of(row))
    if form.is_valid():
        try:
            comments.say(plan, key, **form.cleaned_data, by=request.user, at=clock.now())
        except ValidationError as problem:
            form.add_error(None, problem)
        except (WrongState, drafting.Gone):
            messages.warning(request, _("Nothing more can be said here: the plan moved on meanwhile."))
            return redirect("plans:plan", pk)
        else:
            return redirect(f"{part_url(plan, key)}#comments")
    may_write = _may_write(request, plan)
    part_form = FORMS[parts.kind_of(row)](instance=row, plan=plan) if may_write else None
    return _page(request, plan, row, form=part_form, comment_form=form, status=WAITING_HERE)


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


def _save(request: SignedInRequest, plan: Plan, key: str) -> HttpResponse:
    row = parts.find(plan, key)
    if row is None:
        return _gone(request, plan)
    form = FORMS[parts.kind_of(row)](request.POST, instance=copy(row), plan=plan)
    if form.is_valid():
        try:
            return _write(request, plan, row, form)
        except WrongState:
            not_now(request)
            return redirect("plans:plan", plan.pk)
        except drafting.Gone:
            return _gone(request, plan)
        except ValidationError as problem:
            form.add_error(None, problem)
    version = sent_number(request.POST.get("version"))
    return _page(request, plan, row, form=form, version=version, status=WAITING_HERE)


def _gone(request: SignedInRequest, plan: Plan) -> HttpResponse:
    words = _("Somebody removed this part meanwhile. Its words are kept among the earlier ones.")
    messages.warning(request, words)
    return redirect("plans:plan", plan.pk)


def _write(request: SignedInRequest, plan: Plan, row: Part, form: PartForm) -> HttpResponse:
    """Save what was typed, or what was chosen of two versions; somebody else's words are shown first."""
    version, fields = sent_number(request.POST.get("version")), form.cleaned_data
    if request.POST.get("resolve"):
        chosen = _chosen(request, row, parts.cleaned(parts.kind_of(row), fields), version)
        if chosen is None:
            return _conflict_page(request, plan, row, form, is_answered=version == row.version)
        fields = chosen
    try:
        drafting.change(row, fields=fields, version=version, by=request.user, at=clock.now())
    except drafting.Conflict as found_:
        return _conflict_page(request, plan, found_.part, form)
    messages.success(request, _("Saved."))
    return redirect(_after(plan, row))


def _chosen(request: SignedInRequest, row: Part, wanted: Values, version: int) -> Values | None:
    """What was chosen of two versions, unless a third one came, or a choice is missing."""
    if version != row.version:
        return None
    theirs = parts.values(row)
    return conflict.resolved({**theirs, **wanted}, theirs, conflict.picks_in(request.POST.dict()))


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
        picks=conflict.picks_in(request.POST.dict()) if is_answered else None,
    )
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    typed = [(name, value) for name, value in sent if name not in OWN and not name.startswith("pick-")]
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


def _page(
    request: SignedInRequest,
    plan: Plan,
    row: Part,
    *,
    form: PartForm | None,
    version: int | None = None,
    comment_form: CommentForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    kind, key = parts.kind_of(row), parts.key_of(row)
    said = parts.values(row)
    may_comment = plan.state in comments.OPEN
    page = {
        "plan": plan,
        "part": row,
        "key": key,
        "kind": kind,
        "form": form,
        "version": row.version if version is None else version,
        "up": _up(plan, kind, row.action if isinstance(row, Resource) else None),
        "read": [
            {
                "label": capfirst(str(parts.label_of(kind, name))),
                "value": conflict.in_words(row, name, said[name]),
            }
            for name in parts.fields_of(kind)
            if form is None and said[name] not in ("", None, [], {})
        ],
        "remarks": _remarks(plan, row, key, said),
        "comment_form": comment_form or (CommentForm(kind=kind) if may_comment else None),
        "may_answer": may_comment and permissions.can_write(request.user, plan),
        "may_take": form is not None,
        "resources": _resources(row) if isinstance(row, Action) else (),
        "evidence": views_of(row.evidence.select_related("risk")) if isinstance(row, Problem) else (),
        "has_earlier": row.version > 1,
    }
    return render(request, "plans/part.html", page, status=status)


def _remarks(plan: Plan, row: Part, key: str, said: Values) -> list[dict[str, Any]]:
    rows = plan.comments.filter(part=key).select_related("by", "answered_by").order_by("at", "pk")
    kind = parts.kind_of(row)
    return [
        {
            "comment": each,
            "field": parts.label_of(kind, each.field) if each.field else "",
            "now": said.get(each.field, "") if each.field else "",
        }
        for each in rows
    ]


def _resources(action: Action) -> list[Resource]:
    return list(action.resources.prefetch_related("fundings").order_by("position", "pk"))


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


def _may_write(request: SignedInRequest, plan: Plan) -> bool:
    return plan.state == PlanState.DRAFT and permissions.can_write(request.user, plan)


def _after(plan: Plan, row: Part, *, is_new: bool = False) -> str:
    """Where a writer goes on: a new action gets its resources, a new problem its evidence."""
    if isinstance(row, Resource):
        return f"{part_url(plan, parts.key_of(row.action))}#resources"
    if is_new and isinstance(row, Action | Problem):
        return part_url(plan, parts.key_of(row))
    return f"{_overview(plan)}#{parts.key_of(row).replace(':', '-')}"


def _up(plan: Plan, kind: PartKind, action: Action | None) -> str:
    return part_url(plan, parts.key_of(action)) if kind is PartKind.RESOURCE and action else _overview(plan)


def _overview(plan: Plan) -> str:
    return reverse("plans:plan", args=[plan.pk])
