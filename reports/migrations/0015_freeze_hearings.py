"""What a group said about a report stands still once its meeting is closed; only the words for residents go on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import frozen_rows

OF_ENDED_ITEM = (
    "(SELECT m.state FROM communities_meeting m JOIN communities_agendaitem i ON i.meeting_id = m.id "
    "WHERE i.id = {row}.item_id) IN ('closed', 'cancelled')"
)
MAY_CHANGE = ("public_text", "version", "changed_at", "changed_by_id")


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen_rows.freeze(
        schema_editor,
        "reports_reporthearing",
        when=OF_ENDED_ITEM,
        may_change=MAY_CHANGE,
        refuses_new=True,
    )


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen_rows.thaw(schema_editor, "reports_reporthearing")


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_hearings")]

    operations = [migrations.RunPython(put_up, take_down)]
