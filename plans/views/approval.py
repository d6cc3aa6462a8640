"""Approval, step by step: propose, put on an agenda, withdraw, send back, begin anew, end, mend a text."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from communities.gates import fresh_proof_required
from communities.groups.statute import statute_on
from communities.meetings import agenda
from communities.meetings.notice_days import earliest
from communities.models import Meeting
from communities.shared import clock
from communities.shared.days import with_weekday
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import WRITABLE_AGENDA
from plans import permissions
from plans.forms.approval import (
    MeetingForm,
    PlainForm,
    ProposeForm,
    PublicReasonForm,
    ReasonForm,
    StrategyForm,
    SupersedeForm,
)
from plans.models import Plan, PlanVersion
from plans.states import PLAN_ARROWS, PlanState, PlanStep
from plans.versions import adoption, afterwards, proposal_check, proposing
from plans.versions.proposing import BeingVoted, NotReady, TooEarly
from plans.versions.steps import NoReason
from plans.views.drafting import found
from plans.views.versions import found_version
from plans.writing.editor import editor_of, unfinished

May = Callable[[Any, Plan], bool]


@dataclass(frozen=True)
class Words:
    title: Promise
    lede: Promise
    button: Promise
    done: Promise


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look the draft through, then freeze it as the next version."""
    plan = _in_time(request, pk, permissions.can_propose, PlanStep.PROPOSE)
    if plan is None:
        return _late(request, pk)
    warned = proposal_check.warnings(plan)
    seen = {"shown": proposal_check.stamp(warned)}
    form = ProposeForm(_posted(request), initial=seen, asks=bool(warned))
    if form.is_valid():
        shown = form.cleaned_data["shown"]
        try:
            version = proposal_check.propose(plan, shown=shown, by=request.user, at=clock.now())
        except proposal_check.WarningsChanged:
            messages.warning(
                request, _("Not proposed: the places below have changed since you looked at them.")
            )
            return redirect("plans:propose", pk)
        except NotReady:
            form.add_error(None, _("Something is still missing. Mend it, then propose the plan."))
        except WrongState:
            return _late(request, pk)
        else:
            messages.success(request, _("The plan is proposed. The members are told."))
            return redirect("plans:version", pk, version.number)
    today = clock.today()
    page = {
        "plan": plan,
        "form": form,
        "missing": proposal_check.missing(plan),
        "warned": warned,
        "unfinished": unfinished(editor_of(plan)),
        "until": earliest(statute_on(plan.group, today), today),
    }
    return render(request, "plans/propose.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def put_on_agenda(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Choose the meeting that votes: one that comes late enough for everybody to have read it."""
    version = _version(request, pk, number, permissions.can_propose)
    meetings = _meetings(version)
    form = MeetingForm(_posted(request), meetings=meetings)
    if form.is_valid():
        meeting = form.cleaned_data["meeting"]
        try:
            proposing.put_on_agenda(version, meeting, by=request.user, at=clock.now())
        except TooEarly as early:
            words = _("Members have until %(day)s to read it. Choose a later meeting.")
            form.add_error("meeting", words % {"day": with_weekday(early.readable_until_on)})
        except agenda.AlreadyThere:
            messages.info(request, _("It is on the agenda of this meeting already."))
            return redirect("communities:meeting", meeting.pk)
        except WrongState:
            return _late(request, pk)
        else:
            messages.success(request, _("It is on the agenda."))
            return redirect("communities:meeting", meeting.pk)
    page = {"version": version, "plan": version.plan, "form": form, "has_meetings": meetings.exists()}
    return render(request, "plans/version_agenda.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def withdraw(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = _version(request, pk, number, permissions.can_propose)
    words = Words(
        gettext_lazy("Withdraw the proposal"),
        gettext_lazy(
            "There will be no vote on this version. The plan is a draft again; the members are told."
        ),
        gettext_lazy("Withdraw it"),
        gettext_lazy("The proposal is withdrawn. The plan is a draft again."),
    )
    form = ReasonForm(_posted(request))
    return _acted(
        request, version.plan, form, words, lambda: _with_reason(proposing.withdraw, version, form, request)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def send_back(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = _version(request, pk, number, permissions.can_send_back)
    words = Words(
        gettext_lazy("Send back for changes"),
        gettext_lazy(
            "There will be no vote on this version. The plan is a draft again; the members are told."
        ),
        gettext_lazy("Send it back"),
        gettext_lazy("It is sent back. The plan is a draft again."),
    )
    form = ReasonForm(_posted(request))
    return _acted(
        request, version.plan, form, words, lambda: _with_reason(proposing.send_back, version, form, request)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    words = Words(
        gettext_lazy("Begin a new version"),
        gettext_lazy(
            "The approved version holds, and residents read it, until the group has approved the new one."
        ),
        gettext_lazy("Begin"),
        gettext_lazy("The plan is a draft again. What holds is the approved version."),
    )
    return _plain(request, pk, PlanStep.REVISE, words, afterwards.revise)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: SignedInRequest, pk: int) -> HttpResponse:
    words = Words(
        gettext_lazy("Give the new version up"),
        gettext_lazy(
            "The approved version goes on. What was written meanwhile stays, for the next new version."
        ),
        gettext_lazy("Give it up"),
        gettext_lazy("The approved version goes on."),
    )
    return _plain(request, pk, PlanStep.GIVE_UP, words, afterwards.give_up_revision)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def complete(request: SignedInRequest, pk: int) -> HttpResponse:
    words = Words(
        gettext_lazy("Complete the plan"),
        gettext_lazy("Its time is over. Residents go on reading it with what came of each action."),
        gettext_lazy("Complete it"),
        gettext_lazy("The plan is completed."),
    )
    return _plain(request, pk, PlanStep.COMPLETE, words, afterwards.complete)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    words = Words(
        gettext_lazy("Cancel the plan"),
        gettext_lazy("Nothing more is done by it. This cannot be taken back."),
        gettext_lazy("Cancel the plan"),
        gettext_lazy("The plan is cancelled."),
    )
    return _ended(request, pk, PlanStep.CANCEL, words, afterwards.cancel)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def supersede(request: SignedInRequest, pk: int) -> HttpResponse:
    words = Words(
        gettext_lazy("Another plan takes its place"),
        gettext_lazy("Choose which one, and say why. This cannot be taken back."),
        gettext_lazy("Another plan takes its place"),
        gettext_lazy("Another plan has taken its place."),
    )
    plan = _in_time(request, pk, permissions.can_end, PlanStep.SUPERSEDE)
    if plan is None:
        return _late(request, pk)
    followers = afterwards.may_follow(plan).select_related("in_force")
    form = SupersedeForm(_posted(request), followers=followers)

    def act() -> None:
        afterwards.supersede(plan, **form.cleaned_data, by=request.user, at=clock.now())

    return _acted(request, plan, form, words, act)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def strategy(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = _allowed(request, pk, permissions.can_propose)
    if plan.in_force_id is None:
        return _late(request, pk)
    words = Words(
        gettext_lazy("Adopted into the local development strategy"),
        gettext_lazy("Residents read by which act the council took the plan over."),
        gettext_lazy("Save"),
        gettext_lazy("Saved."),
    )
    initial = {"act": plan.strategy_act, "on": plan.strategy_on, "link": plan.strategy_link}
    form = StrategyForm(_posted(request), initial=initial)

    def act() -> None:
        afterwards.record_strategy(plan, **form.cleaned_data, by=request.user, at=clock.now())

    return _acted(request, plan, form, words, act)


def _with_reason(
    verb: Callable[..., object], row: Plan | PlanVersion, form: forms.Form, request: SignedInRequest
) -> None:
    verb(row, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())


def _plain(
    request: SignedInRequest, pk: int, step: PlanStep, words: Words, verb: Callable[..., object]
) -> HttpResponse:
    may = permissions.can_end if step is PlanStep.COMPLETE else permissions.can_propose
    plan = _in_time(request, pk, may, step)
    if plan is None:
        return _late(request, pk)
    form = PlainForm(_posted(request))
    return _acted(request, plan, form, words, lambda: verb(plan, by=request.user, at=clock.now()))


def _ended(
    request: SignedInRequest, pk: int, step: PlanStep, words: Words, verb: Callable[..., object]
) -> HttpResponse:
    plan = _in_time(request, pk, permissions.can_end, step)
    if plan is None:
        return _late(request, pk)
    form = PublicReasonForm(_posted(request))
    return _acted(request, plan, form, words, lambda: _with_reason(verb, plan, form, request))


def _acted(
    request: SignedInRequest, plan: Plan, form: forms.Form, words: Words, act: Callable[[], object]
) -> HttpResponse:
    """The form until it can be done; what was typed stays."""
    if form.is_valid():
        try:
            act()
        except NoReason:
            form.add_error("reason", _("Say why."))
        except BeingVoted:
            form.add_error(None, _("A vote on this version is open: it is counted or withdrawn first."))
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        except WrongState:
            return _late(request, plan.pk)
        else:
            messages.success(request, str(words.done))
            return redirect("plans:versions", plan.pk)
    page = {"plan": plan, "form": form, "words": words}
    return render(request, "plans/version_act.html", page, status=_status(form))


def _allowed(request: SignedInRequest, pk: int, may: May) -> Plan:
    plan = found(request, pk)
    if not may(request.user, plan):
        raise PermissionDenied
    return plan


def _in_time(request: SignedInRequest, pk: int, may: May, step: PlanStep) -> Plan | None:
    """The plan for somebody who may do this; None when it is not the time."""
    plan = _allowed(request, pk, may)
    return plan if PlanState(plan.state) in PLAN_ARROWS[step].sources else None


def _version(request: SignedInRequest, pk: int, number: int, may: May) -> PlanVersion:
    version = found_version(request, pk, number)
    if not may(request.user, version.plan):
        raise PermissionDenied
    return version


def _meetings(version: PlanVersion) -> Any:
    """Of its group, still to come or being held, late enough, without this point."""
    rows = version.plan.group.meetings.filter(state__in=WRITABLE_AGENDA)
    there = Meeting.objects.filter(items__subject=adoption.subject_of(version))
    rows = rows.exclude(pk__in=there.values("pk")).order_by("starts_at")
    late = [row.pk for row in rows if timezone.localdate(row.starts_at) >= version.readable_until_on]
    return rows.filter(pk__in=late)


def _late(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("Nothing was changed: the plan has moved on meanwhile. It stands like this."))
    return redirect("plans:versions", pk)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: forms.Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
