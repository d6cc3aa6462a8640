"""What this site adds to allauth's pages of signing in."""

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from communities import sessions


@login_not_required  # also leaves the sign-in between password and code
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server, and tells the browser to forget what it kept of this site."""
    response: HttpResponse = account_views.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def prove_by_password(request: HttpRequest) -> HttpResponse:
    return _with_a_new_session_id(account_views.reauthenticate, request)


def prove_by_code(request: HttpRequest) -> HttpResponse:
    return _with_a_new_session_id(mfa_views.reauthenticate, request)


def _with_a_new_session_id(view: Any, request: HttpRequest) -> HttpResponse:
    """R19: whoever knew the id before does not get what the proof opens."""
    before = sessions.number_of_proofs(request)
    response: HttpResponse = view(request)
    if request.user.is_authenticated and sessions.number_of_proofs(request) > before:
        sessions.rotate(request)
    return response
