"""Requests of which we know more than Django's types say."""

from django.http import HttpRequest

from communities.models import User


class SignedInRequest(HttpRequest):
    """What a view gets that is not `@login_not_required`: the middleware let only people in."""

    user: User
