"""Two communities of a survey, or two surveys of a community, answer by answer. For everybody."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.shared.public_pages import address, alternates, drawn_once
from surveys import published
from surveys.compare_page import ComparedPage, page_of
from surveys.comparison import OverlappingSamples
from surveys.forms.comparing import CompareForm
from surveys.published import Result


@login_not_required
@require_safe
@drawn_once
def compare(request: HttpRequest) -> HttpResponse:
    """The choice is in the address, so that it can be sent to somebody."""
    waves = published.wave_lines()
    asked = "first" in request.GET or "second" in request.GET
    form = CompareForm(request.GET if asked else None, waves=waves)
    compared, overlap = None, False
    if asked and form.is_valid():
        try:
            compared = _compared(form)
        except OverlappingSamples:
            overlap = True
    page = {
        "form": form,
        "compared": compared,
        "overlap": overlap,
        "demonstration": compared.is_demonstration if compared else None,
        "waves": waves,
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "surveys/public/compare.html", page)


def _compared(form: CompareForm) -> ComparedPage | None:
    """None when one of the two was taken back since the list was made."""
    first, second = form.pairs
    asked = Q(community__slug=first[0], wave__slug=first[1]) | Q(
        community__slug=second[0], wave__slug=second[1]
    )
    found = {(row.community.slug, row.wave.slug): row for row in published.in_force().filter(asked)}
    if first not in found or second not in found:
        return None
    return page_of(Result.of(found[first]), Result.of(found[second]), language=get_language() or "uk")
