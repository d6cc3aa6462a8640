"""The ledger of reports alone goes, with the guard that kept its rows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "reports_reminder")


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "reports_reminder")


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_reminders_into_one_ledger")]

    operations = [
        migrations.RunPython(take_down, put_up),
        migrations.DeleteModel("Reminder"),
    ]
