"""How much one visitor without an account may do in a stretch of time (R37, R40).

Counted in the cache, which is a table of the database: a limit holds in every process and is never off. What
is counted is a pseudonym of the day (`communities.accounts`), so no address is kept (R38). Each unit is a key
of its own, because adding a key is atomic there and counting up is not. All keys of a stretch end with it:
when each of them lapses must not tell to the second when somebody wrote (R39).
"""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """`at_most` times in each stretch of `per`, counted from the epoch."""

    name: str
    at_most: int
    per: dt.timedelta


def spent(limit: Limit, visitor: str, *, at: dt.datetime) -> int:
    """How many units this visitor has spent in the stretch that runs. One query."""
    return len(cache.get_many(_keys(limit, visitor, at=at)))


def spend(limit: Limit, visitor: str, *, at: dt.datetime) -> bool:
    """Take one unit; False when none is left. Also under many posts at once no more than `at_most`."""
    keys = _keys(limit, visitor, at=at)
    taken = cache.get_many(keys)
    lives = until_the_end(limit.per, at=at)
    return any(cache.add(key, 1, timeout=lives) for key in keys if key not in taken)


def until_the_end(per: dt.timedelta, *, at: dt.datetime) -> float:
    """Seconds until the stretch that runs is over."""
    return per.total_seconds() - at.timestamp() % per.total_seconds()


def _keys(limit: Limit, visitor: str, *, at: dt.datetime) -> list[str]:
    stretch = int(at.timestamp() // limit.per.total_seconds())
    return [f"limit:{limit.name}:{visitor}:{stretch}:{number}" for number in range(limit.at_most)]
