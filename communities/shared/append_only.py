"""Rows that the database itself refuses to change: the trail, publications, what was submitted.

Called from migrations. Code that forgets, `queryset.update()` and raw SQL all meet the same wall;
Django shows it as `IntegrityError`. The owner of the tables can take the wall down, which is why
the trail is chained by hash as well.

A later migration that alters a guarded table must call `guard` again: on SQLite Django rebuilds
the table and its triggers are lost. `tests/architecture/test_append_only.py` notices.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PREFIX = "append_only"

# Compares whole rows, so a column that is added later is frozen as well.
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
    IF to_jsonb(OLD) - TG_ARGV::text[] = to_jsonb(NEW) - TG_ARGV::text[] THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '%: rows are only ever added (% refused)', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(schema_editor: BaseDatabaseSchemaEditor, table: str, *, may_change: Sequence[str] = ()) -> None:
    """Let the database refuse UPDATE, DELETE and TRUNCATE on `table`.

    `may_change` names the columns that may be updated later; without it every UPDATE is refused.
    """
    release(schema_editor, table)
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        _guard_postgresql(schema_editor, table, may_change)
    elif connection.vendor == "sqlite":
        _guard_sqlite(schema_editor, table, may_change)
    else:
        raise NotImplementedError(f"No append-only guard is known for {connection.vendor}.")


def release(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the guards of `table` down: for the way back of a migration."""
    on_table = f" ON {_quoted(table)}" if schema_editor.connection.vendor == "postgresql" else ""
    for event in ("update", "delete", "truncate"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {_trigger(table, event)}{on_table}")


def guarded_tables(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    """Which tables the database guards now, and against what: update, delete, truncate."""
    return triggered_tables(connection, prefix=PREFIX, events=("update", "delete", "truncate"))


def triggered_tables(
    connection: BaseDatabaseWrapper, *, prefix: str, events: Sequence[str]
) -> dict[str, set[str]]:
    """Tables with enabled triggers named prefix, table and event, joined by underscores; and those events."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
        )
    else:
        query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(query)
        for table, trigger in cursor.fetchall():
            for event in events:
                if trigger == f"{prefix}_{table}_{event}":
                    found.setdefault(table, set()).add(event)
    return found


def refused_by(connection: BaseDatabaseWrapper) -> set[str]:
    """What a complete guard refuses on this database: SQLite has no TRUNCATE."""
    return {"update", "delete", "truncate"} if connection.vendor == "postgresql" else {"update", "delete"}


def _guard_postgresql(schema_editor: BaseDatabaseSchemaEditor, table: str, may_change: Sequence[str]) -> None:
    schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
    columns = ", ".join(f"'{column}'" for column in may_change)
    for event, rows, arguments in (
        ("update", "ROW", columns),
        ("delete", "ROW", ""),
        ("truncate", "STATEMENT", ""),
    ):
        schema_editor.execute(
            f"CREATE TRIGGER {_trigger(table, event)} BEFORE {event.upper()} ON {_quoted(table)} "
            f"FOR EACH {rows} EXECUTE FUNCTION {PREFIX}_refuse({arguments})"
        )


def _guard_sqlite(schema_editor: BaseDatabaseSchemaEditor, table: str, may_change: Sequence[str]) -> None:
    for event in ("update", "delete"):
        when = _changed(schema_editor, table, may_change) if event == "update" else ""
        schema_editor.execute(
            f"CREATE TRIGGER {_trigger(table, event)} BEFORE {event.upper()} ON {_quoted(table)} "
            f"FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, "
            f"'{table}: rows are only ever added ({event.upper()} refused)'); END"
        )


def _changed(schema_editor: BaseDatabaseSchemaEditor, table: str, may_change: Sequence[str]) -> str:
    """A WHEN that lets an UPDATE of the named columns through; nothing when none is named."""
    if not may_change:
        return ""
    with schema_editor.connection.cursor() as cursor:
        described = schema_editor.connection.introspection.get_table_description(cursor, table)
    frozen = [_quoted(column.name) for column in described if column.name not in may_change]
    return "WHEN " + " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in frozen)


def _trigger(table: str, event: str) -> str:
    return _quoted(f"{PREFIX}_{table}_{event}")


def _quoted(name: str) -> str:
    return f'"{name}"'
