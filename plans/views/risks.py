"""The risk register, one risk, and what residents brought to the group."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.groups.roll import members_on
from communities.models import ItemProposal, WorkingGroup
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from plans import permissions
from plans.forms.risks import AssessForm, CloseForm, ConcernForm, ProposalForm, RiskForm
from plans.models import Concern, Risk
from plans.register import concerns, risk_conflict, risks
from plans.register.register_page import lines_of, matrix_of, way_of
from plans.register.risk_scale import BANDS, IMPACT, LIKELIHOOD, band
from plans.register.risks import CannotDo, ChangedMeanwhile, Refusal
from plans.register.starter_risks import starter_risks, topic_of
from plans.sources.risks import open_risks, with_assessments
from plans.views.drafting import group_of

CONCERNS_ON_A_PAGE = 25

WHY_NOT: dict[Refusal, Promise] = {
    Refusal.CLOSED: gettext_lazy("This risk is closed. Open it again first."),
    Refusal.NOT_CLOSED: gettext_lazy("This risk is open already."),
    Refusal.NO_REASON: gettext_lazy("Say why."),
    Refusal.WORSE_WITH_MEASURES: gettext_lazy("Measures do not make a risk worse."),
    Refusal.IN_THE_FUTURE: gettext_lazy("This day has not come yet."),
    Refusal.BEFORE_THE_LAST: gettext_lazy(
        "There is a later assessment already. Give its day or a later one."
    ),
    Refusal.TAKEN_AGAIN: gettext_lazy("The same risk is in the register again. Use that one."),
    Refusal.NOT_A_MEMBER: gettext_lazy("This person is no member of the group now. Choose somebody else."),
}


# --- the register ---------------------------------------------------------------------------------


@require_safe
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    """The picture, the table behind it, closed risks, and the starter list."""
    group = group_of(request, slug)
    lines = lines_of(open_risks(group), today=clock.today())
    there = {line.risk.starter for line in lines}
    page = {
        "group": group,
        "lines": lines,
        "matrix": matrix_of(lines, with_measures=request.GET.get("without") is None),
        "bands": list(BANDS.values()),
        "likelihood": list(LIKELIHOOD.values()),
        "impact": list(IMPACT.values()),
        "closed": list(group.risks.filter(closed_on__isnull=False).order_by("-closed_on", "-pk")),
        "starters": [
            (starter.code, starter.title.in_language(_language()), starter.topic.label)
            for code, starter in starter_risks().items()
            if code not in there
        ],
        "may_write": permissions.can_note(request.user, group),
    }
    return render(request, "plans/risks.html", page)


@require_POST
def take(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put chosen risks of the starter list into the register."""
    group = _group_to_write(request, slug)
    codes = request.POST.getlist("starter")
    taken = risks.take_starters(group, codes, language=_language(), by=request.user, at=clock.now())
    if taken:
        messages.success(
            request,
            ngettext(
                "%(count)s risk is in the register. Assess it now: how likely, how bad.",
                "%(count)s risks are in the register. Assess them one by one: how likely, how bad.",
                len(taken),
            )
            % {"count": len(taken)},
        )
    else:
        messages.info(request, _("Choose at least one risk of the list that is not in the register yet."))
    return redirect("plans:risks", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def new_risk(request: SignedInRequest, slug: str) -> HttpResponse:
    group = _group_to_write(request, slug)
    members = members_on(group, clock.today())
    form = RiskForm(request.POST or None, members=members, initial={"is_internal": True})
    if form.is_valid():
        risk = risks.note(group, fields=form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("The risk is in the register. Assess it now: how likely, how bad."))
        return redirect("plans:risk", risk.pk)
    return _form_page(request, "plans/risk_new.html", form, group=group)


# --- one risk -------------------------------------------------------------------------------------


@require_safe
def risk(request: SignedInRequest, pk: int) -> HttpResponse:
    """One risk with every assessment it ever got."""
    return _risk_page(request, _risk(request, pk))


@require_POST
def assess(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _risk_to_write(request, pk)
    form = AssessForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _risk_page(request, row, assess=form)
    said = {**form.cleaned_data, "on": form.cleaned_data["assessed_on"]}
    del said["assessed_on"]
    try:
        risks.assess(row, **said, today=clock.today(), by=request.user, at=clock.now())
    except CannotDo as refusal:
        form.add_error(_field_of(refusal.reason), str(WHY_NOT[refusal.reason]))
        return _risk_page(request, row, assess=form)
    messages.success(request, _("The assessment is kept. Earlier ones stay below it."))
    return redirect("plans:risk", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Describe a risk otherwise. What somebody else saved meanwhile is shown beside what was typed."""
    row = _risk_to_write(request, pk)
    data = risk_conflict.picked(request.POST) if request.method == "POST" else None
    members = members_on(row.group, clock.today())
    form = RiskForm(data, members=members, initial=RiskForm.values_of(row))
    if data is not None and form.is_valid():
        try:
            risk_conflict.save(row, form, version=data.get("version", ""), by=request.user, at=clock.now())
        except ChangedMeanwhile as meanwhile:
            conflict = risk_conflict.page_of(form, data, meanwhile.theirs)
            return render(
                request, "plans/risk_conflict.html", {"risk": meanwhile.theirs, **conflict}, status=409
            )
        except CannotDo as refusal:
            form.add_error(_field_of(refusal.reason), str(WHY_NOT[refusal.reason]))
        else:
            messages.success(request, _("The changes are kept."))
            return redirect("plans:risk", pk)
    version = data.get("version", "") if data is not None else row.version
    return _form_page(request, "plans/risk_change.html", form, risk=row, group=row.group, version=version)


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _risk_to_write(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _risk_page(request, row, close=form)
    try:
        risks.close(
            row,
            reason=form.cleaned_data["reason"],
            today=clock.today(),
            by=request.user,
            at=clock.now(),
        )
    except CannotDo as refusal:
        messages.info(request, str(WHY_NOT[refusal.reason]))
    else:
        messages.success(request, _("The risk is closed. It stays in the list of closed risks."))
    return redirect("plans:risk", pk)


@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        risks.reopen(_risk_to_write(request, pk), by=request.user, at=clock.now())
    except CannotDo as refusal:
        messages.warning(request, str(WHY_NOT[refusal.reason]))
    else:
        messages.success(request, _("The risk is open again."))
    return redirect("plans:risk", pk)


# --- concerns of residents ------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def residents_concerns(request: SignedInRequest, slug: str) -> HttpResponse:
    """Counted by topic, with a short form to note another one."""
    group = group_of(request, slug)
    may_write = permissions.can_note(request.user, group)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = ConcernForm(request.POST or None)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("topic", "text", "source", "times")}
        concerns.note(group, **said, on=clock.today(), by=request.user, at=clock.now())
        messages.success(request, _("The concern is noted."))
        return redirect("plans:concerns", slug)
    page = {
        "group": group,
        "form": form,
        "may_write": may_write,
        "counted": concerns.counted(group, today=clock.today()),
        "page_obj": Paginator(group.concerns.all(), CONCERNS_ON_A_PAGE).get_page(request.GET.get("page")),
        "proposals": [
            (proposal, _proposal_form(proposal))
            for proposal in concerns.proposals_to_note(group)[:CONCERNS_ON_A_PAGE]
        ],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "plans/concerns.html", page, status=status)


@require_POST
def note_proposal(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A resident's proposal becomes a concern in one click."""
    group = _group_to_write(request, slug)
    proposal = get_object_or_404(concerns.written_by_residents(group), pk=pk)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a topic for this proposal first."))
        return redirect("plans:concerns", slug)
    try:
        concerns.note_proposal(
            proposal, topic=form.cleaned_data["topic"], on=clock.today(), by=request.user, at=clock.now()
        )
    except concerns.NotedAlready:
        messages.info(request, _("This proposal is noted as a concern already."))
    except concerns.MayNameSomebody:
        messages.warning(
            request,
            _("This proposal may name somebody. Note it in your own words, without names."),
        )
    else:
        messages.success(request, _("The proposal is noted as a concern."))
    return redirect("plans:concerns", slug)


@require_POST
def take_concern_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    group = _group_to_write(request, slug)
    concern = Concern.objects.filter(group=group, pk=pk).select_related("group__community").first()
    if concern is not None:  # a second click finds it gone
        concerns.take_back(concern, by=request.user, at=clock.now())
    messages.success(request, _("The concern was taken back; its words are deleted."))
    return redirect("plans:concerns", slug)


# --- shared ---------------------------------------------------------------------------------------


def _language() -> str:
    return get_language() or "uk"


def _group_to_write(request: SignedInRequest, slug: str) -> WorkingGroup:
    group = group_of(request, slug)
    if not permissions.can_note(request.user, group):
        raise PermissionDenied
    return group


def _risk(request: SignedInRequest, pk: int) -> Risk:
    rows = with_assessments(permissions.risks_visible_to(request.user))
    return get_object_or_404(rows.select_related("owner", "group__community"), pk=pk)


def _risk_to_write(request: SignedInRequest, pk: int) -> Risk:
    row = _risk(request, pk)
    if not permissions.can_note(request.user, row.group):
        raise PermissionDenied
    return row


def _risk_page(
    request: SignedInRequest, row: Risk, *, assess: AssessForm | None = None, close: CloseForm | None = None
) -> HttpResponse:
    today = clock.today()
    assessments = list(row.assessments.all())
    starter = starter_risks().get(row.starter)
    page = {
        "risk": row,
        "line": lines_of([row], today=today)[0],
        "assessments": [(each, BANDS[band(each.residual_score)]) for each in reversed(assessments)],
        "way": way_of(assessments),
        "usual": starter.measures.in_language(_language()) if starter else "",
        "assess": assess or AssessForm(today=today, initial=_last_steps(row, today=today)),
        "close": close or CloseForm(),
        "may_write": permissions.can_note(request.user, row.group),
        "trail": trail.sentences(audit.trail_of(row)),
    }
    failed = (assess is not None and assess.errors) or (close is not None and close.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "plans/risk.html", page, status=status)


def _form_page(request: SignedInRequest, template: str, form: Any, **page: object) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {"form": form, **page}, status=status)


def _proposal_form(proposal: ItemProposal) -> ProposalForm:
    """With the topic that its words suggest, so that one click may do."""
    return ProposalForm(initial={"topic": topic_of(proposal.title)}, auto_id=f"p{proposal.pk}_%s")


def _field_of(reason: Refusal) -> str | None:
    return {
        Refusal.IN_THE_FUTURE: "assessed_on",
        Refusal.BEFORE_THE_LAST: "assessed_on",
        Refusal.NO_REASON: "reason",
        Refusal.WORSE_WITH_MEASURES: "residual_likelihood",
        Refusal.NOT_A_MEMBER: "owner",
    }.get(reason)


def _last_steps(row: Risk, *, today: Any) -> dict[str, Any]:
    """A new assessment begins where the last one ended."""
    assessments = list(row.assessments.all())
    if not assessments:
        return {"assessed_on": today}
    last = assessments[-1]
    names = ("likelihood", "impact", "residual_likelihood", "residual_impact")
    return {"assessed_on": today, **{name: getattr(last, name) for name in names}}
