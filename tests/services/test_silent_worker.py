"""A worker that is alive and does nothing: the operator is told, and afterwards everything happens once."""

import datetime as dt
import random

import pytest
from django.db.models import F

from communities.models import TaskRun
from tests.services.aftermath import settle
from tests.services.counters import count
from tests.services.servers import until
from tests.services.site import Site, due_day, set_day

pytestmark = pytest.mark.services

FOUR_MINUTES = dt.timedelta(minutes=4)  # three are a fault


def test_a_worker_that_stands_still(site: Site, chance: random.Random) -> None:
    set_day(due_day())
    site.mail.slowness = 0.02
    worker = site.worker()
    site.beat()
    enough = chance.randint(10, 200)
    until(lambda: site.mail.taken >= enough, seconds=60, what="letters go out")
    alive = site.manage("check_worker")
    assert alive.returncode == 0, alive.stderr
    worker.freeze()
    sent = site.mail.taken
    # As if four minutes had gone by: every end of a run lies that much further back.
    TaskRun.objects.update(started_at=F("started_at") - FOUR_MINUTES, ended_at=F("ended_at") - FOUR_MINUTES)
    silent = site.manage("check_worker")
    assert silent.returncode == 1
    assert "Background work stands still" in silent.stderr
    assert site.mail.taken <= sent + 2  # what two children had handed over just then
    worker.thaw()
    took = settle()
    again = site.manage("check_worker")
    assert again.returncode == 0, again.stderr
    counts = count(site)
    print(f"stopped at letter {sent}, told; quiet {took:.1f} s after it went on\n{counts}")
    assert counts.nothing_wrong()
    assert counts.unknown == 0
