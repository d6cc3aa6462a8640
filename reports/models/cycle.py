"""The two-monthly cycle as rows: who takes part, what is expected by when.

Nothing of the past is derived from today's settings: the days of an expected report are written when the
row is made, and a community that joins or leaves changes only periods that have not opened yet.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Meeting, Oblast
from reports.models.reports import Period, Report
from reports.queries import ExpectedReportQuerySet


class CycleRule(models.Model):
    """On which days an oblast's periods open, are due and lock, from a period on.

    Without a row the defaults of the fields hold. Days in Europe/Kyiv; “due” ends at 24:00 there.
    """

    oblast = models.ForeignKey(
        Oblast, on_delete=models.PROTECT, related_name="cycle_rules", verbose_name=_("oblast")
    )
    from_on = models.DateField(
        _("holds from the period that begins on"), help_text=_("The first day of a two-month period.")
    )
    opens_on_day = models.PositiveSmallIntegerField(_("opens on this day of the second month"), default=20)
    due_after_days = models.PositiveSmallIntegerField(
        _("due so many days after the end of the period"), default=10
    )
    on_time_after_days = models.PositiveSmallIntegerField(
        _("counts as on time until so many days after the end"), default=10
    )
    locks_after_days = models.PositiveSmallIntegerField(_("locked so many days after the end"), default=30)
    return_days = models.PositiveSmallIntegerField(_("days to answer when a report is sent back"), default=7)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("rule of the cycle")
        verbose_name_plural = _("rules of the cycle")
        ordering = ["oblast", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["oblast", "from_on"], name="oblast_has_one_rule_from_a_period"),
            models.CheckConstraint(
                condition=Q(opens_on_day__gte=1, opens_on_day__lte=28),
                name="cycle_opens_on_a_day_every_month_has",
                violation_error_message=_("Choose a day from 1 to 28."),
            ),
            models.CheckConstraint(
                condition=Q(due_after_days__gte=1)
                & Q(on_time_after_days__gte=F("due_after_days"))
                & Q(locks_after_days__gt=F("on_time_after_days")),
                name="cycle_days_follow_each_other",
                violation_error_message=_(
                    "A report is due first, counts as on time at least until then, and is locked after that."
                ),
            ),
            models.CheckConstraint(
                condition=Q(return_days__gte=1, return_days__lte=60), name="cycle_return_days_are_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.oblast}, {self.from_on}"


class ReminderStep(models.Model):
    """A step of reminding: so many days after the due day (before it when negative).

    An oblast that has rows of its own goes by those alone; without any, the steps of
    `reports.cycle.reminders.DEFAULT_STEPS` hold.
    """

    oblast = models.ForeignKey(
        Oblast,
        on_delete=models.CASCADE,
        related_name="reminder_steps",
        verbose_name=_("oblast"),
    )
    days_after_due = models.SmallIntegerField(
        _("days after the due day"), help_text=_("−7: a week before. 0: on the due day.")
    )
    tells_officer = models.BooleanField(_("to the reporting officer"), default=True)
    tells_head = models.BooleanField(_("to the head of police"), default=False)

    class Meta:
        verbose_name = _("step of reminding")
        verbose_name_plural = _("steps of reminding")
        ordering = ["oblast", "days_after_due"]
        constraints = [
            models.UniqueConstraint(
                fields=["oblast", "days_after_due"],
                name="one_reminder_step_a_day",
                violation_error_message=_("There is already a step on this day."),
            ),
            models.CheckConstraint(
                condition=Q(days_after_due__gte=-60, days_after_due__lte=60),
                name="reminder_step_is_near_the_due_day",
            ),
            models.CheckConstraint(
                condition=Q(tells_officer=True) | Q(tells_head=True),
                name="reminder_step_tells_somebody",
                violation_error_message=_("Choose who is reminded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_after_due:+}"


class Participation(models.Model):
    """A community takes part in the cycle from a period on, until it leaves."""

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="participations", verbose_name=_("community")
    )
    from_on = models.DateField(_("from the period that begins on"))
    until_on = models.DateField(
        _("until the period that begins on"),
        null=True,
        blank=True,
        help_text=_("The first period without a report."),
    )

    class Meta:
        verbose_name = _("participation in the cycle")
        verbose_name_plural = _("participation in the cycle")
        ordering = ["community", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=Q(until_on__isnull=True), name="community_takes_part_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="participation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}, {self.from_on}"


class Excuse(models.TextChoices):
    """Why a report is not asked for. Residents read it."""

    HOSTILITIES = "hostilities", _("hostilities")
    EVACUATION = "evacuation", _("evacuation")
    BLACKOUT = "blackout", _("power or connection cut off")
    OTHER = "other", _("another reason")


class ExpectedReport(models.Model):
    """That this community owes a report about this period, with its own days. Never made twice.

    Four independent facts stand here, none derived from another: handed in (`handed_in_at`, the author's
    claim, empty again while a report is sent back), complete (`is_complete`, computed from the content),
    on time (`first_handed_in_on` against `on_time_on`), published (`published_at`, the head's act).
    """

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="expected_reports", verbose_name=_("community")
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="expected_reports", verbose_name=_("period")
    )
    report = models.OneToOneField(
        Report,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expected",
        verbose_name=_("report"),
    )
    opens_on = models.DateField(_("opens on"))
    planned_due_on = models.DateField(_("due on, as planned"))
    due_on = models.DateField(_("due on"), help_text=_("Until midnight in Kyiv."))
    on_time_on = models.DateField(_("on time until"))
    locks_on = models.DateField(_("last day before it is locked"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)

    extension_reason = models.TextField(_("reason of the extension"), max_length=500, blank=True)
    excuse = models.CharField(_("excused because of"), max_length=12, choices=Excuse.choices, blank=True)
    excuse_reason = models.TextField(_("reason of the excuse"), max_length=500, blank=True)
    unlocked_until_on = models.DateField(_("unlocked until"), null=True, blank=True)
    unlock_reason = models.TextField(_("reason of the exception"), max_length=500, blank=True)
    return_due_on = models.DateField(_("sent back, due on"), null=True, blank=True)
    # Why there is more time for the answers. Residents do not know of the sending back, so never public.
    return_extension_reason = models.TextField(_("reason of the extension"), max_length=500, blank=True)

    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    first_handed_in_on = models.DateField(_("first handed in on"), null=True, blank=True)
    is_complete = models.BooleanField(_("complete"), default=False)
    # Sum of the versions of its sections of which `is_complete` was last computed while it was written.
    weighed_version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(_("first published at"), null=True, blank=True)

    meeting_held_on = models.DateField(_("open meeting held on"), null=True, blank=True)
    meeting_place = models.CharField(_("place of the meeting"), max_length=200, blank=True)
    meeting_recorded_at = models.DateTimeField(null=True, blank=True)
    meeting_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting of the working group"),
    )

    objects = ExpectedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("expected report")
        verbose_name_plural = _("expected reports")
        ordering = ["-period__starts_on", "community__name_uk"]
        indexes = [
            models.Index(fields=["due_on"], name="expected_by_due_day"),
            models.Index(fields=["opens_on"], name="expected_to_open", condition=Q(opened_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "period"], name="community_is_expected_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("planned_due_on"))
                & Q(on_time_on__gte=F("due_on"))
                & Q(locks_on__gt=F("on_time_on"))
                & Q(due_on__gt=F("opens_on")),
                name="expected_days_follow_each_other",
            ),
            models.CheckConstraint(
                condition=Q(due_on=F("planned_due_on")) | ~Q(extension_reason=""),
                name="extension_has_reason",
                violation_error_message=_("Say why: residents read it."),
            ),
            models.CheckConstraint(
                condition=Q(excuse="", excuse_reason="")
                | (Q(excuse__in=Excuse.values) & ~Q(excuse_reason="")),
                name="excuse_has_reason",
                violation_error_message=_("Say why: residents read it."),
            ),
            models.CheckConstraint(
                condition=Q(unlocked_until_on__isnull=True) | ~Q(unlock_reason=""),
                name="exception_has_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(return_extension_reason="") | Q(return_due_on__isnull=False),
                name="only_answers_get_more_time_unseen",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | Q(first_handed_in_on__isnull=False),
                name="handed_in_has_first_day",
            ),
            models.CheckConstraint(
                condition=Q(first_handed_in_on__isnull=True, published_at__isnull=True)
                | Q(report__isnull=False),
                name="facts_of_expected_have_a_report",
            ),
            models.CheckConstraint(
                condition=Q(meeting_held_on__isnull=True, meeting_place="")
                | (Q(meeting_held_on__isnull=False) & ~Q(meeting_place="")),
                name="meeting_has_day_and_place",
                violation_error_message=_("Give the day and the place of the meeting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}, {self.period.label_in_a_sentence}"

    @property
    def is_excused(self) -> bool:
        return bool(self.excuse)

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def is_on_time(self) -> bool | None:
        """None before it was ever handed in."""
        return None if self.first_handed_in_on is None else self.first_handed_in_on <= self.on_time_on

    @property
    def current_due_on(self) -> dt.date:
        """By when its author must act now: a report that was sent back has a due day of its own."""
        return self.return_due_on or self.due_on
