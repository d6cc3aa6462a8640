"""Meetings for everybody: when, what about, and what residents may propose without saying who they are.

The pages are drawn once for every reader. What a resident sends comes as a post and is answered at once with
a page that nobody keeps: no session, no cookie, nothing in an address (R37-R41).
"""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from communities.meeting_forms import ReceiptForm, ResidentProposalForm
from communities.meetings import invitation_codes, proposals, resident_limits
from communities.meetings.public_meetings import (
    MeetingForResidents,
    answered_publicly,
    for_residents,
    next_open,
)
from communities.models import ItemProposal, Meeting, WorkingGroup
from communities.shared import clock
from communities.shared.public_pages import address, alternates, drawn_once
from communities.shared.requests import comes_from_another_site
from communities.states import MeetingState

ON_A_PAGE = 20


@login_not_required
@require_safe
@drawn_once
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """Meetings that were called, the newest first, and proposals with public answers."""
    group = _group(slug)
    rows = Meeting.objects.filter(group=group).announced().order_by("-starts_at", "-pk")
    found = Paginator(rows.select_related("group__community"), ON_A_PAGE).get_page(request.GET.get("page"))
    page = {
        "group": group,
        "community": group.community,
        "page_obj": found,
        "meetings": [for_residents(row) for row in found],
        "answered": answered_publicly(group),
        **_addresses(request),
    }
    return render(request, "communities/public/meetings.html", page)


@login_not_required
@require_safe
@drawn_once
def meeting(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    group = _group(slug)
    row = get_object_or_404(Meeting.objects.filter(group=group).announced(), number=number)
    shown = for_residents(row, has_minutes=row.minutes.filter(published_at__isnull=False).exists())
    page = {
        "group": group,
        "community": group.community,
        "meeting": shown,
        "points": list(row.items.values_list("title", flat=True)) if shown.has_agenda else [],
        "answered": answered_publicly(group, meeting=row),
        **_addresses(request),
    }
    return render(request, "communities/public/meeting.html", page)


@login_not_required
@csrf_exempt  # there is no session to use; for the connections of readers see comes_from_another_site
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    return _receive(request, slug) if request.method == "POST" else _blank_proposal(request, slug)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer to a proposal, found by the number of its receipt."""
    return _look_up(request, slug) if request.method == "POST" else _blank_receipt(request, slug)


@drawn_once
def _blank_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    return _propose_page(request, _group(slug), ResidentProposalForm())


@drawn_once
def _blank_receipt(request: HttpRequest, slug: str) -> HttpResponse:
    group = _group(slug)
    page = {"group": group, "community": group.community, "form": ReceiptForm()}
    return render(request, "communities/public/proposal.html", page)


def _receive(request: HttpRequest, slug: str) -> HttpResponse:
    group, form = _group(slug), ResidentProposalForm(request.POST)
    if comes_from_another_site(request):
        return _look_again(request, group, form)
    has_code = form.is_valid() and bool(form.cleaned_data["code"])
    if has_code:
        _check_code(request, group, form)
    if not form.is_valid():
        return _propose_page(request, group, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    held_up = None if has_code else _held_up(request, group, form)
    return held_up or _taken(request, group, form, has_code=has_code)


def _held_up(request: HttpRequest, group: WorkingGroup, form: ResidentProposalForm) -> HttpResponse | None:
    """A small sum, or “tomorrow”; None, and a unit is spent, when the words may be sent now."""
    visitor, now = _visitor(request), clock.now()
    block = resident_limits.block_in(group.pk, get_adapter(request).get_client_block(request))
    is_crowded = proposals.is_crowded(group, today=clock.today())
    if resident_limits.is_used_up(visitor, block, is_crowded=is_crowded, at=now):
        return _come_back_tomorrow(request, group, form)
    if resident_limits.asks_a_sum(
        visitor, block, is_crowded=is_crowded, at=now
    ) and not resident_limits.is_right(request.POST.get("sum", ""), request.POST.get("total", ""), at=now):
        was_asked = "sum" in request.POST
        return _propose_page(request, group, form, asks_a_sum=True, was_asked=was_asked)
    if not resident_limits.may_send(visitor, block, is_crowded=is_crowded, at=now):
        return _come_back_tomorrow(request, group, form)
    return None


def _taken(
    request: HttpRequest, group: WorkingGroup, form: ResidentProposalForm, *, has_code: bool
) -> HttpResponse:
    try:
        words = {name: form.cleaned_data[name] for name in ("title", "detail")}
        number = proposals.propose_without_account(group, **words, today=clock.today(), has_code=has_code)
    except proposals.SentAlready:
        form.add_error(
            None,
            _(
                "These very words were sent today already, so they are there. If you have no number of "
                "a receipt, change a word and send it again."
            ),
        )
        return _propose_page(request, group, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except proposals.QueueIsFull:
        return _too_much(
            request,
            group,
            form,
            _("So much waits for an answer that no more can be taken now."),
        )
    parts = [number[start : start + 4] for start in range(0, len(number), 4)]
    page = {"group": group, "community": group.community, "receipt": " ".join(parts)}
    return _kept_by_nobody(render(request, "communities/public/proposed.html", page))


def _check_code(request: HttpRequest, group: WorkingGroup, form: ResidentProposalForm) -> None:
    now = clock.now()
    if not resident_limits.may_try_code(_visitor(request), at=now):
        words = _("Too many codes were tried from your connection. Try again in an hour, or send it without.")
        form.add_error("code", words)
    elif not invitation_codes.is_right(group, form.cleaned_data["code"], at=now):
        words = _("This is not the code of the next meeting. Compare it with the sheet, or leave it empty.")
        form.add_error("code", words)


def _look_up(request: HttpRequest, slug: str) -> HttpResponse:
    group, form, found = _group(slug), ReceiptForm(request.POST), None
    status = HTTPStatus.OK
    if form.is_valid():
        if not resident_limits.may_look_up(_visitor(request), at=clock.now()):
            form.add_error(None, _("Too many numbers were tried from your connection. Try again in an hour."))
            status = HTTPStatus.TOO_MANY_REQUESTS
        elif not (found := proposals.find(group, form.cleaned_data["number"])):
            form.add_error(
                "number", _("No proposal to this group has this number. Compare it with what you wrote down.")
            )
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {"group": group, "community": group.community, "form": form, "proposal": found}
    page["meeting"] = _public_meeting_of(found) if found else None
    return _kept_by_nobody(render(request, "communities/public/proposal.html", page, status=status))


def _public_meeting_of(found: ItemProposal) -> MeetingForResidents | None:
    """Where it is discussed, once that meeting is called."""
    meeting = found.item.meeting if found.item else None
    if meeting is None or meeting.called_at is None or meeting.state == MeetingState.CANCELLED:
        return None
    return for_residents(meeting)


def _propose_page(
    request: HttpRequest,
    group: WorkingGroup,
    form: ResidentProposalForm,
    *,
    asks_a_sum: bool = False,
    was_asked: bool = False,
    status: int = HTTPStatus.OK,
    refusal: str = "",
) -> HttpResponse:
    words, token = resident_limits.new_sum() if asks_a_sum else ("", "")
    page = {
        "group": group,
        "community": group.community,
        "form": form,
        "sum": words,
        "token": token,
        "was_asked": was_asked,
        "refusal": refusal,
        "open_meeting": next_open(group, at=clock.now()) if refusal else None,
    }
    response = render(request, "communities/public/propose.html", page, status=status)
    return _kept_by_nobody(response) if request.method == "POST" else response


def _look_again(request: HttpRequest, group: WorkingGroup, form: ResidentProposalForm) -> HttpResponse:
    """The words stand in our own form: whoever really wants to send them presses its button."""
    words = _(
        "This came from a page of another site, so nothing was sent. If these are your words, send them."
    )
    form.add_error(None, words)
    return _propose_page(request, group, form, status=HTTPStatus.FORBIDDEN)


def _come_back_tomorrow(
    request: HttpRequest, group: WorkingGroup, form: ResidentProposalForm
) -> HttpResponse:
    words = _("Very much was sent from your connection today, perhaps by others. Please come back tomorrow.")
    return _too_much(request, group, form, words)


def _too_much(
    request: HttpRequest, group: WorkingGroup, form: ResidentProposalForm, words: str
) -> HttpResponse:
    return _propose_page(request, group, form, status=HTTPStatus.TOO_MANY_REQUESTS, refusal=words)


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store, private"
    return response


def _visitor(request: HttpRequest) -> str:
    """The pseudonym of the day: the address itself is not kept anywhere."""
    return str(get_adapter(request).get_client_ip(request))


def _group(slug: str) -> WorkingGroup:
    return get_object_or_404(WorkingGroup.objects.select_related("community__oblast"), community__slug=slug)


def _addresses(request: HttpRequest) -> dict[str, object]:
    return {"canonical": address(request.path), "alternates": alternates(request.path)}
