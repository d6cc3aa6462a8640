"""What a request passes before it reaches a page for signed-in people, and what its answer says.

Public pages (`@login_not_required`) pass without a look at the session.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone

from communities import sessions
from communities.accounts import has_second_step
from communities.models import User
from communities.permissions import needs_second_factor

Answer = Callable[[HttpRequest], HttpResponse]
AnyView = Callable[..., HttpResponseBase]
View = TypeVar("View", bound=AnyView)

# What a person may open before the second step is set up (R2).
OPEN_BEFORE_THE_SECOND_STEP = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_index",
        "mfa_reauthenticate",
    }
)


class SessionLimits:
    """Ends a session after 30 minutes without work and after 12 hours in any case (R18)."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: AnyView, _args: object, _kwargs: object) -> None:
        if not _is_for_signed_in(view) or not request.user.is_authenticated:
            return
        now = timezone.now()
        if sessions.is_over(request, at=now):
            logout(request)
        else:
            sessions.keep_alive(request, at=now)


class SecondStep:
    """Where it is required, a duty above observer opens nothing without a second step (R2).

    Costs no query once the session has given a code: the person comes with the answer.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: AnyView, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        if not settings.SECOND_FACTOR_REQUIRED or not _is_for_signed_in(view):
            return None
        user = request.user
        if not isinstance(user, User) or not needs_second_factor(user):
            return None
        is_set_up = has_second_step(user)
        if is_set_up and sessions.passed_second_step(request):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN_BEFORE_THE_SECOND_STEP:
            return None
        page = "mfa_reauthenticate" if is_set_up else "mfa_activate_totp"
        return redirect_to_login(request.get_full_path(), resolve_url(page))


class PrivatePages:
    """Nobody but this site keeps a page that was not made for everybody: no browser, no proxy (R19)."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        is_private = getattr(request, "is_for_signed_in", False)
        says_nothing = not response.has_header("Cache-Control") and not response.has_header("X-Page-Store")
        if is_private or says_nothing:
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: HttpRequest, view: AnyView, _args: object, _kwargs: object) -> None:
        request.is_for_signed_in = _is_for_signed_in(view)  # type: ignore[attr-defined]


def fresh_proof_required(view: View) -> View:
    """For weighty acts (publish, hand over, export): who it is was proved in the last five minutes (R8).

    Otherwise the person gives a code (or the password) and the act goes on where it stopped, form
    and all. Where the second step is not required, as in the demonstration, signing in is enough.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SECOND_FACTOR_REQUIRED and request.method not in {"GET", "HEAD"}:
            with_code = isinstance(request.user, User) and has_second_step(request.user)
            if not sessions.recently_proved(request, at=timezone.now(), with_code=with_code):
                raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return checked  # type: ignore[return-value] # the same view with a check before it


def _is_for_signed_in(view: AnyView) -> bool:
    return bool(getattr(view, "login_required", True))
