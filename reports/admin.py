"""What an administrator looks after here: PDFs that could not be made, and why somebody was or was not
reminded. Reports have pages of their own."""

import datetime as dt

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communities.models import User
from communities.shared import clock
from communities.shared.audited_admin import AuditedAdmin, ToLookAt
from communities.shared.document_admin import StoredDocumentAdmin
from reports.cycle.reminders import silence_of
from reports.models import ExpectedReport, PublicationDocument, YearDocument
from reports.published import documents
from reports.yearly import documents as year_documents


@admin.register(PublicationDocument)
class PublicationDocumentAdmin(StoredDocumentAdmin):
    list_display = ("publication", "language", "state", "attempts", "ordered_at", "made_at")
    list_filter = ("state", "language")
    list_select_related = ("publication__report__community", "publication__report__period")
    fields = ("publication", "language", "state", "attempts", "ordered_at", "made_at", "error")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicationDocument]:
        return (
            super().get_queryset(request).defer("content", "publication__facts", "publication__group_facts")
        )

    def order_again(self, document: PublicationDocument, *, by: User, at: dt.datetime) -> bool:
        return documents.order_again(document, by=by, at=at)


@admin.register(YearDocument)
class YearDocumentAdmin(StoredDocumentAdmin):
    list_display = ("community", "year", "language", "state", "attempts", "ordered_at", "made_at")
    list_filter = ("state", "language", "year")
    list_select_related = ("community",)
    fields = (*list_display, "error")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[YearDocument]:
        return super().get_queryset(request).defer("content")

    def order_again(self, document: YearDocument, *, by: User, at: dt.datetime) -> bool:
        return year_documents.order_again(document, by=by, at=at)


@admin.register(ExpectedReport)
class ExpectedReportAdmin(ToLookAt, AuditedAdmin):
    """What each community owes, and why nobody is reminded of it today."""

    list_display = ("community", "period", "current_due_on", "opened_at", "handed_in_at", "excuse")
    list_filter = ("community__oblast", "excuse", "period")
    list_select_related = ("community", "period")
    search_fields = ("community__name_uk", "community__name_en", "community__slug")
    fields = (
        "community",
        "period",
        "why_silent",
        *("opens_on", "planned_due_on", "due_on", "on_time_on", "locks_on", "opened_at"),
        *("extension_reason", "excuse", "excuse_reason", "unlocked_until_on", "unlock_reason"),
        *(
            "return_due_on",
            "return_extension_reason",
            "handed_in_at",
            "first_handed_in_on",
            "is_complete",
            "published_at",
        ),
        *("meeting_held_on", "meeting_place"),
    )
    readonly_fields = fields
    show_full_result_count = False

    @admin.display(description=_("due on"))
    def current_due_on(self, row: ExpectedReport) -> dt.date:
        return row.current_due_on

    @admin.display(description=_("why nobody is reminded today"))
    def why_silent(self, row: ExpectedReport) -> str:
        silence = silence_of(row, today=clock.today())
        return str(silence.words if silence else _("The next run reminds somebody."))
