"""The page of one expected report, and what its coordinator decides about it."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.gates import fresh_proof_required
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.cycle import decisions, nudging
from reports.cycle.decisions import CannotDecide, Undecidable
from reports.cycle.expected_page import expected_page, offers
from reports.forms.cycle import ExcuseForm, ExtendForm, UnlockForm
from reports.models import Excuse, ExpectedReport

# Each refusal in plain words, and the field it belongs to.
REFUSALS: dict[Undecidable, tuple[str | None, Promise]] = {
    Undecidable.NO_REASON: ("reason", _("Say why: residents read it.")),
    Undecidable.REASON_TOO_LONG: ("reason", _("Make the reason shorter.")),
    Undecidable.NOT_OPENED: (
        None,
        _("Its period has not opened yet: change the days of the oblast instead."),
    ),
    Undecidable.HANDED_IN: (None, _("The report is handed in, so nothing needs to be decided.")),
    Undecidable.EXCUSED: (None, _("The report is excused. Withdraw the excuse first.")),
    Undecidable.NOT_EXCUSED: (None, _("The report is not excused.")),
    Undecidable.NOT_LATER: ("due_on", _("Choose a day after the one that holds now.")),
    Undecidable.IN_THE_PAST: ("day", _("This day is over. Choose today or a later day.")),
    Undecidable.TOO_FAR: ("day", _("Choose a day within the next 60 days.")),
    Undecidable.NOT_LOCKED: (None, _("The report is not locked: its author can hand it in.")),
}


@require_safe
def expected(request: SignedInRequest, pk: int) -> HttpResponse:
    """Days, facts, reminders and history; decisions for its coordinator."""
    row, today = _known(request, pk), clock.today()
    told = expected_page(row, today=today)
    page = {
        "expected": row,
        "page": told,
        "may_decide": permissions.can_coordinate(request.user, row.community),
        "may_record_meeting": permissions.can_record_meeting(request.user, row.community_id),
        "offers": offers(row, told, today=today),
    }
    return render(request, "reports/expected.html", page)


@require_POST
def nudge(request: SignedInRequest, pk: int) -> HttpResponse:
    """One click, from here or from the board; leads back to where it was pressed."""
    row, place = _to_decide(request, pk), ""
    try:
        nudging.nudge(row, by=request.user, today=clock.today(), at=clock.now())
    except nudging.AlreadyNudged:
        messages.info(request, _("Somebody has asked about this report today. Once a day is enough."))
    except nudging.NothingToNudge as nothing:
        messages.warning(request, _("Nobody was asked. %(why)s") % {"why": nothing.silence.words})
    else:
        place = f"#place-{row.community_id}"  # whose cell says that it was done: no way back down the list
        messages.success(
            request,
            _("%(community)s was asked about the report of %(period)s.")
            % {"community": row.community.name, "period": row.period.label_in_a_sentence},
        )
    if "board" not in request.POST:
        return redirect("reports:expected", pk)
    asked = QueryDict(request.POST["board"]).urlencode()  # the filters; nothing but a query of our own page
    return redirect(f"{reverse('reports:board')}{'?' if asked else ''}{asked}{place}")


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def extend(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_decide(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None, is_public=row.return_due_on is None)

    def decide() -> None:
        said = form.cleaned_data
        decisions.extend(row, due_on=said["due_on"], reason=said["reason"], by=request.user, at=clock.now())

    return _decided(
        request, row, form, decide, page="reports/expected_extend.html", done=_("There is more time now.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def excuse(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_decide(request, pk)
    form = ExcuseForm(request.POST if request.method == "POST" else None)

    def decide() -> None:
        said = form.cleaned_data
        why = Excuse(said["excuse"])
        decisions.excuse(row, excuse=why, reason=said["reason"], by=request.user, at=clock.now())

    done = _("The report is excused. Nobody is reminded of it, and it is counted apart.")
    return _decided(request, row, form, decide, page="reports/expected_excuse.html", done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_decide(request, pk)
    form = UnlockForm(request.POST if request.method == "POST" else None, is_public=False)

    def decide() -> None:
        said = form.cleaned_data
        until_on = said["until_on"]
        decisions.unlock(row, until_on=until_on, reason=said["reason"], by=request.user, at=clock.now())

    done = _("The report can be handed in again. It still counts as late.")
    return _decided(request, row, form, decide, page="reports/expected_unlock.html", done=done)


@require_POST
@fresh_proof_required
def withdraw_excuse(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_decide(request, pk)
    try:
        decisions.withdraw_excuse(row, by=request.user, at=clock.now())
    except CannotDecide as refusal:
        messages.warning(request, str(REFUSALS[refusal.reason][1]))
    else:
        messages.success(request, _("The excuse is withdrawn: the report is asked for again."))
    return redirect("reports:expected", pk)


def _decided(
    request: SignedInRequest,
    row: ExpectedReport,
    form: Form,
    decide: Callable[[], None],
    *,
    page: str,
    done: str | Promise,
) -> HttpResponse:
    """The form until it says something that can be decided; what was typed stays."""
    if form.is_valid():
        try:
            decide()
        except CannotDecide as refusal:
            field, words = REFUSALS[refusal.reason]
            day = next((name for name in ("due_on", "until_on") if name in form.fields), None)
            form.add_error(day if field == "day" else field, str(words))
        else:
            messages.success(request, str(done))
            return redirect("reports:expected", row.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, page, {"form": form, "expected": row}, status=status)


def _known(request: SignedInRequest, pk: int) -> ExpectedReport:
    rows = ExpectedReport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("community__oblast", "period", "report"), pk=pk)


def _to_decide(request: SignedInRequest, pk: int) -> ExpectedReport:
    row = _known(request, pk)
    if not permissions.can_coordinate(request.user, row.community):
        raise PermissionDenied
    return row
