"""Signing in by django-allauth, as this site wants it.

Nobody signs up: an administrator makes the account and the person sets a password by a link.
Addresses of visitors are never kept: limits and the list of sessions know a keyed pseudonym of
the day instead (R38).
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.models import User
from communities.sessions import (
    begin,
    end_other_sessions,
    forget_second_step,
    recently_proved,
    remember_second_step,
)
from communities.shared import audit

# What a person is told by mail is also put into the trail.
ACTS = {
    "account/email/password_changed": "account.password_changed",
    "account/email/password_reset": "account.password_reset",
    "mfa/email/totp_activated": "account.factor_added",
    "mfa/email/totp_deactivated": "account.factor_removed",
    "mfa/email/recovery_codes_generated": "account.codes_generated",
}


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Loads the person of a request together with whether the second step is set up: one query."""

    def get_user(self, user_id: int) -> User | None:
        totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        user = User.objects.annotate(has_second_step=Exists(totp)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def has_second_step(user: User) -> bool:
    """Has this person set up the second step? No query for the person of the request."""
    known: bool | None = getattr(user, "has_second_step", None)
    if known is None:
        known = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return known


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This e-mail and password do not belong together. Check both, or set a new password below."
        ),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your present password. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # nothing here answers in JSON

    def get_client_ip(self, request: HttpRequest) -> str:
        return pseudonym(super().get_client_ip(request), on=timezone.localdate())

    def get_client_block(self, request: HttpRequest) -> str:
        """The pseudonym of the network from which somebody comes (see `block_pseudonym`)."""
        return block_pseudonym(super().get_client_ip(request), on=timezone.localdate())

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        begin(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends every other session: Django binds sessions to the password."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Whoever has just signed in need not prove it again at once."""
        return not recently_proved(current.request, at=timezone.now())

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The second step first: it is the stronger proof."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        with_code = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return with_code or methods

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """A link that leaves the site carries its public address, whatever Host was asked for."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_ADDRESS.rstrip("/") + path.replace("UID-KEY", key)

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """To the person's own language. An invitation that was never used is not revived (R6)."""
        person = _person(user)
        with override(person.language):
            if not person.has_usable_password():
                self.send_mail("account/email/not_invited", email, {"user": person})
                return
            key = f"{context['uid']}-{context['key']}"
            context = {**context, "password_reset_url": self.get_reset_password_from_key_url(key)}
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        person = _person(user)
        if act := ACTS.get(template_prefix):
            with transaction.atomic():
                audit.record(act, target=person, by=person, at=timezone.now())
        if template_prefix == "mfa/email/totp_activated":
            remember_second_step(self.request)
            end_other_sessions(self.request, person)
        elif template_prefix == "mfa/email/totp_deactivated":
            forget_second_step(self.request)
            end_other_sessions(self.request, person)
        with override(person.language):
            super().send_notification_mail(template_prefix, user, context, email)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not right, or it has been used. Wait for the next one and try again."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Nothing: the page draws the code itself, because ours load no data: images."""
        return ""


def pseudonym(address: str, *, on: dt.date) -> str:
    """An address of the private range fd00::/8 that stands for a visitor's address for one day.

    Keyed with the site's secret. An IPv6 visitor counts by the /64 network, as allauth counts.
    """
    return _hashed(_network(address, of_four=32, of_six=64), on=on)


def block_pseudonym(address: str, *, on: dt.date) -> str:
    """The same for the neighbourhood of an address, which one hand can fill: the /24 network of IPv4, the /48
    of IPv6 (what a provider gives to one customer, with 65,536 networks of /64)."""
    return _hashed(f"block {_network(address, of_four=24, of_six=48)}", on=on)


def _network(address: str, *, of_four: int, of_six: int) -> str:
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = of_four if parsed.version == 4 else of_six
    return ipaddress.ip_network(f"{parsed}/{bits}", strict=False).network_address.compressed


def _hashed(said_of: str, *, on: dt.date) -> str:
    said = f"{on.isoformat()} {said_of}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))


def _person(user: AbstractBaseUser) -> User:
    if not isinstance(user, User):
        raise TypeError("Only people sign in here.")
    return user
