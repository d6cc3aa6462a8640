"""Takes the guards of append-only tables and frozen rows down for a moment: what the owner of the database could do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
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


# Made with the database, the same for every test: only a migration adds to them.
_STAY = {"django_content_type", "auth_permission"}


def empty_tables(connection: BaseDatabaseWrapper) -> None:
    """Deletes the rows of every model: what `flush` does, but only where there are any."""
    tables = sorted({*connection.introspection.django_table_names(only_existing=True)} - _STAY)
    with transaction.atomic(using=connection.alias):
        full = [table for table in tables if _has_rows(connection, table)]
        with lifted(connection):
            _run(connection, [f'DELETE FROM "{table}"' for table in full])


def _has_rows(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
        return cursor.fetchone() is not None


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
