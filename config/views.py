"""Pages that show several apps: the home page, a community's front page, the desk."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.accounts import has_second_step
from communities.alphabet import in_order
from communities.meetings.public_meetings import for_residents, next_announced
from communities.models import Community
from communities.shared import clock
from communities.shared.public_pages import address, alternates, drawn_once
from communities.shared.requests import SignedInRequest
from config.desk import desk_of
from config.perception import perception_of
from plans.published.facts import plans_of
from plans.published.presentation import PlanBrief, brief
from reports.models import Publication
from reports.published.headlines import headlines, in_force
from reports.published.standing import published_periods, standings, years
from reports.published.standing_words import told
from surveys.published import newest_of

NEWEST_ON_HOME = 5
REPORTS_ON_A_PAGE = 12  # two years
PERIODS_ON_FRONT = 3
PLANS_ON_FRONT = 3


@login_not_required
@require_safe
@drawn_once
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in plain words, and the newest reports."""
    newest = Publication.objects.newest().order_by("-published_at")[:NEWEST_ON_HOME]
    return render(request, "site/home.html", {"reports": headlines(newest)})


@login_not_required
@require_safe
@drawn_once
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """The front page of a community: names, codes, people, settlements, its reports, newest first."""
    place = get_object_or_404(Community.objects.select_related("oblast", "working_group"), slug=slug)
    published = published_periods(place)
    pages = Paginator(in_force(Publication.objects.filter(report__community=place)), REPORTS_ON_A_PAGE)
    pages.count = len(published)  # counted already
    reports = pages.get_page(request.GET.get("page"))
    periods = standings(place, today=clock.today())
    survey = newest_of(place) if reports.number == 1 else None
    newest = next(iter(reports), None)
    group = getattr(place, "working_group", None)
    ahead = next_announced(group) if group else None
    page = {
        "community": place,
        "periods": [told(one) for one in periods[:PERIODS_ON_FRONT]],
        "years": years(periods, published=published),
        "settlements": sorted(place.settlements.all(), key=lambda row: in_order(row.name)),
        "successors": sorted(place.successors.all(), key=lambda row: in_order(row.name)),
        "page_obj": reports,
        "reports": headlines(reports),
        "said": perception_of(survey, newest, language=_language()) if survey else None,
        "group": group,
        "meeting": for_residents(ahead) if ahead else None,
        "plans": _plans_in_force(place) if group and reports.number == 1 else (),
        "demonstration": True if place.is_demonstration else None,
    }
    return render(request, "site/community.html", page)


@login_not_required
@require_safe
@drawn_once
def perception(request: HttpRequest, slug: str) -> HttpResponse:
    """What residents say beside what the police count, topic by topic."""
    place = get_object_or_404(Community.objects.select_related("oblast"), slug=slug)
    survey = newest_of(place)
    report = (
        in_force(Publication.objects.filter(report__community=place)).defer("group_facts", "plan").first()
    )
    if survey is None and report is None:
        raise Http404
    found = perception_of(survey, report, language=_language())
    page = {
        "community": place,
        "said": found,
        "demonstration": True if found.has_demonstration else None,
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "site/perception.html", page)


def _plans_in_force(place: Community) -> list[PlanBrief]:
    briefs = [brief(each, today=clock.today()) for each in plans_of(place)]
    return [each for each in briefs if not each.is_over][:PLANS_ON_FRONT]


def _language() -> str:
    return get_language() or "uk"


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What awaits the signed-in person."""
    page = {
        "desk": desk_of(request.user, today=clock.today()),
        "second_step": has_second_step(request.user),
    }
    return render(request, "site/desk.html", page)
