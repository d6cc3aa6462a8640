"""Mending a typing error in the version in force: finding the text, then the text without it."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from communities.gates import fresh_proof_required
from communities.shared import clock
from communities.shared.requests import SignedInRequest
from communities.shared.states import WrongState
from plans import permissions
from plans.forms.approval import CorrectionForm
from plans.models import PlanVersion
from plans.states import VersionState
from plans.versions import content_words, corrections
from plans.versions.corrections import MendedMeanwhile, NoSuchText, NoTypingError, Refusal, Text
from plans.views.versions import found_version

REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.NOTHING: gettext_lazy("Nothing is changed yet."),
    Refusal.EMPTY: gettext_lazy("A typing error does not take a whole text away."),
    Refusal.TOO_MUCH: gettext_lazy(
        "This is more than a typing error: five characters at most, in a short text one in four. "
        "For other words begin a new version, on which the group votes."
    ),
    Refusal.NUMBERS: gettext_lazy(
        "Numbers, days, months and money cannot be changed here. "
        "Begin a new version, on which the group votes."
    ),
    Refusal.NEGATION: gettext_lazy(
        "This would change what is said. Begin a new version, on which the group votes."
    ),
}
GROUPS: Mapping[str, Promise] = {
    "plan": gettext_lazy("About the plan"),
    "goals": gettext_lazy("Goals"),
    "problems": gettext_lazy("Problems"),
    "actions": gettext_lazy("Actions"),
    "resources": gettext_lazy("Resources"),
}
LONGEST_FIND = 100  # characters


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def correct(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """All texts of the version, or those with the words of `?find=`; with `?text=` one, to be mended."""
    version = found_version(request, pk, number)
    if not permissions.can_propose(request.user, version.plan):
        raise PermissionDenied
    if version.state != VersionState.APPROVED:
        words = _("Nothing was changed: the plan has moved on meanwhile. It stands like this.")
        messages.warning(request, words)
        return redirect("plans:versions", pk)
    texts = {
        text.path: text
        for text in corrections.texts(corrections.applied(version.content, version.corrections.all()))
    }
    path = request.GET.get("text", "")
    if not path and request.method != "POST":
        return _texts(request, version, texts)
    if path not in texts:
        raise Http404
    return _one(request, version, texts[path])


def _texts(request: SignedInRequest, version: PlanVersion, texts: Mapping[str, Text]) -> HttpResponse:
    find = " ".join(request.GET.get("find", "")[:LONGEST_FIND].split())
    groups: dict[str, list[dict[str, str]]] = {}
    for text in texts.values():
        if find.casefold() in text.text.casefold():
            where = content_words.text_name(text.part, text.field, text.title)
            said = "" if text.text == text.title else text.text  # its name says it already
            groups.setdefault(text.part, []).append({"path": text.path, "where": where, "text": said})
    page = {
        "version": version,
        "plan": version.plan,
        "find": find,
        "groups": [(GROUPS[part], groups[part]) for part in GROUPS if part in groups],
        "number": sum(map(len, groups.values())),
    }
    return render(request, "plans/version_texts.html", page)


def _one(request: SignedInRequest, version: PlanVersion, text: Text) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, has_lines=text.has_lines, initial={"before": text.text, "after": text.text})
    if form.is_valid() and _mended(request, version, text.path, form):
        messages.success(request, _("The typing error is mended, and listed apart."))
        return redirect(f"{reverse('plans:version', args=[version.plan_id, version.number])}#mended")
    voted = next(each.text for each in corrections.texts(version.content) if each.path == text.path)
    page = {
        "version": version,
        "plan": version.plan,
        "where": content_words.text_name(text.part, text.field, text.title),
        "now": text.text,
        "voted": voted,
        "most": corrections.most_of(voted),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "plans/version_correct.html", page, status=status)


def _mended(request: SignedInRequest, version: PlanVersion, path: str, form: CorrectionForm) -> bool:
    said = form.cleaned_data
    try:
        corrections.correct(version, path, **said, by=request.user, at=clock.now())
    except NoTypingError as more:
        form.add_error("after", str(REFUSALS[more.reason]))
    except MendedMeanwhile as meanwhile:
        words = _("Somebody else has mended this text meanwhile. It says now: %(text)s")
        form.add_error("after", words % {"text": meanwhile.now})
        form.data = {**form.data.dict(), "before": meanwhile.now}  # type: ignore[attr-defined] # a QueryDict
    except (NoSuchText, WrongState):
        form.add_error(None, _("This version is not in force any more, so nothing was changed."))
    else:
        return True
    return False
