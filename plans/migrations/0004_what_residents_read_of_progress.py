"""What residents read of progress. The assessments are guarded again: SQLite rebuilt their table."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "plans_actionassessment")


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "plans_actionassessment")


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0003_effect_without_direction"),
    ]

    operations = [
        migrations.RunPython(release, guard),
        migrations.CreateModel(
            name="ActionComparison",
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
                            ("changed", "changed, and the plan does not say which way is better"),
                            ("within_margin", "within the margin of error"),
                            ("too_early", "too early to say"),
                            ("no_data", "no data"),
                        ],
                        max_length=15,
                    ),
                ),
                ("words", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("compared_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "comparison of an action",
                "verbose_name_plural": "comparisons of actions",
            },
        ),
        migrations.AddField(
            model_name="actionassessment",
            name="is_public",
            field=models.BooleanField(default=False, verbose_name="residents read it"),
        ),
        migrations.AddField(
            model_name="progressfile",
            name="small",
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddConstraint(
            model_name="progressfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_public", False), models.Q(("caption", ""), _negated=True), _connector="OR"
                ),
                name="public_file_says_what_it_shows",
                violation_error_message="Say in words what it shows, for those who cannot see it.",
            ),
        ),
        migrations.AddField(
            model_name="actioncomparison",
            name="action",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="comparison", to="plans.action"
            ),
        ),
        migrations.AddConstraint(
            model_name="actioncomparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "effect__in",
                        ["better", "worse", "same", "changed", "within_margin", "too_early", "no_data"],
                    )
                ),
                name="compared_effect_is_known",
            ),
        ),
        migrations.RunPython(guard, release),
    ]
