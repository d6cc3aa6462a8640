"""What everybody may read: a published report, its versions and files. Drawn from publications only."""

from itertools import pairwise
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.models import DocumentState
from communities.shared.public_pages import address, alternates, drawn_once
from reports.models import Publication, PublicationDocument
from reports.periods import Stretch
from reports.published import exports
from reports.published.facts import PublicReport
from reports.published.heard import heard
from reports.published.presentation import present
from reports.published.versions import changes_between, versions_of
from reports.queries import PublicationQuerySet

ASK_AGAIN_AFTER = 30  # seconds until a PDF that is being made may be there


@login_not_required
@require_safe
@drawn_once
def report(request: HttpRequest, slug: str, stretch: Stretch) -> HttpResponse:
    """The version that is in force."""
    publication = get_object_or_404(_versions(slug, stretch).newest())
    return _report_page(request, publication, slug, stretch)


@login_not_required
@require_safe
@drawn_once
def version(request: HttpRequest, slug: str, stretch: Stretch, number: int) -> HttpResponse:
    """One version; an old one says that there is a newer one."""
    publication = get_object_or_404(_versions(slug, stretch), version=number)
    return _report_page(request, publication, slug, stretch)


@login_not_required
@require_safe
@drawn_once
def versions(request: HttpRequest, slug: str, stretch: Stretch) -> HttpResponse:
    """Every version: when, by whom, why, and what changed."""
    found = _versions(slug, stretch).order_by("version")
    reports = [PublicReport.from_json(publication.facts) for publication in found]
    if not reports:
        raise Http404
    language = get_language() or "uk"
    changes = {new.version: changes_between(old, new, language=language) for old, new in pairwise(reports)}
    history = versions_of(found, language=language)
    page = {
        **_about_this(reports[-1], language),
        "history": [(line, changes.get(line.version, ())) for line in history],
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "reports/public/versions.html", page)


@login_not_required
@require_safe
@drawn_once
def csv_file(request: HttpRequest, slug: str, stretch: Stretch, number: int) -> HttpResponse:
    publication = get_object_or_404(_versions(slug, stretch), version=number)
    return _file(publication, exports.as_csv(publication), "text/csv; charset=utf-8", suffix="csv")


@login_not_required
@require_safe
@drawn_once
def json_file(request: HttpRequest, slug: str, stretch: Stretch, number: int) -> HttpResponse:
    publication = get_object_or_404(_versions(slug, stretch), version=number)
    return _file(publication, exports.as_json(publication), "application/json", suffix="json")


@login_not_required
@require_safe
def pdf_file(request: HttpRequest, slug: str, stretch: Stretch, number: int) -> HttpResponse:
    """The PDF in the language of the page, or a page that says that it is not there yet.

    A PDF is not put into the store of pages: the browser that has it asks with its checksum.
    """
    publication = get_object_or_404(_versions(slug, stretch), version=number)
    document = PublicationDocument.objects.filter(
        publication=publication, language=get_language() or "uk"
    ).first()
    if document is None or document.state != DocumentState.MADE or document.content is None:
        failed = document is not None and document.state == DocumentState.FAILED
        return _no_pdf_yet(request, publication, failed=failed)
    response = _file(publication, bytes(document.content), "application/pdf", suffix="pdf")
    response["ETag"] = f'"{document.sha256}"'
    response["Cache-Control"] = "public, max-age=3600"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


@login_not_required
@require_safe
@drawn_once
def about_figures(request: HttpRequest) -> HttpResponse:
    """How figures are counted, compared, protected and checked, in plain words."""
    page = {"canonical": address(request.path), "alternates": alternates(request.path)}
    return render(request, "reports/public/about_figures.html", page)


def _versions(slug: str, stretch: Stretch) -> PublicationQuerySet:
    """What is not for everybody stays in the database."""
    return Publication.objects.about(slug, stretch).defer("group_facts", "plan")


def _report_page(request: HttpRequest, publication: Publication, slug: str, stretch: Stretch) -> HttpResponse:
    language = get_language() or "uk"
    history = versions_of(_versions(slug, stretch), language=language)
    in_force = next(line for line in history if line.is_in_force)
    page = {
        **_about_this(PublicReport.from_json(publication.facts), language),
        "sha256": publication.sha256,
        "history": history,
        "heard": heard(publication.report_id),
        "newer": None if publication.superseded_at is None else in_force,
        "canonical": address(reverse("reports:public_report", args=[slug, stretch.slug])),
        "alternates": alternates(request.path),
    }
    return render(request, "reports/public/report.html", page)


def _about_this(facts: PublicReport, language: str) -> dict[str, Any]:
    """For every page about one report; its demonstration banner too (None: as the site has it)."""
    report = present(facts, language=language)
    return {"report": report, "demonstration": report.is_demonstration or None}


def _file(publication: Publication, content: bytes, kind: str, *, suffix: str) -> HttpResponse:
    report = PublicReport.from_json(publication.facts)
    name = exports.file_name(report, suffix=suffix)
    shown = "inline" if suffix == "pdf" else "attachment"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'{shown}; filename="{name}"'}
    )


def _no_pdf_yet(request: HttpRequest, publication: Publication, *, failed: bool) -> HttpResponse:
    """503 and not 202: a program that saves what it gets must not save this page as the PDF."""
    language = get_language() or "uk"
    page = {**_about_this(PublicReport.from_json(publication.facts), language), "failed": failed}
    response = render(request, "reports/public/pdf_not_ready.html", page, status=503)
    response["Cache-Control"] = "no-store"
    if not failed:
        response["Retry-After"] = str(ASK_AGAIN_AFTER)
    return response
