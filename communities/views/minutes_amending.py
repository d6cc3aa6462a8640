"""Members who were there ask for changes of the draft, the secretary answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.meetings import amendments
from communities.minutes_forms import AnswerForm
from communities.shared import clock
from communities.shared.page_answers import refused, sent, wants_json
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.views.meetings import found
from communities.views.minutes_page import amendment_form_of, newest, page_of, require_secretary, status_of


@require_POST
def amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member who was there asks for a change; the secretary also for others who were."""
    meeting = found(request, pk)
    row = newest(request, meeting)
    form = amendment_form_of(request, meeting, request.POST)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return refused(form) if wants_json(request) else page_of(request, row, amendment_form=form)
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
        return refused(form) if wants_json(request) else page_of(request, row, amendment_form=form)
    messages.success(request, _("The secretary has been told. You will read the answer here."))
    after = f"{reverse('communities:minutes', args=[pk])}#amendments"
    return sent(after) if wants_json(request) else redirect(after)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, pk: int, amendment: int) -> HttpResponse:
    meeting = found(request, pk)
    require_secretary(request, meeting)
    rows = newest(request, meeting).amendments.select_related("member", "item", "minutes")
    asked = get_object_or_404(rows, pk=amendment)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        page = {"meeting": meeting, "amendment": asked, "form": form}
        return render(request, "communities/minutes_answer.html", page, status=status_of(form))
    try:
        amendments.answer(asked, **form.cleaned_data, by=request.user, at=clock.now())
    except (WrongState, amendments.Answered):
        messages.warning(request, _("This was answered already."))
    else:
        messages.success(request, _("The member reads your answer."))
    return redirect(f"{reverse('communities:minutes', args=[pk])}#amendments")
