"""From here the database itself keeps closed meetings, counted votes and signed minutes as they were."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only, frozen_rows

ENDED = "('closed', 'cancelled')"
OF_ENDED_MEETING = f"(SELECT state FROM communities_meeting WHERE id = {{row}}.meeting_id) IN {ENDED}"  # noqa: S608
OF_ENDED_ITEM = (
    "(SELECT m.state FROM communities_meeting m JOIN communities_agendaitem i ON i.meeting_id = m.id "  # noqa: S608
    f"WHERE i.id = {{row}}.item_id) IN {ENDED}"
)
ONLY_ADDED = ("communities_dissentingopinion", "communities_itemrevision", "communities_reminder")
FROZEN = {
    "communities_meeting": {"when": f"{{row}}.state IN {ENDED}"},
    "communities_agendaitem": {"when": OF_ENDED_MEETING, "refuses_new": True},
    "communities_attendance": {"when": OF_ENDED_MEETING, "refuses_new": True},
    "communities_guest": {"when": OF_ENDED_MEETING, "refuses_new": True},
    "communities_ballot": {"when": "{row}.state <> 'open'"},
    "communities_namedvote": {
        "when": "(SELECT state FROM communities_ballot WHERE id = {row}.ballot_id) <> 'open'",
        "refuses_new": True,
    },
    # The register goes on: who does it, by when and what came of it may change, what was decided may not.
    "communities_decision": {
        "when": OF_ENDED_ITEM,
        "may_change": (
            "responsible_id",
            "responsible_body",
            "due_on",
            "public_text",
            "state",
            "outcome_note",
            "closed_at",
            "closed_by_id",
        ),
    },
    "communities_minutes": {
        "when": "{row}.state IN ('signed', 'superseded')",
        "may_change": ("state", "published_at"),
    },
    "communities_amendment": {
        "when": "(SELECT state FROM communities_minutes WHERE id = {row}.minutes_id) IN ('signed', 'superseded')",
        "refuses_new": True,
    },
}


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in ONLY_ADDED:
        append_only.guard(schema_editor, table)
    for table, rule in FROZEN.items():
        frozen_rows.freeze(schema_editor, table, **rule)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in ONLY_ADDED:
        append_only.release(schema_editor, table)
    for table in FROZEN:
        frozen_rows.thaw(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("communities", "0009_groups_and_meetings")]

    operations = [migrations.RunPython(put_up, take_down)]
