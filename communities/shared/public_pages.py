"""Views whose pages are the same for every reader and change only with the public stamp."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def drawn_once(view: View) -> View:
    """Lets the store before Django keep the page (see `config.page_store`).

    Only for a view that asks nothing of the reader: no session, no messages, no CSRF token.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Page-Store"] = "public"
        return response

    return marked  # type: ignore[return-value]
