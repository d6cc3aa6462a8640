"""Starting a report, its task list, the page of a section."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from communities.models import Community, Role
from communities.permissions import communities_served
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from reports import permissions
from reports.checking.thread import thread_of
from reports.cycle.deadline import deadline_of
from reports.cycle.locking import expected_of, why_locked
from reports.editions.form_definition import definition_of
from reports.forms.checking import ReplyForm
from reports.forms.section import SectionPost
from reports.hearings import said_before
from reports.models import Report, SectionEntry
from reports.periods import Stretch
from reports.states import TALKING
from reports.writing import drafting
from reports.writing.drafting import CannotStart, NotStartable
from reports.writing.section_page import section_page
from reports.writing.task_list import task_list

WHY_NOT_STARTED = {
    NotStartable.NOT_BEGUN: _("This period has not begun yet, so a report about it cannot be started."),
    NotStartable.TOO_LONG_AGO: _(
        "This period ended more than a year ago, so a report about it cannot be started."
    ),
    NotStartable.NO_FORM: _("This site has no report form yet. Ask its administrator to load it."),
    NotStartable.NOT_OPEN: _("This report cannot be started yet: its period has not opened."),
    NotStartable.LOCKED: _(
        "This report is locked. Ask the coordinator of your oblast for an exception: "
        "then you can start it at once."
    ),
}


@require_safe
def start_page(request: SignedInRequest) -> HttpResponse:
    """The periods that an officer may start or go on with."""
    written = communities_served(request.user, [Role.REPORTING_OFFICER])
    if not written:
        raise PermissionDenied
    places = Community.objects.filter(pk__in=written).order_by("name_uk")
    offers = drafting.offers(places, today=clock.today())
    return render(request, "reports/start.html", {"offers": offers, "has_many_places": len(written) > 1})


def start(request: SignedInRequest, community: str, stretch: Stretch) -> HttpResponse:
    """One click; a second one leads to the same report."""
    place = get_object_or_404(Community, slug=community)
    if not permissions.can_start(request.user, place):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("reports:start")
    try:
        report = drafting.start(place, stretch=stretch, by=request.user, at=clock.now())
    except CannotStart as refusal:
        messages.error(request, WHY_NOT_STARTED[refusal.reason])
        return redirect("reports:start")
    return redirect("reports:tasks", report.pk)


@require_safe
def tasks(request: SignedInRequest, pk: int) -> HttpResponse:
    """The twelve sections with their states; a colleague sees those lent to them."""
    reports = Report.objects.visible_to(request.user)
    report = get_object_or_404(reports.select_related("community", "period", "form", "expected"), pk=pk)
    deadline = deadline_of(expected_of(report), today=clock.today())
    page = {
        "report": report,
        "deadline": deadline,
        "is_writable": report.is_open and not (deadline and deadline.lock),
        "list": task_list(report, reader=request.user),
        "may_fill": permissions.can_lend(request.user, report),
        "said_before": said_before(report) if permissions.can_see_whole(request.user, report) else [],
    }
    return render(request, "reports/tasks.html", page)


@require_safe
def section(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One section: to be filled in by who may, to be read by the others who may see it."""
    entry = get_object_or_404(
        SectionEntry.objects.visible_to(request.user).with_report(), report=pk, section__number=number
    )
    lock = why_locked(expected_of(entry.report), today=clock.today())
    if entry.report.is_open and not lock and permissions.can_fill(request.user, entry):
        return section_form(request, entry, lists_problems="mend" in request.GET)
    page = {
        "page": section_page(entry),
        "deadline": deadline_of(expected_of(entry.report), today=clock.today()),
        "may_lend": permissions.can_lend(request.user, entry.report),
        **neighbours(request, entry),
        **talk(request, entry),
    }
    return render(request, "reports/section_read.html", page)


def section_form(
    request: SignedInRequest,
    entry: SectionEntry,
    *,
    post: SectionPost | None = None,
    lists_problems: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The form of a section. `post`: what was sent and could not be stored stands in it."""
    page = {
        "page": section_page(entry, post=post),
        "deadline": deadline_of(expected_of(entry.report), today=clock.today()),
        "lists_problems": lists_problems,
        "may_lend": permissions.can_lend(request.user, entry.report),
        **neighbours(request, entry),
        **talk(request, entry),
    }
    return render(request, "reports/section.html", page, status=status)


def neighbours(request: SignedInRequest, entry: SectionEntry) -> dict[str, object]:
    """The sections before and after this one, for those who may go there."""
    sections = definition_of(entry.report.form).sections_by_number
    may_go = permissions.can_see_whole(request.user, entry.report)
    number = entry.section.number
    return {
        "section_before": sections.get(number - 1) if may_go else None,
        "section_after": sections.get(number + 1) if may_go else None,
    }


def talk(request: SignedInRequest, entry: SectionEntry) -> dict[str, object]:
    """The questions about this section, and the field for an answer while it may be given."""
    thread = thread_of(entry.report, number=entry.section.number, reader=request.user)
    may_answer = entry.report.state in TALKING and permissions.can_reply(request.user, entry)
    return {"thread": thread, "reply_form": ReplyForm() if thread and may_answer else None}
