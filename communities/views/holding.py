"""A meeting while it is held: the page, who leads it, who is there."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.gates import fresh_proof_required
from communities.holding_forms import ChairForm, GuestForm, PresenceForm
from communities.meetings import attendance, holding, quorum
from communities.meetings.hold_page import hold_page, stamp_of
from communities.models import Guest, Meeting, Membership, Presence
from communities.shared import clock
from communities.shared.requests import SignedInRequest, whole_number
from communities.views.hold_answers import act_on, done, held_meeting, leads, misshapen, page_of


@require_safe
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole meeting: who leads it writes, everybody else reads along and votes."""
    point = request.GET.get("point", "")
    return page_of(request, held_meeting(request, pk), unfolded=whole_number(point))


@require_safe
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same without its frame, for a page that looks again; nothing when nothing changed."""
    meeting = held_meeting(request, pk)
    if request.GET.get("stamp") == stamp_of(meeting):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    page = hold_page(meeting, reader=request.user, keeps=leads(request, meeting))
    return render(request, "communities/hold_body.html", {"page": page, "meeting": meeting})


@require_POST
def open_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    return _lead(request, pk, holding.open_meeting, words=_("The meeting is open."))


@require_POST
def change_chair(request: SignedInRequest, pk: int) -> HttpResponse:
    return _lead(request, pk, holding.change_chair, words=_("Somebody else leads the meeting from here."))


@require_POST
@fresh_proof_required
def close_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    return act_on(
        request,
        meeting,
        lambda: holding.close_meeting(meeting, by=request.user, at=clock.now()),
        key="close",
        anchor="top",
        words=_("The meeting is closed. Nothing in it changes any more; the minutes come next."),
    )


@require_POST
def note_presence(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    row = get_object_or_404(Membership, group=meeting.group_id, pk=member)
    key, form = f"person-{row.pk}", PresenceForm(request.POST)
    if not form.is_valid():
        return misshapen(request, meeting, form, key=key)
    said = form.cleaned_data
    return act_on(
        request,
        meeting,
        lambda: attendance.note(
            meeting,
            row,
            Presence(said["presence"]),
            reason=said["reason"],
            by=request.user,
            at=clock.now(),
        ),
        key=key,
    )


@require_POST
def add_guest(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    form = GuestForm(request.POST)
    if not form.is_valid():
        return misshapen(request, meeting, form, key="guests")
    return act_on(
        request,
        meeting,
        lambda: attendance.add_guest(meeting, **form.cleaned_data, by=request.user, at=clock.now()),
        key="guests",
    )


@require_POST
def remove_guest(request: SignedInRequest, pk: int, guest: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    row = Guest.objects.filter(meeting=meeting, pk=guest).first()
    if row is None:  # a second click
        return done(request, meeting, anchor="guests")
    return act_on(
        request,
        meeting,
        lambda: attendance.remove_guest(row, by=request.user, at=clock.now()),
        key="guests",
    )


def _lead(request: SignedInRequest, pk: int, verb: Callable[..., Meeting], *, words: str) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    members = meeting.group.memberships.sitting(on=quorum.day_of(meeting))
    form = ChairForm(request.POST, members=members)
    if not form.is_valid():
        return misshapen(request, meeting, form, key="chair")
    chair = form.cleaned_data["chair"]
    return act_on(
        request,
        meeting,
        lambda: verb(meeting, chaired_by=chair, by=request.user, at=clock.now()),
        key="chair",
        anchor="top",
        words=words,
    )
