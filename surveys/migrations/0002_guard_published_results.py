"""From here the database itself keeps published results and tabulations as they were."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "surveys_wavepublication", may_change=["superseded_at"])
    append_only.guard(schema_editor, "surveys_tabulation")


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "surveys_wavepublication")
    append_only.release(schema_editor, "surveys_tabulation")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
