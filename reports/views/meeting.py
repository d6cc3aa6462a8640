"""The record of the open meeting of a period."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from communities.gates import fresh_proof_required
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.cycle import meetings
from reports.cycle.meetings import CannotRecord, Refusal
from reports.forms.meeting import MeetingForm
from reports.models import ExpectedReport

WHY_NOT: dict[Refusal, tuple[str, Promise]] = {
    Refusal.FUTURE: (
        "held_on",
        gettext_lazy("This day has not come yet. Record the meeting when it has been held."),
    ),
    Refusal.BEFORE_THE_PERIOD: (
        "held_on",
        gettext_lazy("The meeting was before this period began. Record it for the period before."),
    ),
    Refusal.AFTER_THE_PERIOD: (
        "held_on",
        gettext_lazy(
            "The meeting was after the last day for this period. Record it for the period it was held in."
        ),
    ),
    Refusal.NO_PLACE: ("place", gettext_lazy("Give the place of the meeting.")),
    Refusal.COUNTED_ALREADY: (
        "held_on",
        gettext_lazy(
            "A meeting on this day is recorded for another period already. One meeting counts for one period."
        ),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record it, or record it otherwise. Residents read it at once, hence the fresh proof."""
    expected = _expected(request, pk)
    first, last = meetings.window(expected)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        first=first,
        last=min(last, clock.today()),
        initial={"held_on": expected.meeting_held_on, "place": expected.meeting_place},
    )
    if form.is_valid() and _record(request, expected, form):
        messages.success(request, _("The meeting is recorded. Residents see its day and place."))
        return redirect("reports:meeting", pk)
    page = {
        "expected": expected,
        "form": form,
        "first": first,
        "last": last,
        "trail": trail.sentences(audit.trail_of(expected)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "reports/meeting.html", page, status=status)


@require_POST
@fresh_proof_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    if meetings.withdraw_meeting(_expected(request, pk), by=request.user, at=clock.now()):
        messages.success(request, _("The record of the meeting was taken back."))
    else:
        messages.info(request, _("No meeting was recorded for this period."))
    return redirect("reports:meeting", pk)


def _expected(request: SignedInRequest, pk: int) -> ExpectedReport:
    rows = ExpectedReport.objects.visible_to(request.user).select_related("community", "period")
    expected = get_object_or_404(rows, pk=pk)
    if not permissions.can_record_meeting(request.user, expected.community_id):
        raise PermissionDenied
    return expected


def _record(request: SignedInRequest, expected: ExpectedReport, form: MeetingForm) -> bool:
    """False after telling the reader why not, beside the field."""
    day, place = form.cleaned_data["held_on"], form.cleaned_data["place"]
    try:
        meetings.record_meeting(expected, held_on=day, place=place, by=request.user, at=clock.now())
    except CannotRecord as refusal:
        field, words = WHY_NOT[refusal.reason]
        form.add_error(field, str(words))
        return False
    return True
