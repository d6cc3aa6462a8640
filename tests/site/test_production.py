"""The settings of a real installation."""

import importlib
import sys

import pytest
from django.test import override_settings

from communities.accounts import AccountAdapter

ENVIRONMENT = {
    "CS_SECRET_KEY": "q8Zr1nVx0Lb7Ty5Kd2Wm9Pf4Hs6Jc3Ga-uEoIiRrTtYyUu8Zr1nVx0",
    "CS_HOSTS": "example.org",
    "CS_PUBLIC_ADDRESS": "https://example.org",
    "CS_MAIL_HOST": "localhost",
    "CS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "CS_REDIS_URL": "redis://127.0.0.1:1/0",
}


@pytest.fixture
def production(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for name in ("config.settings.base", "config.settings.production"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("config.settings.production")


def test_visitors_behind_the_proxy_are_told_apart(production, rf):
    """Else ten wrong passwords a minute, by anybody, would close the sign-in page to everybody (R4)."""

    def counted_as(forwarded):
        request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": forwarded})
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=production.ALLAUTH_TRUSTED_PROXY_COUNT):
            return AccountAdapter(request).get_client_ip(request)

    assert counted_as("192.0.2.7") != counted_as("198.51.100.9")
    assert counted_as("203.0.113.5, 192.0.2.7") == counted_as(
        "192.0.2.7"
    )  # what a visitor adds is not believed
