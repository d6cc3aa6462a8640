"""The table of the cache that holds the limits of signing in (see CACHES in the settings)."""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0003_guard_the_trail"),
    ]

    # Going back leaves the table: it holds nothing that lasts.
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
