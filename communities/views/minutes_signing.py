"""Minutes are signed by two people, and what residents read of them is published or hidden."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.gates import fresh_proof_required
from communities.meetings import amendments, minutes_check, minutes_content, signing
from communities.meetings.minutes_words import present_members, present_public
from communities.minutes_forms import PublishForm, SignForm
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import MinutesState
from communities.views.meetings import found
from communities.views.minutes_page import (
    REFUSED,
    may_edit,
    newest,
    require_keeper,
    say_too_late,
    status_of,
    visible,
)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the two signatures, under the text that stood on this page."""
    meeting = found(request, pk)
    row = newest(request, meeting)
    capacities = signing.capacities(request.user, row)
    if not capacities:
        if request.user.pk in {row.chair_signed_by_id, row.secretary_signed_by_id}:
            return redirect("communities:minutes", pk)  # a second click
        raise PermissionDenied
    capacity, remarks = capacities[0], minutes_check.remarks(row.content)
    days_run = amendments.is_open(row, today=clock.today()) and not row.content.get("early_reason")
    form = SignForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": row.edit_version},
        is_early=days_run and capacity is signing.Capacity.CHAIR,
        has_remarks=bool(remarks),
    )
    if form.is_valid():
        try:
            signing.sign(
                row,
                capacity=capacity,
                seen=form.cleaned_data["seen"],
                early_reason=form.cleaned_data.get("early_reason", ""),
                by=request.user,
                today=clock.today(),
                at=clock.now(),
            )
        except tuple(REFUSED) as problem:
            say_too_late(request, problem)
        else:
            messages.success(request, _("You have signed."))
        return redirect("communities:minutes", pk)
    page = {
        "meeting": meeting,
        "minutes": row,
        "capacity": capacity.value,
        "form": form,
        "remarks": remarks,
        "days_run": days_run,
        "waiting": amendments.waiting(row),
        "is_amending": row.state == MinutesState.AMENDING,
        "view": present_members(row.content, language=get_language() or "uk"),
    }
    return render(request, "communities/minutes_sign.html", page, status=status_of(form))


@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What residents will read, for those who answer for it."""
    meeting = found(request, pk)
    require_keeper(request, meeting)
    row = newest(request, meeting)
    public = row.public_content or minutes_content.public_version(row.content)
    page = {
        "meeting": meeting,
        "view": present_public(public, language=get_language() or "uk"),
        "remarks": minutes_check.remarks(row.content),
        "may_edit": may_edit(request, row),
    }
    return render(request, "communities/minutes_preview.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page shows exactly what residents will read."""
    meeting = found(request, pk)
    require_keeper(request, meeting)
    row = get_object_or_404(meeting.minutes, state=MinutesState.SIGNED)
    remarks = minutes_check.remarks(row.content)
    form = PublishForm(request.POST if request.method == "POST" else None, has_remarks=bool(remarks))
    if form.is_valid():
        try:
            signing.publish(row, by=request.user, at=clock.now())
        except (WrongState, signing.AlreadyPublished):
            messages.info(request, _("It was published already."))
        else:
            messages.success(request, _("Residents read the minutes from now on."))
        return redirect("communities:minutes", pk)
    view = present_public(row.public_content, language=get_language() or "uk")
    page = {"meeting": meeting, "minutes": row, "view": view, "remarks": remarks, "form": form}
    return render(request, "communities/minutes_publish.html", page, status=status_of(form))


@require_POST
@fresh_proof_required
def hide(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    meeting = found(request, pk)
    require_keeper(request, meeting)
    row = get_object_or_404(visible(request, meeting), version=version)
    signing.hide(row, by=request.user, at=clock.now())
    messages.success(request, _("Residents no longer read this version."))
    return redirect("communities:minutes_version", pk, version)
