"""Plans of a group for its members: the list, a new one, and the page on which one is written."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.models import WorkingGroup
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from plans import permissions
from plans.forms.parts import StartForm
from plans.models import Plan, Resource
from plans.published.facts import family_of
from plans.sent_numbers import sent_number
from plans.states import PlanState
from plans.writing import drafting, parts, starting
from plans.writing.editor import editor_of

TAGS = {
    PlanState.DRAFT: "progress",
    PlanState.PROPOSED: "waiting",
    PlanState.APPROVED: "done",
    PlanState.COMPLETED: "done",
    PlanState.CANCELLED: "stopped",
    PlanState.SUPERSEDED: "excused",
}
TRAIL_SHOWN = 12


def group_of(request: SignedInRequest, slug: str) -> WorkingGroup:
    """The group of this community, for those who sit in it."""
    rows = permissions.groups_visible_to(request.user)
    return get_object_or_404(rows.select_related("community"), community__slug=slug)


def found(request: SignedInRequest, pk: int) -> Plan:
    """The plan, if this person may know of it."""
    rows = Plan.objects.visible_to(request.user).select_related("group__community__oblast", "in_force")
    return get_object_or_404(rows, pk=pk)


def writable(request: SignedInRequest, pk: int) -> Plan:
    """The plan, for somebody who may write in it; whether it is the time is asked by the verb."""
    plan = found(request, pk)
    if not permissions.can_write(request.user, plan):
        raise PermissionDenied
    return plan


def not_now(request: HttpRequest) -> None:
    """The plan left the state of a draft while its page was open."""
    messages.warning(request, _("The plan is not a draft any more, so nothing was changed."))


@require_safe
def plans(request: SignedInRequest, slug: str) -> HttpResponse:
    group = group_of(request, slug)
    rows = [(plan, TAGS[PlanState(plan.state)]) for plan in group.plans.select_related("in_force")]
    may_write = permissions.can_write(request.user, Plan(group=group))
    return render(request, "plans/plans.html", {"group": group, "rows": rows, "may_write": may_write})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a plan from a blank sheet, from an earlier one, or from a template."""
    group = group_of(request, slug)
    if not permissions.can_write(request.user, Plan(group=group)):
        raise PermissionDenied
    year = clock.today().year + 1
    form = StartForm(
        request.POST if request.method == "POST" else None,
        origins=_origins(group),
        initial={"year_from": year, "year_to": year},
    )
    if form.is_valid():
        try:
            plan = _begin(request, group, form)
        except starting.AlreadyStarted as already:
            plan = already.plan
        return redirect("plans:plan", plan.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    page = {"group": group, "form": form, "templates": starting.templates()}
    return render(request, "plans/new.html", page, status=status)


@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """All parts of a plan, each a step away from its own small form."""
    row = found(request, pk)
    is_draft = row.state == PlanState.DRAFT
    page = {
        "plan": row,
        "editor": editor_of(row),
        "neighbours": family_of(row),
        "tag": TAGS[PlanState(row.state)],
        "is_draft": is_draft,
        "is_ordering": "order" in request.GET,
        "may_write": is_draft and permissions.can_write(request.user, row),
        "may_propose": is_draft and permissions.can_propose(request.user, row),
        "trail": trail.sentences(audit.trail_of(row)[:TRAIL_SHOWN]),
    }
    return render(request, "plans/plan.html", page)


@require_POST
def order(request: SignedInRequest, pk: int) -> HttpResponse:
    """`move` says which part goes where in its list: "goal:5:2"."""
    row = writable(request, pk)
    key, _colon, to = request.POST.get("move", "").rpartition(":")
    part = parts.find(row, key)
    place = sent_number(to)
    if part is None or not place or isinstance(part, Plan):
        messages.warning(request, _("This part is not there any more."))
        return redirect("plans:plan", pk)
    try:
        drafting.move(part, to=place, by=request.user, at=clock.now())
    except WrongState:
        not_now(request)
    except drafting.Gone:
        messages.warning(request, _("This part is not there any more."))
    if isinstance(part, Resource):
        return redirect(f"{part_url(row, parts.key_of(part.action))}#resources")
    ordering = "?order" if request.POST.get("ordering") else ""
    return redirect(f"{reverse('plans:plan', args=[pk])}{ordering}#{key.replace(':', '-')}")


def part_url(plan: Plan, key: str) -> str:
    return reverse("plans:part", args=[plan.pk, key])


def _origins(group: WorkingGroup) -> list[tuple[str, str]]:
    """What a new plan may begin from, in words; the newest plan first."""
    language = "en" if get_language() == "en" else "uk"
    copies = [
        (
            f"copy-{row.pk}",
            _("What is left to do of “%(title)s”, %(years)s") % {"title": row.title, "years": row.years},
        )
        for row in group.plans.all()
    ]
    chosen = [
        (f"template-{each.code}", _("Template: %(name)s") % {"name": each.name[language]})
        for each in starting.templates()
    ]
    return [*copies, ("blank", _("A blank sheet")), *chosen]


def _begin(request: SignedInRequest, group: WorkingGroup, form: StartForm) -> Plan:
    said = form.cleaned_data
    common = {
        "title": said["title"],
        "year_from": said["year_from"],
        "year_to": said["year_to"],
        "by": request.user,
        "at": clock.now(),
    }
    how, _dash, which = said["begin_from"].partition("-")
    if how == "copy":
        return starting.copied(group.plans.get(pk=int(which)), **common)
    template = starting.template(which)
    if how == "template" and template:
        language = "en" if get_language() == "en" else "uk"
        return starting.from_template(group, template, language=language, **common)
    return starting.blank(group, **common)
