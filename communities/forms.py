"""Forms of signing in and of duties: they check the shape of what was typed."""

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.models import Duty, User

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


class HandOverForm(forms.Form):
    """Who takes a duty over: an account that exists, named by its e-mail."""

    to = forms.EmailField(
        label=_("E-mail of the person who takes over"),
        help_text=_("They need an account. An administrator makes one."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the e-mail of the person who takes over.")},
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._duty = duty

    def clean_to(self) -> User:
        person = User.objects.filter(email__iexact=self.cleaned_data["to"], is_active=True).first()
        if person is None:
            raise ValidationError(
                _("No account has this e-mail. Check it, or ask the administrator to make an account.")
            )
        if person.pk == self._duty.person_id:
            raise ValidationError(_("This person has the duty already. Name somebody else."))
        return person
