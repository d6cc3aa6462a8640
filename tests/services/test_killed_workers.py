"""Workers that die in the middle of reminding three hundred people."""

import random
import time

import pytest

from communities.models import Notice
from tests.services.aftermath import rows_are_made, settle
from tests.services.counters import count
from tests.services.officers import Officers
from tests.services.processes import Worker
from tests.services.servers import until
from tests.services.site import Site, due_day, set_day

pytestmark = pytest.mark.services

KILLS = 10
TREES = {0, 5}  # these kill the whole worker with its two children, the others one child


def test_a_worker_killed_ten_times(site: Site, chance: random.Random) -> None:
    """At most one letter for each killed process is unknown, and all of those are listed."""
    set_day(due_day())
    site.mail.slowness = 0.02
    worker = site.worker()
    site.beat()
    killed = 0
    with Officers(how_many=60, pause=0.2) as officers:
        for number in range(KILLS):
            _wait_for_the_moment(number, site, worker, chance)
            if number in TREES:
                killed += len(worker.children())
                worker.kill()
                worker.start()
            else:
                until(
                    lambda: _supervised(worker) and worker.kill_one_child(chance),
                    seconds=20,
                    what="a child to kill",
                )
                killed += 1
        site.mail.slowness = 0
        took = settle(meanwhile=worker.restart_if_gone)
        officers.finish()
    counts = count(site, acknowledged=officers.acknowledged)
    print(f"{KILLS} kills, {killed} processes killed; quiet {took:.1f} s after the last\n{counts}")
    assert killed >= KILLS
    assert counts.nothing_wrong()
    assert counts.unknown <= killed


def _wait_for_the_moment(number: int, site: Site, worker: Worker, chance: random.Random) -> None:
    """The first two within the work of the timetable, the others while letters go out."""
    if number == 0:
        until(lambda: _supervised(worker) and rows_are_made(), seconds=60, what="expected reports are made")
        time.sleep(chance.uniform(0, 0.5))
    elif number == 1:
        until(lambda: _supervised(worker) and Notice.objects.exists(), seconds=60, what="the first notice")
        time.sleep(chance.uniform(0, 0.5))
    else:
        enough = site.mail.taken + chance.randint(5, 45)
        until(
            lambda: _supervised(worker) and site.mail.taken >= enough, seconds=60, what="letters go out again"
        )
        time.sleep(chance.uniform(0, 0.05))


def _supervised(worker: Worker) -> bool:
    worker.restart_if_gone()
    return True
