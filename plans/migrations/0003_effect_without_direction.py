"""An effect may be a change of which nobody said which way is better. Guarded again: SQLite rebuilt the table."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "plans_actionassessment")


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "plans_actionassessment")


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_freeze_what_was_proposed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(release, guard),
        migrations.RemoveConstraint(
            model_name="actionassessment",
            name="effect_is_known",
        ),
        migrations.AlterField(
            model_name="actionassessment",
            name="effect",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="actionassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "effect__in",
                        ["better", "worse", "same", "changed", "within_margin", "too_early", "no_data"],
                    )
                ),
                name="effect_is_known",
            ),
        ),
        migrations.RunPython(guard, release),
    ]
