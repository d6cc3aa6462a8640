"""No decision is added to a meeting that has ended."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import frozen_rows

OF_ENDED_ITEM = (
    "(SELECT m.state FROM communities_meeting m JOIN communities_agendaitem i ON i.meeting_id = m.id "
    "WHERE i.id = {row}.item_id) IN ('closed', 'cancelled')"
)
# The register goes on: who does it, by when and what came of it may change, what was decided may not.
GOES_ON = (
    "responsible_id",
    "responsible_body",
    "due_on",
    "public_text",
    "state",
    "outcome_note",
    "closed_at",
    "closed_by_id",
)


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen_rows.freeze(
        schema_editor, "communities_decision", when=OF_ENDED_ITEM, may_change=GOES_ON, refuses_new=True
    )


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen_rows.freeze(schema_editor, "communities_decision", when=OF_ENDED_ITEM, may_change=GOES_ON)


class Migration(migrations.Migration):
    dependencies = [("communities", "0016_freeze_members_who_were_counted")]

    operations = [migrations.RunPython(put_up, take_down)]
