"""Takes the guards of append-only tables and frozen rows down for a moment: what the owner of the database could do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from communities.shared.append_only import guarded_tables
from communities.shared.frozen_rows import frozen_tables


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table with checks that wait cannot be altered
        tables = sorted({*guarded_tables(connection), *frozen_tables(connection)})
        _run(connection, [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables])
        yield
        connection.check_constraints()
        _run(connection, [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables])
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
            "AND (name LIKE 'append_only_%%' OR name LIKE 'frozen_%%')"
        )
        triggers = cursor.fetchall()
    _run(connection, [f'DROP TRIGGER "{name}"' for name, _ in triggers])
    yield
    _run(connection, [sql for _, sql in triggers])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
