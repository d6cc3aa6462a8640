"""What a plan needs, and what the police asked for, for the members of a group."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from plans import permissions
from plans.forms.requests import AnswerForm, TakeForm
from plans.models import Plan, ResourceRequest
from plans.resources import requests as asked
from plans.resources.resources_page import page_of
from plans.states import PlanState, RequestState
from plans.versions import approved
from plans.views.drafting import group_of
from plans.writing import drafting
from reports.models import Publication

LONGEST_TITLE = 200


@require_safe
def resources(request: SignedInRequest, pk: int) -> HttpResponse:
    """Needed, available from whom, lacking: of the plan as it is written now."""
    rows = Plan.objects.visible_to(request.user).select_related("group__community", "in_force")
    plan = get_object_or_404(rows, pk=pk)
    page = {
        "plan": plan,
        "page": page_of(plan),
        "may_write": plan.state == PlanState.DRAFT and permissions.can_write(request.user, plan),
    }
    return render(request, "plans/resources.html", page)


@require_safe
def requests(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the police asked for, and published reports that ask."""
    group = group_of(request, slug)
    page = {
        "group": group,
        "unasked": asked.unasked(group),
        "requests": asked.requests_of(group),
        "may_write": permissions.can_note(request.user, group),
    }
    return render(request, "plans/requests.html", page)


@require_POST
def make(request: SignedInRequest, slug: str, publication: int) -> HttpResponse:
    """One click: section 12 of this report becomes a request."""
    group = group_of(request, slug)
    if not permissions.can_note(request.user, group):
        raise PermissionDenied
    row = get_object_or_404(
        Publication.objects.newest().select_related("report"),
        pk=publication,
        report__community=group.community_id,
    )
    try:
        made = asked.make(row, group, by=request.user, at=clock.now())
    except asked.NothingAsked:
        messages.warning(request, _("This report names no needs that the group may read."))
        return redirect("plans:requests", slug)
    return redirect("plans:request", made.pk)


@require_safe
def request_page(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _request(request, pk))


@require_http_methods(["POST"])
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _writable(request, pk)
    form = TakeForm(request.POST, group=row.group)
    if not form.is_valid():
        return _page(request, row, take=form)
    said = form.cleaned_data
    try:
        asked.take(row, **said, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("It was answered already, or the plan is not a draft any more."))
    except drafting.Gone:
        messages.warning(request, _("This goal is not there any more. Choose another one."))
    except drafting.AlreadyThere:
        form.add_error("title", _("The plan has this action already."))
        return _page(request, row, take=form)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return _page(request, row, take=form)
    else:
        messages.success(request, _("It is in the plan now, and the police are told."))
    return redirect("plans:request", pk)


@require_http_methods(["POST"])
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _writable(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, row, answer=form)
    try:
        asked.answer(row, text=form.cleaned_data["text"], by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Somebody answered it already. Your words were not stored."))
        return _page(request, _request(request, pk), answer=form)
    messages.success(request, _("The police are told that there is an answer."))
    return redirect("plans:request", pk)


def _request(request: SignedInRequest, pk: int) -> ResourceRequest:
    rows = permissions.requests_visible_to(request.user).select_related(
        "group__community", "publication__report__period", "action__plan__in_force", "answered_by"
    )
    return get_object_or_404(rows, pk=pk)


def _writable(request: SignedInRequest, pk: int) -> ResourceRequest:
    row = _request(request, pk)
    if not permissions.can_note(request.user, row.group):
        raise PermissionDenied
    return row


def _page(
    request: SignedInRequest,
    row: ResourceRequest,
    *,
    take: TakeForm | None = None,
    answer: AnswerForm | None = None,
) -> HttpResponse:
    """With empty forms, or with those that have errors or unstored words."""
    needs = asked.needs_of(row.publication)
    may_answer = permissions.can_note(request.user, row.group)
    is_waiting = row.state == RequestState.WAITING
    first_line = next(iter(row.text.splitlines()), "")[:LONGEST_TITLE]
    start = {"title": first_line, "kind": "equipment", "needed": row.cost, "year": clock.today().year + 1}
    page = {
        "row": row,
        "is_approved": row.action is not None and approved.action_of(row.action) is not None,
        "is_public": needs is not None and needs.is_public,
        "sits_in_group": permissions.groups_visible_to(request.user).filter(pk=row.group_id).exists(),
        "may_answer": may_answer and is_waiting,
        "take": take or TakeForm(group=row.group, initial=start),
        "answer": answer or AnswerForm(),
        "unstored": answer.data.get("text", "") if answer is not None and not is_waiting else "",
        "form": take or answer,
    }
    bad = any(form is not None and form.errors for form in (take, answer))
    return render(
        request,
        "plans/request.html",
        page,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK,
    )
