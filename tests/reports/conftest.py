"""What tests about checking and publishing share: a report of Novopskov that is filled in, and handed in."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from communities.models import User
from reports.models import FormVersion, Report
from tests.conftest import Cast
from tests.reports import making


@pytest.fixture
def filled(cast: Cast, novopskov, form: FormVersion) -> Report:
    """Novopskov, March-April 2026, a draft in which everything asked for is filled in."""
    return making.report_about(novopskov, form, cast.olena)


@pytest.fixture
def handed_in(filled: Report, cast: Cast) -> Report:
    """The same with the head of police."""
    return making.handed_in(filled, by=cast.olena)


@pytest.fixture
def proved_long_ago(client, settings) -> Callable[[User], tuple[Client, str]]:
    """Somebody who gave a code ten minutes ago, and the secret that the next code is made from."""

    def signed_in(person: User) -> tuple[Client, str]:
        settings.SECOND_FACTOR_REQUIRED = True
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        client.force_login(person)
        session = client.session
        long_ago = timezone.now().timestamp() - 600
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": long_ago}]
        session.save()
        return client, secret

    return signed_in
