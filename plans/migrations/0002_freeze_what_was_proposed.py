"""From here the database itself keeps proposed and approved versions, assessments and progress as they were."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only, frozen_rows

ONLY_ADDED = (
    "plans_actionassessment",
    "plans_partrevision",
    "plans_progressentry",
    "plans_riskassessment",
    "plans_smallcorrection",
)
# What a version says never changes; how it was decided is written once.
DECISION = ("state", "reason", "item_id", "ballot_id", "decided_at", "readable_until_on")


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in ONLY_ADDED:
        append_only.guard(schema_editor, table)
    append_only.guard(schema_editor, "plans_planversion", may_change=DECISION)
    frozen_rows.freeze(
        schema_editor, "plans_planversion", when="{row}.state <> 'proposed'", may_change=("state",)
    )


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in (*ONLY_ADDED, "plans_planversion"):
        append_only.release(schema_editor, table)
    frozen_rows.thaw(schema_editor, "plans_planversion")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
