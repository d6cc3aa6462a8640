"""The register of decisions: of a group's members, of one decision, and of residents."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import permissions
from communities.decision_forms import (
    CloseForm,
    DayForm,
    GiveForm,
    PublicWordsForm,
    RegisterFilterForm,
)
from communities.gates import fresh_proof_required
from communities.groups.roll import members_on
from communities.meetings import decisions, minuted_tasks, register
from communities.meetings.decisions import CannotWrite, Refusal
from communities.models import Decision, WorkingGroup
from communities.shared import audit, clock, trail
from communities.shared.public_pages import address, alternates, drawn_once
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState

ON_A_PAGE = 30
ON_A_PUBLIC_PAGE = 50
# Each refusal in plain words, and the field it belongs to.
REFUSALS: dict[Refusal, tuple[str | None, Promise]] = {
    Refusal.NO_TEXT: ("text", _("Write what is to be done.")),
    Refusal.TOO_LONG: (None, _("The text is too long: shorten it to 2000 characters.")),
    Refusal.NOBODY: ("responsible", _("Choose a member, or write the organisation that does it.")),
    Refusal.NOT_A_MEMBER: ("responsible", _("This person is no member of the group today. Choose another.")),
    Refusal.DUE_IN_THE_PAST: ("due_on", _("This day is over. Choose today or a later day.")),
    Refusal.NOT_ADOPTED: ("ballot", _("This vote did not adopt it. Choose the vote that did.")),
    Refusal.ELSEWHERE: ("ballot", _("This vote belongs to another point of the agenda.")),
    Refusal.NO_REASON: ("reason", _("Say why: members and whoever does it read it.")),
    Refusal.NO_NOTE: ("note", _("Say what came of it.")),
    Refusal.NO_QUORUM: (
        None,
        _("There are too few members for a decision now. Note who has come, or decide at the next meeting."),
    ),
}


@require_safe
def decisions_of_group(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is open, overdue, closed; who does it, by when."""
    group, today = _group(request, slug), clock.today()
    members, bodies = register.responsible_in(group)
    form = RegisterFilterForm(request.GET, members=members, bodies=bodies)
    filters = form.filters
    pages = Paginator(register.kept(group, filters, today=today), ON_A_PAGE)
    found = pages.get_page(request.GET.get("page"))
    page = {
        "group": group,
        "form": form,
        "is_filtered": filters != register.Filters(),
        "page_obj": found,
        "lines": [register.line(each, today=today) for each in found],
        "overdue": group.decisions.overdue(today=today).count(),
    }
    return render(request, "communities/decisions.html", page)


@require_safe
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    row, today = _known(request, pk), clock.today()
    page = {
        "decision": row,
        "line": register.line(row, today=today),
        "minuted": minuted_tasks.other_in_minutes(row),
        "keeps": permissions.keeps_group(request.user, row.group.community_id),
        "finishes": permissions.finishes_decision(request.user, row, today=today),
        "history": trail.sentences(audit.trail_of(row)),
    }
    return render(request, "communities/decision.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _known(request, pk)
    if not permissions.finishes_decision(request.user, row, today=clock.today()):
        raise PermissionDenied
    keeps = permissions.keeps_group(request.user, row.group.community_id)
    initial = {"note": row.outcome_note}
    form = CloseForm(_posted(request), may_cancel=keeps, initial=initial)

    def act() -> None:
        note = form.cleaned_data["note"]
        decisions.close(row, state=form.wanted, note=note, by=request.user, at=clock.now())

    done = _("The decision is closed.")
    return _acted(request, row, form, act, title=_("What came of it"), button=_("Close it"), done=done)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_keep(request, pk)
    members = members_on(row.group, clock.today())
    initial = {"responsible": row.responsible, "responsible_body": row.responsible_body}
    form = GiveForm(_posted(request), members=members, initial=initial)

    def act() -> None:
        said = form.cleaned_data
        decisions.reassign(row, **said, by=request.user, at=clock.now())

    done = _("Somebody else does it now.")
    return _acted(request, row, form, act, title=_("Who does it"), button=_("Save"), done=done)


@require_http_methods(["GET", "HEAD", "POST"])
def change_day(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_keep(request, pk)
    form = DayForm(_posted(request), initial={"due_on": row.due_on})

    def act() -> None:
        decisions.change_due_day(row, **form.cleaned_data, by=request.user, at=clock.now())

    done = _("The day is changed. Reminders go by it.")
    return _acted(request, row, form, act, title=_("By when"), button=_("Save"), done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def words(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_keep(request, pk)
    initial = {"public_text": row.public_text}
    form = PublicWordsForm(_posted(request), initial=initial)

    def act() -> None:
        decisions.change_public_words(row, **form.cleaned_data, by=request.user, at=clock.now())

    done = _("Saved.")
    return _acted(request, row, form, act, title=_("As residents read it"), button=_("Save"), done=done)


@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _to_keep(request, pk)
    try:
        decisions.reopen(row, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("This decision is open already."))
    else:
        messages.success(request, _("The decision is open again."))
    return redirect("communities:decision", row.pk)


@login_not_required
@require_safe
@drawn_once
def public_decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group decided, for everybody: public words, state, day; no names."""
    group = get_object_or_404(WorkingGroup.objects.select_related("community__oblast"), community__slug=slug)
    found = Paginator(register.public(group), ON_A_PUBLIC_PAGE).get_page(request.GET.get("page"))
    page = {
        "group": group,
        "community": group.community,
        "page_obj": found,
        "lines": [register.line(each, today=clock.today()) for each in found],
        "canonical": address(request.path),
        "alternates": alternates(request.path),
    }
    return render(request, "communities/public/decisions.html", page)


def _acted(
    request: SignedInRequest,
    row: Decision,
    form: Form,
    act: Callable[[], None],
    *,
    title: Promise,
    button: Promise,
    done: Promise,
) -> HttpResponse:
    """The form until it says something that can be done; what was typed stays."""
    if form.is_valid():
        try:
            act()
        except CannotWrite as refusal:
            _say(form, refusal.reason)
        except WrongState:
            messages.warning(request, _("Nothing was changed: this decision had been closed meanwhile."))
            return redirect("communities:decision", row.pk)
        else:
            messages.success(request, str(done))
            return redirect("communities:decision", row.pk)
    page = {"form": form, "decision": row, "title": title, "button": button}
    return render(request, "communities/decision_act.html", page, status=_status(form))


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _say(form: Form, reason: Refusal) -> None:
    field, said = REFUSALS[reason]
    form.add_error(field if field in form.fields else None, str(said))


def _status(form: Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK


def _group(request: SignedInRequest, slug: str) -> WorkingGroup:
    group = get_object_or_404(WorkingGroup.objects.select_related("community__oblast"), community__slug=slug)
    if not permissions.sits_in_group(request.user, group.community_id):
        raise Http404
    return group


def _known(request: SignedInRequest, pk: int) -> Decision:
    rows = permissions.decisions_visible_to(request.user)
    return get_object_or_404(
        rows.select_related("group__community__oblast", "responsible", "item__meeting", "closed_by"), pk=pk
    )


def _to_keep(request: SignedInRequest, pk: int) -> Decision:
    row = _known(request, pk)
    if not permissions.keeps_group(request.user, row.group.community_id):
        raise PermissionDenied
    return row
