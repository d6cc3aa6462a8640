"""Lending a section to a colleague, and taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from reports import permissions
from reports.forms.lending import LendForm
from reports.models import SectionEntry
from reports.writing import loans
from reports.writing.loans import AlreadyLent, CannotBorrow


def lend(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    entry = _entry(request, pk, number)
    people = loans.colleagues(entry.report.community, by=request.user, today=clock.today())
    form = LendForm(request.POST if request.method == "POST" else None, colleagues=people)
    if not form.is_valid():
        page = {"form": form, "entry": entry, "people": people}
        return render(request, "reports/lend.html", page)
    colleague, message = form.cleaned_data["colleague"], form.cleaned_data["message"]
    try:
        loans.lend(entry, to=colleague, message=message, by=request.user, at=clock.now())
    except AlreadyLent as already:
        messages.warning(
            request,
            _("This section is lent to %(who)s already. Take it back first.") % {"who": already.loan.lent_to},
        )
    except CannotBorrow:
        messages.warning(request, _("%(who)s no longer serves here.") % {"who": colleague})
    except WrongState:
        messages.warning(request, _("This report is no longer open for writing, so nothing was lent."))
    else:
        messages.success(request, _("Lent to %(who)s.") % {"who": colleague})
    return redirect("reports:section", pk, number)


@require_POST
def take_back(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    entry = _entry(request, pk, number)
    if loan := loans.take_back(entry, by=request.user, at=clock.now()):
        messages.success(
            request, _("Taken back from %(who)s. What they wrote stays.") % {"who": loan.lent_to}
        )
    else:
        messages.info(request, _("This section was not lent any more."))
    return redirect("reports:section", pk, number)


def _entry(request: SignedInRequest, pk: int, number: int) -> SectionEntry:
    entry = get_object_or_404(
        SectionEntry.objects.visible_to(request.user).with_report(), report=pk, section__number=number
    )
    if not permissions.can_lend(request.user, entry.report):
        raise PermissionDenied
    return entry
