"""What everybody may read of plans: the list, a plan, what it lacks, their files. Public content only.

The pages depend on the day, for a deadline that passes makes an action late. The store of pages keeps a page
ten minutes at most, so that nobody reads yesterday's standing for longer than that.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.models import Community, DocumentState
from communities.shared import clock
from communities.shared.public_pages import address, alternates, drawn_once
from plans.published import documents, donors, exports, facts
from plans.published.facts import PublishedPlan
from plans.published.presentation import brief, present

ASK_AGAIN_AFTER = 30  # seconds until a PDF that is being made may be there


@login_not_required
@require_safe
@drawn_once
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """All plans of a community, with how far they are."""
    place = get_object_or_404(Community.objects.select_related("oblast"), slug=slug)
    page = {
        "community": place,
        "plans": [brief(each, today=clock.today()) for each in facts.plans_of(place)],
        "demonstration": place.is_demonstration or None,
        **_addresses(request, request.path),
    }
    return render(request, "plans/public/plans.html", page)


@login_not_required
@require_safe
@drawn_once
def plan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The version in force: what was planned, what is done, what is late. `topic`, `place`, `stands`: only
    those."""
    return _page(request, _plan(slug, pk))


@login_not_required
@require_safe
@drawn_once
def version(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One approved version; an old one says that there is a newer one."""
    found = facts.plan_of(slug, pk, number=number)
    if found is None:
        raise Http404
    return _page(request, found)


@login_not_required
@require_safe
@drawn_once
def needs(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is lacking, for those who may give it."""
    found = _plan(slug, pk)
    asked = request.GET.get("order", "")
    order = donors.Order(asked) if asked in donors.Order.values else donors.Order.SIZE
    page = {
        "community": found.community,
        "needs": donors.needs_of(found, language=_language(), today=clock.today(), order=order),
        "orders": donors.Order.choices,
        "demonstration": found.community.is_demonstration or None,
        **_addresses(request, reverse("plans:public_needs", args=[slug, pk])),
    }
    return render(request, "plans/public/needs.html", page)


@login_not_required
@require_safe
@drawn_once
def csv_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _plan(slug, pk)
    return _file(found, exports.as_csv(found, today=clock.today()), "text/csv; charset=utf-8", suffix="csv")


@login_not_required
@require_safe
@drawn_once
def json_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _plan(slug, pk)
    return _file(found, exports.as_json(found, today=clock.today()), "application/json", suffix="json")


@login_not_required
@require_safe
def pdf_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _pdf(request, _plan(slug, pk), kind="plan")


@login_not_required
@require_safe
def needs_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _pdf(request, _plan(slug, pk), kind="donors")


def _plan(slug: str, pk: int) -> PublishedPlan:
    found = facts.plan_of(slug, pk)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: PublishedPlan) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("topic", "place", "stands")}
    slug = found.community.slug
    page = {
        "community": found.community,
        "plan": present(found, language=_language(), today=clock.today(), **asked),
        "is_in_force": found.is_in_force,
        "demonstration": found.community.is_demonstration or None,
        **_addresses(request, reverse("plans:public_plan", args=[slug, found.pk])),
    }
    return render(request, "plans/public/plan.html", page)


def _file(
    found: PublishedPlan, content: bytes, content_type: str, *, suffix: str, kind: str = "plan"
) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    name = exports.file_name(found, suffix=suffix, kind=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _pdf(request: HttpRequest, found: PublishedPlan, *, kind: str) -> HttpResponse:
    """The PDF in the language of the page, or a page that says that it is not there yet."""
    document = documents.newest(found.pk, kind=kind, language=_language())
    if document is None or document.content is None:
        failed = document is not None and document.state == DocumentState.FAILED
        return _no_pdf_yet(request, found, kind=kind, failed=failed)
    named = "plan" if kind == "plan" else "needs"
    response = _file(found, bytes(document.content), "application/pdf", suffix="pdf", kind=named)
    response["ETag"] = f'"{document.sha256}"'
    response["Cache-Control"] = "public, max-age=60, must-revalidate"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _no_pdf_yet(request: HttpRequest, found: PublishedPlan, *, kind: str, failed: bool) -> HttpResponse:
    page = {"community": found.community, "plan": found, "kind": kind, "failed": failed}
    response = render(request, "plans/public/pdf_not_ready.html", page, status=503)
    response["Retry-After"] = str(ASK_AGAIN_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _addresses(request: HttpRequest, path: str) -> dict[str, object]:
    return {"canonical": address(path), "alternates": alternates(request.path)}


def _language() -> str:
    return "en" if get_language() == "en" else "uk"
