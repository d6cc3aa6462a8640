"""What the views of minutes have in common: who may see and do what, and the page of one version."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities import permissions
from communities.meetings import (
    amendments,
    minuted_tasks,
    minutes_check,
    minutes_content,
    signing,
    subjects,
)
from communities.meetings import minutes as verbs
from communities.meetings.minutes_words import present_members
from communities.meetings.subjects import Link
from communities.minutes_forms import AmendmentForm, SeenForm
from communities.models import Meeting, Minutes, MinutesDocument
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import MinutesState

SHOWN_ACTS = 30


def visible(request: SignedInRequest, meeting: Meeting) -> Any:
    """Newest first. A draft is for those who prepare it; from the circulation on the whole group reads."""
    rows = meeting.minutes.select_related(
        "meeting__group__community__oblast",
        "meeting__chaired_by__person",
        "chair_signed_by",
        "secretary_signed_by",
    ).order_by("-version")
    if permissions.keeps_group(request.user, meeting.group.community_id):
        return rows
    return rows.exclude(state=MinutesState.DRAFT)


def newest(request: SignedInRequest, meeting: Meeting) -> Minutes:
    row: Minutes | None = visible(request, meeting).first()
    if row is None:
        raise Http404
    return row


def require_secretary(request: SignedInRequest, meeting: Meeting) -> None:
    if not permissions.is_secretary(request.user, meeting.group.community_id):
        raise PermissionDenied


def require_keeper(request: SignedInRequest, meeting: Meeting) -> None:
    if not permissions.keeps_group(request.user, meeting.group.community_id):
        raise PermissionDenied


def may_edit(request: SignedInRequest, row: Minutes) -> bool:
    is_secretary = permissions.is_secretary(request.user, row.meeting.group.community_id)
    is_signed = row.chair_signed_at or row.secretary_signed_at
    return is_secretary and row.state in verbs.WRITTEN and not is_signed


def page_of(
    request: SignedInRequest, row: Minutes, *, amendment_form: AmendmentForm | None = None
) -> HttpResponse:
    meeting, today = row.meeting, clock.today()
    is_written = row.state in verbs.WRITTEN
    is_secretary = permissions.is_secretary(request.user, meeting.group.community_id)
    is_open = amendments.is_open(row, today=today)
    page = {
        "meeting": meeting,
        "minutes": row,
        "view": present_members(row.content, language=get_language() or "uk"),
        "is_written": is_written,
        "is_draft": row.state == MinutesState.DRAFT,
        "is_amending": row.state == MinutesState.AMENDING,
        "is_signed": row.state == MinutesState.SIGNED,
        "is_superseded": row.state == MinutesState.SUPERSEDED,
        "is_secretary": is_secretary,
        "is_keeper": permissions.keeps_group(request.user, meeting.group.community_id),
        "may_edit": may_edit(request, row),
        "amendments_open": is_open,
        "amendments": row.amendments.select_related("member", "item"),
        "waiting": amendments.waiting(row) if is_written else 0,
        "amendment_form": (amendment_form or amendment_form_of(request, meeting))
        if is_open
        else amendment_form,
        "capacities": signing.capacities(request.user, row) if row.state == MinutesState.AMENDING else [],
        "remarks": minutes_check.remarks(row.content) if is_written and is_secretary else (),
        "versions": visible(request, meeting),
        "document": None if is_written else members_pdf(row),
        "is_intact": is_written or signing.is_intact(row),
        "entries": trail.sentences(audit.trail_of(row)[:SHOWN_ACTS]),
        "about": _about(row),
        "tasks": minuted_tasks.today_of(row, today=today),
    }
    status = status_of(amendment_form) if amendment_form else HTTPStatus.OK
    return render(request, "communities/minutes.html", page, status=status)


def amendment_form_of(request: SignedInRequest, meeting: Meeting, data: Any = None) -> AmendmentForm | None:
    """None for somebody who was not there and is not the secretary."""
    own = amendments.membership_that_was_there(request.user, meeting)
    is_secretary = permissions.is_secretary(request.user, meeting.group.community_id)
    if own is None and not is_secretary:
        return None
    members = minutes_content.were_there(meeting) if is_secretary else []
    return AmendmentForm(data, items=meeting.items.order_by("position", "pk"), members=members, own=own)


def members_pdf(row: Minutes) -> MinutesDocument | None:
    return row.documents.filter(language=get_language() or "uk", is_public=False).first()


def status_of(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def seen_in(form: SeenForm) -> int:
    return form.cleaned_data["seen"] if form.is_valid() else 0


REFUSED: dict[type[Exception], Any] = {
    WrongState: lambda: _("That had already happened, or the minutes have gone on meanwhile."),
    verbs.Stale: lambda: _("The text was changed after you had opened this page. Read it again."),
    signing.AmendmentsWait: lambda: _("A member waits for an answer to a change. Answer it first."),
    signing.DaysRun: lambda: _("The days for changes are not over yet."),
    signing.SamePerson: lambda: _("You have signed already. Chair and secretary are two people."),
}


def say_too_late(request: SignedInRequest, problem: Exception) -> None:
    messages.warning(request, REFUSED[type(problem)]())


def _about(row: Minutes) -> list[tuple[int, Link]]:
    """What the points were about, where it is read: a report, a version of a plan. By number of the point."""
    items = row.content["facts"]["items"]
    links = subjects.links(item.get("subject", "") for item in items)
    return [(item["number"], links[item["subject"]]) for item in items if item.get("subject", "") in links]
