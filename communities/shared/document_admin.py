"""The administration of PDFs that are ordered as rows (`communities.shared.stored_documents`)."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.models import DocumentState, User
from communities.shared import clock
from communities.shared.audited_admin import AuditedAdmin, ToLookAt


class StoredDocumentAdmin(ToLookAt, AuditedAdmin):
    """Read only, but for asking once more for those that could not be made."""

    ordering = ("-ordered_at",)
    actions = ("make_again",)
    show_full_result_count = False

    def order_again(self, document: Any, *, by: User, at: dt.datetime) -> bool:
        """The app's own verb, which leaves a trace. False when the document has not failed."""
        raise NotImplementedError

    @admin.action(description=_("Try again to make those that failed"), permissions=["view"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        by = request.user
        if not isinstance(by, User):
            raise PermissionDenied
        failed = queryset.filter(state=DocumentState.FAILED)
        ordered = sum(self.order_again(document, by=by, at=clock.now()) for document in failed)
        words = ngettext("%(count)s PDF is made again.", "%(count)s PDFs are made again.", ordered)
        self.message_user(request, words % {"count": ordered}, messages.SUCCESS)
