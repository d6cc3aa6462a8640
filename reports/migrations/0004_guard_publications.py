"""From here the database itself keeps publications and submissions as they were, and counts to four eyes."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared.append_only import guard, release

RETURNED = ["returned_at", "returned_by_id", "returned_message"]
WORDS = "a report is not published by whoever handed it in"
SAME_PERSON = (
    "NEW.published_by_id = (SELECT submitted_by_id FROM reports_submission WHERE id = NEW.submission_id)"
)

POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION reports_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {SAME_PERSON} THEN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER reports_four_eyes BEFORE INSERT ON reports_publication
    FOR EACH ROW EXECUTE FUNCTION reports_four_eyes()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER reports_four_eyes BEFORE INSERT ON reports_publication
    FOR EACH ROW WHEN {SAME_PERSON} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """,
]


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guard(schema_editor, "reports_publication", may_change=["superseded_at"])
    guard(schema_editor, "reports_submission", may_change=RETURNED)
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    table = " ON reports_publication" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS reports_four_eyes{table}")
    release(schema_editor, "reports_publication")
    release(schema_editor, "reports_submission")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_limits_of_values_and_sendings"),
    ]

    operations = [migrations.RunPython(put_up, take_down)]
