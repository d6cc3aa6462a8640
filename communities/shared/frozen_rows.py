"""Rows that the database itself refuses to change once something has happened: closed, signed, approved.

`append_only` guards whole tables; this guards a row from the moment a condition holds of it, and rows that
belong to such a row. Called from migrations. Code that forgets, `queryset.update()`, the administration and
raw SQL all meet the same wall; Django shows it as `IntegrityError`.

A later migration that alters a frozen table must call `freeze` again: on SQLite Django rebuilds the table and
its triggers are lost. `tests/architecture/test_frozen_rows.py` notices.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared.append_only import triggered_tables

PREFIX = "frozen"
EVENTS = ("insert", "update", "delete", "truncate")


def freeze(
    schema_editor: BaseDatabaseSchemaEditor,
    table: str,
    *,
    when: str,
    may_change: Sequence[str] = (),
    refuses_new: bool = False,
    refuses_new_when: str = "",
) -> None:
    """Let the database refuse UPDATE and DELETE of the rows of `table` for which `when` holds, and TRUNCATE.

    `when` is a condition in SQL that both databases know, with `{row}` for the row: "{row}.state = 'closed'",
    or, for rows of a frozen one, "(SELECT state FROM parent WHERE id = {row}.parent_id) = 'closed'". It is
    asked of the row as it was. `may_change` names columns that may be updated all the same; `refuses_new`
    keeps out rows of which `when` would hold, new ones and those that move there. Where a row may come to
    hold `when` by an update (a vote is counted), `refuses_new_when` says which are kept out instead.
    """
    keeps_out = refuses_new_when or (when if refuses_new else "")
    thaw(schema_editor, table)
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        _freeze_postgresql(schema_editor, table, when, may_change, keeps_out)
    elif vendor == "sqlite":
        _freeze_sqlite(schema_editor, table, when, may_change, keeps_out)
    else:
        raise NotImplementedError(f"No way to freeze rows is known for {vendor}.")


def thaw(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the triggers of `table` down: for the way back of a migration."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for event in EVENTS:
        on_table = f' ON "{table}"' if is_postgresql else ""
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{PREFIX}_{table}_{event}"{on_table}')
    if is_postgresql:
        schema_editor.execute(f'DROP FUNCTION IF EXISTS "{PREFIX}_{table}"()')


def frozen_tables(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    """Which tables have rows that freeze, and against what: insert, update, delete, truncate."""
    return triggered_tables(connection, prefix=PREFIX, events=EVENTS)


def _freeze_postgresql(
    schema_editor: BaseDatabaseSchemaEditor,
    table: str,
    when: str,
    may_change: Sequence[str],
    keeps_out: str,
) -> None:
    free = ", ".join(f"'{column}'" for column in may_change)
    was, becomes = when.format(row="OLD"), keeps_out.format(row="NEW") or "FALSE"
    schema_editor.execute(
        f"""
CREATE OR REPLACE FUNCTION "{PREFIX}_{table}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ({becomes}) IS NOT TRUE THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    IF to_jsonb(OLD) - ARRAY[{free}]::text[] = to_jsonb(NEW) - ARRAY[{free}]::text[] THEN RETURN NEW; END IF;
    IF ({was}) IS NOT TRUE AND ({becomes}) IS NOT TRUE THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF ({was}) IS NOT TRUE THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '%: this row is frozen (% refused)', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
        params=None,
    )
    events = ["update", "delete", *(["insert"] if keeps_out else [])]
    for event in events:
        schema_editor.execute(
            f'CREATE TRIGGER "{PREFIX}_{table}_{event}" BEFORE {event.upper()} ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{PREFIX}_{table}"()'
        )
    schema_editor.execute(
        f'CREATE TRIGGER "{PREFIX}_{table}_truncate" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{PREFIX}_{table}"()'
    )


def _freeze_sqlite(
    schema_editor: BaseDatabaseSchemaEditor,
    table: str,
    when: str,
    may_change: Sequence[str],
    keeps_out: str,
) -> None:
    was, becomes = when.format(row="OLD"), keeps_out.format(row="NEW") or "FALSE"
    with schema_editor.connection.cursor() as cursor:
        described = schema_editor.connection.introspection.get_table_description(cursor, table)
    kept = [f'"{column.name}"' for column in described if column.name not in may_change]
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in kept)
    frozen = f"(({was}) OR ({becomes}))" if keeps_out else f"({was})"
    conditions = {"update": f"({changed}) AND {frozen}", "delete": was}
    if keeps_out:
        conditions["insert"] = becomes
    for event, condition in conditions.items():
        schema_editor.execute(
            f'CREATE TRIGGER "{PREFIX}_{table}_{event}" BEFORE {event.upper()} ON "{table}" '
            f"FOR EACH ROW WHEN {condition} BEGIN SELECT RAISE(ABORT, "
            f"'{table}: this row is frozen ({event.upper()} refused)'); END",
            params=None,
        )
