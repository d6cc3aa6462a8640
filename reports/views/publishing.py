"""The release review, publication, correction."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.gates import fresh_proof_required
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from reports import permissions
from reports.forms.publishing import CorrectForm, HoldBackForm, PublishForm, ReleaseForm
from reports.models import Report
from reports.published.group_page import group_part
from reports.published.presentation import present
from reports.publishing import corrections, gate, publication, release
from reports.publishing.release_page import release_page, required_and_others
from reports.publishing.review import cautions
from reports.states import State
from reports.views.checking import found, tell_late


@require_http_methods(["GET", "HEAD", "POST"])
def release_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who may see what: a level for everything that needs one."""
    report = _to_review(request, pk)
    if report.state != State.SUBMITTED:
        tell_late(request, report)
        return redirect("reports:check", pk)
    required, others = required_and_others(report)
    data = request.POST if request.method == "POST" else None
    form = ReleaseForm(data, subjects=required, today=clock.today())
    if form.is_valid():
        return _decide(request, report, form, then="reports:publish")
    return _release_page(request, report, form, others=others)


@require_POST
def hold_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another level for one figure or text of the other sections."""
    report = _to_review(request, pk)
    if report.state != State.SUBMITTED:
        tell_late(request, report)
        return redirect("reports:check", pk)
    required, others = required_and_others(report)
    form = HoldBackForm(request.POST, subjects=others, today=clock.today())
    if form.is_valid():
        return _decide(request, report, form, then="reports:release")
    whole = ReleaseForm(subjects=required, today=clock.today())
    return _release_page(request, report, whole, others=others, hold_back_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Exactly what residents and the group will see, and the button."""
    report = _to_review(request, pk)
    if request.method == "POST" and not permissions.can_publish(request.user, report):
        raise PermissionDenied
    if report.state != State.SUBMITTED:
        tell_late(request, report)
        return redirect("reports:check", pk)
    if request.method == "POST":
        return _publish(request, report)
    return _preview(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a published report for mending, with a reason that residents will read."""
    report = found(request, pk)
    if not permissions.can_correct(request.user, report):
        raise PermissionDenied
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "reports/correct.html", {"report": report, "form": form}, status=status)
    try:
        corrections.correct(report, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
    except WrongState:
        tell_late(request, report)
    else:
        words = _("The report is open for mending. Until the new version, residents read the old one.")
        messages.success(request, words)
    return redirect("reports:check", pk)


def _to_review(request: SignedInRequest, pk: int) -> Report:
    report = found(request, pk)
    if not permissions.can_review(request.user, report):
        raise PermissionDenied
    return report


def _decide(
    request: SignedInRequest, report: Report, form: ReleaseForm | HoldBackForm, *, then: str
) -> HttpResponse:
    try:
        release.decide(report, decisions=form.decisions, by=request.user, at=clock.now())
    except (WrongState, release.UnknownSubject):  # handed in anew meanwhile
        tell_late(request, report)
        return redirect("reports:check", report.pk)
    messages.success(request, _("Your decisions are saved."))
    return redirect(then, report.pk)


def _release_page(
    request: SignedInRequest,
    report: Report,
    form: ReleaseForm,
    *,
    others: tuple[release.Subject, ...],
    hold_back_form: HoldBackForm | None = None,
) -> HttpResponse:
    has_problems = form.is_bound or hold_back_form is not None
    context = {
        "report": report,
        "page": release_page(report, form, others=others),
        "hold_back_form": hold_back_form or HoldBackForm(subjects=others, today=clock.today()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if has_problems else HTTPStatus.OK
    return render(request, "reports/release.html", context, status=status)


def _publish(request: SignedInRequest, report: Report) -> HttpResponse:
    preview = publication.preview(report, by=request.user, at=clock.now())
    found_cautions = cautions(report, preview)
    form = PublishForm(request.POST, has_warnings=bool(found_cautions))
    if not form.is_valid():
        return _preview(request, report, form=form)
    try:
        publication.publish(report, by=request.user, at=clock.now(), reviewed=form.cleaned_data["reviewed"])
    except WrongState:
        tell_late(request, report)
        return redirect("reports:check", report.pk)
    except release.DecisionMissing:
        return _decide_first(request, report)
    except publication.ChangedSinceReview:
        messages.warning(
            request, _("Not published: something has changed since you looked at it. This is how it is now.")
        )
        return redirect("reports:publish", report.pk)
    except gate.TellsTooMuch:
        return redirect("reports:publish", report.pk)  # the page says which figures
    messages.success(request, _("The report is published. Residents can read it now."))
    return redirect("reports:check", report.pk)


def _preview(request: SignedInRequest, report: Report, *, form: PublishForm | None = None) -> HttpResponse:
    preview = publication.preview(report, by=request.user, at=clock.now())
    if preview.undecided:
        return _decide_first(request, report)
    warnings = cautions(report, preview)
    if form is None:
        form = PublishForm(initial={"reviewed": preview.fingerprint}, has_warnings=bool(warnings))
    language = get_language() or "uk"
    context = {
        "work": report,
        "form": form,
        "fingerprint": preview.fingerprint,
        "cautions": warnings,
        "leaking": [figure_label(preview, code, language=language) for code in preview.leaking],
        "report": present(preview.public, language=language),
        "group": group_part(preview.public, preview.group, language=language),
        "may_publish": permissions.can_publish(request.user, report),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "reports/publish.html", context, status=status)


def figure_label(preview: publication.Preview, code: str, *, language: str) -> str:
    figures = (figure for one in (*preview.public.sections, *preview.group) for figure in one.figures)
    return next((figure.label.in_language(language) for figure in figures if figure.code == code), code)


def _decide_first(request: SignedInRequest, report: Report) -> HttpResponse:
    messages.warning(request, _("First decide who may see the figures and texts below."))
    return redirect("reports:release", report.pk)
