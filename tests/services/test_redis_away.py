"""Redis is only the doorbell: away, or emptied, it costs minutes and no letter."""

import random
import time

import pytest

from communities.models import Letter
from communities.shared import clock
from reports.cycle.expectation import expect
from reports.cycle.opening import open_due
from tests.services.aftermath import settle
from tests.services.counters import count
from tests.services.officers import Officers
from tests.services.servers import until
from tests.services.site import Site, due_day, set_day

pytestmark = pytest.mark.services


def test_redis_away_for_the_whole_run(site: Site, chance: random.Random) -> None:
    """Officers go on, what the site owes people waits as rows, and is found when Redis is back."""
    set_day(due_day())
    site.redis.stop()
    site.worker()
    site.beat()
    with Officers(how_many=60, pause=0.05) as officers:
        officers.finish()
    assert officers.refused == 0
    # A run of the timetable, by hand: acts and notices stand although nobody hears the bell.
    expect(today=clock.today(), at=clock.now())
    open_due(today=clock.today(), at=clock.now())
    done = site.manage("remind")
    assert done.returncode == 0, done.stderr
    time.sleep(chance.uniform(0, 2))
    assert site.mail.received() == []
    site.redis_is_back()
    took = settle()
    counts = count(site, acknowledged=officers.acknowledged)
    print(f"quiet {took:.1f} s after Redis was back\n{counts}")
    assert counts.nothing_wrong()
    assert counts.unknown == 0


def test_redis_emptied_in_the_middle(site: Site, chance: random.Random) -> None:
    set_day(due_day())
    site.mail.slowness = 0.02
    site.worker()
    site.beat()
    for _ in range(3):
        sent = site.mail.taken
        until(lambda: site.mail.taken > sent, seconds=60, what="letters go out")  # noqa: B023
        time.sleep(chance.uniform(0, 1))
        site.redis.empty()
    took = settle()
    counts = count(site)
    print(f"quiet {took:.1f} s after Redis was emptied for the third time\n{counts}")
    assert Letter.objects.exists()
    assert counts.nothing_wrong()
    assert counts.unknown == 0
