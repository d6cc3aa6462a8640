"""Meetings of a group, for its members: what comes, what was, how one is prepared, called and cancelled."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import permissions
from communities.gates import fresh_proof_required
from communities.groups.statute import statute_on
from communities.meeting_forms import CallForm, CancelForm, MeetingForm, PaperForm
from communities.meetings import calling, invitations, notice_days, paper_invitations, subjects
from communities.meetings.agenda import due
from communities.meetings.calling import CannotCall, ChangedMeanwhile
from communities.meetings.invitations import Reached
from communities.meetings.meeting_list import meetings_of
from communities.meetings.rhythm import rhythm_of
from communities.models import GROUP_ROLES, Meeting, WorkingGroup
from communities.shared import audit, clock, trail
from communities.shared.days import in_words
from communities.shared.pdf import PdfFailed
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import WRITABLE_AGENDA, MeetingState, ProposalState

NEWEST_ACTS = 20


def group_of(request: SignedInRequest, slug: str) -> WorkingGroup:
    """The group of this community, for those who sit in it; nobody else learns that this page exists."""
    own = permissions.communities_served(request.user, GROUP_ROLES)
    groups = WorkingGroup.objects.filter(community__in=own).select_related("community__oblast")
    return get_object_or_404(groups, community__slug=slug)


def found(request: SignedInRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it: members once it is called, those who prepare it before."""
    rows = permissions.meetings_visible_to(request.user).select_related("group__community__oblast")
    return get_object_or_404(rows, pk=pk)


def to_prepare(request: SignedInRequest, pk: int) -> Meeting:
    meeting = found(request, pk)
    if not permissions.keeps_group(request.user, meeting.group.community_id):
        raise PermissionDenied
    return meeting


def tell_late(request: SignedInRequest, meeting: Meeting) -> None:
    """Somebody was faster, or clicked twice: say where the meeting is now."""
    meeting.refresh_from_db(fields=["state"])
    words = {
        MeetingState.DRAFT: _("Nothing was changed: this meeting has not been called yet."),
        MeetingState.CALLED: _("Nothing was changed: this meeting is called already."),
        MeetingState.OPEN: _("Nothing was changed: this meeting is being held."),
        MeetingState.CLOSED: _("Nothing was changed: this meeting is closed."),
        MeetingState.CANCELLED: _("Nothing was changed: this meeting is cancelled."),
    }
    messages.warning(request, words[MeetingState(meeting.state)])


@require_safe
def meetings(request: SignedInRequest, slug: str) -> HttpResponse:
    """The next ones, those being prepared, and what was."""
    group, today = group_of(request, slug), clock.today()
    visible = permissions.meetings_visible_to(request.user).filter(group=group)
    page = {
        "group": group,
        "list": meetings_of(visible, today=today, page=request.GET.get("page")),
        "rhythm": rhythm_of(group, today=today),
        "keeps": permissions.keeps_group(request.user, group.community_id),
        "chairs": permissions.chairs_group(request.user, group.community_id),
        "waiting": group.item_proposals.filter(state=ProposalState.WAITING).count(),
    }
    return render(request, "communities/meetings.html", page)


@require_safe
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one meeting: when, where, what about, who is invited."""
    row = found(request, pk)
    keeps = permissions.keeps_group(request.user, row.group.community_id)
    items = list(row.items.all())
    links = subjects.links(item.subject for item in items if item.subject)
    invited = invitations.invited(row)
    may_write = keeps and row.state in WRITABLE_AGENDA
    prints = keeps and row.state == MeetingState.CALLED
    not_reached = invitations.not_reached(row, invited) if prints else []
    page = {
        "meeting": row,
        "group": row.group,
        "points": [(item, links.get(item.subject)) for item in items],
        "invited": invited,
        "not_reached": not_reached,
        "paper_form": PaperForm(invited=invited, not_reached=not_reached) if prints else None,
        "due": due(row, on=invitations.day_of(row)) if may_write else [],
        "keeps": keeps,
        "may_write": may_write,
        "is_ahead": row.state in {MeetingState.DRAFT, MeetingState.CALLED},
        "is_today": invitations.day_of(row) <= clock.today(),
        "trail": trail.sentences(audit.trail_of(row)[:NEWEST_ACTS]) if keeps else [],
    }
    return render(request, "communities/meeting.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    group = group_of(request, slug)
    if not permissions.keeps_group(request.user, group.community_id):
        raise PermissionDenied
    initial = {"minutes_planned": calling.LASTS, "place": group.meets_usually_at}
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        row = calling.draft(group, **form.arrangement, by=request.user, at=clock.now())
        messages.success(request, _("The meeting is being prepared. Put points on its agenda, then call it."))
        return redirect("communities:meeting", row.pk)
    today = clock.today()
    earliest = notice_days.earliest(statute_on(group, today), today)
    page = {"form": form, "group": group, "earliest": earliest}
    return render(request, "communities/meeting_new.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another day, another place. Of a called meeting everybody is told."""
    row = to_prepare(request, pk)
    if row.state not in {MeetingState.DRAFT, MeetingState.CALLED}:
        tell_late(request, row)
        return redirect("communities:meeting", pk)
    is_called = row.state == MeetingState.CALLED
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, initial=MeetingForm.of(row), asks_reason=is_called)
    meanwhile = None
    if form.is_valid():
        try:
            reached = calling.change(
                row,
                **form.arrangement,
                version=form.cleaned_data["version"],
                short_notice_reason=form.cleaned_data.get("short_notice_reason", ""),
                by=request.user,
                at=clock.now(),
            )
        except ChangedMeanwhile as other:
            meanwhile = other.meeting
        except CannotCall as refusal:
            _explain(form, refusal)
        except WrongState:
            tell_late(request, row)
            return redirect("communities:meeting", pk)
        else:
            _tell_reached(request, reached, _("Saved."))
            return redirect("communities:meeting", pk)
    page = {"form": form, "meeting": row, "group": row.group, "is_called": is_called, "meanwhile": meanwhile}
    page["version"] = (meanwhile or row).version  # whoever saves again has seen what stands there
    status = HTTPStatus.CONFLICT if meanwhile else _status(form)
    return render(request, "communities/meeting_change.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def call(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look once more, then invite everybody."""
    row, now = to_prepare(request, pk), clock.now()
    statute = statute_on(row.group, clock.today())
    is_short = notice_days.is_short(statute, called_on=clock.today(), meets_on=invitations.day_of(row))
    data = request.POST if request.method == "POST" else None
    form = CallForm(data) if is_short else None
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["short_notice_reason"] if form else ""
        try:
            reached = calling.call(row, by=request.user, at=now, short_notice_reason=reason)
        except WrongState:
            tell_late(request, row)
            return redirect("communities:meeting", pk)
        except CannotCall as refusal:
            problem = words_for(refusal)
        else:
            _tell_reached(request, reached, _("The meeting is called."))
            return redirect("communities:meeting", pk)
    sitting = list(row.group.memberships.sitting(on=invitations.day_of(row)).select_related("person"))
    page = {
        "meeting": row,
        "group": row.group,
        "form": form,
        "problem": problem,
        "statute": statute,
        "earliest": notice_days.earliest(statute, clock.today()),
        "points": row.items.all(),
        "invited": len(sitting),
        "to_telephone": invitations.to_telephone(sitting),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem or (form and form.errors) else HTTPStatus.OK
    return render(request, "communities/meeting_call.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    row = to_prepare(request, pk)
    if row.state not in {MeetingState.DRAFT, MeetingState.CALLED}:
        tell_late(request, row)
        return redirect("communities:meeting", pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reached = calling.cancel(row, form.cleaned_data["reason"], by=request.user, at=clock.now())
        except WrongState:
            tell_late(request, row)
        else:
            _tell_reached(request, reached, _("The meeting is cancelled."))
        return redirect("communities:meeting", pk)
    page = {"form": form, "meeting": row, "group": row.group}
    return render(request, "communities/meeting_cancel.html", page, status=_status(form))


@require_POST
def tell_agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    row = to_prepare(request, pk)
    try:
        reached = calling.tell_agenda(row, by=request.user, at=clock.now())
    except WrongState:
        tell_late(request, row)
    else:
        _tell_reached(request, reached, "")
    return redirect("communities:meeting", pk)


@require_POST
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Invitations to print and hand over: for a member, for all whom no letter reached, or for everybody."""
    row = to_prepare(request, pk)
    if row.state != MeetingState.CALLED:
        tell_late(request, row)
        return redirect("communities:meeting", pk)
    invited = invitations.invited(row)
    form = PaperForm(request.POST, invited=invited, not_reached=invitations.not_reached(row, invited))
    if not form.is_valid():
        messages.warning(request, _("Choose for whom, which paper and which language, then try again."))
        return redirect(f"{reverse('communities:meeting', args=[pk])}#paper")
    members, said = form.members, form.cleaned_data
    try:
        content = paper_invitations.print_for(
            row, members, language=said["language"], size=said["size"], by=request.user, at=clock.now()
        )
    except PdfFailed:
        messages.warning(request, _("The invitations could not be drawn now. Try again in a minute."))
        return redirect(f"{reverse('communities:meeting', args=[pk])}#paper")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="invitations-{row.number}-{said["language"]}.pdf"'
    return response


def words_for(refusal: CannotCall) -> str:
    if isinstance(refusal, calling.ShortNotice):
        return _(
            "The rules of the group ask for more notice: the first day in time is %(day)s. Choose a later "
            "day, or say why it cannot wait."
        ) % {"day": in_words(refusal.earliest)}
    if isinstance(refusal, calling.InThePast):
        return _("This time is over. Choose a later one.")
    if isinstance(refusal, calling.NothingToDiscuss):
        return _("The agenda is empty. Put at least one point on it, so that members can prepare.")
    return _("Name a place, a link for taking part online, or both.")


def _explain(form: MeetingForm, refusal: CannotCall) -> None:
    field = "day" if isinstance(refusal, calling.InThePast | calling.ShortNotice) else "place"
    form.add_error(field, words_for(refusal))


def _tell_reached(request: SignedInRequest, reached: Reached, done: str) -> None:
    told = ngettext(
        "%(count)s person was told, on the site and by letter.",
        "%(count)s people were told, on the site and by letter.",
        reached.told,
    ) % {"count": reached.told}
    messages.success(request, " ".join(part for part in (done, told if reached.told else "") if part))
    if left := len(reached.to_telephone):
        words = ngettext(
            "%(count)s member has no account: please telephone, or print the invitation on this page.",
            "%(count)s members have no account: please telephone, or print the invitations on this page.",
            left,
        )
        messages.info(request, words % {"count": left})


def _status(form: MeetingForm | CancelForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
