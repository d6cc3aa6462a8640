"""Minutes as residents read them: only the public version of what was published."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.meetings.minutes_words import present_public
from communities.models import DocumentState, Minutes
from communities.shared.public_pages import address, alternates, drawn_once


@login_not_required
@require_safe
@drawn_once
def minutes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The newest version that was published."""
    return _page(request, _newest(slug, number))


@login_not_required
@require_safe
@drawn_once
def version(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """One version; an old one says that there is a newer one."""
    return _page(request, get_object_or_404(_published(slug, number), version=version))


@login_not_required
@require_safe
def pdf_file(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """The PDF in the language of the page, or a page that says that it is not there yet."""
    row = get_object_or_404(_published(slug, number), version=version)
    document = row.documents.filter(language=get_language() or "uk", is_public=True).first()
    if document is None or document.state != DocumentState.MADE or document.content is None:
        failed = document is not None and document.state == DocumentState.FAILED
        return _no_pdf_yet(request, row, failed=failed)
    response = HttpResponse(bytes(document.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="minutes-{slug}-{number}-v{version}.pdf"'
    response["ETag"] = f'"{document.sha256}"'
    response["Cache-Control"] = "public, max-age=60, must-revalidate"  # it may be taken away (signing.hide)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _published(slug: str, number: int) -> QuerySet[Minutes]:
    """Newest first. What is for members stays in the database."""
    return (
        Minutes.objects.filter(
            meeting__group__community__slug=slug, meeting__number=number, published_at__isnull=False
        )
        .defer("content")
        .select_related("meeting__group__community")
        .order_by("-version")
    )


def _newest(slug: str, number: int) -> Minutes:
    row = _published(slug, number).first()
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, row: Minutes) -> HttpResponse:
    community = row.meeting.group.community
    versions = list(_published(community.slug, row.meeting.number))
    page = {
        "minutes": row,
        "community": community,
        "view": present_public(row.public_content, language=get_language() or "uk"),
        "versions": versions,
        "newer": versions[0] if versions[0].version > row.version else None,
        "canonical": address(request.path),
        "alternates": alternates(request.path),
        "demonstration": community.is_demonstration or None,
    }
    return render(request, "communities/public/minutes.html", page)


def _no_pdf_yet(request: HttpRequest, row: Minutes, *, failed: bool) -> HttpResponse:
    page = {"minutes": row, "community": row.meeting.group.community, "failed": failed}
    response = render(request, "communities/public/minutes_pdf_not_ready.html", page, status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
