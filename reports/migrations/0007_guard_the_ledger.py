"""From here the database itself keeps the ledger of reminders as it was written."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "reports_reminder")


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "reports_reminder")


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_cycle")]

    operations = [migrations.RunPython(put_up, take_down)]
