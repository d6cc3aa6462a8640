"""The question bank in the administration: to look at. An edition comes from a file and never changes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from communities.shared.audited_admin import AuditedAdmin
from surveys.models import AnswerOption, Net, Question, Questionnaire


class ToLookAt:
    """Nobody adds, changes or deletes here; the database would refuse it as well."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
