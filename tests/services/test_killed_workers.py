"""Workers that die in the middle of reminding three hundred people, while reports are handed in and published."""

import random
import time

import pytest

from communities.models import Notice
from tests.services.aftermath import Watch, everybody_is_told, rows_are_made, settle
from tests.services.counters import count
from tests.services.officers import Officers
from tests.services.police import Police
from tests.services.processes import Worker
from tests.services.servers import until
from tests.services.site import Site, due_day, set_day

pytestmark = pytest.mark.services

KILLS = 10
PUBLISHED = 6  # reports
FIRST_KILLS = 2  # within the work of the timetable; nobody may hand in before everybody is told
TREES = {0, 3, 5, 8}  # these kill the whole worker with its two children, the others one child


def test_a_worker_killed_ten_times(site: Site, chance: random.Random) -> None:
    """At most one letter for each kill is unknown, also of a whole worker with its children, and all of those
    are listed."""
    set_day(due_day())
    site.mail.slowness = 0.02
    worker = site.worker()
    site.beat()
    killed = 0
    with Officers(how_many=60, pause=0.2) as officers:
        for number in range(FIRST_KILLS):
            killed += _kill(number, site, worker, chance)
        until(
            lambda: _supervised(worker) and everybody_is_told() and len(officers.acknowledged) >= PUBLISHED,
            seconds=180,
            what="everybody is told, and reports are begun",
        )
        theirs = dict(list(officers.acknowledged.items())[:PUBLISHED])
        with Police(theirs) as police:
            for number in range(FIRST_KILLS, KILLS):
                killed += _kill(number, site, worker, chance)
            site.mail.slowness = 0
            police.finish()
            took = settle(meanwhile=worker.restart_if_gone)
        officers.finish()
    counts, outcome = count(site, acknowledged=officers.acknowledged), police.outcome()
    print(f"{KILLS} kills, {killed} processes killed; quiet {took:.1f} s after the last\n{counts}\n{outcome}")
    assert killed >= KILLS
    assert counts.nothing_wrong()
    assert counts.unknown <= KILLS
    assert outcome.nothing_wrong()
    assert outcome.published == PUBLISHED


def _kill(number: int, site: Site, worker: Worker, chance: random.Random) -> int:
    """How many processes died."""
    _wait_for_the_moment(number, site, worker, chance)
    if number in TREES:
        family = 1 + len(worker.children())
        worker.kill()
        worker.start()
        return family
    until(lambda: _supervised(worker) and worker.kill_one_child(chance), seconds=60, what="a child to kill")
    return 1


def _wait_for_the_moment(number: int, site: Site, worker: Worker, chance: random.Random) -> None:
    """The first two within the work of the timetable, the others while letters go out."""
    if number == 0:
        until(lambda: _supervised(worker) and rows_are_made(), seconds=180, what="expected reports are made")
        time.sleep(chance.uniform(0, 0.5))
    elif number == 1:
        until(lambda: _supervised(worker) and Notice.objects.exists(), seconds=180, what="the first notice")
        time.sleep(chance.uniform(0, 0.5))
    else:
        enough, watch = site.mail.taken + chance.randint(5, 30), Watch()

        def letters_go_out() -> bool:
            watch.look()
            return _supervised(worker) and site.mail.taken >= enough

        until(letters_go_out, seconds=180, what="letters go out again")
        time.sleep(chance.uniform(0, 0.05))


def _supervised(worker: Worker) -> bool:
    worker.restart_if_gone()
    return True
