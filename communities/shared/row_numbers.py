"""Numbers in addresses that no row has.

Django takes any digits for a number. A database does not: past eight bytes it fails as soon as it compares
one with a key of another table, so that anybody could call forth an error as often as they like.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

LARGEST = 2**63 - 1  # of a key, in PostgreSQL and in SQLite


class RowNumbers:
    """Such an address is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, _request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, named: dict[str, Any]
    ) -> None:
        if any(isinstance(value, int) and value > LARGEST for value in named.values()):
            raise Http404
