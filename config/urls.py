"""The addresses of the site. Each app names its own; pages that show several apps are in `config.views`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import demo_clock, design, guides, policy_reports, views

urlpatterns = [
    path("policy-reports/", policy_reports.receive, name="policy_reports"),
    # Ukrainian addresses have no prefix, English ones begin with /en/.
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("communities.urls")),
        path("", include("reports.urls")),
        path("", include("surveys.urls")),
        path("", include("plans.urls")),
        path("communities/<slug:slug>/", views.community, name="community"),
        path("communities/<slug:slug>/perception/", views.perception, name="perception"),
        path("help/", guides.guides, name="guides"),
        path("help/<slug:who>/", guides.guide, name="guide"),
        path("work/", views.desk, name="desk"),
        path("accounts/", include("communities.account_urls")),
        path("admin/", admin.site.urls),
        *(
            [path("design/", design.page, name="design")]
            if settings.DEBUG or settings.SHOW_DESIGN_PAGE
            else []
        ),
        *(
            [path("work/clock/", demo_clock.advance_view, name="advance_clock")]
            if settings.CLOCK_MOVES
            else []
        ),
        prefix_default_language=False,
    ),
]
