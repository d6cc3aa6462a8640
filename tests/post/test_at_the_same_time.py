"""Several deliverers at once, each with its own connection to the database: one letter goes out once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection, connections

from communities import delivery
from communities.models import AuditEntry, Letter, Notice, TaskRun
from communities.shared import mail, runs
from communities.shared.states import WrongState
from tests.post.conftest import AT, HOUR, MINUTE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database lives in one connection; see PostgreSQL"
    ),
]
MANY = 8


def at_once(act, times=MANY):
    barrier = Barrier(times)

    def run(_number):
        close_old_connections()
        try:
            barrier.wait(timeout=30)
            return act()
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def write(person, number):
    said = [mail.Message(key=f"m{n}", to=person.pk, kind="none/such") for n in range(number)]
    mail.post(said, at=AT)


def test_two_deliverers_and_one_letter(cast, server):
    write(cast.olena, 1)
    for _ in range(5):
        outcomes = at_once(lambda: delivery.deliver(at=AT).sent, 2)
        assert set(outcomes) <= {0, 1}
    assert len(server.received) == 1
    assert Letter.objects.get().attempts == 1


def test_eight_deliverers_share_a_hundred_letters(cast, server):
    write(cast.olena, 100)
    outcomes = at_once(lambda: delivery.deliver(at=AT).sent)
    assert sum(outcomes) == 100
    assert Counter(server.ids).most_common(1)[0][1] == 1
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_deliverers_and_the_minutes_round_at_once(cast, server):
    write(cast.olena, 40)

    def both():
        delivery.reconcile(at=AT + MINUTE)
        sent = delivery.deliver(at=AT).sent
        delivery.reconcile(at=AT + MINUTE)
        return sent

    assert sum(at_once(both)) == 40
    assert len(server.ids) == len(set(server.ids)) == 40


def test_eight_coordinators_decide_at_once(cast):
    write(cast.olena, 1)
    letter = Letter.objects.get()
    Letter.objects.update(state="unknown")
    outcomes = at_once(lambda: delivery.send_again(letter, by=cast.larysa, at=AT + HOUR))
    assert Counter(type(each) for each in outcomes) == {Letter: 1, WrongState: MANY - 1}
    assert AuditEntry.objects.count() == 1


def test_the_same_is_told_by_eight_at_once(cast):
    def tell():
        from django.db import transaction

        with transaction.atomic():
            write(cast.olena, 20)

    assert at_once(tell) == [None] * MANY
    assert (Notice.objects.count(), Letter.objects.count()) == (20, 20)


def test_eight_idle_runs_of_one_task_do_not_write_over_each_other(cast):
    runs.end(runs.begin("t", at=AT), at=AT)
    rows = at_once(lambda: runs.begin("t", at=AT + MINUTE).pk)
    assert len(set(rows)) == MANY
    assert TaskRun.objects.count() == MANY
