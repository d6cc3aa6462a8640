"""How often residents may send and look (R37, R40): first freely, then after a small sum, then tomorrow.

A village may share one address of the internet, so a limit asks a question before it becomes a wall. Whoever
changes addresses is met by the share of a block of addresses in the queue of a group; of the second half of
the queue, which is kept for others, a block gets two places a day. So seven blocks silence no community.
"""

import datetime as dt
import secrets

from django.core import signing
from django.core.cache import caches

from communities.shared import visitor_limits
from communities.shared.visitor_limits import VISITORS, Limit

SENT = Limit("proposal", at_most=30, per=dt.timedelta(days=1))
FREELY = 5  # of them without a question
OF_A_BLOCK = Limit("proposal-block", at_most=20, per=dt.timedelta(days=1))  # in one group
FREELY_OF_A_BLOCK = 10
WHEN_CROWDED = Limit("proposal-crowded", at_most=2, per=dt.timedelta(days=1))  # of a block, in one group
CODE_TRIED = Limit("invitation-code", at_most=20, per=dt.timedelta(hours=1))
LOOKED_UP = Limit("receipt", at_most=20, per=dt.timedelta(hours=1))
SUM_LIVES = 60 * 60  # seconds to answer it
_SALT = "communities.proposal.sum"


def asks_a_sum(visitor: str, block: str, *, is_crowded: bool, at: dt.datetime) -> bool:
    """`block`: the pseudonym of a network and the group, as `block_in` joins them."""
    return (
        is_crowded
        or visitor_limits.spent(SENT, visitor, at=at) >= FREELY
        or visitor_limits.spent(OF_A_BLOCK, block, at=at) >= FREELY_OF_A_BLOCK
    )


def block_in(group_id: int, block: str) -> str:
    return f"{block}-{group_id}"


def new_sum() -> tuple[str, str]:
    """The words of a small sum, and what a form carries to know its answer."""
    first, second = secrets.randbelow(8) + 2, secrets.randbelow(8) + 2
    token = signing.dumps([first, second, secrets.token_hex(4)], salt=_SALT)
    return f"{first} + {second}", token


def is_right(token: str, answer: str, *, at: dt.datetime) -> bool:
    """Each sum counts once. That it was used is kept longer than it lives, until the day has ended: when
    the row lapses must not tell when somebody wrote (R39)."""
    try:
        first, second, _once = signing.loads(token, salt=_SALT, max_age=SUM_LIVES)
    except (signing.BadSignature, ValueError):
        return False
    digits = answer.strip()
    is_sum = digits.isdecimal() and len(digits) < 4 and int(digits) == first + second
    kept = visitor_limits.until_the_end(SENT.per, at=at) + SUM_LIVES
    return is_sum and caches[VISITORS].add(f"sum:{token[-40:]}", 1, timeout=kept)


def is_used_up(visitor: str, block: str, *, is_crowded: bool, at: dt.datetime) -> bool:
    """Nothing more is taken from there now: no sum is asked, and none that was done is kept in mind."""
    return not all(
        visitor_limits.has_room(limit, whose, at=at)
        for limit, whose in ((SENT, visitor), (_share(is_crowded=is_crowded), block))
    )


def may_send(visitor: str, block: str, *, is_crowded: bool, at: dt.datetime) -> bool:
    """Takes one unit of each limit that holds now; what was refused by a later one is spent all the same."""
    share = _share(is_crowded=is_crowded)
    return visitor_limits.spend(SENT, visitor, at=at) and visitor_limits.spend(share, block, at=at)


def _share(*, is_crowded: bool) -> Limit:
    return WHEN_CROWDED if is_crowded else OF_A_BLOCK


def may_try_code(visitor: str, *, at: dt.datetime) -> bool:
    return visitor_limits.spend(CODE_TRIED, visitor, at=at)


def may_look_up(visitor: str, *, at: dt.datetime) -> bool:
    return visitor_limits.spend(LOOKED_UP, visitor, at=at)
