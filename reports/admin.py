"""What an administrator looks after here: PDFs that could not be made. Reports have pages of their own."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.models import User
from communities.shared import clock
from communities.shared.audited_admin import AuditedAdmin
from reports import documents
from reports.models import DocumentState, PublicationDocument


@admin.register(PublicationDocument)
class PublicationDocumentAdmin(AuditedAdmin):
    """Read only, but for asking once more."""

    list_display = ("publication", "language", "state", "attempts", "ordered_at", "made_at")
    list_filter = ("state", "language")
    list_select_related = ("publication__report__community", "publication__report__period")
    fields = ("publication", "language", "state", "attempts", "ordered_at", "made_at", "error")
    readonly_fields = fields
    ordering = ("-ordered_at",)
    actions = ("make_again",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicationDocument]:
        return (
            super().get_queryset(request).defer("content", "publication__facts", "publication__group_facts")
        )

    @admin.action(description=_("Try again to make those that failed"), permissions=["view"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[PublicationDocument]) -> None:
        by = request.user
        if not isinstance(by, User):
            raise PermissionDenied
        failed = queryset.filter(state=DocumentState.FAILED)
        ordered = sum(documents.order_again(document, by=by, at=clock.now()) for document in failed)
        words = ngettext("%(count)s PDF is made again.", "%(count)s PDFs are made again.", ordered)
        self.message_user(request, words % {"count": ordered}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
