"""What everybody may read of a community's periods and years, drawn from what is public already."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.models import Community, DocumentState
from communities.shared import clock
from communities.shared.canonical import checksum
from communities.shared.public_pages import address, alternates, drawn_once
from reports.models import YearDocument
from reports.published.standing import published_periods, standings, years
from reports.published.standing_words import told
from reports.views.public import ASK_AGAIN_AFTER
from reports.yearly import exports
from reports.yearly.facts import YearReport
from reports.yearly.presentation import present
from reports.yearly.rolling import NothingToTell, year_of


@login_not_required
@require_safe
@drawn_once
def periods(request: HttpRequest, slug: str) -> HttpResponse:
    """Every period that was asked for: published, due, excused, extended; its open meeting."""
    place = get_object_or_404(Community.objects.select_related("oblast"), slug=slug)
    found = standings(place, today=clock.today())
    page = {
        "community": place,
        "periods": [told(one) for one in found],
        "years": years(found, published=published_periods(place)),
        "demonstration": True if place.is_demonstration else None,
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "reports/public/periods.html", page)


@login_not_required
@require_safe
@drawn_once
def year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Six periods on one page, also while the year is running."""
    facts = _facts(slug, year)
    language = get_language() or "uk"
    sha256 = checksum(facts.as_json())
    pdf = _document(slug, year, language).defer("content").first()
    page = {
        "year": present(facts, language=language),
        "sha256": sha256,
        "pdf": pdf.state if pdf else None,
        "pdf_of": _older_day(pdf, sha256) if pdf else None,
        "demonstration": facts.is_demonstration or None,
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "reports/public/year.html", page)


@login_not_required
@require_safe
@drawn_once
def csv_file(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    facts = _facts(slug, year)
    return _file(facts, exports.as_csv(facts), "text/csv; charset=utf-8", suffix="csv")


@login_not_required
@require_safe
@drawn_once
def json_file(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    facts = _facts(slug, year)
    return _file(facts, exports.as_json(facts), "application/json", suffix="json")


@login_not_required
@require_safe
def pdf_file(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The PDF in the language of the page, or a page that says that it is not there yet.

    It is not put into the store of pages: the browser that has it asks with its checksum.
    """
    language = get_language() or "uk"
    document = _document(slug, year, language).first()
    if document is None or document.state != DocumentState.MADE or document.content is None:
        return _no_pdf_yet(request, _facts(slug, year), document)
    name = f"police-year-{slug}-{year}.pdf"
    response = HttpResponse(
        bytes(document.content),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "ETag": f'"{document.sha256}"'},
    )
    response["Cache-Control"] = "public, max-age=60, must-revalidate"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _facts(slug: str, year: int) -> YearReport:
    place = get_object_or_404(Community.objects.select_related("oblast"), slug=slug)
    try:
        return year_of(place, year, today=clock.today())
    except NothingToTell as nothing:
        raise Http404 from nothing


def _document(slug: str, year: int, language: str) -> QuerySet[YearDocument]:
    return YearDocument.objects.filter(community__slug=slug, year=year, language=language)


def _older_day(document: YearDocument, sha256: str) -> dt.date | None:
    """The day whose state the PDF tells, when the page tells another one by now."""
    if document.made_at is None or document.facts_sha256 == sha256:
        return None
    return document.as_of or timezone.localdate(document.made_at)


def _file(facts: YearReport, content: bytes, kind: str, *, suffix: str) -> HttpResponse:
    name = exports.file_name(facts, suffix=suffix)
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _no_pdf_yet(request: HttpRequest, facts: YearReport, document: YearDocument | None) -> HttpResponse:
    """503 and not 202: a program that saves what it gets must not save this page as the PDF."""
    failed = document is not None and document.state == DocumentState.FAILED
    page = {
        "year": present(facts, language=get_language() or "uk"),
        "failed": failed,
        "nothing": not facts.published,
        "demonstration": facts.is_demonstration or None,
    }
    if not facts.published:
        return render(request, "reports/public/year_pdf_not_ready.html", page, status=404)
    response = render(request, "reports/public/year_pdf_not_ready.html", page, status=503)
    response["Cache-Control"] = "no-store"
    if not failed:
        response["Retry-After"] = str(ASK_AGAIN_AFTER)
    return response
