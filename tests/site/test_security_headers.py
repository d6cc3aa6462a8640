"""Every answer carries the headers that reach A+: pages, files, redirections, errors, the administration."""

import pytest

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FORBIDDEN = ("unsafe-", "data:", "http:", "https:", "*")


@pytest.fixture
def breaking(monkeypatch):
    def broken(_user, *, today):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("config.views.desk_of", broken)


def check(response):
    for name, value in EXPECTED.items():
        assert response[name] == value
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not [word for word in FORBIDDEN if word in policy]
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/", 200),
        ("/communities/", 200),
        ("/en/accounts/login/", 200),
        ("/en/work/", 302),
        ("/en/no-such-page/", 404),
        ("/en/admin/", 302),
        ("/no-slash", 404),
        ("/en/accounts/login", 301),
    ],
)
def test_for_everybody(client, db, address, status):
    response = client.get(address)
    assert response.status_code == status
    check(response)


@pytest.mark.parametrize(
    "address",
    [
        "/en/admin/",
        "/en/admin/communities/user/",
        "/en/admin/communities/duty/add/",
        "/admin/jsi18n/",
        "/en/admin/password_change/",
    ],
)
def test_in_the_administration(client, cast, address):
    client.force_login(cast.admin)
    check(client.get(address))


def test_for_a_forbidden_page(client, cast):
    client.force_login(cast.olena)
    response = client.get("/en/admin/login/")
    assert response.status_code == 403
    check(response)


def test_for_a_refused_form(cast):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/en/accounts/login/")
    assert response.status_code == 403
    check(response)


def test_for_a_wrong_host(client, db):
    response = client.get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    check(response)


def test_for_a_mistake_of_ours(client, cast, breaking):
    client.raise_request_exception = False
    client.force_login(cast.olena)
    response = client.get("/en/work/")
    assert response.status_code == 500
    check(response)
    assert "no-store" in response["Cache-Control"]
