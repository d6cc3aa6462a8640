"""Each save of minutes knows which opened page sent it. Guarded again: SQLite rebuilt the table."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "communities_minutesrevision")


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "communities_minutesrevision")


class Migration(migrations.Migration):
    dependencies = [("communities", "0022_one_letter_is_sent_at_a_time")]

    operations = [
        migrations.RunPython(release, guard),
        migrations.AddField("minutesrevision", "page", models.CharField(blank=True, max_length=40)),
        migrations.AddField("minutesrevision", "turn", models.PositiveIntegerField(default=0)),
        migrations.RunPython(guard, release),
    ]
