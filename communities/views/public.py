"""Pages about places for everybody."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communities.alphabet import in_order
from communities.models import Community
from communities.shared.public_pages import drawn_once

LONGEST_QUESTION = 100  # letters


@login_not_required
@require_safe
@drawn_once
def communities(request: HttpRequest) -> HttpResponse:
    """All communities by oblast, or those that a name, a village or a code finds."""
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    found = Community.objects.found_by(asked).select_related("oblast")
    rows = sorted(found, key=lambda row: (in_order(row.oblast.name), row.oblast_id, in_order(row.name)))
    oblasts = [(oblast, list(here)) for oblast, here in groupby(rows, key=lambda row: row.oblast)]
    page = {"asked": asked, "oblasts": oblasts, "number": len(rows)}
    return render(request, "communities/public/list.html", page)
