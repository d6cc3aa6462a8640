import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0006_notices_and_runs"),
        ("communities", "__first__"),
        ("reports", "0005_threshold_of_at_least_three"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpectedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="opens on")),
                ("planned_due_on", models.DateField(verbose_name="due on, as planned")),
                ("due_on", models.DateField(help_text="Until midnight in Kyiv.", verbose_name="due on")),
                ("on_time_on", models.DateField(verbose_name="on time until")),
                ("locks_on", models.DateField(verbose_name="last day before it is locked")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened at")),
                (
                    "extension_reason",
                    models.TextField(blank=True, max_length=500, verbose_name="reason of the extension"),
                ),
                (
                    "excuse",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hostilities", "hostilities"),
                            ("evacuation", "evacuation"),
                            ("blackout", "power or connection cut off"),
                            ("other", "another reason"),
                        ],
                        max_length=12,
                        verbose_name="excused because of",
                    ),
                ),
                (
                    "excuse_reason",
                    models.TextField(blank=True, max_length=500, verbose_name="reason of the excuse"),
                ),
                ("unlocked_until_on", models.DateField(blank=True, null=True, verbose_name="unlocked until")),
                (
                    "unlock_reason",
                    models.TextField(blank=True, max_length=500, verbose_name="reason of the exception"),
                ),
                ("return_due_on", models.DateField(blank=True, null=True, verbose_name="sent back, due on")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="handed in at")),
                (
                    "first_handed_in_on",
                    models.DateField(blank=True, null=True, verbose_name="first handed in on"),
                ),
                ("is_complete", models.BooleanField(default=False, verbose_name="complete")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first published at"),
                ),
                (
                    "meeting_held_on",
                    models.DateField(blank=True, null=True, verbose_name="open meeting held on"),
                ),
                (
                    "meeting_place",
                    models.CharField(blank=True, max_length=200, verbose_name="place of the meeting"),
                ),
                ("meeting_recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_reports",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
                (
                    "meeting_recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_reports",
                        to="reports.period",
                        verbose_name="period",
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected",
                        to="reports.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "expected report",
                "verbose_name_plural": "expected reports",
                "ordering": ["-period__starts_on", "community__name_uk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "period"), name="community_is_expected_once_a_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__gte", models.F("planned_due_on")),
                            ("on_time_on__gte", models.F("due_on")),
                            ("locks_on__gt", models.F("on_time_on")),
                            ("due_on__gt", models.F("opens_on")),
                        ),
                        name="expected_days_follow_each_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on", models.F("planned_due_on")),
                            models.Q(("extension_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_has_reason",
                        violation_error_message="Say why: residents read it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("excuse", ""), ("excuse_reason", "")),
                            models.Q(
                                ("excuse__in", ["hostilities", "evacuation", "blackout", "other"]),
                                models.Q(("excuse_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="excuse_has_reason",
                        violation_error_message="Say why: residents read it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unlocked_until_on__isnull", True),
                            models.Q(("unlock_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="exception_has_reason",
                        violation_error_message="Say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_in_at__isnull", True),
                            ("first_handed_in_on__isnull", False),
                            _connector="OR",
                        ),
                        name="handed_in_has_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_handed_in_on__isnull", True), ("published_at__isnull", True)),
                            ("report__isnull", False),
                            _connector="OR",
                        ),
                        name="facts_of_expected_have_a_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("meeting_held_on__isnull", True), ("meeting_place", "")),
                            models.Q(
                                ("meeting_held_on__isnull", False),
                                models.Q(("meeting_place", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_has_day_and_place",
                        violation_error_message="Give the day and the place of the meeting.",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["due_on"], name="expected_by_due_day"),
                    models.Index(
                        condition=models.Q(("opened_at__isnull", True)),
                        fields=["opens_on"],
                        name="expected_to_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="from the period that begins on")),
                (
                    "until_on",
                    models.DateField(
                        blank=True,
                        help_text="The first period without a report.",
                        null=True,
                        verbose_name="until the period that begins on",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
            ],
            options={
                "verbose_name": "participation in the cycle",
                "verbose_name_plural": "participation in the cycle",
                "ordering": ["community", "-from_on"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("community",),
                        name="community_takes_part_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="participation_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("due_on", models.DateField()),
                ("is_skipped", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "expected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="reports.expectedreport",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("expected", "person", "kind", "due_on"), name="reminded_once_for_each_due_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days_after_due",
                    models.SmallIntegerField(
                        help_text="−7: a week before. 0: on the due day.",
                        verbose_name="days after the due day",
                    ),
                ),
                ("tells_officer", models.BooleanField(default=True, verbose_name="to the reporting officer")),
                ("tells_head", models.BooleanField(default=False, verbose_name="to the head of police")),
                (
                    "oblast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_steps",
                        to="communities.oblast",
                        verbose_name="oblast",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of reminding",
                "verbose_name_plural": "steps of reminding",
                "ordering": ["oblast", "days_after_due"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("oblast", "days_after_due"),
                        name="one_reminder_step_a_day",
                        violation_error_message="There is already a step on this day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_after_due__gte", -60), ("days_after_due__lte", 60)),
                        name="reminder_step_is_near_the_due_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tells_officer", True), ("tells_head", True), _connector="OR"),
                        name="reminder_step_tells_somebody",
                        violation_error_message="Choose who is reminded.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_on",
                    models.DateField(
                        help_text="The first day of a two-month period.",
                        verbose_name="holds from the period that begins on",
                    ),
                ),
                (
                    "opens_on_day",
                    models.PositiveSmallIntegerField(
                        default=20, verbose_name="opens on this day of the second month"
                    ),
                ),
                (
                    "due_after_days",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="due so many days after the end of the period"
                    ),
                ),
                (
                    "on_time_after_days",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="counts as on time until so many days after the end"
                    ),
                ),
                (
                    "locks_after_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="locked so many days after the end"
                    ),
                ),
                (
                    "return_days",
                    models.PositiveSmallIntegerField(
                        default=7, verbose_name="days to answer when a report is sent back"
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                (
                    "oblast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycle_rules",
                        to="communities.oblast",
                        verbose_name="oblast",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of the cycle",
                "verbose_name_plural": "rules of the cycle",
                "ordering": ["oblast", "-from_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("oblast", "from_on"), name="oblast_has_one_rule_from_a_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opens_on_day__gte", 1), ("opens_on_day__lte", 28)),
                        name="cycle_opens_on_a_day_every_month_has",
                        violation_error_message="Choose a day from 1 to 28.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_after_days__gte", 1),
                            ("on_time_after_days__gte", models.F("due_after_days")),
                            ("locks_after_days__gt", models.F("on_time_after_days")),
                        ),
                        name="cycle_days_follow_each_other",
                        violation_error_message="A report is due first, counts as on time at least until then, and is locked after that.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("return_days__gte", 1), ("return_days__lte", 60)),
                        name="cycle_return_days_are_sensible",
                    ),
                ],
            },
        ),
    ]
