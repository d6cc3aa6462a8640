"""How the views of a meeting that is held answer.

Every act is a small POST. A page that sends by itself asks for JSON and gets `{"outcome": "saved", "at"}`, or
`"refused"` or `"meanwhile"` with words; everybody else is led back to the row, or gets the page with what was
typed and why it could not be stored.
"""

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from communities import permissions
from communities.groups.roll import membership_of
from communities.meetings import quorum
from communities.meetings.hold_page import Failed, hold_page
from communities.meetings.why_not import REFUSALS, words_for
from communities.models import AgendaItem, Meeting, Membership
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.states import MeetingState

HELD = (MeetingState.CALLED, MeetingState.OPEN, MeetingState.CLOSED)


def held_meeting(request: SignedInRequest, pk: int, *, must_keep: bool = False) -> Meeting:
    """Called, open or closed, of a group that the reader belongs to (404); led by the reader (403)."""
    rows = permissions.meetings_visible_to(request.user).filter(state__in=HELD)
    rows = rows.select_related("group__community", "statute", "chaired_by")
    meeting = get_object_or_404(rows, pk=pk)
    if must_keep and not leads(request, meeting):
        raise PermissionDenied
    return meeting


def leads(request: SignedInRequest, meeting: Meeting) -> bool:
    return permissions.keeps_group(request.user, meeting.group.community_id)


def own_seat(request: SignedInRequest, meeting: Meeting) -> Membership | None:
    return membership_of(request.user, meeting.group, quorum.day_of(meeting))


def act_on(
    request: SignedInRequest,
    meeting: Meeting,
    act: Callable[[], object],
    *,
    key: str,
    anchor: str = "",
    point: AgendaItem | None = None,
    words: str = "",
) -> HttpResponse:
    """Do it, and lead back to its row; or say beside its form (`key`) why not."""
    try:
        act()
    except REFUSALS as problem:
        return refused(request, meeting, why_not(problem, meeting), key=key, point=point)
    return done(request, meeting, anchor=anchor or key, point=point, words=words)


def done(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    anchor: str,
    point: AgendaItem | None = None,
    words: str = "",
    is_text: bool = False,
    **more: object,
) -> HttpResponse:
    """`is_text`: the browser forgets the copy that it kept of this point (static/js/hold.js)."""
    if wants_json(request):
        hour = date_format(timezone.localtime(clock.now()), "H:i")
        return JsonResponse({"outcome": "saved", "at": hour, **more})
    if words:
        messages.success(request, words)
    which = f"?point={point.pk}{'&stored=1' if is_text else ''}" if point else ""
    return redirect(f"{reverse('communities:hold', args=[meeting.pk])}{which}#{anchor}")


def refused(
    request: SignedInRequest, meeting: Meeting, words: str, *, key: str, point: AgendaItem | None = None
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"outcome": "refused", "words": words}, status=HTTPStatus.CONFLICT)
    failed = Failed(key, words, {name: str(value) for name, value in request.POST.items()})
    unfolded = point.pk if point else None
    fresh = held_meeting(request, meeting.pk)
    return page_of(request, fresh, unfolded=unfolded, failed=failed, status=HTTPStatus.CONFLICT)


def misshapen(
    request: SignedInRequest,
    meeting: Meeting,
    form: forms.Form,
    *,
    key: str,
    point: AgendaItem | None = None,
) -> HttpResponse:
    said = [str(words) for problems in form.errors.values() for words in problems]
    return refused(request, meeting, " ".join(dict.fromkeys(said)), key=key, point=point)


def page_of(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    unfolded: int | None = None,
    failed: Failed | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    is_led = leads(request, meeting)
    page = hold_page(meeting, reader=request.user, keeps=is_led, unfolded=unfolded, failed=failed)
    return render(request, "communities/hold.html", {"page": page, "meeting": meeting}, status=status)


def why_not(problem: Exception, meeting: Meeting) -> str:
    meeting.refresh_from_db(fields=["state"])
    return words_for(problem, meeting=meeting)


def wants_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
