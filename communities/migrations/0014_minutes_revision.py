"""What the texts of minutes were before each save: rows that are only ever added."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only

TABLE = "communities_minutesrevision"


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, TABLE)


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0013_calendar_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="MinutesRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edit_version", models.PositiveIntegerField()),
                ("texts", models.JSONField(default=dict)),
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
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="communities.minutes",
                    ),
                ),
            ],
            options={
                "ordering": ["minutes", "-edit_version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("minutes", "edit_version"), name="minutes_draft_is_kept_once"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, release),
    ]
