"""Points of an agenda: added, worded otherwise, put in order, taken off, taken over from what is due."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities import permissions
from communities.meeting_forms import PointForm, point_values
from communities.meetings import agenda, invitations
from communities.meetings.agenda import AlreadyThere, AlreadyUsed, ItemChangedMeanwhile, VotedBySome
from communities.models import AgendaItem
from communities.shared import clock
from communities.shared.requests import SignedInRequest, whole_number
from communities.shared.states import WrongState
from communities.states import WRITABLE_AGENDA
from communities.views.meetings import tell_late, to_prepare


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = to_prepare(request, pk)
    if meeting.state not in WRITABLE_AGENDA:
        tell_late(request, meeting)
        return redirect("communities:meeting", pk)
    form = PointForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "stamp"}
        try:
            item = agenda.add(meeting, **values, by=request.user, at=clock.now())
        except WrongState:
            tell_late(request, meeting)
            return redirect("communities:meeting", pk)
        messages.success(request, _("The point stands on the agenda as number %(n)s.") % {"n": item.position})
        return redirect(_place(item))
    page = {"form": form, "meeting": meeting, "group": meeting.group}
    return render(request, "communities/agenda_point.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    if item.meeting.state not in WRITABLE_AGENDA:
        tell_late(request, item.meeting)
        return redirect("communities:meeting", item.meeting_id)
    data = request.POST if request.method == "POST" else None
    form = PointForm(data, initial=point_values(item, agenda.stamp_of(item)))
    meanwhile = None
    if form.is_valid():
        try:
            agenda.change(item, **form.cleaned_data, by=request.user, at=clock.now())
        except ItemChangedMeanwhile as other:
            meanwhile = other.item
        except VotedBySome:
            form.add_error(
                "assesses_police",
                _(
                    "A vote on this point was opened among those who may vote on it, so this stays as it "
                    "was. To change it, withdraw the open vote first; after a counted vote, put a new point "
                    "on the agenda."
                ),
            )
        except WrongState:
            tell_late(request, item.meeting)
            return redirect(_place(item))
        else:
            messages.success(request, _("Saved."))
            return redirect(_place(item))
    page = {
        "form": form,
        "item": item,
        "meanwhile": meanwhile,
        "stamp": agenda.stamp_of(meanwhile or item),  # whoever saves again has seen the other words
        "meeting": item.meeting,
        "group": item.meeting.group,
    }
    status = HTTPStatus.CONFLICT if meanwhile else _status(form)
    return render(request, "communities/agenda_point.html", page, status=status)


@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the number that was pressed or dropped upon."""
    item = _item(request, pk)
    wanted = request.POST.get("to", "")
    try:
        number = agenda.move(item, to=whole_number(wanted) or item.position, by=request.user, at=clock.now())
    except WrongState:
        tell_late(request, item.meeting)
    else:
        messages.success(request, _("“%(title)s” is number %(n)s now.") % {"title": item.title, "n": number})
    return redirect(_place(item))


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    try:
        agenda.remove(item, by=request.user, at=clock.now())
    except WrongState:
        tell_late(request, item.meeting)
    except AlreadyUsed:
        messages.warning(
            request, _("This point stays: something was written, voted or decided under it already.")
        )
    else:
        messages.success(request, _("“%(title)s” is off the agenda.") % {"title": item.title})
    return redirect("communities:meeting", item.meeting_id)


@require_POST
def take_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the things that are due, named by its subject."""
    meeting = to_prepare(request, pk)
    wanted = request.POST.get("subject", "")
    due = agenda.due(meeting, on=invitations.day_of(meeting))
    suggestion = next((each for each in due if each.subject == wanted), None)
    try:
        if suggestion is None:
            raise AlreadyThere
        item = agenda.take_over(meeting, suggestion, by=request.user, at=clock.now())
    except AlreadyThere:
        messages.info(request, _("This stands on the agenda already, or is no longer due."))
    except WrongState:
        tell_late(request, meeting)
    else:
        messages.success(request, _("The point stands on the agenda as number %(n)s.") % {"n": item.position})
        return redirect(_place(item))
    return redirect("communities:meeting", pk)


def _item(request: SignedInRequest, pk: int) -> AgendaItem:
    visible = permissions.meetings_visible_to(request.user)
    rows = AgendaItem.objects.filter(meeting__in=visible).select_related("meeting__group__community")
    item = get_object_or_404(rows, pk=pk)
    if not permissions.keeps_group(request.user, item.meeting.group.community_id):
        raise PermissionDenied
    return item


def _place(item: AgendaItem) -> str:
    """The point on the page of its meeting."""
    return reverse("communities:meeting", args=[item.meeting_id]) + f"#point-{item.pk}"


def _status(form: PointForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
