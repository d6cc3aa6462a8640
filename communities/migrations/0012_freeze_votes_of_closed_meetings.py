"""No vote, revision or dissenting opinion is added to a meeting that has ended."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import frozen_rows

OF_ENDED_ITEM = (
    "(SELECT m.state FROM communities_meeting m JOIN communities_agendaitem i ON i.meeting_id = m.id "
    "WHERE i.id = {row}.item_id) IN ('closed', 'cancelled')"
)
COUNTED = "{row}.state <> 'open'"
ALSO_ONLY_ADDED = ("communities_dissentingopinion", "communities_itemrevision")


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen_rows.freeze(
        schema_editor,
        "communities_ballot",
        when=f"{COUNTED} OR {OF_ENDED_ITEM}",
        refuses_new_when=OF_ENDED_ITEM,
    )
    for table in ALSO_ONLY_ADDED:
        frozen_rows.freeze(schema_editor, table, when=OF_ENDED_ITEM, refuses_new=True)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in ALSO_ONLY_ADDED:
        frozen_rows.thaw(schema_editor, table)
    frozen_rows.freeze(schema_editor, "communities_ballot", when=COUNTED)


class Migration(migrations.Migration):
    dependencies = [("communities", "0011_told_of_a_meeting")]

    operations = [migrations.RunPython(put_up, take_down)]
