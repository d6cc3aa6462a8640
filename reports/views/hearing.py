"""The page on which the keepers of a group write down what it said about a report."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.models import AgendaItem
from communities.permissions import keeps_group, meetings_visible_to
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.states import MeetingState
from reports import hearings
from reports.forms.hearing import HearingForm, PublicTextForm
from reports.hearings import LONGEST
from reports.models import Assessment, ReportHearing


@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of it while the meeting is held; afterwards only what residents read."""
    rows = AgendaItem.objects.select_related("meeting__group__community", "hearing")
    item = get_object_or_404(rows, pk=pk, meeting__in=meetings_visible_to(request.user))
    publication = hearings.publication_of(item)
    if publication is None:
        raise Http404
    if not keeps_group(request.user, item.meeting.group.community_id):
        raise PermissionDenied
    row: ReportHearing | None = getattr(item, "hearing", None)
    form = _form(request, item, row)
    newer = None
    if form is not None and form.is_valid():
        try:
            _keep(request, item, row, form)
        except hearings.WrittenMeanwhile as other:
            newer = other.hearing
            form = HearingForm(initial={**form.cleaned_data, "seen": newer.version})
        except hearings.NoQuorum:
            words = _(
                "There are too few members for an assessment now. Choose “heard without an assessment”."
            )
            form.add_error("assessment", words)
        except WrongState:
            messages.warning(request, _("The meeting is not being held: nothing was changed."))
            return redirect("reports:hearing", item.pk)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:hearing", item.pk)
    page = {"item": item, "report": publication.report, "hearing": row, "form": form, "newer": newer}
    is_wrong = newer is not None or (form is not None and form.is_bound)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "reports/hearing.html", page, status=status)


def _form(
    request: SignedInRequest, item: AgendaItem, row: ReportHearing | None
) -> HearingForm | PublicTextForm | None:
    """None where nothing can be written: before the meeting, and after one that did not hear the report."""
    post = request.POST if request.method == "POST" else None
    texts = {name: getattr(row, name) if row else "" for name in LONGEST}
    if item.meeting.state == MeetingState.OPEN:
        assessment = row.assessment if row else Assessment.NONE
        return HearingForm(
            post, initial={**texts, "assessment": assessment, "seen": row.version if row else 0}
        )
    if item.meeting.state == MeetingState.CLOSED and row is not None:
        return PublicTextForm(post, initial=texts)
    return None


def _keep(
    request: SignedInRequest, item: AgendaItem, row: ReportHearing | None, form: HearingForm | PublicTextForm
) -> None:
    said, at = form.cleaned_data, clock.now()
    if isinstance(form, HearingForm):
        hearings.write(
            item,
            {name: said[name] for name in LONGEST},
            assessment=Assessment(said["assessment"]),
            base_version=said["seen"],
            by=request.user,
            at=at,
        )
    elif row is not None:
        hearings.change_public_words(row, public_text=said["public_text"], by=request.user, at=at)
