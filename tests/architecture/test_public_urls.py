"""What anybody on the internet may open. A new public page is a decision: it is added here by hand."""

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "home",
    "community",
    "communities:list",
    "design",  # only where SHOW_DESIGN_PAGE or DEBUG says so
    "reports:about_figures",
    "reports:community_reports",
    "reports:public_report",
    "reports:public_version",
    "reports:public_versions",
    "reports:public_csv",
    "reports:public_json",
    "reports:public_pdf",
}
OURS = ("config.", "communities.", "reports.")


def pages(resolver, *, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from pages(pattern, namespace=inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern.callback


def test_only_these_pages_of_ours_need_no_sign_in():
    found = {
        name
        for name, view in pages(get_resolver())
        if view.__module__.startswith(OURS) and not getattr(view, "login_required", True)
    }
    assert found == PUBLIC
