"""Moving the clock of a demonstration ahead, to watch the cycle go by: never in a real installation."""

import re

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.models import ClockShift
from communities.shared import clock, public_stamp
from communities.shared.requests import SignedInRequest

FURTHEST = 3660  # ten years


class ClockStandsStill(Exception):
    """This installation goes by the real time, or the clock is ten years ahead already."""


def advance(days: int) -> None:
    """Put the clock ahead; it never goes back, as no clock does. Raises `ClockStandsStill`."""
    if not settings.CLOCK_MOVES or days < 1:
        raise ClockStandsStill
    ClockShift.objects.get_or_create(pk=1)
    if not ClockShift.objects.filter(pk=1, days__lte=FURTHEST - days).update(days=F("days") + days):
        raise ClockStandsStill
    public_stamp.touch()


@require_POST
def advance_view(request: SignedInRequest) -> HttpResponse:
    """A button in the banner of the demonstration."""
    wanted = request.POST.get("days", "")
    try:
        advance(int(wanted) if re.fullmatch("[0-9]{1,3}", wanted) else 0)
    except ClockStandsStill:
        messages.warning(request, _("The clock cannot be moved any further."))
    else:
        messages.success(
            request,
            _("The clock of the demonstration shows %(day)s now. What is due happens within a few seconds.")
            % {"day": date_format(clock.today())},
        )
    return redirect("desk")
