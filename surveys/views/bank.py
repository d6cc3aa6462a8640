"""The question bank for everybody: what is asked, and the files for asking it. Nothing here is secret."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.shared.pdf import PdfFailed
from communities.shared.public_pages import address, alternates, drawn_once
from surveys import codebook, paper_form, xlsform
from surveys.bank_page import page_of
from surveys.definition import QuestionnaireDefinition, definition_of
from surveys.models import Questionnaire

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = 24 * 60 * 60  # seconds that a made file is kept; an edition never changes
ASK_AGAIN_AFTER = 30  # seconds


@login_not_required
@require_safe
@drawn_once
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All editions, the newest of each first."""
    page = {"editions": Questionnaire.objects.order_by("code", "-version"), **_addresses(request)}
    return render(request, "surveys/public/questionnaires.html", page)


@login_not_required
@require_safe
@drawn_once
def questionnaire(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One edition, to be read."""
    definition = _definition(code, version)
    page = {"definition": definition, "groups": page_of(definition), **_addresses(request)}
    return render(request, "surveys/public/questionnaire.html", page)


@login_not_required
@require_safe
@drawn_once
def codebook_page(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """What each column and value of a data file means."""
    definition = _definition(code, version)
    page = {
        "definition": definition,
        "variables": codebook.variables(definition),
        "rules": codebook.rules(definition),
        **_addresses(request),
    }
    return render(request, "surveys/public/codebook.html", page)


@login_not_required
@require_safe
def xlsform_file(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Both languages are in the one file, so it is the same from every page."""
    definition = _definition(code, version)
    content = cache.get_or_set(
        f"survey-xlsform:{definition.sha256}", lambda: xlsform.xlsform_of(definition), KEPT
    )
    return _file(content, XLSX, f"{code}-{version}-xlsform.xlsx")


@login_not_required
@require_safe
def codebook_file(request: HttpRequest, code: str, version: int) -> HttpResponse:
    definition, language = _definition(code, version), get_language() or "uk"
    content = cache.get_or_set(
        f"survey-codebook:{definition.sha256}:{language}",
        lambda: codebook.codebook_of(definition, language=language),
        KEPT,
    )
    return _file(content, XLSX, f"{code}-{version}-codebook-{language}.xlsx")


@login_not_required
@require_safe
def paper_file(request: HttpRequest, code: str, version: int) -> HttpResponse:
    definition, language = _definition(code, version), get_language() or "uk"
    try:
        content = paper_form.paper_form_of(definition, language=language)
    except PdfFailed:
        answer = render(request, "surveys/public/no_paper.html", {"definition": definition}, status=503)
        answer["Retry-After"], answer["Cache-Control"] = ASK_AGAIN_AFTER, "no-store"
        return answer
    return _file(content, "application/pdf", f"{code}-{version}-paper-{language}.pdf")


def _definition(code: str, version: int) -> QuestionnaireDefinition:
    return definition_of(get_object_or_404(Questionnaire, code=code, version=version))


def _file(content: bytes | None, kind: str, name: str) -> HttpResponse:
    """The name is made of letters, digits and hyphens only."""
    response = HttpResponse(content or b"", content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _addresses(request: HttpRequest) -> dict[str, object]:
    return {"canonical": address(request.path), "alternates": alternates(request.path)}
