"""How much one visitor without an account may do in a stretch of time (R37, R40).

Counted in a cache of their own, which is a table of the database: a limit holds in every process and is
never off, and a flood of visitors cannot push the limits of signing in out of theirs. What is counted is a
pseudonym of the day (`communities.accounts`), so no address is kept (R38). Each unit is a key of its own,
because adding a key is atomic there and counting up is not. All keys of a stretch end with it: when each of
them lapses must not tell to the second when somebody wrote (R39). What has lapsed is deleted every hour
(`forget_lapsed`): a table that deletes its old rows only when it is full would keep them for months.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import BaseCache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

VISITORS = "visitors"  # in CACHES


@dataclass(frozen=True)
class Limit:
    """`at_most` times in each stretch of `per`, counted from the epoch."""

    name: str
    at_most: int
    per: dt.timedelta


def spent(limit: Limit, visitor: str, *, at: dt.datetime) -> int:
    """How many units this visitor has spent in the stretch that runs. One query."""
    return len(caches[VISITORS].get_many(_keys(limit, visitor, at=at)))


def spend(limit: Limit, visitor: str, *, at: dt.datetime) -> bool:
    """Take one unit; False when none is left. Also under many posts at once no more than `at_most`."""
    cache, keys = caches[VISITORS], _keys(limit, visitor, at=at)
    taken = cache.get_many(keys)
    lives = until_the_end(limit.per, at=at)
    return any(cache.add(key, 1, timeout=lives) for key in keys if key not in taken)


def has_room(limit: Limit, visitor: str, *, at: dt.datetime) -> bool:
    """Is a unit left? Takes none."""
    return spent(limit, visitor, at=at) < limit.at_most


def forget_lapsed(*, at: dt.datetime) -> int:
    """Delete every key of the caches that has lapsed by then, those of limits at signing in too. How many.

    `at` is the real time, for it is by that one that keys lapse.
    """
    return sum(_forget_lapsed(caches[alias], at=at) for alias in caches)


def _forget_lapsed(store: BaseCache, *, at: dt.datetime) -> int:
    if not isinstance(store, DatabaseCache):
        return 0  # whatever else it is forgets by itself
    connection = connections[router.db_for_write(store.cache_model_class)]
    table, expires = (
        connection.ops.quote_name(store.cache_model_class._meta.db_table),
        connection.ops.quote_name("expires"),
    )
    now = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [now])  # noqa: S608 - names of our own
        return int(cursor.rowcount)


def until_the_end(per: dt.timedelta, *, at: dt.datetime) -> float:
    """Seconds until the stretch that runs is over."""
    return per.total_seconds() - at.timestamp() % per.total_seconds()


def _keys(limit: Limit, visitor: str, *, at: dt.datetime) -> list[str]:
    stretch = int(at.timestamp() // limit.per.total_seconds())
    return [f"limit:{limit.name}:{visitor}:{stretch}:{number}" for number in range(limit.at_most)]
