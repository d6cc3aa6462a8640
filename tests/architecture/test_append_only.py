"""Which tables the database itself keeps from being changed."""

import pytest
from django.db import IntegrityError, connection, transaction

from communities.shared.append_only import guard, guarded_tables, refused_by, release

# A migration that alters one of these must guard it again: SQLite forgets triggers with the old table.
GUARDED = {
    "communities_auditentry",
    "communities_dissentingopinion",
    "communities_itemrevision",
    "communities_minutesrevision",
    "communities_reminder",
    "plans_actionassessment",
    "plans_partrevision",
    "plans_planversion",
    "plans_progressentry",
    "plans_riskassessment",
    "plans_smallcorrection",
    "reports_publication",
    "reports_submission",
    "surveys_answeroption",
    "surveys_net",
    "surveys_question",
    "surveys_questionnaire",
    "surveys_tabulation",
    "surveys_wavepublication",
}


def test_the_migrations_left_these_tables_guarded(db):
    assert guarded_tables(connection) == {table: refused_by(connection) for table in GUARDED}


@pytest.fixture
def scratch(db):
    """A guarded table of which only `free` may change."""
    _sql("CREATE TABLE scratch (id integer PRIMARY KEY, kept text, free text)")
    guard(connection.SchemaEditorClass(connection), "scratch", may_change=["free"])
    _sql("INSERT INTO scratch VALUES (1, 'one', NULL)")


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("UPDATE scratch SET free = 'now'", True),
        ("UPDATE scratch SET free = 'now', kept = 'one'", True),
        ("UPDATE scratch SET kept = 'two'", False),
        ("UPDATE scratch SET kept = NULL", False),
        ("UPDATE scratch SET free = 'now', kept = 'two'", False),
        ("UPDATE scratch SET id = 2", False),
        ("DELETE FROM scratch", False),
        ("INSERT INTO scratch VALUES (2, 'two', NULL)", True),
    ],
)
def test_only_the_named_columns_may_change(scratch, statement, allowed):
    if allowed:
        _sql(statement)
        return
    with pytest.raises(IntegrityError, match="rows are only ever added"), transaction.atomic():
        _sql(statement)


def test_guarding_twice_and_releasing(scratch):
    editor = connection.SchemaEditorClass(connection)
    guard(editor, "scratch")
    assert guarded_tables(connection)["scratch"] == refused_by(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql("UPDATE scratch SET free = 'now'")
    release(editor, "scratch")
    _sql("DELETE FROM scratch")


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
