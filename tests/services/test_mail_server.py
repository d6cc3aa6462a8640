"""A mail server that refuses for an hour, is away, or takes a letter and does not say so."""

import datetime as dt
import random

import pytest

from communities.models import Letter, LetterState
from tests.services.aftermath import everybody_is_told, nothing_moves, pass_time, settle
from tests.services.counters import count
from tests.services.mail_server import Mood
from tests.services.servers import until
from tests.services.site import PEOPLE, Site, due_day, set_day

pytestmark = pytest.mark.services

TRIES_IN_AN_HOUR = 7  # after 0, 1, 3, 7, 15, 31 and 63 minutes


def test_a_mail_server_that_refuses_for_an_hour(site: Site, chance: random.Random) -> None:
    """The hour goes by in the rows: after each pause everything due is tried and refused again."""
    set_day(due_day())
    site.mail.mood = Mood.REFUSES
    site.worker()
    site.beat()
    until(everybody_is_told, seconds=60, what="everybody is told")
    passed = dt.timedelta(0)
    while passed < dt.timedelta(hours=1):
        nothing_moves()
        pause = dt.timedelta(minutes=chance.randint(25, 35))
        pass_time(pause)
        passed += pause
    nothing_moves()
    letters = Letter.objects.count()
    assert Letter.objects.filter(state=LetterState.DUE).count() == letters == 2 * PEOPLE
    refused = site.mail.refused
    site.mail.mood = Mood.ACCEPTS
    pass_time(dt.timedelta(hours=1))  # the longest wait between two tries
    took = settle()
    counts = count(site)
    print(f"{letters} letters refused {refused} times in {passed}; quiet {took:.1f} s after\n{counts}")
    assert counts.nothing_wrong()
    assert counts.unknown == 0
    assert refused <= letters * TRIES_IN_AN_HOUR


def test_a_mail_server_that_is_away(site: Site, chance: random.Random) -> None:
    """Nothing was asked of anybody, so the whole post tries again within minutes."""
    set_day(due_day())
    site.mail.stop()
    try:
        site.worker()
        site.beat()
        until(everybody_is_told, seconds=60, what="everybody is told")
        nothing_moves()
        assert not Letter.objects.exclude(state=LetterState.DUE).exists()
    finally:
        site.mail.start()
    pass_time(dt.timedelta(minutes=5))
    took = settle()
    counts = count(site)
    print(f"quiet {took:.1f} s after the mail server was back\n{counts}")
    assert counts.nothing_wrong()
    assert counts.unknown == 0


def test_letters_taken_without_a_word(site: Site, chance: random.Random) -> None:
    """They are unknown, listed, and never sent again by themselves."""
    set_day(due_day())
    mishaps = chance.choices([Mood.DROPS, Mood.HANGS], k=chance.randint(2, 6))
    site.mail.go_wrong(mishaps)
    site.worker()
    site.beat()
    took = settle()
    counts = count(site)
    print(f"{len(mishaps)} letters without an answer; quiet after {took:.1f} s\n{counts}")
    assert counts.nothing_wrong()
    assert counts.unknown == counts.unknown_but_arrived == len(mishaps)
