"""Requests of which we know more than Django's types say."""

from django.http import HttpRequest

from communities.models import User


class SignedInRequest(HttpRequest):
    """What a view gets that is not `@login_not_required`: the middleware let only people in."""

    user: User


def whole_number(raw: str) -> int | None:
    """What a form or an address brings as a number; None for anything else, and for one that no row has."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
