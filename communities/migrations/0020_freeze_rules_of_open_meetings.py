"""Rules and seats stay from the moment a meeting is opened by them, not only once it is closed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import frozen_rows

MAY_CHANGE = {
    "communities_statute": (),
    "communities_membership": (
        "person_id",
        "name",
        "gender",
        "organisation",
        "is_named",
        "invited_id",
        "invited_at",
        "ended_on",
    ),
}
JOINED = {
    "communities_statute": "communities_meeting m WHERE m.statute_id = {row}.id",
    "communities_membership": (
        "communities_attendance a JOIN communities_meeting m ON m.id = a.meeting_id WHERE a.member_id = {row}.id"
    ),
}


def _freeze(schema_editor: BaseDatabaseSchemaEditor, *, states: str) -> None:
    for table, joined in JOINED.items():
        when = f"EXISTS (SELECT 1 FROM {joined} AND m.state IN ({states}))"  # noqa: S608
        frozen_rows.freeze(schema_editor, table, when=when, may_change=MAY_CHANGE[table])


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _freeze(schema_editor, states="'open', 'closed'")


def put_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _freeze(schema_editor, states="'closed'")


class Migration(migrations.Migration):
    dependencies = [("communities", "0019_words_of_proposals_are_deleted")]

    operations = [migrations.RunPython(put_up, put_back)]
