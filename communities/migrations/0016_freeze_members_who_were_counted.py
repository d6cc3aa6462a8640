"""What a meeting counted stays: the rules it was held by, and who sat in the group on its day."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import frozen_rows

CLOSED = "m.state = 'closed'"
FROZEN = {
    # Rules from a later day are a new row.
    "communities_statute": {
        "when": f"EXISTS (SELECT 1 FROM communities_meeting m WHERE m.statute_id = {{row}}.id AND {CLOSED})"  # noqa: S608
    },
    # A post, a sector or a vote from a later day is a new row. A name may be written right, an account may
    # come and go, and everybody leaves one day.
    "communities_membership": {
        "when": (
            "EXISTS (SELECT 1 FROM communities_attendance a JOIN communities_meeting m ON m.id = a.meeting_id "  # noqa: S608
            f"WHERE a.member_id = {{row}}.id AND {CLOSED})"
        ),
        "may_change": (
            "person_id",
            "name",
            "gender",
            "organisation",
            "is_named",
            "invited_id",
            "invited_at",
            "ended_on",
        ),
    },
}


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table, rule in FROZEN.items():
        frozen_rows.freeze(schema_editor, table, **rule)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in FROZEN:
        frozen_rows.thaw(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("communities", "0015_asked_members")]

    operations = [migrations.RunPython(put_up, take_down)]
