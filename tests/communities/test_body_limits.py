"""Nobody may send more at once than a form holds, unless a view says that it takes more."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from communities.shared.body_limits import FORM, BodyLimit, accepts_body


def plain(request):
    return HttpResponse()


@accepts_body(5_000_000)
def roomy(request):
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "length", "refused"),
    [(plain, FORM, False), (plain, FORM + 1, True), (roomy, 5_000_000, False), (roomy, 5_000_001, True)],
)
def test_how_much_a_view_takes(view, length, refused):
    request = RequestFactory().post("/", HTTP_HOST="localhost")
    request.META["CONTENT_LENGTH"] = str(length)
    answer = BodyLimit(view).process_view(request, view, (), {})
    assert (answer is not None) is refused
    if refused:
        assert answer.status_code == 413


@pytest.mark.parametrize("announced", ["", "x", "-5", None])
def test_a_length_that_is_none_is_nothing(announced):
    request = RequestFactory().post("/")
    request.META["CONTENT_LENGTH"] = announced
    assert BodyLimit(plain).process_view(request, plain, (), {}) is None


@pytest.mark.django_db
def test_the_whole_site_keeps_to_it(client):
    answer = client.post(reverse("account_login"), {"login": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.django_db
def test_a_form_in_another_alphabet_is_refused_and_breaks_nothing():
    """Django reads forms in UTF-8 only and meets its own refusal again while it draws the page about it."""
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    answer = client.post(reverse("account_login"), b"login=x", content_type=kind)
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers
