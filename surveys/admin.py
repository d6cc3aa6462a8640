"""The question bank in the administration, to look at: an edition comes from a file and never changes.
And PDFs of district sheets that could not be made. Of waves, files and published results an administrator
sees that they exist and how they stand: no answer, no exact figure, no column of a file."""

import datetime as dt

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from communities.models import User
from communities.shared.audited_admin import AuditedAdmin, ToLookAt
from communities.shared.document_admin import StoredDocumentAdmin
from surveys import documents
from surveys.models import (
    AnswerOption,
    Net,
    Question,
    Questionnaire,
    SheetDocument,
    SurveyImport,
    Wave,
    WavePublication,
)


class AnswerInline(ToLookAt, admin.TabularInline):  # type: ignore[type-arg] # no [] when it runs
    model = AnswerOption
    fields = ("number", "code", "value", "label_uk", "label_en", "topic")


class NetInline(ToLookAt, admin.TabularInline):  # type: ignore[type-arg]
    model = Net
    fields = ("number", "code", "label_uk", "label_en", "members")


@admin.register(Questionnaire)
class QuestionnaireAdmin(ToLookAt, AuditedAdmin):
    list_display = ("title_uk", "code", "version", "loaded_at")
    ordering = ("code", "-version")


@admin.register(Question)
class QuestionAdmin(ToLookAt, AuditedAdmin):
    list_display = ("code", "text_uk", "type", "group", "topic", "questionnaire")
    list_filter = ("questionnaire", "group", "topic")
    list_select_related = ("questionnaire",)
    search_fields = ("code", "text_uk", "text_en")
    inlines = (AnswerInline, NetInline)
    ordering = ("questionnaire", "number")


@admin.register(SheetDocument)
class SheetDocumentAdmin(StoredDocumentAdmin):
    list_display = ("publication", "language", "state", "attempts", "ordered_at", "made_at")
    list_filter = ("state", "language")
    fields = (*list_display, "error")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SheetDocument]:
        rows = super().get_queryset(request).select_related("publication")
        return rows.defer("content", "publication__facts")

    def order_again(self, document: SheetDocument, *, by: User, at: dt.datetime) -> bool:
        return documents.order_again(document, by=by, at=at)


@admin.register(Wave)
class WaveAdmin(ToLookAt, AuditedAdmin):
    tells_who_reads = True
    list_display = ("title_uk", "slug", "analyst", "field_from_on", "keep_answers_until_on")
    list_select_related = ("analyst",)
    search_fields = ("title_uk", "title_en", "slug")
    fields = (
        "slug",
        "title_uk",
        "title_en",
        "communities",
        "questionnaire",
        "analyst",
        "field_from_on",
        "field_until_on",
        "keep_answers_until_on",
        "made_at",
        "made_by",
    )
    ordering = ("-made_at",)


@admin.register(SurveyImport)
class SurveyImportAdmin(ToLookAt, AuditedAdmin):
    """A file by its number: its name and its columns are the analyst's."""

    tells_who_reads = True
    list_display = ("pk", "wave", "kind", "state", "uploaded_at", "stored_at", "answers_deleted_at")
    list_filter = ("state",)
    list_select_related = ("wave",)
    fields = (
        "wave",
        "community",
        "is_aggregate",
        "kind",
        "size",
        "state",
        "progress",
        "attempts",
        "uploaded_at",
        "uploaded_by",
        "stored_at",
        "answers_deleted_at",
    )
    ordering = ("-uploaded_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyImport]:
        return super().get_queryset(request).defer("columns", "mapping", "counts", "problems")


@admin.register(WavePublication)
class WavePublicationAdmin(ToLookAt, AuditedAdmin):
    list_display = ("wave", "community", "version", "published_at", "superseded_at")
    list_select_related = ("wave", "community")
    fields = (*list_display, "reason", "sha256", "published_by")
    ordering = ("-published_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WavePublication]:
        return super().get_queryset(request).defer("facts")
