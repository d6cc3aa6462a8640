"""Evidence of a problem, and “What should we look at?”."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.models import WorkingGroup
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.topics import Topic
from plans import permissions
from plans.citing import candidates as found
from plans.citing import evidence
from plans.citing.evidence import AlreadyCited, NothingToCite, Sources
from plans.citing.offer import offers_of
from plans.citing.then_and_now import views_of
from plans.forms.evidence import EVERY, CandidateForm, SearchForm
from plans.models import Evidence, Plan, Problem
from plans.states import PlanState
from plans.views.drafting import group_of

OFFERED_ON_A_PAGE = 20


@require_safe
def evidence_of(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    """What the problem cites, then and now; and what else it could cite."""
    problem = _problem(request, plan, pk)
    sources = Sources.of(problem.plan.group, today=clock.today())
    rows = list(problem.evidence.select_related("risk").order_by("pk"))
    search = SearchForm(request.GET if "topic" in request.GET else {"topic": problem.topic})
    wanted = search.cleaned_data if search.is_valid() else {"topic": problem.topic}
    offered = sources.offered(
        topic="" if wanted["topic"] == EVERY else wanted["topic"],
        kind=wanted.get("kind", ""),
        words=wanted.get("words", ""),
        without={row.key for row in rows},
    )
    pages = Paginator(offered, OFFERED_ON_A_PAGE).get_page(request.GET.get("page"))
    page = {
        "problem": problem,
        "plan": problem.plan,
        "part": f"problem:{problem.pk}",
        "evidence": views_of(rows, sources),
        "search": search,
        "page_obj": pages,
        "offers": offers_of(pages.object_list, language=get_language() or "uk"),
        "may_write": permissions.can_write(request.user, problem.plan)
        and problem.plan.state == PlanState.DRAFT,
        "query": request.GET.urlencode(),
    }
    return render(request, "plans/evidence.html", page)


@require_POST
def cite(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    problem = _problem_to_write(request, plan, pk)
    key = request.POST.get("key", "")
    try:
        evidence.cite(problem, key, today=clock.today(), by=request.user, at=clock.now())
    except AlreadyCited:
        messages.info(request, _("This problem cites it already."))
    except NothingToCite:
        messages.warning(request, _("It is no longer there. Choose something else."))
    except WrongState:
        messages.warning(request, _("Only a plan that is being written can be changed."))
    else:
        messages.success(request, _("Cited, with the value as it is today."))
    return redirect("plans:evidence", plan, pk)


@require_POST
def take_away(request: SignedInRequest, plan: int, pk: int, row: int) -> HttpResponse:
    problem = _problem_to_write(request, plan, pk)
    cited = Evidence.objects.filter(problem=problem, pk=row).select_related("problem").first()
    try:
        if cited is not None:  # a second click finds it gone
            evidence.take_away(cited, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Only a plan that is being written can be changed."))
    else:
        messages.success(request, _("The problem no longer cites it."))
    return redirect("plans:evidence", plan, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: SignedInRequest, slug: str) -> HttpResponse:
    """What should we look at? One click makes a problem of a draft plan, with its evidence."""
    group = group_of(request, slug)
    sources = Sources.of(group, today=clock.today())
    drafts = group.plans.filter(state=PlanState.DRAFT)
    form = CandidateForm(request.POST or None, plans=drafts)
    if request.method == "POST":
        if not permissions.can_note(request.user, group):
            raise PermissionDenied
        if form.is_valid():
            return _make_problem(request, form, sources)
    page = {
        "group": group,
        "candidates": found.candidates(sources),
        "form": form,
        "plans": list(drafts),
        "topics": Topic.choices,
        "may_write": permissions.can_note(request.user, group),
        "has_report": bool(sources.publications),
        "has_survey": bool(sources.results),
        "has_risks": bool(sources.open_risks),
        "has_concerns": bool(sources.concerns),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "plans/look.html", page, status=status)


def _make_problem(request: SignedInRequest, form: CandidateForm, sources: Sources) -> HttpResponse:
    said = form.cleaned_data
    group: WorkingGroup = said["plan"].group
    try:
        problem = found.make_problem(
            said["plan"],
            topic=said["topic"],
            title=said["title"],
            keys=request.POST.getlist("key"),
            sources=sources,
            today=clock.today(),
            by=request.user,
            at=clock.now(),
        )
    except found.MadeAlready:
        messages.info(request, _("The plan has this problem already."))
        return redirect("plans:look", group.community.slug)
    except WrongState:
        messages.warning(request, _("Only a plan that is being written can be changed."))
        return redirect("plans:look", group.community.slug)
    done = _("The problem is in the plan, with its evidence. Describe it there: who, where, when, why.")
    messages.success(request, done)
    return redirect("plans:evidence", problem.plan_id, problem.pk)


def _problems(request: SignedInRequest) -> QuerySet[Problem]:
    plans = Plan.objects.visible_to(request.user)
    return Problem.objects.filter(plan__in=plans).select_related("plan__group__community")


def _problem(request: SignedInRequest, plan: int, pk: int) -> Problem:
    return get_object_or_404(_problems(request), plan=plan, pk=pk)


def _problem_to_write(request: SignedInRequest, plan: int, pk: int) -> Problem:
    problem = _problem(request, plan, pk)
    if not permissions.can_write(request.user, problem.plan):
        raise PermissionDenied
    return problem
