"""Words typed into a plan too late to be stored: shown, so that nothing is lost."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communities.shared.page_answers import not_stored, wants_json
from communities.shared.requests import SignedInRequest
from plans.models import Plan


def too_late(
    request: SignedInRequest,
    plan: Plan,
    form: forms.BaseForm,
    *,
    now: forms.BaseForm | None = None,
    is_removed: bool = False,
) -> HttpResponse:
    """The plan is no draft any more, or the part was removed: what was typed is shown, to be copied.

    `now`: the form of the part as it is stored, where there is one.
    """
    words = (
        _("Somebody removed this part meanwhile. Its words are kept among the earlier ones of the plan.")
        if is_removed
        else _("While you were writing, the plan moved on: it is not open for writing any more.")
    )
    if wants_json(request):
        return not_stored("closed", words)
    page = {"plan": plan, "typed": _beside(form, now), "words": words, "has_stored": now is not None}
    return render(request, "plans/too_late.html", page, status=HTTPStatus.CONFLICT)


def _beside(form: forms.BaseForm, now: forms.BaseForm | None) -> list[dict[str, str]]:
    """Each field that was filled, with what stands there now; those that say the same are left out."""
    found = []
    for field in form:
        mine, theirs = _in_words(field), _in_words(now[field.name]) if now is not None else ""
        if mine != theirs and not field.is_hidden:
            found.append({"label": str(field.label), "mine": mine, "theirs": theirs})
    return found


def _in_words(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value and value != "False" else ""
    shown = field.field.prepare_value(value)
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return str(field.field.widget.format_value(shown) or "")
    names = {str(key): str(label) for key, label in choices}
    chosen = [str(each) for each in (shown if isinstance(shown, list) else [shown]) if each not in (None, "")]
    return ", ".join(names.get(each, each) for each in chosen)
