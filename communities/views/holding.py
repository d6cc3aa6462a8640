"""A meeting while it is held: one page, saved row by row.

Every act is a small POST. A page that sends by itself asks for JSON and gets `{"outcome": "saved", "at"}`, or
`"refused"` or `"meanwhile"` with words; everybody else is led back to the row, or gets the page with what was
typed and why it could not be stored.
"""

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities import permissions
from communities.gates import fresh_proof_required
from communities.groups.roll import membership_of
from communities.holding_forms import (
    BallotForm,
    CastForm,
    ChairForm,
    CountForm,
    DissentForm,
    GuestForm,
    PresenceForm,
    TaskForm,
)
from communities.meetings import attendance, decisions, holding, quorum, recording, voting
from communities.meetings.hold_page import Failed, hold_page, stamp_of
from communities.meetings.recording import TEXTS, WrittenMeanwhile
from communities.meetings.why_not import REFUSALS, words_for
from communities.models import (
    AgendaItem,
    Ballot,
    BallotKind,
    Choice,
    Guest,
    Meeting,
    Membership,
    Outcome,
    Presence,
)
from communities.shared import clock
from communities.shared.requests import SignedInRequest, whole_number
from communities.states import MeetingState

HELD = (MeetingState.CALLED, MeetingState.OPEN, MeetingState.CLOSED)


@require_safe
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole meeting: who leads it writes, everybody else reads along and votes."""
    point = request.GET.get("point", "")
    return _page(request, _meeting(request, pk), unfolded=whole_number(point))


@require_safe
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same without its frame, for a page that looks again; nothing when nothing changed."""
    meeting = _meeting(request, pk)
    if request.GET.get("stamp") == stamp_of(meeting):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    page = hold_page(meeting, reader=request.user, keeps=_keeps(request, meeting))
    return render(request, "communities/hold_body.html", {"page": page, "meeting": meeting})


@require_POST
def open_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    return _lead(request, pk, holding.open_meeting, words=_("The meeting is open."))


@require_POST
def change_chair(request: SignedInRequest, pk: int) -> HttpResponse:
    return _lead(request, pk, holding.change_chair, words=_("Somebody else leads the meeting from here."))


@require_POST
@fresh_proof_required
def close_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    return _act(
        request,
        meeting,
        lambda: holding.close_meeting(meeting, by=request.user, at=clock.now()),
        key="close",
        anchor="top",
        words=_("The meeting is closed. Nothing in it changes any more; the minutes come next."),
    )


@require_POST
def note_presence(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    row = get_object_or_404(Membership, group=meeting.group_id, pk=member)
    key, form = f"person-{row.pk}", PresenceForm(request.POST)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key=key)
    said = form.cleaned_data
    return _act(
        request,
        meeting,
        lambda: attendance.note(
            meeting,
            row,
            Presence(said["presence"]),
            reason=said["reason"],
            by=request.user,
            at=clock.now(),
        ),
        key=key,
    )


@require_POST
def add_guest(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key="guests")
    return _act(
        request,
        meeting,
        lambda: attendance.add_guest(meeting, **form.cleaned_data, by=request.user, at=clock.now()),
        key="guests",
    )


@require_POST
def remove_guest(request: SignedInRequest, pk: int, guest: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    row = Guest.objects.filter(meeting=meeting, pk=guest).first()
    if row is None:  # a second click
        return _done(request, meeting, anchor="guests")
    return _act(
        request,
        meeting,
        lambda: attendance.remove_guest(row, by=request.user, at=clock.now()),
        key="guests",
    )


@require_POST
def write(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """The three texts of a point; after a clash, with what was chosen."""
    meeting = _meeting(request, pk, must_keep=True)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    version = request.POST.get("version", "")
    texts = {name: request.POST[name] for name in TEXTS if name in request.POST} | _chosen(request)
    try:
        point = recording.write(
            point,
            texts,
            base_version=whole_number(version) or 0,
            by=request.user,
            at=clock.now(),
        )
    except WrittenMeanwhile as problem:
        return _clash(request, meeting, problem)
    except REFUSALS as problem:
        return _refused(request, meeting, _why(problem, meeting), key=f"texts-{point.pk}", point=point)
    return _done(
        request,
        meeting,
        anchor=f"point-{point.pk}",
        point=point,
        words=_("What you wrote down is saved."),
        is_text=True,
        version=point.version,
        texts={name: getattr(point, name) for name in TEXTS},
    )


@require_POST
def open_ballot(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    key, form = f"new-vote-{point.pk}", BallotForm(request.POST)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key=key, point=point)
    said = form.cleaned_data
    return _act(
        request,
        meeting,
        lambda: voting.open_ballot(
            point,
            question=said["question"],
            kind=BallotKind(said["kind"]),
            subject=point.subject if said["decides"] else "",
            by=request.user,
            at=clock.now(),
        ),
        key=key,
        anchor=f"votes-{point.pk}",
        point=point,
    )


@require_POST
def cast(request: SignedInRequest, pk: int, ballot: int, member: int) -> HttpResponse:
    """A member votes, or whoever leads the meeting notes what was said aloud."""
    meeting = _meeting(request, pk)
    row = _ballot(meeting, ballot)
    voter = get_object_or_404(Membership, group=meeting.group_id, pk=member)
    if not _keeps(request, meeting) and voter != _me(request, meeting):
        raise PermissionDenied
    key, form = f"vote-{row.pk}", CastForm(request.POST)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key=key, point=row.item)
    choice = Choice(form.cleaned_data["choice"])
    return _act(
        request,
        meeting,
        lambda: voting.cast(row, voter, choice, by=request.user, at=clock.now()),
        key=key,
        point=row.item,
    )


@require_POST
def count(request: SignedInRequest, pk: int, ballot: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    row = _ballot(meeting, ballot)
    key = f"vote-{row.pk}"
    if row.kind == BallotKind.BY_NAME:
        return _act(
            request,
            meeting,
            lambda: voting.close_by_name(row, by=request.user, at=clock.now()),
            key=key,
            point=row.item,
        )
    form = CountForm(request.POST)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key=key, point=row.item)
    return _act(
        request,
        meeting,
        lambda: voting.close_by_hands(row, **form.cleaned_data, by=request.user, at=clock.now()),
        key=key,
        point=row.item,
    )


@require_POST
def withdraw(request: SignedInRequest, pk: int, ballot: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    row = _ballot(meeting, ballot)
    reason = request.POST.get("reason", "")
    return _act(
        request,
        meeting,
        lambda: voting.withdraw(row, reason=reason, by=request.user, at=clock.now()),
        key=f"vote-{row.pk}",
        point=row.item,
    )


@require_POST
def dissent(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    me = _me(request, meeting)
    if not _keeps(request, meeting) and me is None:
        raise PermissionDenied
    everybody = meeting.group.memberships.all()
    members = everybody if _keeps(request, meeting) else everybody.filter(pk=me.pk if me else 0)
    key, form = f"dissent-{point.pk}", DissentForm(request.POST, members=members)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key=key, point=point)
    said = form.cleaned_data
    return _act(
        request,
        meeting,
        lambda: recording.dissent(point, said["member"], text=said["text"], by=request.user, at=clock.now()),
        key=key,
        anchor=f"opinions-{point.pk}",
        point=point,
        words=_("The dissenting opinion is kept with the minutes."),
    )


@require_POST
def record_task(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    key = f"task-{point.pk}"
    form = TaskForm(
        request.POST,
        members=meeting.group.memberships.sitting(on=quorum.day_of(meeting)),
        ballots=Ballot.objects.filter(item=point, outcome=Outcome.ADOPTED),
    )
    if not form.is_valid():
        return _misshapen(request, meeting, form, key=key, point=point)
    return _act(
        request,
        meeting,
        lambda: decisions.record(point, **form.cleaned_data, by=request.user, at=clock.now()),
        key=key,
        anchor=f"tasks-{point.pk}",
        point=point,
        words=_("The decision stands in the register."),
    )


# --- what they share ---


def _meeting(request: SignedInRequest, pk: int, *, must_keep: bool = False) -> Meeting:
    """Called, open or closed, of a group that the reader belongs to (404); led by the reader (403)."""
    rows = permissions.meetings_visible_to(request.user).filter(state__in=HELD)
    rows = rows.select_related("group__community", "statute", "chaired_by")
    meeting = get_object_or_404(rows, pk=pk)
    if must_keep and not _keeps(request, meeting):
        raise PermissionDenied
    return meeting


def _ballot(meeting: Meeting, pk: int) -> Ballot:
    return get_object_or_404(Ballot.objects.select_related("item"), item__meeting=meeting, pk=pk)


def _keeps(request: SignedInRequest, meeting: Meeting) -> bool:
    return permissions.keeps_group(request.user, meeting.group.community_id)


def _me(request: SignedInRequest, meeting: Meeting) -> Membership | None:
    return membership_of(request.user, meeting.group, quorum.day_of(meeting))


def _lead(request: SignedInRequest, pk: int, verb: Callable[..., Meeting], *, words: str) -> HttpResponse:
    meeting = _meeting(request, pk, must_keep=True)
    members = meeting.group.memberships.sitting(on=quorum.day_of(meeting))
    form = ChairForm(request.POST, members=members)
    if not form.is_valid():
        return _misshapen(request, meeting, form, key="chair")
    chair = form.cleaned_data["chair"]
    return _act(
        request,
        meeting,
        lambda: verb(meeting, chaired_by=chair, by=request.user, at=clock.now()),
        key="chair",
        anchor="top",
        words=words,
    )


def _act(
    request: SignedInRequest,
    meeting: Meeting,
    act: Callable[[], object],
    *,
    key: str,
    anchor: str = "",
    point: AgendaItem | None = None,
    words: str = "",
) -> HttpResponse:
    """Do it, and lead back to its row; or say beside its form (`key`) why not."""
    try:
        act()
    except REFUSALS as problem:
        return _refused(request, meeting, _why(problem, meeting), key=key, point=point)
    return _done(request, meeting, anchor=anchor or key, point=point, words=words)


def _done(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    anchor: str,
    point: AgendaItem | None = None,
    words: str = "",
    is_text: bool = False,
    **more: object,
) -> HttpResponse:
    """`is_text`: the browser forgets the copy that it kept of this point (static/js/hold.js)."""
    if _wants_json(request):
        hour = date_format(timezone.localtime(clock.now()), "H:i")
        return JsonResponse({"outcome": "saved", "at": hour, **more})
    if words:
        messages.success(request, words)
    which = f"?point={point.pk}{'&stored=1' if is_text else ''}" if point else ""
    return redirect(f"{reverse('communities:hold', args=[meeting.pk])}{which}#{anchor}")


def _refused(
    request: SignedInRequest, meeting: Meeting, words: str, *, key: str, point: AgendaItem | None = None
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"outcome": "refused", "words": words}, status=HTTPStatus.CONFLICT)
    failed = Failed(key, words, {name: str(value) for name, value in request.POST.items()})
    unfolded = point.pk if point else None
    fresh = _meeting(request, meeting.pk)
    return _page(request, fresh, unfolded=unfolded, failed=failed, status=HTTPStatus.CONFLICT)


def _misshapen(
    request: SignedInRequest,
    meeting: Meeting,
    form: forms.Form,
    *,
    key: str,
    point: AgendaItem | None = None,
) -> HttpResponse:
    said = [str(words) for problems in form.errors.values() for words in problems]
    return _refused(request, meeting, " ".join(dict.fromkeys(said)), key=key, point=point)


def _clash(request: SignedInRequest, meeting: Meeting, problem: WrittenMeanwhile) -> HttpResponse:
    item = problem.item
    if _wants_json(request):
        theirs = {name: getattr(item, name) for name in TEXTS}
        told = {"outcome": "meanwhile", "version": item.version, "texts": theirs}
        return JsonResponse(told, status=HTTPStatus.CONFLICT)
    labels = {name: str(AgendaItem._meta.get_field(name).verbose_name) for name in TEXTS}  # type: ignore[union-attr]
    page = {
        "meeting": meeting,
        "item": item,
        "clashes": [{"label": labels[each.field], "clash": each} for each in problem.clashes],
        "rest": problem.rest.items(),
    }
    return render(request, "communities/hold_clash.html", page, status=HTTPStatus.CONFLICT)


def _chosen(request: SignedInRequest) -> dict[str, str]:
    """What was picked of two versions of a text; without a choice both stay, one after the other."""
    texts = {}
    for name in TEXTS:
        if f"mine-{name}" not in request.POST:
            continue
        mine, theirs = request.POST[f"mine-{name}"], request.POST.get(f"theirs-{name}", "")
        both = f"{theirs}\n\n{mine}"
        texts[name] = {"mine": mine, "theirs": theirs}.get(request.POST.get(f"pick-{name}", ""), both)
    return texts


def _page(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    unfolded: int | None = None,
    failed: Failed | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    keeps = _keeps(request, meeting)
    page = hold_page(meeting, reader=request.user, keeps=keeps, unfolded=unfolded, failed=failed)
    return render(request, "communities/hold.html", {"page": page, "meeting": meeting}, status=status)


def _why(problem: Exception, meeting: Meeting) -> str:
    meeting.refresh_from_db(fields=["state"])
    return words_for(problem, meeting=meeting)


def _wants_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
