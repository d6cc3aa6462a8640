"""Frozen versions of a plan, for its group: one of them, all of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.models import DocumentState
from communities.permissions import meetings_visible_to
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from plans import permissions
from plans.models import Plan, PlanDocument, PlanVersion
from plans.published import documents
from plans.published.facts import family_of
from plans.states import PLAN_ARROWS, PlanState, PlanStep, VersionState
from plans.versions.version_page import TAGS, listed, page_of, with_vote
from plans.views.drafting import TAGS as PLAN_TAGS
from plans.views.drafting import found, writable

TRAIL_SHOWN = 30
PAPER_TAGS = {
    DocumentState.MADE: "done",
    DocumentState.PENDING: "waiting",
    DocumentState.FAILED: "overdue",
}
BY_KEEPERS = (PlanStep.PROPOSE, PlanStep.REVISE, PlanStep.GIVE_UP)
BY_CHAIRS = (PlanStep.COMPLETE, PlanStep.CANCEL, PlanStep.SUPERSEDE)


def found_version(request: SignedInRequest, pk: int, number: int) -> PlanVersion:
    plans = Plan.objects.visible_to(request.user)
    rows: PlanVersion = get_object_or_404(
        with_vote(PlanVersion.objects.filter(plan__in=plans)), plan=pk, number=number
    )
    return rows


@require_safe
def version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    row = found_version(request, pk, number)
    page = page_of(row)
    known = page.meeting and meetings_visible_to(request.user).filter(pk=page.meeting.pk).exists()
    context = {
        "version": row,
        "plan": row.plan,
        "page": page,
        "is_whole": "whole" in request.GET,
        "meeting_is_known": bool(known),
        "steps": _version_steps(request, row, is_listed=page.item is not None),
    }
    return render(request, "plans/version.html", context)


@require_safe
def versions(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = found(request, pk)
    papers = documents.papers_of(plan)
    context = {
        "plan": plan,
        "papers": [(paper, PAPER_TAGS[DocumentState(paper.state)]) for paper in papers],
        "may_ask_again": _failed(papers) and permissions.can_write(request.user, plan),
        "tag": PLAN_TAGS[PlanState(plan.state)],
        "neighbours": family_of(plan),
        "rows": [(row, TAGS[VersionState(row.state)]) for row in listed(plan)],
        "steps": _plan_steps(request, plan),
        "history": trail.sentences(audit.trail_of(plan)[:TRAIL_SHOWN]),
    }
    return render(request, "plans/versions.html", context)


@require_POST
def papers_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """PDFs that could not be made are tried once more."""
    plan = writable(request, pk)
    if documents.ask_again(plan, by=request.user, at=clock.now()):
        messages.info(request, _("The PDFs are being made. Look again in a minute."))
    else:
        messages.info(request, _("There is no PDF of this plan to be made again."))
    return redirect("plans:versions", pk)


def _failed(papers: list[PlanDocument]) -> bool:
    return any(paper.state == DocumentState.FAILED for paper in papers)


def _version_steps(request: SignedInRequest, row: PlanVersion, *, is_listed: bool) -> set[str]:
    steps: set[str] = set()
    if row.state == VersionState.PROPOSED and permissions.can_propose(request.user, row.plan):
        steps |= {"withdraw"} if is_listed else {"withdraw", "agenda"}
    if row.state == VersionState.PROPOSED and permissions.can_send_back(request.user, row.plan):
        steps.add("send_back")
    if _is_mendable(row) and permissions.can_propose(request.user, row.plan):
        steps.add("correct")
    return steps


def _is_mendable(row: PlanVersion) -> bool:
    """While it is in force, also when a new one is being written."""
    return row.state == VersionState.APPROVED and row.plan.state in {PlanState.APPROVED, PlanState.DRAFT}


def _plan_steps(request: SignedInRequest, plan: Plan) -> set[str]:
    steps: set[str] = set()
    if permissions.can_propose(request.user, plan):
        steps |= {step for step in BY_KEEPERS if plan.state in PLAN_ARROWS[step].sources}
        steps |= {"strategy"} if plan.in_force_id else set()
    if permissions.can_end(request.user, plan):
        steps |= {step for step in BY_CHAIRS if plan.state in PLAN_ARROWS[step].sources}
    return steps if plan.in_force_id else steps - {PlanStep.GIVE_UP}
