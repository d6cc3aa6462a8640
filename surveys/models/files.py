"""Files that came back from the field, and the single answers in them, for as long as they are kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from surveys.models.waves import Wave
from surveys.queries import SurveyImportQuerySet


class ImportState(models.TextChoices):
    READING = "reading", _("is being read")
    MAPPING = "mapping", _("waits for you: which column is which question")
    CHECKING = "checking", _("is being checked")
    CHECKED = "checked", _("checked: look at the counts and confirm")
    STORING = "storing", _("is being stored and counted")
    STORED = "stored", _("stored")
    REFUSED = "refused", _("cannot be used")
    DISCARDED = "discarded", _("thrown away")


class FileKind(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    SAV = "sav", "SPSS"


class SurveyImport(models.Model):
    """One uploaded file on its way. Nothing of it counts before it is confirmed.

    The bytes and the answers lie outside the database (`surveys.vault`), so that neither a dump nor a
    backup of it holds a single answer. `mapping`: {column: {"question": code, "answer": code or ""}}.
    `problems`: [[kind, column, how many]]; rows and values of them are in the vault as well, for a wrong
    value is what somebody said. `counts`: what the preview shows, or why the file was refused ({"trouble",
    "where", "number"}). `columns`: [{"name", "label", "guess", "why"}]. `progress`: 0..100.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="imports")
    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when a column of the file names the community."),
    )
    is_aggregate = models.BooleanField(_("a table of percentages"), default=False)
    file_name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    columns = models.JSONField(default=list)  # names and labels; values are in the vault
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    progress = models.PositiveSmallIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stored_at = models.DateTimeField(null=True, blank=True)
    answers_deleted_at = models.DateTimeField(_("single answers deleted at"), null=True, blank=True)

    objects = SurveyImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "sha256"],
                condition=Q(state="stored"),
                name="a_file_is_stored_once_in_a_wave",
                violation_error_message=_("This file has been imported into this wave already."),
            ),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.wave_id})"


class ColumnMemory(models.Model):
    """What an analyst once said a column means; guessed first for the next file with such a column."""

    questionnaire = models.ForeignKey("surveys.Questionnaire", on_delete=models.PROTECT, related_name="+")
    column = models.CharField(max_length=200)  # its name, small letters, without group prefixes
    question = models.CharField(max_length=30, blank=True)  # empty: not used
    answer = models.CharField(max_length=30, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "column"], name="one_memory_a_column")
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.question}"
