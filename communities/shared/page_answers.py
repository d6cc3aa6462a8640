"""What pages are told that send what somebody types by themselves (static/js/autosave.js)."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, JsonResponse


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def sent(address: str) -> JsonResponse:
    """It is stored; `address` is the page on which one goes on."""
    return JsonResponse({"outcome": "saved", "next": address})


def refused(form: forms.BaseForm) -> JsonResponse:
    """Nothing was stored. Problems by field; those of the whole form as words."""
    told = {
        "outcome": "refused",
        "problems": problems_of(form),
        "words": " ".join(str(each) for each in form.non_field_errors()),
    }
    return JsonResponse(told, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def problems_of(form: forms.BaseForm) -> dict[str, str]:
    return {
        form.add_prefix(name): " ".join(map(str, errors))
        for name, errors in form.errors.items()
        if name in form.fields
    }


def not_stored(outcome: str, words: str) -> JsonResponse:
    """`outcome`: "meanwhile", somebody else saved; "closed", nothing is written here any more."""
    return JsonResponse({"outcome": outcome, "words": words}, status=HTTPStatus.CONFLICT)
