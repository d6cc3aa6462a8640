"""Meetings of a group, for its members: what comes, what was, how one is prepared and called."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from communities import permissions
from communities.meetings import invitations
from communities.models import Meeting
from communities.shared.requests import SignedInRequest


def found(request: SignedInRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it: members once it is called, those who prepare it before."""
    rows = permissions.meetings_visible_to(request.user).select_related("group__community__oblast")
    return get_object_or_404(rows, pk=pk)


@require_safe
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    row = found(request, pk)
    page = {"meeting": row, "group": row.group, "invited": invitations.invited(row), "items": row.items.all()}
    return render(request, "communities/meeting.html", page)
