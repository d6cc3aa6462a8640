"""What an administrator sees of notices, letters, reminders and runs of tasks: read only. Decisions about
letters are taken on the coordinators' page, by the verbs of `communities.delivery`."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.models import Letter, LetterState, Notice, Reminder, TaskRun
from communities.shared import runs
from communities.shared.audited_admin import AuditedAdmin, ToLookAt
from communities.shared.notice_words import words_of
from communities.states import TO_DECIDE


class ReadOnly(ToLookAt, AuditedAdmin):
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> Any:
        return self.get_fields(request, obj)


class ReadFilter(admin.SimpleListFilter):
    title = _("read")
    parameter_name = "read"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("read")), ("no", _("not read"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(read_at__isnull=self.value() == "no")
        return queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    tells_who_reads = True
    list_display = ("at", "person", "subject", "community", "read_at")
    list_display_links = ("at", "subject")
    list_filter = (ReadFilter, ("at", admin.DateFieldListFilter), "community__oblast")
    list_select_related = ("person", "community")
    search_fields = ("person__name", "person__email", "kind", "community__name_uk", "community__name_en")
    date_hierarchy = "at"
    fields = ("at", "person", "subject", "text", "link", "community", "oblast", "read_at", "kind", "key")

    @admin.display(description=_("subject"))
    def subject(self, notice: Notice) -> str:
        return words_of(notice, _language()).subject

    @admin.display(description=_("text"))
    def text(self, notice: Notice) -> str:
        return words_of(notice, _language()).text


class WaitingFilter(admin.SimpleListFilter):
    title = _("what it waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("worker", _("waits to be sent")), ("person", _("waits for a decision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "worker":
            return queryset.filter(state__in=[LetterState.DUE, LetterState.CLAIMED, LetterState.SENDING])
        if self.value() == "person":
            return queryset.filter(state__in=TO_DECIDE)
        return queryset


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    list_display = ("written_at", "person", "subject", "state", "attempts", "due_at", "sent_at")
    list_display_links = ("written_at", "subject")
    list_filter = (WaitingFilter, "state", ("written_at", admin.DateFieldListFilter))
    list_select_related = ("notice__person",)
    search_fields = ("notice__person__name", "notice__person__email", "notice__kind")
    date_hierarchy = "written_at"
    fields = (
        "person", "subject", "state", "written_at", "due_at", "claimed_at", "sent_at", "attempts",
        "error", "settled_at", "settled_by",
    )  # fmt: skip

    @admin.display(description=_("person"), ordering="notice__person__name")
    def person(self, letter: Letter) -> str:
        return letter.notice.recipient

    @admin.display(description=_("subject"))
    def subject(self, letter: Letter) -> str:
        return words_of(letter.notice, _language()).subject


class EndingFilter(admin.SimpleListFilter):
    title = _("how it ended")
    parameter_name = "ending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("failed")), ("done", _("ended well")), ("open", _("goes on, or was cut off"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "failed":
            return queryset.exclude(error="")
        if self.value() == "done":
            return queryset.filter(error="", ended_at__isnull=False)
        if self.value() == "open":
            return queryset.filter(ended_at__isnull=True)
        return queryset


@admin.register(TaskRun)
class TaskRunAdmin(ReadOnly):
    """Of runs that found nothing to do each task keeps the newest one."""

    list_display = ("started_at", "title", "ended_at", "did", "error")
    list_display_links = ("started_at", "title")
    list_filter = (EndingFilter, ("started_at", admin.DateFieldListFilter))
    search_fields = ("task", "error")
    date_hierarchy = "started_at"
    fields = ("title", "task", "started_at", "ended_at", "did", "error")

    @admin.display(description=_("task"), ordering="task")
    def title(self, run: TaskRun) -> str:
        return str(runs.described(run.task).title)

    @admin.display(description=_("outcome"))
    def did(self, run: TaskRun) -> str:
        return "; ".join(f"{words}: {count}" for words, count in runs.outcome_in_words(run))


def _language() -> str:
    return (get_language() or "uk").split("-")[0]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    """The ledger: who was reminded of what. The database lets nobody change it."""

    list_display = ("at", "target", "person", "kind", "due_on", "is_skipped", "by")
    list_filter = ("kind", "is_skipped", "target_type")
    list_select_related = ("person", "by")
    search_fields = ("person__name", "=target_id")
    fields = ("at", "target", "person", "kind", "due_on", "is_skipped", "by")
    ordering = ("-at", "-pk")

    @admin.display(description=_("about"))
    def target(self, reminder: Reminder) -> str:
        return f"{apps.get_model(reminder.target_type)._meta.verbose_name} {reminder.target_id}"
