"""The same work asked for more than once: two beats, the same task three times."""

import random

import pytest
from celery import Celery

from config.schedule import TIMETABLE
from tests.services.aftermath import settle
from tests.services.counters import count
from tests.services.site import Site, due_day, set_day

pytestmark = pytest.mark.services


def test_beat_run_by_two_machines(site: Site, chance: random.Random) -> None:
    set_day(due_day())
    workers = [site.worker("worker-1"), site.worker("worker-2")]
    site.beat()
    site.second_beat()
    took = settle()
    counts = count(site)
    print(f"two beats, {len(workers)} workers; quiet after {took:.1f} s\n{counts}")
    assert counts.nothing_wrong()
    assert counts.unknown == 0


def test_every_task_delivered_three_times(site: Site, chance: random.Random) -> None:
    """The very same message, as a broker does it that was not sure; again and again until nothing is left."""
    set_day(due_day())
    site.worker().wait_until_ready()
    bell = Celery("bell", broker=site.redis.url, set_as_current=False)
    rounds = 0

    def ring() -> None:
        nonlocal rounds
        rounds += 1
        messages = [(entry["task"], f"{rounds}-{entry['task']}") for entry in TIMETABLE.values()] * 3
        chance.shuffle(messages)
        for task, task_id in messages:
            bell.send_task(task, task_id=task_id)

    for _ in range(3):
        ring()
    took = settle(meanwhile=ring)
    counts = count(site)
    print(
        f"each of {len(TIMETABLE)} tasks three times in {rounds} rounds; quiet after {took:.1f} s\n{counts}"
    )
    assert counts.nothing_wrong()
    assert counts.unknown == 0
