"""The trail is only ever added to, and a chain of hashes shows what somebody did to it all the same."""

import datetime as dt
import json
import random
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import translation

from communities.models import AuditEntry, AuditHead
from communities.shared import audit
from communities.shared.trail import sentences
from tests.guards import lifted

AT = dt.datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=dt.UTC)
TABLE = AuditEntry._meta.db_table


@pytest.fixture
def trail(cast, novopskov):
    """Six acts of Olena, Petro and the site itself."""
    with transaction.atomic():
        for number in range(6):
            audit.record(
                "report.saved" if number % 2 else "report.returned",
                target=novopskov,
                by=[cast.olena, cast.petro, None][number % 3],
                at=AT + dt.timedelta(minutes=number),
                community=novopskov,
                details={"sections": ["ROAD", "Діти"], "number": number},
            )


def verify(**options):
    said = StringIO()
    call_command("verify_audit", stdout=said, stderr=said, **options)
    return said.getvalue()


def test_an_untouched_trail_is_whole(trail):
    head = AuditHead.objects.get()
    assert verify() == f"The trail is whole: 6 entries, head {head.hash}\n"


def test_an_empty_trail_is_whole(db):
    assert "The trail is whole: 0 entries" in verify()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- the database refuses ---


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEntry.objects.update(act="report.published"),
        lambda: AuditEntry.objects.filter(sequence=3).update(sequence=F("sequence")),
        lambda: AuditEntry.objects.bulk_update(
            [AuditEntry(pk=entry.pk, by_name="Nobody") for entry in AuditEntry.objects.all()], ["by_name"]
        ),
        lambda: AuditEntry.objects.filter(sequence=6).delete(),
        lambda: AuditEntry.objects.all()._raw_delete("default"),
        lambda: sql(f"UPDATE {TABLE} SET by_name = 'Nobody' WHERE sequence = 2"),
        lambda: sql(f"DELETE FROM {TABLE}"),
    ],
    ids=["update", "update to the same", "bulk_update", "delete", "raw delete", "raw UPDATE", "raw DELETE"],
)
def test_the_database_refuses(trail, change):
    with pytest.raises(IntegrityError, match="rows are only ever added"), transaction.atomic():
        change()
    assert "whole: 6 entries" in verify()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_truncate(trail):
    connection.check_constraints()  # with checks that wait PostgreSQL refuses for another reason
    with pytest.raises(IntegrityError, match="rows are only ever added"), transaction.atomic():
        sql(f"TRUNCATE {TABLE}")


@pytest.mark.parametrize("act", ["save", "delete"])
def test_an_entry_refuses_before_the_database_is_asked(trail, act):
    with pytest.raises(TypeError, match="only ever added"):
        getattr(AuditEntry.objects.first(), act)()


def test_an_act_without_a_transaction_leaves_no_trace(transactional_db, cast, novopskov):
    with pytest.raises(RuntimeError):
        audit.record("report.saved", target=novopskov, by=cast.olena, at=AT)


# --- and when somebody gets around it, verify_audit finds what was done ---

TAMPERED = {
    "sequence": 77,
    "at": "2026-11-02 09:31:15.123457+00:00",
    "by_id": None,
    "by_name": "Petro Bondar ",
    "act": "report.published",
    "target_type": "reports.Report",
    "target_id": "8",
    "community_id": None,
    "details": json.dumps({"sections": ["ROAD"], "number": 1}),
    "previous_hash": "1" * 64,
    "hash": "2" * 64,
}


def test_the_table_of_tampering_knows_every_column():
    """`id` means nothing: order and identity of an entry are its sequence."""
    assert set(TAMPERED) == {field.attname for field in AuditEntry._meta.fields} - {"id"}


@pytest.mark.parametrize("column", TAMPERED)
def test_an_edited_column_is_found(trail, column):
    with lifted(connection):
        sql(f"UPDATE {TABLE} SET {column} = %s WHERE sequence = 2", TAMPERED[column])
    with pytest.raises(CommandError, match="2: "):
        verify()


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        (["DELETE FROM {t} WHERE sequence = 3"], "3: missing"),
        (["DELETE FROM {t} WHERE sequence = 1"], "1: missing"),
        (["DELETE FROM {t} WHERE sequence > 4"], "6: the end of the chain is cut off or replaced"),
        (["DELETE FROM {t}"], "6: the end of the chain is cut off or replaced"),
        (
            [
                "UPDATE {t} SET sequence = 90 WHERE sequence = 2",
                "UPDATE {t} SET sequence = 2 WHERE sequence = 3",
                "UPDATE {t} SET sequence = 3 WHERE sequence = 90",
            ],
            "2: ",
        ),
        (
            [
                """INSERT INTO {t} (sequence, at, by_name, act, target_type, target_id, details, previous_hash, hash)
                SELECT 7, at, by_name, act, target_type, target_id, details, hash, 'ab' FROM {t}
                WHERE sequence = 6"""
            ],
            "7: changed after it was written",
        ),
        (["DELETE FROM communities_audithead"], "6: the head of the chain is gone"),
    ],
    ids=["middle", "first", "tail", "all", "swap", "insert", "head"],
)
def test_removed_swapped_and_added_entries_are_found(trail, deed, named):
    with lifted(connection):
        for statement in deed:
            sql(statement.format(t=TABLE))
    with pytest.raises(CommandError) as caught:
        verify()
    assert named in str(caught.value)


def test_a_tail_that_was_cut_off_together_with_the_head_row_is_found_by_a_head_kept_elsewhere(trail):
    kept = AuditHead.objects.get().hash
    fourth = AuditEntry.objects.get(sequence=4)
    with lifted(connection):
        sql(f"DELETE FROM {TABLE} WHERE sequence > 4")
    AuditHead.objects.update(sequence=4, hash=fourth.hash)
    assert "whole: 4 entries" in verify()
    with pytest.raises(CommandError, match="no entry has the hash"):
        verify(expect_head=kept)


def test_a_head_kept_yesterday_is_still_in_the_chain_of_today(trail, cast, novopskov):
    kept = AuditHead.objects.get().hash
    with transaction.atomic():
        audit.record("report.saved", target=novopskov, by=cast.olena, at=AT)
    assert "The expected head is entry 6." in verify(expect_head=kept)


def test_a_trail_without_its_guards_is_reported(trail):
    with lifted(connection), pytest.raises(CommandError, match="does not guard the trail"):
        verify()


def test_a_hundred_random_deeds_are_all_found(trail):
    """Edits, deletions, cut tails and swaps at random places; each is undone before the next."""
    chance = random.Random(47)
    columns = [column for column in TAMPERED if column not in {"sequence", "by_id", "community_id"}]
    for _ in range(100):
        with lifted(connection), transaction.atomic():
            place = chance.randint(1, 6)
            match chance.choice(["edit", "delete", "cut", "swap"]):
                case "edit":
                    column = chance.choice(columns)
                    sql(f"UPDATE {TABLE} SET {column} = %s WHERE sequence = %s", TAMPERED[column], place)
                case "delete":
                    sql(f"DELETE FROM {TABLE} WHERE sequence = %s", place)
                case "cut":
                    sql(f"DELETE FROM {TABLE} WHERE sequence >= %s", place)
                case "swap":
                    other = place % 6 + 1
                    for source, target in ((place, 99), (other, place), (99, other)):
                        sql(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", target, source)
            entries = AuditEntry.objects.order_by("sequence")
            assert list(audit.breaks(entries, head=AuditHead.objects.get()))
            transaction.set_rollback(True)
    assert "whole" in verify()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time anyway")
def test_parallel_writers_make_no_fork(cast, novopskov):
    problems = []

    def write(number):
        try:
            for _ in range(5):
                with transaction.atomic():
                    audit.record("report.saved", target=novopskov, by=cast.olena, at=AT)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[number]) for number in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert problems == []
    assert "whole: 100 entries" in verify()


def test_the_same_act_in_a_row_is_one_line(cast, novopskov):
    with transaction.atomic():
        for minute, (by, section) in enumerate(
            [
                (cast.olena, 7),
                (cast.olena, 7),
                (cast.olena, 7),
                (cast.olena, 8),
                (cast.iryna, 8),
                (cast.olena, 7),
            ]
        ):
            at = dt.datetime(2026, 11, 2, 9, minute, tzinfo=dt.UTC)
            audit.record("section.saved", target=novopskov, by=by, at=at, details={"section": section})
    with translation.override("en"):
        lines = sentences(audit.trail_of(novopskov))
    assert [(line.what, line.by, line.at.minute, line.note) for line in lines] == [
        ("Saved section 7", "Olena Koval", 5, ""),
        ("Saved section 8", "Iryna Moroz", 4, ""),
        ("Saved section 8", "Olena Koval", 3, ""),
        ("Saved section 7", "Olena Koval", 2, "3 times since 2 November 2026, 11:00"),
    ]
