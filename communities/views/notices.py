"""What I was told, and the letters of my oblast that nobody knows to have arrived."""

import datetime as dt
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities import delivery, permissions
from communities.models import Letter, LetterState, Notice
from communities.shared import clock
from communities.shared.notice_words import address_of, words_of
from communities.shared.requests import SignedInRequest
from communities.shared.runs import heartbeat
from communities.shared.states import WrongState

ON_A_PAGE = 20
WITHDRAWN_SHOWN = dt.timedelta(days=14)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Everything this person was told, newest first."""
    found = Paginator(Notice.objects.filter(person=request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    language = _language()
    page = {
        "page_obj": found,
        "rows": [
            {"notice": each, "words": words_of(each, language), "leads_on": bool(address_of(each, language))}
            for each in found
        ],
        "unread": Notice.objects.filter(person=request.user, read_at__isnull=True).count(),
        "cares_for_letters": permissions.cares_for_letters(request.user),
    }
    return render(request, "communities/notices.html", page)


@require_safe
def follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go to the page that a notice is about; it is read then."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    if request.method == "GET":
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())
    return redirect(address_of(notice, _language()) or "communities:notices")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    read = Notice.objects.filter(person=request.user, read_at__isnull=True).update(read_at=clock.now())
    words = ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", read)
    messages.success(request, words % {"count": read})
    return redirect("communities:notices")


@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    """Letters that wait for a decision, and whether the post works at all."""
    if not permissions.cares_for_letters(request.user):
        raise PermissionDenied
    own = permissions.letters_in_care_of(request.user)
    undecided = (
        own.filter(state__in=delivery.TO_DECIDE)
        .select_related("notice__person", "notice__community", "notice__oblast")
        .order_by("written_at", "pk")
    )
    found = Paginator(undecided, ON_A_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    waiting = own.filter(state=LetterState.DUE).aggregate(
        waiting=Count("pk"), put_off=Count("pk", filter=Q(attempts__gt=0))
    )
    withdrawn = (
        own.filter(state=LetterState.WITHDRAWN, settled_at__gt=now - WITHDRAWN_SHOWN)
        .select_related("notice__person", "notice__community", "notice__oblast")
        .order_by("-settled_at", "-pk")
    )
    page = {
        "page_obj": found,
        "rows": _letter_rows(found),
        "withdrawn": _letter_rows(withdrawn[:ON_A_PAGE]),
        "withdrawn_in_all": withdrawn.count(),
        "heartbeat": heartbeat(at=now),
        **waiting,
    }
    return render(request, "communities/letters.html", page)


@require_POST
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    letter = _letter(request, pk)
    try:
        delivery.send_again(letter, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Somebody has already decided about this letter."))
    else:
        text = _("The letter to %(person)s will be sent within a minute or two.")
        messages.success(request, text % {"person": letter.notice.recipient})
    return redirect("communities:letters")


@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    letter = _letter(request, pk)
    try:
        delivery.leave(letter, by=request.user, at=clock.now())
    except WrongState:
        messages.warning(request, _("Somebody has already decided about this letter."))
    else:
        text = _("The letter to %(person)s will not be sent. The notice stays on the site.")
        messages.success(request, text % {"person": letter.notice.recipient})
    return redirect("communities:letters")


def _letter(request: SignedInRequest, pk: int) -> Letter:
    """In this person's care (else 404); without any care for letters 403."""
    if not permissions.cares_for_letters(request.user):
        raise PermissionDenied
    found = permissions.letters_in_care_of(request.user).select_related("notice__person")
    return get_object_or_404(found, pk=pk)


def _letter_rows(found: Iterable[Letter]) -> list[dict[str, object]]:
    language = _language()
    return [
        {
            "letter": letter,
            "subject": words_of(letter.notice, language).subject,
            "is_unknown": letter.state == LetterState.UNKNOWN,
        }
        for letter in found
    ]


def _language() -> str:
    return (get_language() or "uk").split("-")[0]
