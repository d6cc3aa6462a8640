"""What administrators change leaves the same trace as every other act."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext

from communities.models import Community, User
from communities.shared import audit, clock, public_stamp, trail

SHOWN_ACTS = 20


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # no [] when it runs
    """Records who added, changed or deleted which row, and the names of the fields, never values.

    `shows_to_public`: residents see these rows, so every change makes stored pages be drawn anew.
    `tells_who_reads`: what nobody published, or what was written to somebody else. Whoever opens one of these
    rows leaves a trace (R48); lists of them name no more than that they are there.
    """

    shows_to_public = False
    tells_who_reads = False
    list_per_page = 50

    # Django's own titles (“Select %s to change”) put a word into a sentence that Ukrainian declines.

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        title = gettext("New: %(what)s") % {"what": self.opts.verbose_name}
        return super().add_view(request, form_url, {"title": title, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.tells_who_reads and self.has_view_permission(request, row):
            self._record("admin.read", request, row)
        acts = audit.trail_of(row)[:SHOWN_ACTS] if row is not None else []
        page = {"title": capfirst(self.opts.verbose_name), "trail_lines": trail.sentences(acts)}
        return super().change_view(request, object_id, form_url, {**page, **(extra_context or {})})

    def community_of(self, row: Any) -> Community | None:
        """To which community's trail the act belongs."""
        return None

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record("admin.added", request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if fields := changed_fields(message):
            self._record("admin.changed", request, obj, fields=fields)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            self._record("admin.deleted", request, row, name=str(row))
        return super().log_deletions(request, queryset)

    def _record(self, act: str, request: HttpRequest, row: Any, **details: object) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - only people open the administration
        with transaction.atomic():
            audit.record(
                act,
                target=row,
                by=request.user,
                at=clock.now(),
                community=self.community_of(row),
                details=details,
            )
            if self.shows_to_public:
                public_stamp.touch()


class ToLookAt:
    """Rows that only the site itself writes: nobody adds, changes or deletes them in the administration."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def changed_fields(message: Any) -> list[str]:
    """Names of what changed, from Django's own description of a change; rows below it by their kind."""
    if not isinstance(message, list):
        return []
    found: list[str] = []
    for part in message:
        for what in part.values():
            found += [what["name"]] if "name" in what else what.get("fields", [])
    return sorted(set(found))
