"""What is written while a meeting is held: texts of the points, decisions for the register."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.holding_forms import TaskForm
from communities.meetings import decisions, quorum, recording
from communities.meetings.recording import TEXTS, WrittenMeanwhile
from communities.meetings.why_not import REFUSALS
from communities.models import AgendaItem, Ballot, Meeting, Outcome
from communities.shared import clock
from communities.shared.requests import SignedInRequest, whole_number
from communities.views.hold_answers import act_on, done, held_meeting, misshapen, refused, wants_json, why_not


@require_POST
def write(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """The three texts of a point; after a clash, with what was chosen."""
    meeting = held_meeting(request, pk, must_keep=True)
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
        return refused(request, meeting, why_not(problem, meeting), key=f"texts-{point.pk}", point=point)
    return done(
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
def record_task(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    meeting = held_meeting(request, pk, must_keep=True)
    point = get_object_or_404(AgendaItem, meeting=meeting, pk=item)
    key = f"task-{point.pk}"
    form = TaskForm(
        request.POST,
        members=meeting.group.memberships.sitting(on=quorum.day_of(meeting)),
        ballots=Ballot.objects.filter(item=point, outcome=Outcome.ADOPTED),
    )
    if not form.is_valid():
        return misshapen(request, meeting, form, key=key, point=point)
    return act_on(
        request,
        meeting,
        lambda: decisions.record(point, **form.cleaned_data, by=request.user, at=clock.now()),
        key=key,
        anchor=f"tasks-{point.pk}",
        point=point,
        words=_("The decision stands in the register."),
    )


def _clash(request: SignedInRequest, meeting: Meeting, problem: WrittenMeanwhile) -> HttpResponse:
    item = problem.item
    if wants_json(request):
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
