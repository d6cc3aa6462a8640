import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0006_notices_and_runs"),
        ("communities", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="name of the questionnaire")),
                ("version", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("title_uk", models.CharField(max_length=200, verbose_name="title in Ukrainian")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                ("sha256", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField(verbose_name="loaded at")),
            ],
            options={
                "verbose_name": "questionnaire",
                "verbose_name_plural": "questionnaires",
                "ordering": ["code", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="questionnaire_edition_is_unique"
                    ),
                    models.UniqueConstraint(fields=("sha256",), name="questionnaire_is_loaded_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("safety", "Feeling of safety"),
                            ("attitude", "Attitude to the police"),
                            ("awareness", "What people know about the police"),
                            ("contacts", "Contacts with the police"),
                            ("meetings", "Meetings and ways to talk"),
                            ("profile", "Who answered"),
                        ],
                        max_length=20,
                        verbose_name="group",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("single", "one answer"),
                            ("multi", "several answers"),
                            ("number", "a number"),
                            ("open", "in own words"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True,
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
                ("text_uk", models.TextField(max_length=500, verbose_name="question in Ukrainian")),
                ("text_en", models.TextField(max_length=500, verbose_name="question in English")),
                ("asked_if", models.JSONField(blank=True, default=dict, verbose_name="asked of")),
                (
                    "most_answers",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most answers"),
                ),
                ("origin", models.CharField(max_length=20, verbose_name="origin")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="surveys.questionnaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["questionnaire", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "number"), name="question_number_is_unique"
                    ),
                    models.UniqueConstraint(fields=("questionnaire", "code"), name="question_code_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["single", "multi", "number", "open"])),
                        name="question_type_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnMemory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("column", models.CharField(max_length=200)),
                ("question", models.CharField(blank=True, max_length=30)),
                ("answer", models.CharField(blank=True, max_length=30)),
                ("said_at", models.DateTimeField()),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.questionnaire",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "column"), name="one_memory_a_column")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("title_uk", models.CharField(max_length=200, verbose_name="title in Ukrainian")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                ("ordered_by", models.CharField(blank=True, max_length=300, verbose_name="ordered by")),
                ("done_by", models.CharField(blank=True, max_length=300, verbose_name="carried out by")),
                (
                    "field_from_on",
                    models.DateField(blank=True, null=True, verbose_name="first day in the field"),
                ),
                (
                    "field_until_on",
                    models.DateField(blank=True, null=True, verbose_name="last day in the field"),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("face_to_face", "face to face"),
                            ("telephone", "by telephone"),
                            ("online", "online"),
                            ("paper", "on paper"),
                            ("mixed", "in several ways"),
                        ],
                        max_length=20,
                        verbose_name="way of asking",
                    ),
                ),
                (
                    "population",
                    models.CharField(blank=True, max_length=300, verbose_name="who was to be asked"),
                ),
                (
                    "sample_design",
                    models.TextField(blank=True, max_length=1000, verbose_name="how people were chosen"),
                ),
                (
                    "stated_n",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="number of people asked"),
                ),
                ("weighting", models.TextField(blank=True, max_length=1000, verbose_name="weighting")),
                (
                    "design_effect",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="design effect"
                    ),
                ),
                ("licence", models.CharField(blank=True, max_length=200, verbose_name="licence")),
                ("source", models.CharField(blank=True, max_length=500, verbose_name="source")),
                ("note_uk", models.TextField(blank=True, verbose_name="note in Ukrainian")),
                ("note_en", models.TextField(blank=True, verbose_name="note in English")),
                (
                    "keep_answers_until_on",
                    models.DateField(
                        blank=True,
                        help_text="The results stay. Without a day they are deleted as soon as the results are published.",
                        null=True,
                        verbose_name="single answers are deleted on",
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, verbose_name="made-up figures")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "analyst",
                    models.ForeignKey(
                        help_text="The only person who sees single answers.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="analyst",
                    ),
                ),
                (
                    "communities",
                    models.ManyToManyField(
                        related_name="waves", to="communities.community", verbose_name="communities"
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waves",
                        to="surveys.questionnaire",
                        verbose_name="questionnaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "survey wave",
                "verbose_name_plural": "survey waves",
                "ordering": [
                    models.OrderBy(models.F("field_from_on"), descending=True, nulls_last=True),
                    "slug",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("field_until_on__isnull", True),
                            models.Q(
                                ("field_from_on__isnull", False),
                                ("field_until_on__gte", models.F("field_from_on")),
                            ),
                            _connector="OR",
                        ),
                        name="wave_ends_after_it_starts",
                        violation_error_message="The last day cannot come before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("design_effect__isnull", True), ("design_effect__gt", 0), _connector="OR"
                        ),
                        name="wave_design_effect_is_positive",
                        violation_error_message="A design effect is a number above 0, mostly between 1 and 3.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tabulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tabulations",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "ordering": ["wave", "community", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wave", "community", "number"), name="tabulation_number_is_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_aggregate", models.BooleanField(default=False, verbose_name="a table of percentages")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "kind",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "XLSX"), ("sav", "SPSS")], max_length=4
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "is being read"),
                            ("mapping", "waits for you: which column is which question"),
                            ("checking", "is being checked"),
                            ("checked", "checked: look at the counts and confirm"),
                            ("storing", "is being stored and counted"),
                            ("stored", "stored"),
                            ("refused", "cannot be used"),
                            ("discarded", "thrown away"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                ("columns", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("stored_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answers_deleted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="single answers deleted at"),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when a column of the file names the community.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="surveys.wave"
                    ),
                ),
            ],
            options={
                "verbose_name": "imported file",
                "verbose_name_plural": "imported files",
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "stored")),
                        fields=("wave", "sha256"),
                        name="a_file_is_stored_once_in_a_wave",
                        violation_error_message="This file has been imported into this wave already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "reading",
                                    "mapping",
                                    "checking",
                                    "checked",
                                    "storing",
                                    "stored",
                                    "refused",
                                    "discarded",
                                ],
                            )
                        ),
                        name="import_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FocusGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("who_uk", models.CharField(max_length=300, verbose_name="who took part, in Ukrainian")),
                (
                    "who_en",
                    models.CharField(blank=True, max_length=300, verbose_name="who took part, in English"),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of people"),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="focus_groups",
                        to="communities.community",
                        verbose_name="community",
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
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="focus_groups",
                        to="surveys.wave",
                        verbose_name="survey wave",
                    ),
                ),
            ],
            options={
                "verbose_name": "focus group",
                "verbose_name_plural": "focus groups",
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WavePublication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="reason of the new version"),
                ),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField()),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wave_publications",
                        to="communities.community",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "verbose_name": "published results",
                "verbose_name_plural": "published results",
                "ordering": ["wave", "community", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wave", "community", "version"), name="results_version_is_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("wave", "community"),
                        name="one_version_of_results_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetDocument",
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
                            ("pending", "is being made"),
                            ("made", "made"),
                            ("failed", "could not be made"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("content", models.BinaryField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("ordered_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=1000)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="surveys.wavepublication",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "language"), name="one_sheet_a_language")
                ],
            },
        ),
        migrations.CreateModel(
            name="FocusNote",
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
                        blank=True,
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
                    "question",
                    models.CharField(blank=True, max_length=30, verbose_name="question it belongs to"),
                ),
                ("text_uk", models.TextField(blank=True, max_length=2000, verbose_name="note in Ukrainian")),
                ("text_en", models.TextField(blank=True, max_length=2000, verbose_name="note in English")),
                ("is_public", models.BooleanField(default=False, verbose_name="residents may read it")),
                (
                    "checked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="checked for names and addresses at"
                    ),
                ),
                (
                    "checked_by",
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
                        related_name="notes",
                        to="surveys.focusgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "note of a focus group",
                "verbose_name_plural": "notes of focus groups",
                "ordering": ["group", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_public", False), ("checked_at__isnull", False), _connector="OR"
                        ),
                        name="public_note_was_checked",
                        violation_error_message="Check the note for names and addresses first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Net",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("label_uk", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("members", models.JSONField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nets",
                        to="surveys.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "net of answers",
                "verbose_name_plural": "nets of answers",
                "ordering": ["question", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "code"), name="net_code_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("value", models.SmallIntegerField()),
                ("label_uk", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                (
                    "topic",
                    models.CharField(
                        blank=True,
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
                    ),
                ),
                ("is_missing", models.BooleanField(default=False)),
                ("is_exclusive", models.BooleanField(default=False)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="surveys.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["question", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "code"), name="answer_code_is_unique"),
                    models.UniqueConstraint(fields=("question", "value"), name="answer_value_is_unique"),
                ],
            },
        ),
    ]
