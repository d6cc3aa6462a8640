"""Saving a section: as the officer types, by the button, and after a second writer chose between versions.

A page that saves as people type asks for JSON and gets `{"outcome": "saved" | "meanwhile" | "closed", ...}`;
everybody else gets a page.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import User
from communities.shared import clock
from communities.shared.body_limits import accepts_body
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from communities.shared.two_versions import Pick, picks_in
from reports import permissions
from reports.answers.rules import broken_rules
from reports.cycle.locking import Lock, Locked
from reports.editions.form_definition import definition_of
from reports.forms.section import SectionPost, read_post
from reports.models import SectionEntry
from reports.views.filling import section_form
from reports.writing import filling
from reports.writing.conflict import differences
from reports.writing.conflict_page import conflict_page, picked
from reports.writing.filling import Saved, SavedMeanwhile, SectionValues

LARGEST_SECTION = 11_000_000  # bytes: a text that is far too long is answered beside its field, not lost


@dataclass
class Outcome:
    """What became of one sending. Without `saved`: somebody was faster, or the report is closed,
    by its state or by its `lock`."""

    saved: Saved | None = None
    is_closed: bool = False
    lock: Lock | None = None
    picks: dict[str, Pick] | None = field(default=None)


@accepts_body(LARGEST_SECTION)
def section_save(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    if request.method != "POST":  # the address of a page that a POST drew, opened again
        return redirect("reports:section", pk, number)
    with transaction.atomic():
        entry = get_object_or_404(
            SectionEntry.objects.visible_to(request.user).held(), report=pk, section__number=number
        )
        if not permissions.can_fill(request.user, entry):
            raise PermissionDenied
        post = read_post(definition_of(entry.report.form), filling.section_of(entry), request.POST)
        outcome = _resolve(request, entry, post) if "resolve" in request.POST else _save(request, entry, post)
    if request.headers.get("Accept") == "application/json":
        return _as_json(request, entry, post, outcome)
    return _as_page(request, entry, post, outcome)


def _save(request: SignedInRequest, entry: SectionEntry, post: SectionPost) -> Outcome:
    return _store(request, entry, post.values, post, base_version=post.base_version)


def _resolve(request: SignedInRequest, entry: SectionEntry, post: SectionPost) -> Outcome:
    """A second writer chose between two versions of each field that differs."""
    if post.base_version != entry.version:  # and yet another save came in between
        return Outcome(is_closed=not entry.report.is_open)
    picks = picks_in(request.POST.dict())
    values = picked(filling.stored_content(entry), post, picks)
    if values is None:
        return Outcome(picks=picks, is_closed=not entry.report.is_open)
    return _store(request, entry, values, post, base_version=entry.version)


def _store(
    request: SignedInRequest,
    entry: SectionEntry,
    values: SectionValues,
    post: SectionPost,
    *,
    base_version: int,
) -> Outcome:
    try:
        saved = filling.save(
            entry,
            values,
            base_version=base_version,
            by=request.user,
            at=clock.now(),
            sending=post.sending,
        )
    except SavedMeanwhile:
        return Outcome()
    except WrongState:
        return Outcome(is_closed=True)
    except Locked as refusal:
        return Outcome(is_closed=True, lock=refusal.lock)
    return Outcome(saved)


def _as_json(
    request: SignedInRequest, entry: SectionEntry, post: SectionPost, outcome: Outcome
) -> JsonResponse:
    if outcome.saved is None:
        name = "closed" if outcome.is_closed else "meanwhile"
        words = (
            _closed_words(outcome.lock) if outcome.is_closed else _meanwhile_words(entry, reader=request.user)
        )
        return JsonResponse({"outcome": name, "words": words}, status=HTTPStatus.CONFLICT)
    section, periods = filling.section_of(entry), outcome.saved.periods
    jumps = [periods.jump(indicator) for indicator in section.indicators]
    broken = broken_rules(definition_of(entry.report.form), periods.now)
    return JsonResponse(
        {
            "outcome": "saved",
            "version": outcome.saved.version,
            "at": _hour(outcome.saved),
            "problems": post.problems,
            "notices": post.notices,
            "questions": {jump.field: jump.question for jump in jumps if jump},
            "rules": [rule.message for rule in broken if rule.sections == (section.number,)],
        }
    )


def _as_page(
    request: SignedInRequest, entry: SectionEntry, post: SectionPost, outcome: Outcome
) -> HttpResponse:
    if outcome.saved is None:
        return _not_saved(request, entry, post, outcome)
    if post.not_kept:
        post.keep_only_what_was_not_stored()
        return section_form(
            request, entry, post=post, lists_problems=True, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    messages.success(request, _("Saved at %(time)s.") % {"time": _hour(outcome.saved)})
    if post.problems:
        return redirect(f"{_address(entry)}?mend")
    wants_next = request.POST.get("go") == "next" and permissions.can_see_whole(request.user, entry.report)
    if wants_next and entry.section.number + 1 in definition_of(entry.report.form).sections_by_number:
        return redirect("reports:section", entry.report_id, entry.section.number + 1)
    return redirect("reports:tasks", entry.report_id) if wants_next else redirect(_address(entry))


def _not_saved(
    request: SignedInRequest, entry: SectionEntry, post: SectionPost, outcome: Outcome
) -> HttpResponse:
    if outcome.is_closed:
        theirs = filling.stored_content(entry)
        mine = filling.with_values(theirs, post.values)
        found = differences(entry, base=None, mine=mine, theirs=theirs)
        page: dict[str, object] = {"entry": entry, "differences": found, "lock": outcome.lock}
        return render(request, "reports/section_closed.html", page, status=HTTPStatus.CONFLICT)
    page = {"page": conflict_page(entry, post, picks=outcome.picks)}
    return render(request, "reports/section_conflict.html", page, status=HTTPStatus.CONFLICT)


def _address(entry: SectionEntry) -> str:
    return reverse("reports:section", args=[entry.report_id, entry.section.number])


def _hour(saved: Saved) -> str:
    return date_format(timezone.localtime(saved.at), "H:i") if saved.at else ""


def _meanwhile_words(entry: SectionEntry, *, reader: User) -> str:
    if entry.saved_by is None or entry.saved_at is None:
        return _("This section has changed meanwhile. What you typed is kept on this page.")
    time = date_format(timezone.localtime(entry.saved_at), "H:i")
    if entry.saved_by == reader:
        return _(
            "You saved this section at %(time)s in another window. What you typed here is kept on this page."
        ) % {"time": time}
    return _("%(who)s saved this section at %(time)s. What you typed is kept on this page.") % {
        "who": entry.saved_by,
        "time": time,
    }


def _closed_words(lock: Lock | None) -> str:
    if lock:
        return " ".join([lock.words, lock.what_to_do, _("What you typed is kept on this page.")])
    return _("This report is no longer open for writing. What you typed is kept on this page.")
