"""The page of one part of a plan, and where a writer goes on from it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from communities.shared.requests import SignedInRequest
from communities.shared.sending import new_page_name, sending_in
from plans import permissions
from plans.citing.then_and_now import views_of
from plans.forms.parts import CommentForm, PartForm
from plans.models import Action, Plan, Problem, Resource
from plans.states import PlanState
from plans.views.drafting import part_url
from plans.writing import comments, conflict, drafting, parts
from plans.writing.parts import Part, PartKind, Values


def part_page(
    request: SignedInRequest,
    plan: Plan,
    row: Part,
    *,
    form: PartForm | None,
    version: int | None = None,
    comment_form: CommentForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """`version`: which one stood before the author of `form`, when that is not the newest."""
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
        "page_name": sending_in(request.POST).page or new_page_name(),
        "turn": sending_in(request.POST).turn,
        "kept": f"{request.user.pk}:plan:{plan.pk}:{key}",
        "kept_labels": [] if form else labels_of(kind),
        "saved": drafting.writers_of(row) if form is not None else None,
        "up": after(plan, row),
        "steps": _steps(plan, row),
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


def labels_of(kind: PartKind) -> list[tuple[str, str]]:
    """Names and labels of its fields, for words that a browser kept."""
    return [(name, capfirst(str(parts.label_of(kind, name)))) for name in parts.fields_of(kind)]


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


def _steps(plan: Plan, row: Part) -> dict[str, tuple[str, str] | None]:
    """The parts before and after this one in their list: key and title."""
    kind = parts.kind_of(row)
    if isinstance(row, Plan):
        return {}
    rows = row.action.resources.order_by("position", "pk") if isinstance(row, Resource) else None
    listed = list((rows or parts.parts_of(plan, kind)).values_list("pk", "title"))
    around = [None, *((f"{kind}:{pk}", title) for pk, title in listed), None]
    here = around.index((parts.key_of(row), row.title)) if (row.pk, row.title) in listed else 0
    return {"before": around[here - 1], "next": around[here + 1]} if here else {}


def _resources(action: Action) -> list[Resource]:
    return list(action.resources.prefetch_related("fundings").order_by("position", "pk"))


def may_write(request: SignedInRequest, plan: Plan) -> bool:
    return plan.state == PlanState.DRAFT and permissions.can_write(request.user, plan)


def after(plan: Plan, row: Part, *, is_new: bool = False) -> str:
    """Where a writer goes on: a new action gets its resources, a new problem its evidence."""
    if isinstance(row, Resource):
        return f"{part_url(plan, parts.key_of(row.action))}#resources"
    if is_new and isinstance(row, Action | Problem):
        return part_url(plan, parts.key_of(row))
    return f"{overview(plan)}#{parts.key_of(row).replace(':', '-')}"


def up_from(plan: Plan, form: PartForm, action: Action | None) -> str:
    """The place of the page that led to the form of a new part."""
    if action is not None:
        return f"{part_url(plan, parts.key_of(action))}#resources"
    if isinstance(form.instance, Problem):
        return f"{overview(plan)}#problems"
    goal = form.initial.get("goal")
    return f"{overview(plan)}#{f'goal-{goal}' if goal else 'goals'}"


def overview(plan: Plan) -> str:
    return reverse("plans:plan", args=[plan.pk])
