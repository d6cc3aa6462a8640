"""In front of every request of the whole test suite: no answer goes out without its headers (R26)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HasItsHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        policy = response.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            raise AssertionError(f"{request.path}: the policy for contents is {policy!r}")
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy"):
            if name not in response.headers:
                raise AssertionError(f"{request.path}: no {name}")
        return response
