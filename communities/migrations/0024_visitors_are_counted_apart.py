"""The table in which the limits of visitors without an account are counted (see CACHES in the settings)."""

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only what is not there yet: a new database got it from the first of these migrations."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0023_sendings_of_minutes"),
    ]

    # Going back leaves the table: it holds nothing that lasts.
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
