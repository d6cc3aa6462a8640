"""What an administrator sees of working groups. Members and rules are read only here: they change on the
pages of the group, by the verbs that keep seats, duties and history together."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Membership, Statute, WorkingGroup
from communities.post_admin import ReadOnly
from communities.shared.audited_admin import AuditedAdmin


@admin.register(WorkingGroup)
class WorkingGroupAdmin(AuditedAdmin):
    shows_to_public = True
    list_display = ("name_uk", "community", "act_title", "act_on")
    list_filter = ("community__oblast",)
    list_select_related = ("community",)
    search_fields = ("name_uk", "name_en", "community__name_uk", "community__name_en")
    fields = (
        "community",
        "name_uk",
        "name_en",
        "act_title",
        "act_on",
        "act_link",
        "meets_usually_at",
    )
    readonly_fields = ("community",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def community_of(self, row: WorkingGroup) -> Community:
        return row.community

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A group is founded on the page of its community (`/work/groups/`)."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def view_on_site(self, obj: WorkingGroup) -> str:
        return reverse("communities:group", args=[obj.community.slug])


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = (
        "name",
        "group",
        "post",
        "sector",
        "has_vote",
        "uses_the_site",
        "appointed_on",
        "ended_on",
    )
    list_filter = ("post", "sector", "group__community__oblast", "appointed_on")
    list_select_related = ("group",)
    search_fields = ("name", "organisation", "group__name_uk", "group__community__name_uk")
    fields = (
        "group",
        "name",
        "person",
        "post",
        "sector",
        "vulnerable_group",
        "gender",
        "organisation",
        "has_vote",
        "is_named",
        "appointed_on",
        "ended_on",
        "invited_at",
    )

    @admin.display(description=_("uses the site"), boolean=True)
    def uses_the_site(self, member: Membership) -> bool:
        return member.person_id is not None


@admin.register(Statute)
class StatuteAdmin(ReadOnly):
    list_display = ("group", "from_on", "set_at", "set_by")
    list_filter = ("group__community__oblast",)
    list_select_related = ("group", "set_by")
    search_fields = ("group__name_uk", "group__community__name_uk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [field.name for field in Statute._meta.fields if field.name != "id"]
