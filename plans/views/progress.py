"""How the actions of a plan in force stand, for members; one action with all that was said of it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.shared import clock
from communities.shared.body_limits import accepts_body
from communities.shared.requests import SignedInRequest
from plans import permissions
from plans.actions import action_links, effects, progress, progress_files
from plans.actions.action_links import NobodyToTell
from plans.actions.effect_words import TAGS, assessments_of, cited
from plans.actions.progress import CannotSay, Refusal
from plans.actions.progress_board import board_of, line_of
from plans.actions.progress_files import NoRoom
from plans.forms.progress import EVERYBODY, AssessmentForm, SayForm, ShowFileForm, said_before
from plans.models import Action, Plan, ProgressFile
from plans.states import Progress
from plans.versions import approved
from plans.views.file_answers import answer_with, answer_with_small, sandboxed

BODY = 11_000_000  # bytes: the largest file and the rest of the form

WHY_NOT: dict[Refusal, Promise] = {
    Refusal.NOT_IN_FORCE: gettext_lazy("No approved version of the plan has this action."),
    Refusal.PLAN_ENDED: gettext_lazy("This plan has ended: nothing more is said of its actions."),
    Refusal.NOT_TOGETHER: gettext_lazy("Done means 100 percent. Leave the percent empty or write 100."),
    Refusal.OUT_OF_RANGE: gettext_lazy("Check the percent and the money."),
}
NO_ROOM = gettext_lazy("This action has as many files as it may have. The secretary can remove some.")


@require_safe
def plan_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """All actions, what is late first."""
    rows = Plan.objects.visible_to(request.user).select_related("group__community", "in_force")
    plan = get_object_or_404(rows, pk=pk)
    board = board_of(plan, today=clock.today()) if plan.in_force else None
    page = {"plan": plan, "board": board, "goes_on": plan.state in progress.GOES_ON}
    return render(request, "plans/progress.html", page)


@require_safe
def action(request: SignedInRequest, pk: int) -> HttpResponse:
    """One action with its history."""
    return action_page(request, found(request, pk))


@accepts_body(BODY)
@require_POST
def say(request: SignedInRequest, pk: int) -> HttpResponse:
    row, today = found(request, pk), clock.today()
    seat = action_links.seat_of(approved.action_of(row))
    if not permissions.can_say(request.user, row, responsible=seat, today=today):
        raise PermissionDenied
    form = SayForm(request.POST, request.FILES, statuses=statuses_for(request, row))
    if not form.is_valid():
        return action_page(request, row, say=form)
    said: dict[str, Any] = {**form.cleaned_data, "status": Progress(form.cleaned_data["status"])}
    try:
        progress.say(row, **said, by=request.user, today=today, at=clock.now())
    except CannotSay as refusal:
        form.add_error(None, str(WHY_NOT[refusal.reason]))
    except NoRoom:
        form.add_error("file", str(NO_ROOM))
    else:
        messages.success(request, _("It is written down. What was said before stays below it."))
        return redirect("plans:action", pk)
    return action_page(request, row, say=form)


@require_POST
def link_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the responsible person a letter with a link now."""
    try:
        is_sent = action_links.nudge(kept(request, pk), by=request.user, today=clock.today(), at=clock.now())
    except NobodyToTell:
        messages.warning(request, _("The plan names nobody for this action whom this site can write to."))
    else:
        if is_sent:
            messages.success(request, _("The letter with the link is on its way."))
        else:
            messages.info(request, _("Today's letter was sent already. Send another one tomorrow."))
    return redirect("plans:action", pk)


@require_POST
def links_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    action_links.revoke(kept(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("None of the links sent for this action opens anything any more."))
    return redirect("plans:action", pk)


@require_safe
@sandboxed
def file(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    """One file, for members."""
    return answer_with(_file(request, pk, file_pk), is_public=False)


@require_http_methods(["GET", "HEAD", "POST"])
def file_show(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    """A keeper looks at the file, says what it shows, and shows it to residents."""
    row = _file_to_keep(request, pk, file_pk)
    form = ShowFileForm(request.POST if request.method == "POST" else None, initial={"caption": row.caption})
    if form.is_valid():
        if progress_files.show(row, caption=form.cleaned_data["caption"], by=request.user, at=clock.now()):
            messages.success(request, _("Residents see this file now."))
        else:
            messages.warning(request, _("This action is for the group only: nothing of it is shown."))
        return redirect("plans:action", pk)
    page = {"form": form, "file": row, "action": row.entry.action}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "plans/file_show.html", page, status=status)


@require_POST
def file_hide(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    progress_files.hide(_file_to_keep(request, pk, file_pk), by=request.user, at=clock.now())
    messages.success(request, _("Residents do not see this file."))
    return redirect("plans:action", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def file_remove(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    row = _file_to_keep(request, pk, file_pk)
    if request.method != "POST":
        return render(request, "plans/file_remove.html", {"file": row, "action": row.entry.action})
    progress_files.remove(row, by=request.user, at=clock.now())
    messages.success(request, _("The file is gone."))
    return redirect("plans:action", pk)


def found(request: SignedInRequest, pk: int) -> Action:
    """An action that was ever in force, if this person may know of the plan."""
    rows = Action.objects.filter(plan__in=Plan.objects.visible_to(request.user), plan__in_force__isnull=False)
    row = get_object_or_404(rows.select_related("plan__group__community", "plan__in_force"), pk=pk)
    if approved.action_of(row) is None and not row.progress.exists():
        raise Http404
    return row


def kept(request: SignedInRequest, pk: int) -> Action:
    """The same for those who keep the group."""
    row = found(request, pk)
    if not permissions.can_keep_progress(request.user, row.plan):
        raise PermissionDenied
    return row


def statuses_for(request: SignedInRequest, row: Action) -> tuple[Progress, ...]:
    """Only those who keep the group write down that it put something off or gave it up."""
    keeps = permissions.can_keep_progress(request.user, row.plan)
    return tuple(Progress) if keeps else progress.OF_THE_RESPONSIBLE


def action_page(
    request: SignedInRequest, row: Action, *, say: SayForm | None = None, assess: AssessmentForm | None = None
) -> HttpResponse:
    today = clock.today()
    content = approved.action_of(row)
    seat = action_links.seat_of(content)
    entries = list(row.progress.order_by("-pk").select_related("by").prefetch_related(_files()))
    spent = next((each.spent for each in entries if each.spent is not None), None)
    newest = entries[0] if entries else None
    may_say = (
        content is not None
        and row.plan.state in progress.GOES_ON
        and permissions.can_say(request.user, row, responsible=seat, today=today)
    )
    ended_on = effects.done_on(newest)
    found = None
    if content and ended_on:
        community = row.plan.group.community
        found = effects.compare(
            content, community, first_year=approved.first_year(row.plan), ended_on=ended_on
        )
    page = {
        "action": row,
        "plan": row.plan,
        "line": line_of(content, newest, spent=spent, today=today) if content else None,
        "entries": entries,
        "say": say or SayForm(statuses=statuses_for(request, row), initial=said_before(newest)),
        "may_say": may_say,
        "keeps": permissions.can_keep_progress(request.user, row.plan),
        "responsible": action_links.responsible_for(row, content, seat=seat, today=today)
        if content
        else None,
        "effect": found,
        "effect_tag": TAGS[found.effect] if found else "",
        "ended_on": ended_on,
        "before": cited(found.before) if found else None,
        "after": cited(found.after) if found else None,
        "assessments": assessments_of(row),
        "assess": assess or AssessmentForm(),
        "links": row.links.filter(revoked_at=None, expires_on__gt=today).order_by("-made_at"),
    }
    failed = (say is not None and say.errors) or (assess is not None and assess.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "plans/action.html", page, status=status)


@require_POST
def assess(request: SignedInRequest, pk: int) -> HttpResponse:
    """The group writes whether a finished action helped."""
    row = kept(request, pk)
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return action_page(request, row, assess=form)
    try:
        said = form.cleaned_data
        effects.assess(
            row, text=said["text"], is_public=said["readers"] == EVERYBODY, by=request.user, at=clock.now()
        )
    except effects.NotDone:
        messages.warning(request, _("An action is assessed when it was said to be done."))
    else:
        messages.success(request, _("The assessment is kept, with the figures of today."))
    return redirect("plans:action", pk)


def _files() -> Any:
    from_rows = ProgressFile.objects.defer("content", "small").order_by("pk")
    return Prefetch("files", queryset=from_rows)


def _file(request: SignedInRequest, pk: int, file_pk: int) -> ProgressFile:
    rows = ProgressFile.objects.select_related(
        "entry__action__plan__group__community", "entry__action__plan__in_force"
    )
    return get_object_or_404(rows, pk=file_pk, entry__action=found(request, pk))


def _file_to_keep(request: SignedInRequest, pk: int, file_pk: int) -> ProgressFile:
    kept(request, pk)
    return _file(request, pk, file_pk)


@login_not_required
@require_safe
@sandboxed
def public_file(request: HttpRequest, slug: str, pk: int, file_pk: int) -> HttpResponse:
    """A file that a keeper of the group looked at, of an action that residents read of."""
    return answer_with(_released(slug, pk, file_pk), is_public=True)


@login_not_required
@require_safe
@sandboxed
def public_small(request: HttpRequest, slug: str, pk: int, file_pk: int) -> HttpResponse:
    """The same photo, small, for the page of the plan."""
    row = _released(slug, pk, file_pk)
    if not row.small:
        raise Http404
    return answer_with_small(row)


def _released(slug: str, pk: int, file_pk: int) -> ProgressFile:
    rows = ProgressFile.objects.select_related("entry__action__plan__in_force")
    row = get_object_or_404(
        rows,
        pk=file_pk,
        is_public=True,
        entry__action__is_internal=False,
        entry__action__plan=pk,
        entry__action__plan__in_force__isnull=False,
        entry__action__plan__group__community__slug=slug,
    )
    version = row.entry.action.plan.in_force
    told = version.public_content["actions"] if version else []
    if not any(each["id"] == row.entry.action_id for each in told):
        raise Http404
    return row
