"""Votes while a meeting is held: opened, cast, counted, withdrawn, and opinions that differ."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.holding_forms import BallotForm, CastForm, CountForm, DissentForm
from communities.meetings import recording, voting
from communities.models import AgendaItem, Ballot, BallotKind, Choice, Meeting, Membership
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.views.hold_answers import act_on, held_meeting, leads, misshapen, own_seat


@require_POST
def open_ballot(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    key, form = f"new-vote-{point.pk}", BallotForm(request.POST)
    if not form.is_valid():
        return misshapen(request, meeting, form, key=key, point=point)
    said = form.cleaned_data
    return act_on(
        request,
        meeting,
        lambda: voting.open_ballot(
            point,
            question=said["question"],
            kind=BallotKind(said["kind"]),
            subject=point.subject if said["decides"] else "",
            by=request.user,
            at=clock.now(),
        ),
        key=key,
        anchor=f"votes-{point.pk}",
        point=point,
    )


@require_POST
def cast(request: SignedInRequest, pk: int, ballot: int, member: int) -> HttpResponse:
    """A member votes, or whoever leads the meeting notes what was said aloud."""
    meeting = held_meeting(request, pk)
    row = _ballot(meeting, ballot)
    voter = get_object_or_404(Membership, group=meeting.group_id, pk=member)
    if not leads(request, meeting) and voter != own_seat(request, meeting):
        raise PermissionDenied
    key, form = f"vote-{row.pk}", CastForm(request.POST)
    if not form.is_valid():
        return misshapen(request, meeting, form, key=key, point=row.item)
    choice = Choice(form.cleaned_data["choice"])
    return act_on(
        request,
        meeting,
        lambda: voting.cast(row, voter, choice, by=request.user, at=clock.now()),
        key=key,
        point=row.item,
    )


@require_POST
def count(request: SignedInRequest, pk: int, ballot: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    row = _ballot(meeting, ballot)
    key = f"vote-{row.pk}"
    if row.kind == BallotKind.BY_NAME:
        return act_on(
            request,
            meeting,
            lambda: voting.close_by_name(row, by=request.user, at=clock.now()),
            key=key,
            point=row.item,
        )
    form = CountForm(request.POST)
    if not form.is_valid():
        return misshapen(request, meeting, form, key=key, point=row.item)
    return act_on(
        request,
        meeting,
        lambda: voting.close_by_hands(row, **form.cleaned_data, by=request.user, at=clock.now()),
        key=key,
        point=row.item,
    )


@require_POST
def withdraw(request: SignedInRequest, pk: int, ballot: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    row = _ballot(meeting, ballot)
    reason = request.POST.get("reason", "")
    return act_on(
        request,
        meeting,
        lambda: voting.withdraw(row, reason=reason, by=request.user, at=clock.now()),
        key=f"vote-{row.pk}",
        point=row.item,
    )


@require_POST
def dissent(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = held_meeting(request, pk)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    me = own_seat(request, meeting)
    if not leads(request, meeting) and me is None:
        raise PermissionDenied
    everybody = meeting.group.memberships.all()
    members = everybody if leads(request, meeting) else everybody.filter(pk=me.pk if me else 0)
    key, form = f"dissent-{point.pk}", DissentForm(request.POST, members=members)
    if not form.is_valid():
        return misshapen(request, meeting, form, key=key, point=point)
    said = form.cleaned_data
    return act_on(
        request,
        meeting,
        lambda: recording.dissent(point, said["member"], text=said["text"], by=request.user, at=clock.now()),
        key=key,
        anchor=f"opinions-{point.pk}",
        point=point,
        words=_("The dissenting opinion is kept with the minutes."),
    )


def _ballot(meeting: Meeting, pk: int) -> Ballot:
    return get_object_or_404(Ballot.objects.select_related("item"), item__meeting=meeting, pk=pk)
