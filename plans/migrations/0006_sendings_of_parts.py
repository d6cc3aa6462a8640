"""Each save of a part knows which opened page sent it. Guarded again: SQLite rebuilt the table."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "plans_partrevision")


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "plans_partrevision")


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_states_of_pdfs_of_plans")]

    operations = [
        migrations.RunPython(release, guard),
        migrations.AddField("partrevision", "page", models.CharField(blank=True, max_length=40)),
        migrations.AddField("partrevision", "turn", models.PositiveIntegerField(default=0)),
        migrations.RunPython(guard, release),
    ]
