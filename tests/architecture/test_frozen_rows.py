"""Rows that the database keeps as they are once something has happened to them."""

import pytest
from django.db import IntegrityError, connection, transaction

from communities.shared.frozen_rows import freeze, frozen_tables, thaw

# A migration that alters one of these must freeze it again: SQLite forgets triggers with the old table.
CHANGES = {"update", "delete"}
FROZEN = {
    "communities_agendaitem": CHANGES | {"insert"},
    "communities_amendment": CHANGES | {"insert"},
    "communities_attendance": CHANGES | {"insert"},
    "communities_ballot": CHANGES | {"insert"},
    "communities_decision": CHANGES | {"insert"},
    "communities_dissentingopinion": CHANGES | {"insert"},
    "communities_guest": CHANGES | {"insert"},
    "communities_itemrevision": CHANGES | {"insert"},
    "communities_meeting": CHANGES,
    "communities_membership": CHANGES,
    "communities_minutes": CHANGES,
    "communities_namedvote": CHANGES | {"insert"},
    "plans_planversion": CHANGES,
    "communities_statute": CHANGES,
    "reports_reporthearing": CHANGES | {"insert"},
}


def test_the_migrations_left_these_tables_frozen(db):
    also = {"truncate"} if connection.vendor == "postgresql" else set()  # SQLite has no TRUNCATE
    assert frozen_tables(connection) == {table: events | also for table, events in FROZEN.items()}


@pytest.fixture
def scratch(db):
    """A parent that freezes when it is shut, and children that freeze with it."""
    _sql("CREATE TABLE parent (id integer PRIMARY KEY, state text, note text)")
    _sql("CREATE TABLE child (id integer PRIMARY KEY, parent_id integer, text text)")
    editor = connection.SchemaEditorClass(connection)
    freeze(editor, "parent", when="{row}.state = 'shut'", may_change=["note"])
    shut = "(SELECT state FROM parent WHERE id = {row}.parent_id) = 'shut'"
    freeze(editor, "child", when=shut, refuses_new=True)
    _sql("CREATE TABLE vote (id integer PRIMARY KEY, parent_id integer, state text)")
    freeze(editor, "vote", when=f"{{row}}.state = 'counted' OR {shut}", refuses_new_when=shut)
    _sql("INSERT INTO parent VALUES (1, 'open', NULL), (2, 'open', NULL)")
    _sql("INSERT INTO child VALUES (1, 1, 'one'), (2, 2, 'two')")
    _sql("INSERT INTO vote VALUES (1, 1, 'open'), (2, 2, 'open')")
    _sql("UPDATE parent SET state = 'shut' WHERE id = 2")


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("UPDATE parent SET state = 'shut' WHERE id = 1", True),
        ("UPDATE parent SET state = 'open' WHERE id = 2", False),
        ("UPDATE parent SET note = 'more' WHERE id = 2", True),
        ("UPDATE parent SET note = 'more', state = NULL WHERE id = 2", False),
        ("DELETE FROM parent WHERE id = 1", True),
        ("DELETE FROM parent WHERE id = 2", False),
        ("UPDATE child SET text = 'more' WHERE id = 1", True),
        ("UPDATE child SET text = 'more' WHERE id = 2", False),
        ("UPDATE child SET text = 'more'", False),
        ("UPDATE child SET parent_id = 2 WHERE id = 1", False),
        ("UPDATE child SET parent_id = 1 WHERE id = 2", False),
        ("INSERT INTO child VALUES (3, 1, 'three')", True),
        ("INSERT INTO child VALUES (3, 2, 'three')", False),
        ("DELETE FROM child WHERE id = 1", True),
        ("DELETE FROM child WHERE id = 2", False),
        ("INSERT INTO vote VALUES (3, 1, 'counted')", True),
        ("INSERT INTO vote VALUES (3, 2, 'open')", False),
        ("UPDATE vote SET state = 'counted' WHERE id = 1", True),
        ("UPDATE vote SET parent_id = 2 WHERE id = 1", False),
        ("UPDATE vote SET state = 'counted' WHERE id = 2", False),
    ],
)
def test_what_has_happened_stays(scratch, statement, allowed):
    if allowed:
        _sql(statement)
        return
    with pytest.raises(IntegrityError, match="this row is frozen"), transaction.atomic():
        _sql(statement)


def test_freezing_twice_and_thawing(scratch):
    editor = connection.SchemaEditorClass(connection)
    freeze(editor, "parent", when="{row}.state = 'open'")
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql("UPDATE parent SET note = 'more' WHERE id = 1")
    _sql("UPDATE parent SET note = 'more' WHERE id = 2")
    thaw(editor, "parent")
    _sql("DELETE FROM parent")
    assert "parent" not in frozen_tables(connection)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
