"""What members propose for an agenda, what residents sent, and the answers of the chair."""

import datetime as dt
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import permissions
from communities.gates import fresh_proof_required
from communities.groups.roll import members_on, membership_of
from communities.meeting_forms import AnswerForm, MemberProposalForm, ProposalForm, SetAsideForm
from communities.meetings import proposals
from communities.models import GROUP_ROLES, ItemProposal
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import ProposalState
from communities.views.meetings import group_of

ON_A_PAGE = 20


@require_safe
def listed(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of a group, those that wait for an answer first; of them first what came with a code."""
    group = group_of(request, slug)
    waits_first = Case(
        When(state=ProposalState.WAITING, has_code=True, then=Value(0)),
        When(state=ProposalState.WAITING, then=Value(1)),
        default=Value(2),
    )
    rows = group.item_proposals.select_related("by_member", "item").order_by(waits_first, "-sent_on", "-pk")
    page = {
        "group": group,
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "chairs": permissions.chairs_group(request.user, group.community_id),
        "may_propose": membership_of(request.user, group, clock.today()) is not None
        or permissions.keeps_group(request.user, group.community_id),
        "floods": proposals.crowded_days(group)
        if permissions.keeps_group(request.user, group.community_id)
        else [],
    }
    return render(request, "communities/proposals.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def set_aside(request: SignedInRequest, slug: str, day: str) -> HttpResponse:
    """What residents sent on one day, to be set aside together with one reason."""
    group = group_of(request, slug)
    if not permissions.keeps_group(request.user, group.community_id):
        raise PermissionDenied
    sent_on = _day(day)
    rows = list(proposals.waiting_on(group, sent_on)) if sent_on else []
    if sent_on is None or (request.method != "POST" and not rows):
        raise Http404
    form = SetAsideForm(request.POST if request.method == "POST" else None, rows=rows)
    if form.is_valid():
        try:
            count = proposals.set_aside(
                group, sent_on=sent_on, **form.chosen, by=request.user, at=clock.now()
            )
        except proposals.NothingWaits:
            messages.info(request, _("Nothing was set aside: none of these waits any more."))
        else:
            words = ngettext("%(n)s proposal is set aside.", "%(n)s proposals are set aside.", count)
            messages.success(request, words % {"n": count})
        return redirect("communities:proposals", slug)
    page = {"group": group, "day": sent_on, "form": form, "proposals": rows}
    return render(request, "communities/proposals_of_day.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """A member asks for a point; whoever keeps the group passes on what another member wrote on paper."""
    group, today = group_of(request, slug), clock.today()
    own = membership_of(request.user, group, today)
    keeps = permissions.keeps_group(request.user, group.community_id)
    if own is None and not keeps:
        raise PermissionDenied
    members = members_on(group, today) if keeps else []
    form = MemberProposalForm(request.POST if request.method == "POST" else None, own=own, members=members)
    if form.is_valid():
        proposals.propose(group, **form.said, by=request.user, today=today, at=clock.now())
        messages.success(request, _("The chair reads it and answers. You will be told."))
        return redirect("communities:proposals", slug)
    page = {"form": form, "group": group}
    return render(request, "communities/proposal_new.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """One proposal and its answer; the chair answers here."""
    row = _found(request, pk)
    chairs = permissions.chairs_group(request.user, row.group.community_id)
    if request.method == "POST" and not chairs:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, initial={"public_title": _title_for(row)})
    if form.is_valid():
        _answer(request, row, form)
        return redirect("communities:proposal", pk)
    page = {
        "proposal": row,
        "group": row.group,
        "form": form if chairs and row.state == ProposalState.WAITING else None,
        "chairs": chairs,
        "next": proposals.next_meeting(row.group, at=clock.now()),
        "trail": trail.sentences(audit.trail_of(row)),
    }
    return render(request, "communities/proposal.html", page, status=_status(form))


@require_POST
def hide(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    if not permissions.chairs_group(request.user, row.group.community_id):
        raise PermissionDenied
    proposals.hide(row, by=request.user, at=clock.now())
    messages.success(request, _("Residents no longer read this proposal and its answer."))
    return redirect("communities:proposal", pk)


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """A refusal was a mistake: the proposal waits again."""
    row = _found(request, pk)
    if not permissions.chairs_group(request.user, row.group.community_id):
        raise PermissionDenied
    try:
        proposals.take_back(row, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Nothing was changed: this proposal is not declined any more."))
    except proposals.WordsDeleted:
        messages.warning(request, _("Nothing was changed: the words of this proposal are deleted already."))
    else:
        messages.success(request, _("It waits for an answer again. Whoever has the receipt reads that."))
    return redirect("communities:proposal", pk)


def _answer(request: SignedInRequest, row: ItemProposal, form: AnswerForm) -> None:
    verb = proposals.accept if form.cleaned_data["decision"] == "accept" else proposals.decline
    words = {name: form.cleaned_data[name] for name in ("answer", "public_title", "is_public")}
    try:
        answered = verb(row, **words, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Nothing was changed: this proposal has an answer already."))
        return
    if answered.item is not None:
        messages.success(
            request,
            _("Answered. It is point %(n)s of the next meeting.") % {"n": answered.item.position},
        )
    elif answered.state == ProposalState.ACCEPTED:
        messages.success(request, _("Answered. It is put on the agenda when the next meeting is prepared."))
    else:
        messages.success(request, _("Answered."))


def _found(request: SignedInRequest, pk: int) -> ItemProposal:
    own = permissions.communities_served(request.user, GROUP_ROLES)
    rows = ItemProposal.objects.filter(group__community__in=own)
    return get_object_or_404(rows.select_related("group__community", "by_member", "item__meeting"), pk=pk)


def _title_for(row: ItemProposal) -> str:
    """A resident's own words are never suggested for everybody; the chair's of an earlier answer are."""
    return row.public_title or (row.title if row.by_member_id else "")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _status(form: ProposalForm | AnswerForm | SetAsideForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
