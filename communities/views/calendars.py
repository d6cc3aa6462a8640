"""Calendar files and feeds of meetings, and the page where a member gets the address of the own one."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from communities import permissions
from communities.gates import fresh_proof_required
from communities.meetings import calendar_files, feeds
from communities.meetings.calendar_files import Method
from communities.models import GROUP_ROLES, CalendarKey, Community, Meeting
from communities.shared import clock, public_pages, public_stamp
from communities.shared.public_pages import drawn_once
from communities.shared.requests import SignedInRequest

CALENDAR = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def private_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Asked by telephones, without a session: the secret is the key."""
    feed = feeds.opened_with(secret, at=clock.now(), today=clock.today())
    if feed is None:
        raise Http404
    response = HttpResponse(feed.content, content_type=CALENDAR)
    response["ETag"], response["Last-Modified"] = feed.etag, http_date(feed.changed_at.timestamp())
    response["Cache-Control"] = "private, no-cache"  # kept by the program that asked, and asked again
    response["Referrer-Policy"] = "no-referrer"
    answer = get_conditional_response(
        request, etag=feed.etag, last_modified=int(feed.changed_at.timestamp()), response=response
    )
    return answer or response


@login_not_required
@require_safe
@drawn_once
def public_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What residents may know of the meetings of a community, for their calendars."""
    community = get_object_or_404(Community, slug=slug)
    today = clock.today()
    response = HttpResponse(feeds.of_community(community, today=today), content_type=CALENDAR)
    new_year = dt.datetime(today.year, 1, 1, tzinfo=ZoneInfo(settings.TIME_ZONE))  # when old ones fall out
    if touched_at := public_stamp.touched_at():
        response["Last-Modified"] = http_date(max(touched_at, new_year).timestamp())
    return response


@login_not_required
@require_safe
@drawn_once
def public_event(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One open meeting, for the calendar of a resident who wants to come."""
    rows = Meeting.objects.announced().select_related("group__community")
    meeting = get_object_or_404(rows, group__community__slug=slug, number=number, is_open=True)
    content = calendar_files.file_of([calendar_files.for_residents(meeting)], method=Method.PUBLISH)
    return _download(content, name=f"{slug}-{number}.ics")


@require_safe
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    """One meeting, for the calendar of a member."""
    rows = feeds.meetings_of(request.user).select_related("group__community")
    meeting = get_object_or_404(rows, pk=pk)
    content = calendar_files.file_of([calendar_files.for_members(meeting)], method=Method.PUBLISH)
    return _download(content, name=f"{meeting.group.community.slug}-{meeting.number}.ics")


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Whether I have an address for my calendar, since when, and whether anybody asks it."""
    return _page(request)


@require_POST
@fresh_proof_required
def make(request: SignedInRequest) -> HttpResponse:
    """Shows the new address once, in this answer: it is kept nowhere, so there is nothing to lead on to."""
    secret = feeds.make_key(request.user, at=clock.now())
    with override(settings.LANGUAGE_CODE):
        address = public_pages.address(reverse("communities:private_calendar", kwargs={"secret": secret}))
    return _page(request, address=address)


@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    if feeds.revoke_key(request.user, by=request.user, at=clock.now()):
        messages.success(request, _("The address opens nothing any more. Take the calendar off your phone."))
    return redirect("communities:calendar")


def _page(request: SignedInRequest, *, address: str = "") -> HttpResponse:
    page = {
        "key": CalendarKey.objects.filter(person=request.user).first(),
        "sits_somewhere": bool(permissions.communities_served(request.user, GROUP_ROLES)),
        "address": address,
    }
    return render(request, "communities/calendar.html", page)


def _download(content: bytes, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CALENDAR, headers=headers)
