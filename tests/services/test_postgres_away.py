"""PostgreSQL restarted, and once killed, while letters go out and officers start their reports."""

import random
import time

import pytest
from django.db import connections

from tests.services.aftermath import Watch, settle
from tests.services.counters import count
from tests.services.officers import Officers
from tests.services.servers import until
from tests.services.site import Site, due_day, set_day

pytestmark = pytest.mark.services

FAULTS = 2  # at each a connection may die between question and answer


def test_postgres_restarted_and_killed(site: Site, chance: random.Random) -> None:
    set_day(due_day())
    site.mail.slowness = 0.02
    site.worker()
    site.beat()
    with Officers(how_many=300, pause=0.15) as officers:
        for number, end in enumerate([site.postgres.stop, site.postgres.kill]):
            watch = Watch()

            def letters_go_out() -> bool:
                watch.look()  # noqa: B023
                return site.mail.taken > 100 * number  # noqa: B023

            until(letters_go_out, seconds=180, what="letters go out")
            time.sleep(chance.uniform(0, 1))
            end()
            time.sleep(chance.uniform(0, 1))
            site.postgres.start()
            connections.close_all()  # those of this process died too
    took = settle()
    counts = count(site, acknowledged=officers.acknowledged)
    print(
        f"restarted once, killed once; {officers.refused} acts of officers refused and repeated;"
        f" quiet {took:.1f} s after\n{counts}"
    )
    assert officers.refused > 0, "nobody met the fault"
    assert counts.nothing_wrong()
    assert counts.unknown <= FAULTS
