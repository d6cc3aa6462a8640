"""What the working group sees of a published report, and the exact small counts for the few who may."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from communities.gates import fresh_proof_required
from communities.models import GROUP_ROLES, Role
from communities.permissions import communities_served
from communities.shared import audit, clock
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.models import Publication
from reports.published.facts import PublicReport
from reports.published.group_facts import group_sections
from reports.published.group_page import exact_figures, group_part
from reports.published.presentation import present


@require_safe
def group_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """The published report with the part that only the working group sees."""
    publication_ = _for_group(request, pk)
    language = get_language() or "uk"
    facts = PublicReport.from_json(publication_.facts)
    page = {
        "publication": publication_,
        "report": present(facts, language=language),
        "group": group_part(facts, group_sections(publication_), language=language),
        "may_see_exact": permissions.can_see_exact(request.user, publication_.report.community_id),
    }
    return render(request, "reports/group.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def exact(request: SignedInRequest, pk: int) -> HttpResponse:
    """The exact small counts behind a publication. Asking for them is a POST, and is recorded."""
    publication_ = _for_group(request, pk)
    report = publication_.report
    if not permissions.can_see_exact(request.user, report.community_id):
        raise PermissionDenied
    page: dict[str, object] = {
        "publication": publication_,
        "report": present(PublicReport.from_json(publication_.facts), language=get_language() or "uk"),
    }
    if request.method == "POST":
        with transaction.atomic():
            audit.record(
                "report.exact_read",
                target=report,
                by=request.user,
                at=clock.now(),
                community=report.community,
                details={"version": publication_.version},
            )
        page["figures"] = exact_figures(publication_, language=get_language() or "uk")
    return render(request, "reports/exact.html", page)


def _for_group(request: SignedInRequest, pk: int) -> Publication:
    """The publication in force, for those who serve in this community's working group or police."""
    served = communities_served(request.user, [*GROUP_ROLES, Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE])
    publications = Publication.objects.newest().filter(report__community__in=served)
    return get_object_or_404(
        publications.select_related("report__community", "report__period", "submission"), report=pk
    )
