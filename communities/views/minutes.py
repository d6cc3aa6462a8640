"""Minutes of a meeting, for its group: the page, earlier versions, the members' PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities import permissions
from communities.meetings import minutes_document
from communities.models import DocumentState
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.states import MeetingState
from communities.views.meetings import found
from communities.views.minutes_page import members_pdf, page_of, require_keeper, visible


@require_safe
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest version that this person may read, with what there is to do."""
    meeting = found(request, pk)
    row = visible(request, meeting).first()
    if row is None:
        page = {
            "meeting": meeting,
            "is_closed": meeting.state == MeetingState.CLOSED,
            "is_secretary": permissions.is_secretary(request.user, meeting.group.community_id),
        }
        return render(request, "communities/minutes_none.html", page)
    return page_of(request, row)


@require_safe
def version(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    meeting = found(request, pk)
    return page_of(request, get_object_or_404(visible(request, meeting), version=version))


@require_safe
def pdf_file(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    """The members' PDF, in the language of the page."""
    meeting = found(request, pk)
    row = get_object_or_404(visible(request, meeting), version=version)
    document = members_pdf(row)
    if document is None or document.state != DocumentState.MADE or document.content is None:
        messages.info(request, _("The PDF is being made. Try again in a minute."))
        return redirect("communities:minutes_version", pk, version)
    response = HttpResponse(bytes(document.content), content_type="application/pdf")
    name = f"minutes-{meeting.group.community.slug}-{meeting.number}-v{row.version}-members.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_POST
def pdf_again(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    meeting = found(request, pk)
    require_keeper(request, meeting)
    row = get_object_or_404(visible(request, meeting), version=version)
    for document in row.documents.filter(state=DocumentState.FAILED):
        minutes_document.order_again(document, by=request.user, at=clock.now())
    messages.info(request, _("The PDF is being made. Try again in a minute."))
    return redirect("communities:minutes_version", pk, version)
