"""Reminders of reports move into the ledger that all floors share; both ways, and nothing is lost."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only

TARGET = "reports.ExpectedReport"
KEPT = ("person_id", "kind", "due_on", "is_skipped", "at", "by_id")
BATCH = 500


def copy_over(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    shared = apps.get_model("communities", "Reminder")
    rows = apps.get_model("reports", "Reminder").objects.order_by("pk").values("expected_id", *KEPT)
    shared.objects.bulk_create(
        (
            shared(target_type=TARGET, target_id=row.pop("expected_id"), **row)
            for row in rows.iterator(chunk_size=BATCH)
        ),
        batch_size=BATCH,
    )


def copy_back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    own = apps.get_model("reports", "Reminder")
    shared = apps.get_model("communities", "Reminder").objects.filter(target_type=TARGET)
    own.objects.bulk_create(
        (
            own(expected_id=row.pop("target_id"), **row)
            for row in shared.order_by("pk").values("target_id", *KEPT).iterator(chunk_size=BATCH)
        ),
        batch_size=BATCH,
    )
    append_only.release(schema_editor, "communities_reminder")
    shared.delete()
    append_only.guard(schema_editor, "communities_reminder")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0011_more_time_for_answers"),
        ("communities", "0010_freeze_what_was_held"),
    ]

    operations = [migrations.RunPython(copy_over, copy_back)]
