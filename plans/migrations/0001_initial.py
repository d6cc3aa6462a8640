import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0010_freeze_what_was_held"),
        ("communities", "__first__"),
        ("reports", "0011_more_time_for_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("HOST", "Threat of hostilities"),
                            ("CHK", "Checkpoints and police posts"),
                            ("STAFF", "Police staff"),
                            ("REP", "Reports from citizens"),
                            ("ROAD", "Safe roads"),
                            ("STREET", "Safe streets"),
                            ("HOME", "Safe dwelling, housing"),
                            ("CHILD", "Child safety"),
                            ("DV", "Domestic (family) violence"),
                            ("WEAP", "Weapons, explosives"),
                            ("CONF", "Confidence of citizens"),
                            ("NEED", "Urgent needs of the police"),
                        ],
                        max_length=10,
                        verbose_name="topic",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what may happen")),
                ("detail", models.TextField(blank=True, max_length=3000, verbose_name="more about it")),
                (
                    "measures",
                    models.TextField(
                        blank=True, max_length=3000, verbose_name="what is done about it already"
                    ),
                ),
                (
                    "vulnerable_groups",
                    models.JSONField(blank=True, default=list, verbose_name="vulnerable groups it touches"),
                ),
                (
                    "review_on",
                    models.DateField(blank=True, null=True, verbose_name="to be looked at again on"),
                ),
                ("is_internal", models.BooleanField(default=True, verbose_name="for the group only")),
                ("starter", models.CharField(blank=True, max_length=30)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "closed_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why it was closed"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="communities.workinggroup",
                        verbose_name="working group",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                        verbose_name="who watches it",
                    ),
                ),
            ],
            options={
                "verbose_name": "risk",
                "verbose_name_plural": "risks",
                "ordering": ["group", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "HOST",
                                    "CHK",
                                    "STAFF",
                                    "REP",
                                    "ROAD",
                                    "STREET",
                                    "HOME",
                                    "CHILD",
                                    "DV",
                                    "WEAP",
                                    "CONF",
                                    "NEED",
                                ],
                            )
                        ),
                        name="risk_topic_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("closed_reason", "")),
                            models.Q(
                                ("closed_on__isnull", False), models.Q(("closed_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="closed_risk_says_why",
                        violation_error_message="Say why this risk is closed.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("starter", ""), _negated=True), ("closed_on__isnull", True)
                        ),
                        fields=("group", "starter"),
                        name="starter_risk_is_taken_once",
                        violation_error_message="This risk is in the register already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("likelihood", models.PositiveSmallIntegerField(verbose_name="how likely")),
                ("impact", models.PositiveSmallIntegerField(verbose_name="how bad")),
                (
                    "residual_likelihood",
                    models.PositiveSmallIntegerField(verbose_name="how likely with the measures"),
                ),
                (
                    "residual_impact",
                    models.PositiveSmallIntegerField(verbose_name="how bad with the measures"),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="why so")),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="plans.risk",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment of a risk",
                "verbose_name_plural": "assessments of risks",
                "ordering": ["risk", "assessed_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("impact__gte", 1),
                            ("impact__lte", 5),
                            ("likelihood__gte", 1),
                            ("likelihood__lte", 5),
                            ("residual_likelihood__gte", 1),
                            ("residual_likelihood__lte", 5),
                            ("residual_impact__gte", 1),
                            ("residual_impact__lte", 5),
                        ),
                        name="risk_steps_are_1_to_5",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("HOST", "Threat of hostilities"),
                            ("CHK", "Checkpoints and police posts"),
                            ("STAFF", "Police staff"),
                            ("REP", "Reports from citizens"),
                            ("ROAD", "Safe roads"),
                            ("STREET", "Safe streets"),
                            ("HOME", "Safe dwelling, housing"),
                            ("CHILD", "Child safety"),
                            ("DV", "Domestic (family) violence"),
                            ("WEAP", "Weapons, explosives"),
                            ("CONF", "Confidence of citizens"),
                            ("NEED", "Urgent needs of the police"),
                        ],
                        max_length=10,
                        verbose_name="topic",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="what worries people")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("meeting", "said at a meeting"),
                            ("proposal", "proposed for an agenda"),
                            ("visit", "told to a member of the group"),
                            ("other", "from elsewhere"),
                        ],
                        max_length=10,
                        verbose_name="from where",
                    ),
                ),
                (
                    "times",
                    models.PositiveSmallIntegerField(default=1, verbose_name="how many people said so"),
                ),
                ("noted_on", models.DateField(verbose_name="noted on")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="communities.workinggroup",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.itemproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "concern of residents",
                "verbose_name_plural": "concerns of residents",
                "ordering": ["-noted_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "HOST",
                                    "CHK",
                                    "STAFF",
                                    "REP",
                                    "ROAD",
                                    "STREET",
                                    "HOME",
                                    "CHILD",
                                    "DV",
                                    "WEAP",
                                    "CONF",
                                    "NEED",
                                ],
                            ),
                            ("source__in", ["meeting", "proposal", "visit", "other"]),
                            ("times__gte", 1),
                        ),
                        name="concern_choices_are_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("proposed", "proposed for approval"),
                            ("approved", "approved"),
                            ("completed", "completed"),
                            ("cancelled", "cancelled"),
                            ("superseded", "replaced by another plan"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("year_from", models.PositiveSmallIntegerField(verbose_name="first year")),
                ("year_to", models.PositiveSmallIntegerField(verbose_name="last year")),
                (
                    "basis",
                    models.TextField(
                        blank=True,
                        help_text="The survey, report or meeting it rests on.",
                        max_length=3000,
                        verbose_name="basis",
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=3000, verbose_name="in short, for residents"),
                ),
                (
                    "second_currency",
                    models.CharField(
                        blank=True,
                        choices=[("EUR", "euro"), ("USD", "US dollar")],
                        max_length=3,
                        verbose_name="second currency",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=10,
                        null=True,
                        verbose_name="hryvnias for one unit",
                    ),
                ),
                ("rate_on", models.DateField(blank=True, null=True, verbose_name="rate of the day")),
                ("ended_reason", models.CharField(blank=True, max_length=500, verbose_name="why it ended")),
                (
                    "strategy_act",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        verbose_name="act by which it became part of the local development strategy",
                    ),
                ),
                ("strategy_on", models.DateField(blank=True, null=True, verbose_name="day of that act")),
                ("strategy_link", models.URLField(blank=True, verbose_name="link to that act")),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="plans.plan",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="communities.workinggroup",
                        verbose_name="working group",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "security plan",
                "verbose_name_plural": "security plans",
                "ordering": ["-year_from", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["draft", "proposed", "approved", "completed", "cancelled", "superseded"],
                            )
                        ),
                        name="plan_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year_from__gte", 2000),
                            ("year_to__gte", models.F("year_from")),
                            ("year_to__lte", 2100),
                            (
                                "year_to__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("year_from"), "+", models.Value(9)
                                ),
                            ),
                        ),
                        name="plan_years_follow_each_other",
                        violation_error_message="The last year is not before the first, and at most nine years later.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("rate__isnull", True), ("rate_on__isnull", True), ("second_currency", "")
                            ),
                            models.Q(
                                ("rate__gt", 0),
                                ("rate_on__isnull", False),
                                ("second_currency__in", ["EUR", "USD"]),
                            ),
                            _connector="OR",
                        ),
                        name="second_currency_has_rate_and_day",
                        violation_error_message="Give the rate and its day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["cancelled", "superseded"]), _negated=True),
                            models.Q(("ended_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ended_plan_says_why",
                        violation_error_message="Say why: residents read it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("strategy_act", ""), ("strategy_on__isnull", True)),
                            models.Q(
                                models.Q(("strategy_act", ""), _negated=True), ("strategy_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="strategy_act_has_a_day",
                        violation_error_message="Give the act and its day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300, verbose_name="goal")),
                ("detail", models.TextField(blank=True, max_length=3000, verbose_name="more about it")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="plans.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "goal",
                "verbose_name_plural": "goals",
                "ordering": ["plan", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300, verbose_name="what is done")),
                ("detail", models.TextField(blank=True, max_length=5000, verbose_name="how")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("HOST", "Threat of hostilities"),
                            ("CHK", "Checkpoints and police posts"),
                            ("STAFF", "Police staff"),
                            ("REP", "Reports from citizens"),
                            ("ROAD", "Safe roads"),
                            ("STREET", "Safe streets"),
                            ("HOME", "Safe dwelling, housing"),
                            ("CHILD", "Child safety"),
                            ("DV", "Domestic (family) violence"),
                            ("WEAP", "Weapons, explosives"),
                            ("CONF", "Confidence of citizens"),
                            ("NEED", "Urgent needs of the police"),
                        ],
                        max_length=10,
                        verbose_name="topic",
                    ),
                ),
                (
                    "responsible_body",
                    models.CharField(blank=True, max_length=200, verbose_name="body that is responsible"),
                ),
                (
                    "responsible_name",
                    models.CharField(blank=True, max_length=150, verbose_name="person who is responsible"),
                ),
                (
                    "responsible_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail of that person"),
                ),
                ("partners", models.CharField(blank=True, max_length=500, verbose_name="partners")),
                ("serves", models.JSONField(blank=True, default=list, verbose_name="whom it serves")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="begins")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="ready by")),
                (
                    "indicator",
                    models.CharField(blank=True, max_length=300, verbose_name="what shows that it helped"),
                ),
                ("aim", models.JSONField(blank=True, default=dict)),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="value at the start",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="value to reach"
                    ),
                ),
                ("is_internal", models.BooleanField(default=False, verbose_name="for the group only")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                        verbose_name="member who is responsible",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.settlement",
                        verbose_name="settlement",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="plans.goal",
                        verbose_name="goal",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="plans.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": ["plan", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "HOST",
                                    "CHK",
                                    "STAFF",
                                    "REP",
                                    "ROAD",
                                    "STREET",
                                    "HOME",
                                    "CHILD",
                                    "DV",
                                    "WEAP",
                                    "CONF",
                                    "NEED",
                                ],
                            )
                        ),
                        name="action_topic_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("due_on__isnull", True),
                            ("due_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="action_ends_after_it_starts",
                        violation_error_message="An action cannot be ready before it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_on", models.DateField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="plans.action"
                    ),
                ),
            ],
            options={
                "verbose_name": "link of an action",
                "verbose_name_plural": "links of actions",
                "ordering": ["action", "-made_at"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("approved", "approved, in force"),
                            ("returned", "sent back"),
                            ("withdrawn", "withdrawn"),
                            ("replaced", "replaced by a later version"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("content", models.JSONField()),
                ("public_content", models.JSONField()),
                ("difference", models.JSONField(default=list)),
                ("checksum", models.CharField(max_length=64)),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("readable_until_on", models.DateField(verbose_name="read and commented until")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why it was sent back or withdrawn"
                    ),
                ),
                (
                    "ballot",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_version",
                        to="communities.ballot",
                        verbose_name="vote",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_versions",
                        to="communities.agendaitem",
                        verbose_name="point of the agenda",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="plans.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a plan",
                "verbose_name_plural": "versions of plans",
                "ordering": ["plan", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_version_is_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("plan",),
                        name="one_version_is_proposed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("plan",),
                        name="one_version_is_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "approved", "returned", "withdrawn", "replaced"])
                        ),
                        name="plan_version_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "replaced"]), _negated=True),
                            models.Q(("ballot__isnull", False), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_version_was_voted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "proposed"), _negated=True),
                            ("decided_at__isnull", True),
                            _connector="OR",
                        ),
                        name="decided_version_stays_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["returned", "withdrawn"]), _negated=True),
                            models.Q(models.Q(("reason", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="version_not_approved_says_why",
                        violation_error_message="Say why: whoever wrote the plan reads it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=[("plan", "plan"), ("donors", "donors")], max_length=6)),
                ("language", models.CharField(max_length=2)),
                ("state", models.CharField(default="pending", max_length=10)),
                ("ordered_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=1000)),
                ("content", models.BinaryField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["ordered_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "kind", "language"), name="plan_is_drawn_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "made", "failed"])),
                        name="plan_document_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("HOST", "Threat of hostilities"),
                            ("CHK", "Checkpoints and police posts"),
                            ("STAFF", "Police staff"),
                            ("REP", "Reports from citizens"),
                            ("ROAD", "Safe roads"),
                            ("STREET", "Safe streets"),
                            ("HOME", "Safe dwelling, housing"),
                            ("CHILD", "Child safety"),
                            ("DV", "Domestic (family) violence"),
                            ("WEAP", "Weapons, explosives"),
                            ("CONF", "Confidence of citizens"),
                            ("NEED", "Urgent needs of the police"),
                        ],
                        max_length=10,
                        verbose_name="topic",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="problem")),
                (
                    "analysis",
                    models.TextField(blank=True, max_length=5000, verbose_name="who, where, when, why"),
                ),
                (
                    "rank_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why it stands at this place"),
                ),
                (
                    "is_internal",
                    models.BooleanField(
                        default=False,
                        help_text="A gap in security that must not be told outside. It never leaves the group.",
                        verbose_name="for the group only",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="plans.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "problem",
                "verbose_name_plural": "problems",
                "ordering": ["plan", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "HOST",
                                    "CHK",
                                    "STAFF",
                                    "REP",
                                    "ROAD",
                                    "STREET",
                                    "HOME",
                                    "CHILD",
                                    "DV",
                                    "WEAP",
                                    "CONF",
                                    "NEED",
                                ],
                            )
                        ),
                        name="problem_topic_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("as_planned", "as planned"),
                            ("late", "late"),
                            ("done", "done"),
                            ("seeks_funding", "waits for money"),
                            ("postponed", "put off"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=15,
                        verbose_name="how it stands",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="percent done"),
                ),
                ("sentence", models.TextField(max_length=500, verbose_name="in a sentence")),
                (
                    "spent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="money spent until now, UAH",
                    ),
                ),
                ("said_on", models.DateField(verbose_name="said on")),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="plans.action",
                    ),
                ),
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
                    "via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="plans.actionlink",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress of an action",
                "verbose_name_plural": "progress of actions",
                "ordering": ["action", "at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["as_planned", "late", "done", "seeks_funding", "postponed", "cancelled"],
                            ),
                            models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"),
                            models.Q(("spent__isnull", True), ("spent__gte", 0), _connector="OR"),
                        ),
                        name="progress_is_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by__isnull", False), ("via__isnull", False), _connector="OR"),
                        name="progress_came_from_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            ("percent__isnull", True),
                            ("percent", 100),
                            _connector="OR",
                        ),
                        name="done_is_a_hundred_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("caption", models.CharField(blank=True, max_length=200, verbose_name="what it shows")),
                ("is_public", models.BooleanField(default=False, verbose_name="residents may see it")),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="plans.progressentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a progress entry",
                "verbose_name_plural": "files of progress entries",
                "ordering": ["entry", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content_type__in", ["image/jpeg", "image/png", "application/pdf"])
                        ),
                        name="progress_file_is_picture_or_pdf",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("money", "money"),
                            ("people", "people"),
                            ("equipment", "equipment"),
                            ("premises", "premises"),
                            ("expertise", "expertise"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="how many"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "needed",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="needed, UAH",
                    ),
                ),
                (
                    "changes",
                    models.CharField(
                        blank=True,
                        help_text="One sentence for those who may give it.",
                        max_length=300,
                        verbose_name="what it would change",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resources",
                        to="plans.action",
                    ),
                ),
            ],
            options={
                "verbose_name": "resource",
                "verbose_name_plural": "resources",
                "ordering": ["action", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["money", "people", "equipment", "premises", "expertise"]),
                            ("needed__gte", 0),
                            ("year__gte", 2000),
                            ("year__lte", 2100),
                            models.Q(("quantity__isnull", True), ("quantity__gt", 0), _connector="OR"),
                        ),
                        name="resource_is_sensible",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("local", "local budget"),
                            ("oblast", "oblast budget"),
                            ("state", "state budget"),
                            ("donor", "donor"),
                            ("business", "business"),
                            ("own", "own work"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="available, UAH",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fundings",
                        to="plans.resource",
                    ),
                ),
            ],
            options={
                "verbose_name": "available resource",
                "verbose_name_plural": "available resources",
                "ordering": ["resource", "source"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0),
                            ("source__in", ["local", "oblast", "state", "donor", "business", "own"]),
                        ),
                        name="funding_is_sensible",
                    ),
                    models.UniqueConstraint(
                        fields=("resource", "source"),
                        name="one_line_for_each_source",
                        violation_error_message="This source has a line already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="what the police need")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="estimated cost, UAH",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an answer"),
                            ("taken", "taken into a plan"),
                            ("answered", "answered without a plan"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=3000, verbose_name="answer of the group")),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="plans.action",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resource_requests",
                        to="communities.workinggroup",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resource_request",
                        to="reports.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "request of the police",
                "verbose_name_plural": "requests of the police",
                "ordering": ["-made_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "taken", "answered"]),
                            models.Q(
                                ("state", "waiting"),
                                models.Q(
                                    models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="answered_request_has_answer",
                        violation_error_message="Write an answer: the police read it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("figure", "figure of a police report"),
                            ("answer", "answer of residents in a survey"),
                            ("theme", "theme of a focus group"),
                            ("concern", "concern of residents"),
                            ("risk", "risk"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source", models.JSONField()),
                ("key", models.CharField(max_length=200)),
                ("cited", models.JSONField()),
                ("cited_on", models.DateField()),
                (
                    "cited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="plans.problem",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.risk",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["problem", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("problem", "key"),
                        name="evidence_is_cited_once",
                        violation_error_message="This problem cites it already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["figure", "answer", "theme", "concern", "risk"])),
                        name="evidence_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "risk"), _negated=True),
                            ("risk__isnull", False),
                            _connector="OR",
                        ),
                        name="cited_risk_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SmallCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=100)),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "small correction",
                "verbose_name_plural": "small corrections",
                "ordering": ["version", "at"],
            },
        ),
        migrations.CreateModel(
            name="ActionAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("better", "better"),
                            ("worse", "worse"),
                            ("same", "unchanged"),
                            ("within_margin", "within the margin of error"),
                            ("too_early", "too early to say"),
                            ("no_data", "no data"),
                        ],
                        max_length=15,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("text", models.TextField(max_length=3000, verbose_name="what the group thinks")),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="plans.action",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment of an action",
                "verbose_name_plural": "assessments of actions",
                "ordering": ["action", "-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "effect__in",
                                ["better", "worse", "same", "within_margin", "too_early", "no_data"],
                            )
                        ),
                        name="effect_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("values", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "part", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "part", "version"), name="part_version_is_kept_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=40)),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
                ("field", models.CharField(blank=True, max_length=40)),
                ("wording", models.TextField(blank=True, max_length=5000, verbose_name="suggested words")),
                ("at", models.DateTimeField()),
                ("is_taken", models.BooleanField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="plans.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["plan", "part", "at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(
                                models.Q(("field", ""), _negated=True),
                                models.Q(("wording", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="comment_says_something",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Action",
            name="problem",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="actions",
                to="plans.problem",
                verbose_name="problem it answers",
            ),
        ),
        migrations.AddField(
            model_name="Plan",
            name="in_force",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.planversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="Plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "completed", "superseded"]), _negated=True),
                    ("in_force__isnull", False),
                    _connector="OR",
                ),
                name="approved_plan_has_a_version",
            ),
        ),
    ]
