"""An oblast's cycle for its coordinator: days, steps of reminding, who takes part. For the future only."""

import re
from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.gates import fresh_proof_required
from communities.models import Community, Oblast
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.cycle import participation, rules
from reports.cycle.participation import CannotChangeParticipation, NotPossible
from reports.cycle.reminders import StepBook
from reports.cycle.rules import CannotChange, rule_for
from reports.cycle.rules_page import choosable, examples, rules_page
from reports.forms.cycle import FromPeriodForm, RuleForm, StepForm
from reports.models import Participation, ReminderStep

NO_DAY = 1000  # no step is so far from the due day
DAYS = ("opens_on_day", "due_after_days", "on_time_after_days", "locks_after_days", "return_days")


@require_safe
def cycle_rules(request: SignedInRequest, oblast: str) -> HttpResponse:
    place = _coordinated(request, oblast)
    page = {"oblast": place, "page": rules_page(place, today=clock.today())}
    return render(request, "reports/cycle_rules.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def cycle_days(request: SignedInRequest, oblast: str) -> HttpResponse:
    """Other days from a period on that has not opened yet."""
    place, today = _coordinated(request, oblast), clock.today()
    stretches = choosable(place, today=today)
    held = rule_for(place, stretches[-1])
    initial = {name: getattr(held, name) for name in DAYS}
    form = RuleForm(request.POST if request.method == "POST" else None, stretches=stretches, initial=initial)
    if form.is_valid():
        try:
            rules.set_rule(place, from_stretch=form.stretch, by=request.user, at=clock.now(), **form.days)
        except CannotChange:
            form.add_error("from_period", _("This period has opened meanwhile. Choose a later one."))
        else:
            messages.success(request, _("The new days hold from that period on. See the examples."))
            return redirect("reports:cycle_rules", oblast)
    page = {"form": form, "oblast": place, "example": next(examples(place, today=today, number=1))}
    return render(request, "reports/cycle_days.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def add_step(request: SignedInRequest, oblast: str) -> HttpResponse:
    place = _coordinated(request, oblast)
    held = StepBook().of(place.pk)
    taken = {step.days_after_due for step in held}
    form = StepForm(request.POST if request.method == "POST" else None, taken=taken)
    if form.is_valid():
        rules.add_step(place, step=form.step, by=request.user, at=clock.now())
        messages.success(request, _("The step is added. It holds from the next run of reminders on."))
        return redirect("reports:cycle_rules", oblast)
    page = {"form": form, "oblast": place}
    return render(request, "reports/cycle_step.html", page, status=_status(form))


@require_POST
@fresh_proof_required
def remove_step(request: SignedInRequest, oblast: str) -> HttpResponse:
    place = _coordinated(request, oblast)
    day = request.POST.get("day", "")
    try:
        removed = rules.remove_step(
            place,
            days_after_due=int(day) if re.fullmatch("-?[0-9]{1,2}", day) else NO_DAY,
            by=request.user,
            at=clock.now(),
        )
    except rules.LastStep:
        messages.warning(request, _("One step must stay. Add another one first, or use the usual steps."))
    else:
        if removed:
            messages.success(request, _("The step is removed."))
        else:
            messages.info(request, _("This step was removed already."))
    return redirect("reports:cycle_rules", oblast)


@require_POST
@fresh_proof_required
def usual_steps(request: SignedInRequest, oblast: str) -> HttpResponse:
    place = _coordinated(request, oblast)
    if ReminderStep.objects.filter(oblast=place).exists():
        rules.set_steps(place, steps=[], by=request.user, at=clock.now())
    messages.success(request, _("The oblast goes by the usual steps again."))
    return redirect("reports:cycle_rules", oblast)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def takes_part(request: SignedInRequest, oblast: str, community: str) -> HttpResponse:
    """Join, or leave when it takes part already."""
    place = _coordinated(request, oblast)
    who = get_object_or_404(Community, oblast=place, slug=community)
    leaves = Participation.objects.filter(community=who, until_on__isnull=True).exists()
    stretches = choosable(place, today=clock.today())
    form = FromPeriodForm(request.POST if request.method == "POST" else None, stretches=stretches)
    if form.is_valid():
        act = participation.leave if leaves else participation.join
        try:
            act(who, from_stretch=form.stretch, by=request.user, at=clock.now())
        except CannotChangeParticipation as refusal:
            form.add_error("from_period", _why_not(refusal.reason))
        else:
            words = (
                _("%(who)s: no report is asked for from this period on.")
                if leaves
                else _("%(who)s: a report is asked for from this period on.")
            )
            messages.success(request, words % {"who": who.name})
            return redirect("reports:cycle_rules", oblast)
    page = {"form": form, "oblast": place, "community": who, "leaves": leaves}
    return render(request, "reports/cycle_participation.html", page, status=_status(form))


def _why_not(reason: NotPossible) -> str:
    return {
        NotPossible.HAS_OPENED: _("This period has opened or its report is begun. Choose a later one."),
        NotPossible.TAKES_PART: _("The community takes part already."),
        NotPossible.TAKES_NO_PART: _("The community does not take part."),
        NotPossible.BEFORE_IT_JOINED: _("It takes part from a later period on. Choose that one or a later."),
        NotPossible.BEFORE_IT_LEFT: _("It took part in this period already. Choose a later one."),
    }[reason]


def _status(form: Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK


def _coordinated(request: SignedInRequest, slug: str) -> Oblast:
    place = get_object_or_404(Oblast, slug=slug)
    if not permissions.can_coordinate_oblast(request.user, place):
        raise Http404
    return place
