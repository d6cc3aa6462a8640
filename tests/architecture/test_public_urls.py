"""What anybody on the internet may open. A new public page is a decision: it is added here by hand."""

from contextlib import suppress

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

PUBLIC = {
    "home",
    "community",
    "perception",
    "guides",
    "guide",
    "communities:list",
    "communities:private_calendar",  # the address is the key
    "communities:public_calendar",
    "communities:public_event",
    "communities:public_decisions",
    "communities:public_minutes",
    "communities:public_minutes_pdf",
    "communities:public_minutes_version",
    "communities:public_group",
    "communities:public_meetings",
    "communities:public_meeting",
    "communities:public_propose",  # takes what residents send, without an account
    "communities:public_proposal",
    "plans:action_link",  # the address is the key; takes what the responsible person says
    "plans:action_said",  # the same address
    "plans:public_file",  # only what a keeper looked at
    "plans:public_small",  # the same, small
    "policy_reports",  # browsers tell what they kept from a page
    "design",  # only where SHOW_DESIGN_PAGE or DEBUG says so
    "reports:about_figures",
    "reports:community_reports",
    "reports:public_report",
    "reports:public_version",
    "reports:public_versions",
    "reports:public_csv",
    "reports:public_json",
    "reports:public_pdf",
    "reports:public_year",
    "reports:year_csv",
    "reports:year_json",
    "reports:year_pdf",
    "surveys:waves",
    "surveys:wave",
    "surveys:compare",
    "surveys:community_surveys",
    "surveys:sheet",
    "surveys:sheet_version",
    "surveys:sheet_csv",
    "surveys:sheet_json",
    "surveys:sheet_pdf",
    "surveys:questionnaires",
    "surveys:questionnaire",
    "surveys:codebook",
    "surveys:codebook_file",
    "surveys:xlsform",
    "surveys:paper_form",
    "plans:public_plans",
    "plans:public_plan",
    "plans:public_version",
    "plans:public_pdf",
    "plans:public_csv",
    "plans:public_json",
    "plans:public_needs",
    "plans:public_needs_pdf",
    # signing in
    "account_login",
    "account_logout",  # also leaves the sign-in between password and code
    "account_inactive",
    "account_signup",  # says that nobody signs up
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    # leads to the one sign-in page
    "admin:login",
}
VALUES = {
    "slug": "novopskov",
    "community": "novopskov",
    "stretch": "2026-09",
    "year": 2026,
    "who": "resident",
    "object_id": "1",
    "app_label": "communities",
    "content_type_id": "1",
    "url": "x",
    "path": "x",
    "format": "csv",
    "language": "en",
}


def pages(resolver, *, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from pages(pattern, namespace=inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern


def is_public(view):
    return not getattr(view, "login_required", True)


def test_only_these_pages_need_no_sign_in():
    assert {name for name, page in pages(get_resolver()) if is_public(page.callback)} == PUBLIC


PRIVATE = sorted({name for name, page in pages(get_resolver()) if not is_public(page.callback)})


def addresses(name):
    """English addresses of a page, with values that may or may not name a row."""
    for found, page in pages(get_resolver()):
        if found == name:
            values = {key: VALUES.get(key, 1) for key in page.pattern.converters}
            # An address without a name (Django keeps some old ones) cannot be made.
            with override("en"), suppress(NoReverseMatch):
                yield reverse(name, kwargs=values)


@pytest.mark.parametrize("name", PRIVATE)
def test_a_stranger_is_sent_to_sign_in(client, db, name):
    """Whatever method, and whether or not there is such a row: it looks the same."""
    for address in addresses(name):
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code == 302
            assert answer["Location"].startswith(("/en/accounts/login/", "/en/admin/login/"))
