"""Minutes of a meeting, for its group: read, mended, amended, signed, published, corrected."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities import permissions
from communities.gates import fresh_proof_required
from communities.meetings import (
    amendments,
    minutes_check,
    minutes_content,
    minutes_document,
    signing,
    subjects,
)
from communities.meetings import minutes as verbs
from communities.meetings.minutes_words import present_members, present_public
from communities.meetings.subjects import Link
from communities.minutes_forms import (
    AmendmentForm,
    AnswerForm,
    CorrectForm,
    PublishForm,
    SeenForm,
    SignForm,
    TextsForm,
)
from communities.models import DocumentState, Meeting, Minutes, MinutesDocument
from communities.shared import audit, clock, trail
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import MeetingState, MinutesState
from communities.views.meetings import found

SHOWN_ACTS = 30


@require_safe
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest version that this person may read, with what there is to do."""
    meeting = found(request, pk)
    row = _visible(request, meeting).first()
    if row is None:
        page = {
            "meeting": meeting,
            "is_closed": meeting.state == MeetingState.CLOSED,
            "is_secretary": permissions.is_secretary(request.user, meeting.group.community_id),
        }
        return render(request, "communities/minutes_none.html", page)
    return _page(request, row)


@require_safe
def version(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    meeting = found(request, pk)
    return _page(request, get_object_or_404(_visible(request, meeting), version=version))


@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_secretary(request, meeting)
    try:
        verbs.draft(meeting, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Minutes are drafted when the meeting is closed."))
    else:
        messages.success(
            request, _("The draft is ready. Read every point, and mend what was written in a hurry.")
        )
    return redirect("communities:minutes", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int, item: int | None = None) -> HttpResponse:
    """The texts of one point. Two versions of one text are shown side by side, and nothing is lost."""
    meeting = found(request, pk)
    _require_secretary(request, meeting)
    row = _newest(request, meeting)
    facts = row.content["facts"]
    point = next((one for one in facts["items"] if one["id"] == item), None)
    if item is not None and point is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = TextsForm(data, content=row.content, item_id=item, initial={"base": row.edit_version})
    page = {"meeting": meeting, "minutes": row, "item": point, "form": form, "back": _anchor(pk, item)}
    if not form.is_valid():
        page["remarks"] = [one for one in minutes_check.remarks(row.content) if one.item == item]
        page["is_writable"] = row.state in verbs.WRITTEN
        return render(request, "communities/minutes_edit.html", page, status=_status(form))
    texts = _chosen(request, row, form.texts)
    try:
        verbs.save_texts(row, texts, base=form.cleaned_data["base"], by=request.user, at=clock.now())
    except verbs.Conflict as conflict:
        page["conflict"] = conflict
        page["fields"] = [
            {
                "name": f"pick-{one.key}",
                "label": form.field_of(one.key).label,
                "mine": one.mine,
                "theirs": one.theirs,
            }
            for one in conflict.found
        ]
        page["typed"] = [(form.field_of(key).html_name, text) for key, text in conflict.texts.items()]
        return render(request, "communities/minutes_conflict.html", page, status=HTTPStatus.CONFLICT)
    except (WrongState, verbs.HalfSigned) as problem:
        return _not_saved(request, page, problem)
    messages.success(request, _("Saved."))
    return redirect(_anchor(pk, item))


@require_POST
def circulate(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_secretary(request, meeting)
    form = SeenForm(request.POST)
    try:
        verbs.circulate(
            _newest(request, meeting), seen=_seen(form), by=request.user, today=clock.today(), at=clock.now()
        )
    except (WrongState, verbs.Stale) as problem:
        _too_late(request, problem)
    else:
        messages.success(request, _("The draft was sent to the members who were there."))
    return redirect("communities:minutes", pk)


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_secretary(request, meeting)
    form = SeenForm(request.POST)
    try:
        verbs.take_back(_newest(request, meeting), seen=_seen(form), by=request.user, at=clock.now())
    except (WrongState, verbs.Stale) as problem:
        _too_late(request, problem)
    else:
        messages.success(request, _("It is a draft again. Send it anew when it is mended."))
    return redirect("communities:minutes", pk)


@require_POST
def amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member who was there asks for a change; the secretary also for others who were."""
    meeting = found(request, pk)
    row = _newest(request, meeting)
    form = _amendment_form(request, meeting, request.POST)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, row, amendment_form=form)
    own = amendments.membership_that_was_there(request.user, meeting)
    said = form.cleaned_data
    member = said.get("member") or own
    if member is None:
        raise PermissionDenied
    try:
        amendments.propose(
            row,
            member=member,
            item=said["item"],
            text=said["text"],
            by=request.user,
            today=clock.today(),
            at=clock.now(),
        )
    except (WrongState, amendments.TooLate):
        form.add_error(
            None, _("The days for changes are over, or the draft was taken back. Tell the secretary.")
        )
        return _page(request, row, amendment_form=form)
    messages.success(request, _("The secretary has been told. You will read the answer here."))
    return redirect(f"{reverse('communities:minutes', args=[pk])}#amendments")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, pk: int, amendment: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_secretary(request, meeting)
    rows = _newest(request, meeting).amendments.select_related("member", "item", "minutes")
    asked = get_object_or_404(rows, pk=amendment)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        page = {"meeting": meeting, "amendment": asked, "form": form}
        return render(request, "communities/minutes_answer.html", page, status=_status(form))
    try:
        amendments.answer(asked, **form.cleaned_data, by=request.user, at=clock.now())
    except (WrongState, amendments.Answered):
        messages.warning(request, _("This was answered already."))
    else:
        messages.success(request, _("The member reads your answer."))
    return redirect(f"{reverse('communities:minutes', args=[pk])}#amendments")


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the two signatures, under the text that stood on this page."""
    meeting = found(request, pk)
    row = _newest(request, meeting)
    capacities = signing.capacities(request.user, row)
    if not capacities:
        if request.user.pk in {row.chair_signed_by_id, row.secretary_signed_by_id}:
            return redirect("communities:minutes", pk)  # a second click
        raise PermissionDenied
    capacity, remarks = capacities[0], minutes_check.remarks(row.content)
    days_run = amendments.is_open(row, today=clock.today()) and not row.content.get("early_reason")
    form = SignForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": row.edit_version},
        is_early=days_run and capacity is signing.Capacity.CHAIR,
        has_remarks=bool(remarks),
    )
    if form.is_valid():
        try:
            signing.sign(
                row,
                capacity=capacity,
                seen=form.cleaned_data["seen"],
                early_reason=form.cleaned_data.get("early_reason", ""),
                by=request.user,
                today=clock.today(),
                at=clock.now(),
            )
        except tuple(REFUSED) as problem:
            _too_late(request, problem)
        else:
            messages.success(request, _("You have signed."))
        return redirect("communities:minutes", pk)
    page = {
        "meeting": meeting,
        "minutes": row,
        "capacity": capacity.value,
        "form": form,
        "remarks": remarks,
        "days_run": days_run,
        "waiting": amendments.waiting(row),
        "is_amending": row.state == MinutesState.AMENDING,
        "view": present_members(row.content, language=get_language() or "uk"),
    }
    return render(request, "communities/minutes_sign.html", page, status=_status(form))


@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What residents will read, for those who answer for it."""
    meeting = found(request, pk)
    _require_keeper(request, meeting)
    row = _newest(request, meeting)
    public = row.public_content or minutes_content.public_version(row.content)
    page = {
        "meeting": meeting,
        "view": present_public(public, language=get_language() or "uk"),
        "remarks": minutes_check.remarks(row.content),
        "may_edit": _may_edit(request, row),
    }
    return render(request, "communities/minutes_preview.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page shows exactly what residents will read."""
    meeting = found(request, pk)
    _require_keeper(request, meeting)
    row = get_object_or_404(meeting.minutes, state=MinutesState.SIGNED)
    remarks = minutes_check.remarks(row.content)
    form = PublishForm(request.POST if request.method == "POST" else None, has_remarks=bool(remarks))
    if form.is_valid():
        try:
            signing.publish(row, by=request.user, at=clock.now())
        except (WrongState, signing.AlreadyPublished):
            messages.info(request, _("It was published already."))
        else:
            messages.success(request, _("Residents read the minutes from now on."))
        return redirect("communities:minutes", pk)
    view = present_public(row.public_content, language=get_language() or "uk")
    page = {"meeting": meeting, "minutes": row, "view": view, "remarks": remarks, "form": form}
    return render(request, "communities/minutes_publish.html", page, status=_status(form))


@require_POST
@fresh_proof_required
def hide(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_keeper(request, meeting)
    row = get_object_or_404(_visible(request, meeting), version=version)
    signing.hide(row, by=request.user, at=clock.now())
    messages.success(request, _("Residents no longer read this version."))
    return redirect("communities:minutes_version", pk, version)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_secretary(request, meeting)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        page = {"meeting": meeting, "form": form}
        return render(request, "communities/minutes_correct.html", page, status=_status(form))
    try:
        verbs.correct(meeting, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Nothing is signed, or a new version is being written already."))
    else:
        messages.success(
            request, _("A new version is a draft now. The signed one stays in force until then.")
        )
    return redirect("communities:minutes", pk)


@require_safe
def pdf_file(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    """The members' PDF, in the language of the page."""
    meeting = found(request, pk)
    row = get_object_or_404(_visible(request, meeting), version=version)
    document = _document(row)
    if document is None or document.state != DocumentState.MADE or document.content is None:
        messages.info(request, _("The PDF is being made. Try again in a minute."))
        return redirect("communities:minutes_version", pk, version)
    response = HttpResponse(bytes(document.content), content_type="application/pdf")
    name = f"minutes-{meeting.group.community.slug}-{meeting.number}-v{row.version}-members.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_POST
def pdf_again(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    meeting = found(request, pk)
    _require_keeper(request, meeting)
    row = get_object_or_404(_visible(request, meeting), version=version)
    for document in row.documents.filter(state=DocumentState.FAILED):
        minutes_document.order_again(document, by=request.user, at=clock.now())
    messages.info(request, _("The PDF is being made. Try again in a minute."))
    return redirect("communities:minutes_version", pk, version)


# --- who may see and do what ---

REFUSED: dict[type[Exception], Any] = {
    WrongState: lambda: _("That had already happened, or the minutes have gone on meanwhile."),
    verbs.Stale: lambda: _("The text was changed after you had opened this page. Read it again."),
    signing.AmendmentsWait: lambda: _("A member waits for an answer to a change. Answer it first."),
    signing.DaysRun: lambda: _("The days for changes are not over yet."),
    signing.SamePerson: lambda: _("You have signed already. Chair and secretary are two people."),
}


def _visible(request: SignedInRequest, meeting: Meeting) -> Any:
    """Newest first. A draft is for those who prepare it; from the circulation on the whole group reads."""
    rows = meeting.minutes.select_related(
        "meeting__group__community__oblast",
        "meeting__chaired_by__person",
        "chair_signed_by",
        "secretary_signed_by",
    ).order_by("-version")
    if permissions.keeps_group(request.user, meeting.group.community_id):
        return rows
    return rows.exclude(state=MinutesState.DRAFT)


def _newest(request: SignedInRequest, meeting: Meeting) -> Minutes:
    row: Minutes | None = _visible(request, meeting).first()
    if row is None:
        raise Http404
    return row


def _require_secretary(request: SignedInRequest, meeting: Meeting) -> None:
    if not permissions.is_secretary(request.user, meeting.group.community_id):
        raise PermissionDenied


def _require_keeper(request: SignedInRequest, meeting: Meeting) -> None:
    if not permissions.keeps_group(request.user, meeting.group.community_id):
        raise PermissionDenied


def _may_edit(request: SignedInRequest, row: Minutes) -> bool:
    is_secretary = permissions.is_secretary(request.user, row.meeting.group.community_id)
    is_signed = row.chair_signed_at or row.secretary_signed_at
    return is_secretary and row.state in verbs.WRITTEN and not is_signed


# --- the page ---


def _page(
    request: SignedInRequest, row: Minutes, *, amendment_form: AmendmentForm | None = None
) -> HttpResponse:
    meeting, today = row.meeting, clock.today()
    is_written = row.state in verbs.WRITTEN
    is_secretary = permissions.is_secretary(request.user, meeting.group.community_id)
    is_open = amendments.is_open(row, today=today)
    page = {
        "meeting": meeting,
        "minutes": row,
        "view": present_members(row.content, language=get_language() or "uk"),
        "is_written": is_written,
        "is_draft": row.state == MinutesState.DRAFT,
        "is_amending": row.state == MinutesState.AMENDING,
        "is_signed": row.state == MinutesState.SIGNED,
        "is_superseded": row.state == MinutesState.SUPERSEDED,
        "is_secretary": is_secretary,
        "is_keeper": permissions.keeps_group(request.user, meeting.group.community_id),
        "may_edit": _may_edit(request, row),
        "amendments_open": is_open,
        "amendments": row.amendments.select_related("member", "item"),
        "waiting": amendments.waiting(row) if is_written else 0,
        "amendment_form": (amendment_form or _amendment_form(request, meeting))
        if is_open
        else amendment_form,
        "capacities": signing.capacities(request.user, row) if row.state == MinutesState.AMENDING else [],
        "remarks": minutes_check.remarks(row.content) if is_written and is_secretary else (),
        "versions": _visible(request, meeting),
        "document": None if is_written else _document(row),
        "is_intact": is_written or signing.is_intact(row),
        "entries": trail.sentences(audit.trail_of(row)[:SHOWN_ACTS]),
        "about": _about(row),
    }
    status = _status(amendment_form) if amendment_form else HTTPStatus.OK
    return render(request, "communities/minutes.html", page, status=status)


def _about(row: Minutes) -> list[tuple[int, Link]]:
    """What the points were about, where it is read: a report, a version of a plan. By number of the point."""
    items = row.content["facts"]["items"]
    links = subjects.links(item.get("subject", "") for item in items)
    return [(item["number"], links[item["subject"]]) for item in items if item.get("subject", "") in links]


def _amendment_form(request: SignedInRequest, meeting: Meeting, data: Any = None) -> AmendmentForm | None:
    """None for somebody who was not there and is not the secretary."""
    own = amendments.membership_that_was_there(request.user, meeting)
    is_secretary = permissions.is_secretary(request.user, meeting.group.community_id)
    if own is None and not is_secretary:
        return None
    members = minutes_content.were_there(meeting) if is_secretary else []
    return AmendmentForm(data, items=meeting.items.order_by("position", "pk"), members=members, own=own)


def _document(row: Minutes) -> MinutesDocument | None:
    return row.documents.filter(language=get_language() or "uk", is_public=False).first()


def _anchor(pk: int, item: int | None) -> str:
    place = f"item-{item}" if item is not None else "remarks"
    return f"{reverse('communities:minutes', args=[pk])}#{place}"


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _seen(form: SeenForm) -> int:
    return form.cleaned_data["seen"] if form.is_valid() else 0


def _chosen(request: SignedInRequest, row: Minutes, texts: dict[str, str]) -> dict[str, str]:
    """What was typed, with the choices of the page of two versions."""
    current = row.content["texts"]
    chosen = dict(texts)
    for key in texts:
        if request.POST.get(f"pick-{key}") == "theirs":
            chosen[key] = current[key]
    return chosen


def _not_saved(request: SignedInRequest, page: dict[str, Any], problem: Exception) -> HttpResponse:
    """Signed meanwhile: what was typed stays in the form."""
    if isinstance(problem, verbs.HalfSigned):
        words = _("One signature is there already. Take the minutes back to the draft to change them.")
    else:
        words = _("The minutes are signed. To change them, begin a correction.")
    page["form"].add_error(None, words)
    page["remarks"], page["is_writable"] = (), True
    return render(request, "communities/minutes_edit.html", page, status=HTTPStatus.CONFLICT)


def _too_late(request: SignedInRequest, problem: Exception) -> None:
    messages.warning(request, REFUSED[type(problem)]())
