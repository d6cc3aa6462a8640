"""Check the answers, hand the report in, send it back with questions, answer them."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from reports import permissions
from reports.checking import submission
from reports.checking.check_page import CheckPage, check_page
from reports.cycle.deadline import deadline_of
from reports.cycle.locking import Locked, expected_of
from reports.editions.form_definition import definition_of
from reports.forms.checking import ReplyForm, SendBackForm
from reports.models import Report, SectionEntry
from reports.states import TALKING, State

NEWEST_ACTS = 30  # lines of the trail
ACTS_READ = 600  # for them: saving while typing makes many acts of one line


def found(request: SignedInRequest, pk: int) -> Report:
    """The report, if this person may know of it and see all of it."""
    reports = Report.objects.visible_to(request.user)
    report = get_object_or_404(
        reports.select_related("community__oblast", "period", "form", "expected"), pk=pk
    )
    if not permissions.can_see_whole(request.user, report):
        raise PermissionDenied
    return report


def tell_late(request: SignedInRequest, report: Report) -> None:
    """Somebody was faster, or clicked twice: say where the report is now."""
    report.refresh_from_db(fields=["state"])
    words = {
        State.DRAFT: _("Nothing was changed: this report is still being filled in."),
        State.SUBMITTED: _("Nothing was changed: this report is with the head of police already."),
        State.RETURNED: _("Nothing was changed: this report has been sent back to its author."),
        State.PUBLISHED: _("Nothing was changed: this report is published already."),
        State.CORRECTING: _("Nothing was changed: this report is being corrected."),
    }
    messages.warning(request, words[State(report.state)])


@require_safe
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole report on one page, for its author and the head of police."""
    return _page(request, found(request, pk))


@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    report = found(request, pk)
    if not permissions.can_submit(request.user, report):
        raise PermissionDenied
    try:
        submission.submit(report, by=request.user, at=clock.now())
    except WrongState:
        tell_late(request, report)
    except submission.NotReady:
        messages.error(request, _("The report was not handed in: something in it is still open. See below."))
    except Locked as refusal:
        messages.error(request, f"{refusal.lock.words} {refusal.lock.what_to_do}")
    else:
        messages.success(request, _("The report is with the head of police. Thank you."))
    return redirect("reports:check", pk)


@require_POST
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    report = found(request, pk)
    if not permissions.can_return(request.user, report):
        raise PermissionDenied
    form = SendBackForm(request.POST, sections=definition_of(report.form).sections)
    if not form.is_valid():
        return _page(request, report, send_back_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        submission.send_back(
            report,
            questions=form.questions,
            message=form.cleaned_data["message"],
            by=request.user,
            at=clock.now(),
        )
    except WrongState:
        tell_late(request, report)
    else:
        messages.success(request, _("The report is back with its author, with your questions."))
    return redirect("reports:check", pk)


@require_POST
def reply(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """An answer in the thread of a section; leads back to the section."""
    entries = SectionEntry.objects.visible_to(request.user).with_report()
    entry = get_object_or_404(entries, report=pk, section__number=number)
    if not permissions.can_reply(request.user, entry):
        raise PermissionDenied
    form = ReplyForm(request.POST)
    if not form.is_valid():  # too long, or empty: what was typed stays with its author
        page = {"entry": entry, "form": form}
        return render(request, "reports/reply.html", page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        submission.reply(entry, text=form.cleaned_data["text"], by=request.user, at=clock.now())
    except WrongState:
        tell_late(request, entry.report)
    else:
        messages.success(request, _("Your answer stands below the question."))
    return redirect("reports:section", pk, number)


def _page(
    request: SignedInRequest,
    report: Report,
    *,
    send_back_form: SendBackForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    page = check_page(report, reader=request.user)
    deadline = deadline_of(expected_of(report), today=clock.today())
    is_locked = bool(deadline and deadline.lock)
    is_submitted = report.state == State.SUBMITTED
    if is_submitted and permissions.can_return(request.user, report) and send_back_form is None:
        send_back_form = SendBackForm(sections=definition_of(report.form).sections)
    context = {
        "page": page,
        "report": report,
        "deadline": deadline,
        "sections": _with_questions(page, send_back_form),
        "may_submit": report.is_open and not is_locked and permissions.can_submit(request.user, report),
        "may_review": is_submitted and permissions.can_review(request.user, report),
        "may_correct": report.state == State.PUBLISHED and permissions.can_correct(request.user, report),
        "may_talk": report.state in TALKING,
        "send_back_form": send_back_form,
        "trail": trail.sentences(audit.trail_of(report)[:ACTS_READ])[:NEWEST_ACTS],
    }
    return render(request, "reports/check.html", context, status=status)


def _with_questions(page: CheckPage, form: SendBackForm | None) -> list[tuple[object, object]]:
    """Each section with the field for a question about it, if one may be asked."""
    return [(section, form.field_of(section.number) if form else None) for section in page.sections]
