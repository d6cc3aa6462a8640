import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0001_initial"),
        ("communities", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(verbose_name="form")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum of the content")),
                ("narratives", models.JSONField(verbose_name="narrative fields")),
                ("rules", models.JSONField(default=list, verbose_name="rules between fields")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded at")),
            ],
            options={
                "verbose_name": "form version",
                "verbose_name_plural": "form versions",
                "ordering": ["code", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="form_version_is_loaded_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(unique=True, verbose_name="first day")),
                ("ends_on", models.DateField(unique=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "period",
                "verbose_name_plural": "periods",
                "ordering": ["-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="period_ends_after_it_starts",
                        violation_error_message="A period cannot end before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
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
                            ("draft", "being filled in"),
                            ("submitted", "with the head of police"),
                            ("returned", "sent back with questions"),
                            ("published", "published"),
                            ("correcting", "being corrected"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted at")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last published at"),
                ),
                (
                    "correction_reason",
                    models.TextField(
                        blank=True, help_text="Residents read it.", verbose_name="reason of the correction"
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, verbose_name="made-up figures")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="communities.community",
                        verbose_name="community",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reports.formversion",
                        verbose_name="form",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reports.period",
                        verbose_name="period",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-period__starts_on", "community__name_uk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "period"),
                        name="community_reports_once_a_period",
                        violation_error_message="This community already has a report about this period.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "submitted", "returned", "published", "correcting"])
                        ),
                        name="report_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft"]),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_past_draft_has_submission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "correcting"]), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="report_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "correcting"), _negated=True),
                            models.Q(("correction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_correction_has_reason",
                        violation_error_message="Say why the report is corrected.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=45)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("public_from", "public from a date"),
                            ("group", "working group only"),
                            ("police", "police only"),
                        ],
                        max_length=12,
                    ),
                ),
                ("public_from", models.DateField(blank=True, null=True, verbose_name="public from")),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="release_decisions",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "subject"), name="release_is_decided_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["public", "public_from", "group", "police"])),
                        name="release_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "public_from"), ("public_from__isnull", False)),
                            models.Q(
                                models.Q(("level", "public_from"), _negated=True),
                                ("public_from__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="release_date_fits_the_level",
                        violation_error_message="Give the date from which it is public.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("title_uk", models.CharField(max_length=200, verbose_name="title in Ukrainian")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                ("hint_uk", models.TextField(blank=True, verbose_name="hint in Ukrainian")),
                ("hint_en", models.TextField(blank=True, verbose_name="hint in English")),
                (
                    "about_uk",
                    models.TextField(blank=True, verbose_name="what it tells a resident, in Ukrainian"),
                ),
                (
                    "about_en",
                    models.TextField(blank=True, verbose_name="what it tells a resident, in English"),
                ),
                (
                    "operational_security",
                    models.BooleanField(default=False, verbose_name="needs a release review"),
                ),
                ("helplines", models.JSONField(blank=True, default=list, verbose_name="helplines")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="reports.formversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["form", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("form", "number"), name="section_number_is_unique"),
                    models.UniqueConstraint(fields=("form", "code"), name="section_code_is_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("count", "count"),
                            ("percent", "percent"),
                            ("minutes", "minutes"),
                            ("ratio", "ratio"),
                            ("money", "money"),
                            ("yesno", "yes or no"),
                            ("text", "text"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("good", "an increase is good"),
                            ("bad", "an increase is bad"),
                            ("neutral", "an increase cannot be judged alone"),
                        ],
                        max_length=10,
                        verbose_name="direction",
                    ),
                ),
                ("label_uk", models.CharField(max_length=300, verbose_name="label in Ukrainian")),
                ("label_en", models.CharField(max_length=300, verbose_name="label in English")),
                ("unit_uk", models.CharField(max_length=60, verbose_name="unit in Ukrainian")),
                ("unit_en", models.CharField(max_length=60, verbose_name="unit in English")),
                ("hint_uk", models.TextField(blank=True, verbose_name="hint in Ukrainian")),
                ("hint_en", models.TextField(blank=True, verbose_name="hint in English")),
                ("is_core", models.BooleanField(verbose_name="in the short form")),
                (
                    "is_stock",
                    models.BooleanField(default=False, verbose_name="state at the end of the period"),
                ),
                ("is_sensitive", models.BooleanField(verbose_name="small counts are sensitive")),
                ("sensitivity_reason", models.CharField(blank=True, max_length=300)),
                (
                    "threshold",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Sensitive counts below it are not shown.",
                        verbose_name="threshold",
                    ),
                ),
                (
                    "percent_base",
                    models.CharField(
                        blank=True, max_length=30, verbose_name="indicator that is the base of a percent"
                    ),
                ),
                ("is_opsec", models.BooleanField(default=False, verbose_name="may help an enemy")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals")),
                ("origin", models.CharField(max_length=20, verbose_name="origin")),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="reports.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["section", "order"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "code"), name="indicator_code_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("type__in", ["count", "percent", "minutes", "ratio", "money", "yesno", "text"])
                        ),
                        name="indicator_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["good", "bad", "neutral"])),
                        name="indicator_direction_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold__gte", 2)), name="indicator_threshold_protects"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "language",
                    models.CharField(
                        choices=[("uk", "українська"), ("en", "English")],
                        default="uk",
                        max_length=2,
                        verbose_name="language it is written in",
                    ),
                ),
                ("problem", models.TextField(blank=True, verbose_name="the problem in brief")),
                ("achievements", models.TextField(blank=True, verbose_name="achievements")),
                ("shortcomings", models.TextField(blank=True, verbose_name="shortcomings")),
                ("next_steps", models.TextField(blank=True, verbose_name="plans and requests")),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="saved at")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="reports.report",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="reports.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "section of a report",
                "verbose_name_plural": "sections of reports",
                "ordering": ["report", "section__number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "section"), name="report_has_each_section_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                            ("number", "a number"),
                            ("yes_no", "yes or no"),
                            ("text", "text"),
                            ("no_data", "no data"),
                            ("not_applicable", "not applicable"),
                            ("unclear", "typed, but cannot be read as a value"),
                        ],
                        max_length=15,
                    ),
                ),
                ("number", models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ("yes", models.BooleanField(blank=True, null=True)),
                ("text", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="reports.indicator",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="reports.sectionentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "indicator"), name="indicator_is_answered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "number"), ("number__isnull", False), ("yes__isnull", True)),
                            models.Q(("kind", "yes_no"), ("number__isnull", True), ("yes__isnull", False)),
                            models.Q(
                                ("kind__in", ["text", "unclear", "no_data", "not_applicable"]),
                                ("number__isnull", True),
                                ("yes__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_holds_what_its_kind_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__isnull", True), ("number__gte", 0), _connector="OR"),
                        name="answer_is_not_negative",
                        violation_error_message="A figure cannot be below zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionLoan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lent_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="message")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="loans",
                        to="reports.sectionentry",
                    ),
                ),
                (
                    "lent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lent_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="borrowed_sections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("entry",),
                        name="section_is_lent_to_one_person",
                        violation_error_message="This section is already lent: take it back first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="reports.sectionentry",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "version"), name="section_version_is_saved_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("submitted_at", models.DateTimeField()),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="reports.report",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["report", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="submission_number_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="message")),
                ("is_question", models.BooleanField(default=False)),
                (
                    "entry_version",
                    models.PositiveIntegerField(
                        help_text="The version of the section it speaks of: open until a newer one or a reply."
                    ),
                ),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="reports.sectionentry",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="reports.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="remark_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("facts", models.JSONField()),
                ("group_facts", models.JSONField()),
                ("plan", models.JSONField()),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum")),
                ("reason", models.TextField(blank=True, verbose_name="reason of this version")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="reports.report",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="reports.submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["report", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "version"), name="publication_version_is_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("report",),
                        name="report_has_one_publication_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="publication_of_a_new_version_has_a_reason",
                        violation_error_message="Say why there is a new version.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "being made"),
                            ("made", "ready"),
                            ("failed", "could not be made"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("content", models.BinaryField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("ordered_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="reports.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "PDF of a publication",
                "verbose_name_plural": "PDFs of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "language"), name="publication_has_one_pdf_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "made"), _negated=True),
                            models.Q(("content__isnull", False), models.Q(("sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="pdf_that_is_ready_has_content",
                    ),
                ],
            },
        ),
    ]
