"""Requests of which we know more than Django's types say."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from communities.models import User


class SignedInRequest(HttpRequest):
    """What a view gets that is not `@login_not_required`: the middleware let only people in."""

    user: User


def whole_number(raw: str) -> int | None:
    """What a form or an address brings as a number; None for anything else, and for one that no row has."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def comes_from_another_site(request: HttpRequest) -> bool:
    """Did a page of somebody else send this form? Where no token tells, the browser does.

    Without a session there is nothing to steal, but a page with many readers would send from the connection
    of each of them, and limits count connections. Browsers that say nothing are believed.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()
