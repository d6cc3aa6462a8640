"""Who serves in the police of my community: for its head."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities import duties, permissions
from communities.forms import HandOverForm
from communities.gates import fresh_proof_required
from communities.models import POLICE_ROLES, AuditEntry, Duty, Role
from communities.shared import clock, trail
from communities.shared.requests import SignedInRequest

SHOWN_ACTS = 20


@require_safe
def police(request: SignedInRequest) -> HttpResponse:
    """Everybody who serves, by community; what the head may hand over or end has its links."""
    headed = permissions.communities_served(request.user, [Role.HEAD_OF_POLICE])
    if not headed:
        raise PermissionDenied
    serving = (
        Duty.objects.in_police_of(headed)
        .serving(today=clock.today())
        .select_related("person", "community")
        .order_by("community", "role", "person__name")
    )
    rows = [{"duty": duty, "may_change": permissions.can_hand_over(request.user, duty)} for duty in serving]
    of_police = AuditEntry.objects.filter(act__startswith="duty.", details__role__in=sorted(POLICE_ROLES))
    acts = of_police.filter(community__in=headed)[:SHOWN_ACTS]
    page = {"rows": rows, "entries": trail.sentences(acts)}
    return render(request, "communities/duties.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = _duty(request, pk)
    form = HandOverForm(request.POST or None, duty=duty)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            duties.hand_over(duty, to=to, by=request.user, today=clock.today(), at=clock.now())
        except duties.NotServing:
            messages.warning(request, _("This duty had already ended."))
        except ValidationError as problem:
            form.add_error("to", problem.messages)
            return render(request, "communities/duty_hand_over.html", {"duty": duty, "form": form})
        else:
            messages.success(request, _("Handed over to %(person)s.") % {"person": to.name})
        return redirect("communities:duties")
    return render(request, "communities/duty_hand_over.html", {"duty": duty, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = _duty(request, pk)
    if request.method != "POST":
        return render(request, "communities/duty_end.html", {"duty": duty})
    try:
        duties.end(duty, by=request.user, today=clock.today(), at=clock.now())
    except duties.NotServing:
        messages.warning(request, _("This duty had already ended."))
    else:
        messages.success(request, _("The duty of %(person)s ended today.") % {"person": duty.person.name})
    return redirect("communities:duties")


def _duty(request: SignedInRequest, pk: int) -> Duty:
    """Of a community that this person heads (else 404), and one that the head decides on (else 403)."""
    headed = permissions.communities_served(request.user, [Role.HEAD_OF_POLICE])
    found = Duty.objects.in_police_of(headed).select_related("person", "community")
    duty = get_object_or_404(found, pk=pk)
    if not permissions.can_hand_over(request.user, duty):
        raise PermissionDenied
    return duty
