"""Facts of minutes that were recorded wrongly: the secretary says beside them what is right."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.fact_forms import form_for
from communities.meetings import minutes as minutes_verbs
from communities.meetings import minutes_facts
from communities.meetings.minutes_words import present_members
from communities.meetings.recorded_facts import Impossible, Why, WouldChange
from communities.minutes_forms import SeenForm
from communities.models import Minutes
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.views.meetings import found
from communities.views.minutes_page import newest, require_secretary, seen_in

LATE = (WrongState, minutes_verbs.Stale, minutes_verbs.HalfSigned)


@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: SignedInRequest, pk: int, place: str) -> HttpResponse:
    """`place`: a vote ("ballot-12"), "people", "hours", "place" or "guests"."""
    meeting = found(request, pk)
    require_secretary(request, meeting)
    row = newest(request, meeting)
    data = request.POST if request.method == "POST" else None
    form = form_for(data, content=row.content, place=place, seen=row.edit_version)
    if form is None:
        raise Http404
    status = HTTPStatus.OK
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("seen", "because", "for_residents")}
        try:
            minutes_facts.correct(
                row, fact=form.fact, should_be=form.should_be, **said, by=request.user, at=clock.now()
            )
        except (WouldChange, Impossible) as refusal:
            form.add_error(None, words_for(refusal))
        except LATE as problem:
            status = HTTPStatus.CONFLICT
            form.add_error(None, _late(problem))
        else:
            messages.success(request, _("It stands beside the fact. Both signers read it before they sign."))
            return redirect(_anchor(row, place))
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {
        "meeting": meeting,
        "minutes": row,
        "form": form,
        "place": place,
        "stands": present_members(row.content, language=get_language() or "uk"),
        "back": _anchor(row, place),
        "is_writable": row.state in minutes_verbs.WRITTEN,
    }
    return render(request, "communities/minutes_fact.html", page, status=status)


@require_POST
def drop(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    meeting = found(request, pk)
    require_secretary(request, meeting)
    row, seen = newest(request, meeting), seen_in(SeenForm(request.POST))
    try:
        minutes_facts.drop(row, fact=key, seen=seen, by=request.user, at=clock.now())
    except (WouldChange, Impossible) as refusal:
        messages.warning(request, words_for(refusal))
    except LATE as problem:
        messages.warning(request, _late(problem))
    else:
        messages.success(request, _("The correction is taken back: the fact stands as it was recorded."))
    return redirect("communities:minutes", pk)


def words_for(refusal: WouldChange | Impossible) -> str:
    if isinstance(refusal, WouldChange):
        what = (
            _("With this there would have been a quorum where there was none, or none where there was one.")
            if refusal.number is None
            else _("With this, what was decided on point %(n)s could be another decision.")
            % {"n": refusal.number}
        )
        then = _(
            "Minutes cannot change that. Put it on the agenda and decide again at the next meeting; what you "
            "know now can stand in the remarks."
        )
        return f"{what} {then}"
    return {
        Why.SAME: _("This is what stands there already."),
        Why.MORE_VOTES: _(
            "On point %(n)s more votes would be counted than members took part. Correct the votes, or who "
            "was there, first."
        ),
        Why.VOTED: _(
            "On point %(n)s somebody would have voted by name who was not there. Correct that vote, or who "
            "was there, first."
        ),
        Why.CHAIR: _("This member was in the chair of the meeting, and so was there."),
        Why.ENDS_FIRST: _("The meeting would have ended before it began."),
    }[refusal.why] % {"n": refusal.number}


def _late(problem: Exception) -> str:
    if isinstance(problem, minutes_verbs.HalfSigned):
        return _("One signature is there already. Take the minutes back to the draft to change them.")
    if isinstance(problem, WrongState):
        return _("The minutes are signed. To change them, begin a correction.")
    return _("The minutes were changed after you had opened this page. Read them again, then write it anew.")


def _anchor(row: Minutes, place: str) -> str:
    anchor = place if place.startswith("ballot-") else "people"
    return f"{reverse('communities:minutes', args=[row.meeting_id])}#{anchor}"
