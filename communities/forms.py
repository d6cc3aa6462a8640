"""Forms of signing in."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.conf import settings
from django.core.cache import cache

CODE_LIVES = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)  # seconds in which the app's code is taken


class _OnceOnly:
    """A code counts once for as long as it could be taken (R3).

    allauth itself remembers a code for its own 30 seconds only, but takes it a step earlier and later.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc] # of allauth's form
        key = f"second-step-code:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        if not cache.add(key, "used", timeout=CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The code from the telephone, or a recovery code, when signing in."""


class CodeAgainForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """The same before a weighty act."""
