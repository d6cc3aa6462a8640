"""What was written into a report: one entry a section, one answer an indicator."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import User
from reports.models.forms import Indicator, Section
from reports.models.reports import Report
from reports.queries import SectionEntryQuerySet, SectionLoanQuerySet

NARRATIVES = ("problem", "achievements", "shortcomings", "next_steps")


class SectionEntry(models.Model):
    """One section of one report. `version` grows with every save: the optimistic lock."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="entries")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="entries")
    version = models.PositiveIntegerField(default=0)
    language = models.CharField(
        _("language it is written in"),
        max_length=2,
        choices=[("uk", "українська"), ("en", "English")],
        default="uk",
    )
    problem = models.TextField(_("the problem in brief"), blank=True)
    achievements = models.TextField(_("achievements"), blank=True)
    shortcomings = models.TextField(_("shortcomings"), blank=True)
    next_steps = models.TextField(_("plans and requests"), blank=True)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SectionEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        ordering = ["report", "section__number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="report_has_each_section_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section_id}"

    @property
    def is_locked(self) -> bool:
        """Was it fetched by `held()`?"""
        return bool(self.__dict__.get("is_held"))

    def is_lent_to(self, person: User) -> bool:
        """Asks nothing when the section was fetched `with_borrower()`."""
        if "borrower_id" in self.__dict__:
            return bool(self.__dict__["borrower_id"] == person.pk)
        return self.loans.current().filter(lent_to=person).exists()


class AnswerKind(models.TextChoices):
    """A number, no data and not applicable are three different things. No row: not answered yet."""

    NUMBER = "number", _("a number")
    YES_NO = "yes_no", _("yes or no")
    TEXT = "text", _("text")
    NO_DATA = "no_data", _("no data")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    UNCLEAR = "unclear", _("typed, but cannot be read as a value")


class Answer(models.Model):
    """The answer to one indicator.

    `number` for counts, percents, minutes, ratios and money in the indicator's unit; `text` for
    text, and for what was typed but cannot be read (kind `unclear`), so that nothing is lost;
    `reason` for no data and not applicable.
    """

    entry = models.ForeignKey(SectionEntry, on_delete=models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=15, choices=AnswerKind.choices)
    number = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    yes = models.BooleanField(null=True, blank=True)
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["entry", "indicator"], name="indicator_is_answered_once"),
            models.CheckConstraint(
                condition=(
                    Q(kind="number", number__isnull=False, yes__isnull=True)
                    | Q(kind="yes_no", number__isnull=True, yes__isnull=False)
                    | Q(
                        kind__in=["text", "unclear", "no_data", "not_applicable"],
                        number__isnull=True,
                        yes__isnull=True,
                    )
                ),
                name="answer_holds_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=0),
                name="answer_is_not_negative",
                violation_error_message=_("A figure cannot be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.indicator_id} {self.kind}"


class SectionRevision(models.Model):
    """A section as it was after one save: who wrote what, and the base for comparing two writers."""

    entry = models.ForeignKey(SectionEntry, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(
        max_length=40,
        blank=True,
        help_text="The opened page that sent it, and which of its sendings it was: a page whose answer "
        "was lost on the way may send again without being taken for a second writer.",
    )
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["entry", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="section_version_is_saved_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class SectionLoan(models.Model):
    """A section lent to a colleague, who sees and fills in nothing else."""

    entry = models.ForeignKey(SectionEntry, on_delete=models.CASCADE, related_name="loans")
    lent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="borrowed_sections"
    )
    lent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)

    objects = SectionLoanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(ended_at__isnull=True),
                name="section_is_lent_to_one_person",
                violation_error_message=_("This section is already lent: take it back first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.lent_to_id}"


class Remark(models.Model):
    """A message about a section: the head's question when sending back, or an answer to it."""

    entry = models.ForeignKey(SectionEntry, on_delete=models.CASCADE, related_name="remarks")
    submission = models.ForeignKey(
        "reports.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=2000)
    is_question = models.BooleanField(default=False)
    entry_version = models.PositiveIntegerField(
        help_text="The version of the section it speaks of: open until a newer one or a reply."
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self) -> str:
        return self.text[:60]
