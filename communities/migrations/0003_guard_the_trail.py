"""From here the database itself refuses to change, delete or truncate the trail."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared.append_only import guard, release


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guard(schema_editor, "communities_auditentry")


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    release(schema_editor, "communities_auditentry")


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0002_nested_codes"),
    ]

    operations = [migrations.RunPython(put_up, take_down)]
