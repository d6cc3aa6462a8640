"""The addresses of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from config import design

urlpatterns = [
    *i18n_patterns(
        path("admin/", admin.site.urls),
        *(
            [path("design/", design.page, name="design")]
            if settings.DEBUG or settings.SHOW_DESIGN_PAGE
            else []
        ),
        prefix_default_language=False,
    ),
]
