"""The administration: our own site of Django's admin, with one door, one way out and only our rows."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from communities.shared import clock
from communities.shared.runs import heartbeat
from communities.views.accounts import sign_out
from config.background import background
from config.schedule import TIMETABLE

OURS = ("communities", "surveys", "reports")


class Administration(admin.AdminSite):
    site_title = _("Administration of Community Security")
    site_header = _("Community Security: administration")
    index_title = _("People, places and what they did")
    empty_value_display = "–"
    enable_nav_sidebar = False  # five kinds of rows: the width serves the lists

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Rows of libraries (sessions, secrets of the second step) have no page here."""
        given = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        if ours := [model for model in given if model._meta.app_label in OURS]:
            super().register(ours, admin_class, **options)

    @method_decorator(login_not_required)
    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One door for all: allauth's, with its limits and its second step."""
        return HttpResponseRedirect(reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [path("background/", self.admin_view(self.background), name="background"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page says at once when background work stands still (R58)."""
        beat = heartbeat(at=clock.now())
        return super().index(request, {"heartbeat": beat, **(extra_context or {})})

    def background(self, request: HttpRequest) -> HttpResponse:
        """What ran when, what failed, what waits."""
        page = {
            **self.each_context(request),
            "title": _("Background work"),
            "background": background(TIMETABLE, at=clock.now()),
        }
        return TemplateResponse(request, "admin/background.html", page)
