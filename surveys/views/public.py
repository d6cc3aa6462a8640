"""What everybody may read of surveys: waves, district sheets, their files. Drawn from publications only."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.models import Community, DocumentState
from communities.shared.public_pages import address, alternates, drawn_once
from surveys import exports, published
from surveys.focus import public_notes
from surveys.models import SheetDocument, WavePublication
from surveys.passport import Passport, passport_from
from surveys.published import Result
from surveys.sheet import present
from surveys.trends import trends_of
from surveys.wave_page import page_of

ASK_AGAIN_AFTER = 30  # seconds until a PDF that is being made may be there


@login_not_required
@require_safe
@drawn_once
def waves(request: HttpRequest) -> HttpResponse:
    """Every published wave with its communities."""
    return render(
        request, "surveys/public/waves.html", {"waves": published.wave_lines(), **_addresses(request)}
    )


@login_not_required
@require_safe
@drawn_once
def wave(request: HttpRequest, wave: str) -> HttpResponse:
    """One wave: its passport, and its results side by side."""
    results = [Result.of(row) for row in published.in_force().filter(wave__slug=wave)]
    if not results:
        raise Http404
    page = {
        "passport": _passport(results),
        "page": page_of(results, language=_language()),
        "demonstration": results[0].passport.is_demonstration,
        **_addresses(request),
    }
    return render(request, "surveys/public/wave.html", page)


@login_not_required
@require_safe
@drawn_once
def community_surveys(request: HttpRequest, slug: str) -> HttpResponse:
    """Surveys of one community, newest first, and what changed between them."""
    place = get_object_or_404(Community.objects.select_related("oblast"), slug=slug)
    results = [Result.of(row) for row in published.in_force().filter(community=place)]
    page = {
        "community": place,
        "surveys": results,
        "trends": trends_of(results, language=_language()),
        "has_invented": any(each.passport.is_demonstration for each in results),
        "demonstration": all(each.passport.is_demonstration for each in results) if results else None,
        **_addresses(request),
    }
    return render(request, "surveys/public/community.html", page)


@login_not_required
@require_safe
@drawn_once
def sheet(request: HttpRequest, slug: str, wave: str) -> HttpResponse:
    """The district sheet that is in force."""
    publication = get_object_or_404(published.versions(slug, wave).newest())
    return _sheet_page(request, publication)


@login_not_required
@require_safe
@drawn_once
def version(request: HttpRequest, slug: str, wave: str, number: int) -> HttpResponse:
    """One version; an old one says that there is a newer one."""
    return _sheet_page(request, _version(slug, wave, number))


@login_not_required
@require_safe
@drawn_once
def csv_file(request: HttpRequest, slug: str, wave: str, number: int) -> HttpResponse:
    publication = _version(slug, wave, number)
    content = exports.as_csv(publication, published.definition_behind(publication))
    return _file(publication, content, "text/csv; charset=utf-8", suffix="csv")


@login_not_required
@require_safe
@drawn_once
def json_file(request: HttpRequest, slug: str, wave: str, number: int) -> HttpResponse:
    publication = _version(slug, wave, number)
    return _file(publication, exports.as_json(publication), "application/json", suffix="json")


@login_not_required
@require_safe
def pdf_file(request: HttpRequest, slug: str, wave: str, number: int) -> HttpResponse:
    """The PDF in the language of the page, or a page that says that it is not there yet.

    It is not put into the store of pages: the browser that has it asks with its checksum.
    """
    publication = _version(slug, wave, number)
    document = _document(publication).first()
    if document is None or document.state != DocumentState.MADE or document.content is None:
        failed = document is not None and document.state == DocumentState.FAILED
        return _no_pdf_yet(request, publication, failed=failed)
    response = _file(publication, bytes(document.content), "application/pdf", suffix="pdf")
    response["ETag"] = f'"{document.sha256}"'
    response["Cache-Control"] = "public, max-age=60, must-revalidate"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _version(slug: str, wave: str, number: int) -> WavePublication:
    return get_object_or_404(published.versions(slug, wave), version=number)


def _document(publication: WavePublication) -> QuerySet[SheetDocument]:
    return SheetDocument.objects.filter(publication=publication, language=_language())


def _sheet_page(request: HttpRequest, publication: WavePublication) -> HttpResponse:
    result = Result.of(publication)
    slug, wave = publication.community.slug, publication.wave.slug
    versions = published.versions(slug, wave).order_by("-version").defer("facts")
    page = {
        "community": publication.community,
        "publication": publication,
        "sheet": present(result.table, result.definition, language=_language()),
        "focus_notes": public_notes(publication.community, publication.wave),
        "versions": versions if publication.version > 1 or publication.superseded_at else (),
        "pdf": _document(publication).values_list("state", flat=True).first(),
        "demonstration": result.passport.is_demonstration,
        "canonical": address(reverse("surveys:sheet", args=[slug, wave])),
        "alternates": alternates(request.path),
    }
    return render(request, "surveys/public/sheet.html", page)


def _passport(results: list[Result]) -> Passport:
    """Of several communities no number of people is that of the wave, unless the wave states it."""
    first = results[0]
    return first.passport if len(results) == 1 else passport_from(first.table.about)


def _no_pdf_yet(request: HttpRequest, publication: WavePublication, *, failed: bool) -> HttpResponse:
    """503 and not 202: a program that saves what it gets must not save this page as the PDF."""
    passport = Result.of(publication).passport
    page = {
        "community": publication.community,
        "publication": publication,
        "passport": passport,
        "failed": failed,
        "demonstration": passport.is_demonstration,
    }
    response = render(request, "surveys/public/sheet_pdf_not_ready.html", page, status=503)
    response["Cache-Control"] = "no-store"
    if not failed:
        response["Retry-After"] = str(ASK_AGAIN_AFTER)
    return response


def _file(publication: WavePublication, content: bytes, kind: str, *, suffix: str) -> HttpResponse:
    name = exports.file_name(publication, suffix=suffix)
    shown = "inline" if suffix == "pdf" else "attachment"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'{shown}; filename="{name}"'}
    )


def _language() -> str:
    return get_language() or "uk"


def _addresses(request: HttpRequest) -> dict[str, object]:
    return {"canonical": address(request.path), "alternates": alternates(request.path)}
