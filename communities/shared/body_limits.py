"""How much a browser may send at once (R21): a form's worth, unless a view says that it takes more.

Django has one limit for the whole site (`DATA_UPLOAD_MAX_MEMORY_SIZE`). It is set to the largest that
any view takes, and this middleware refuses more than `FORM` before anything is read for all others.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FORM = 1_000_000  # bytes

View = TypeVar("View", bound=Callable[..., HttpResponse])


def accepts_body(largest: int) -> Callable[[View], View]:
    """Let this view take bodies of so many bytes. Put it above all other decorators."""

    def mark(view: View) -> View:
        view.largest_body = largest  # type: ignore[attr-defined]
        return view

    return mark


class BodyLimit:
    """Must stand before the CSRF middleware, which reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if length_of(request) > getattr(view, "largest_body", FORM):
            return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if _is_unreadable_form(request):
            return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
        return None


def length_of(request: HttpRequest) -> int:
    """0 for nonsense. Nothing longer is ever read: Django stops at the length that was announced."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def _is_unreadable_form(request: HttpRequest) -> bool:
    """A form in another encoding than UTF-8. Django refuses it each time the form is asked for, so also
    while it draws its page about the refusal, and the request would end without an answer."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    return is_form and (request.encoding or "utf-8").lower() != "utf-8"
