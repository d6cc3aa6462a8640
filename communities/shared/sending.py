"""Pages that save as people type: which opened page sends, and which of its sendings it is.

When the answer to a sending was lost on the way, the page knows an old version and sends again. By page and
turn its own saves are told from those of somebody else (docs/decisions/050-two-writers.md).
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict

LONGEST_PAGE_NAME = 40
LONGEST_TURN = 9  # digits


@dataclass(frozen=True)
class Sending:
    """`turn`: which of the sendings of this page, counted from 1. Without a page nobody tells them apart."""

    page: str = ""
    turn: int = 0

    def follows(self, saves: Collection[tuple[str, int, int]], *, number: int, by: int) -> bool:
        """Are all of the last `number` saves earlier sendings of this page by this person?

        `saves`: page, turn and id of the person of each that is known.
        """
        return (
            bool(self.page)
            and len(saves) == number
            and all(page == self.page and turn < self.turn and person == by for page, turn, person in saves)
        )


def sending_in(data: QueryDict) -> Sending:
    """As the hidden fields `page` and `turn` of a form say; whatever somebody else put there is nothing."""
    turn = data.get("turn") or ""
    is_number = turn.isascii() and turn.isdecimal() and len(turn) <= LONGEST_TURN
    return Sending((data.get("page") or "")[:LONGEST_PAGE_NAME], int(turn) if is_number else 0)


def new_page_name() -> str:
    """For telling the saves of one opened page from those of another."""
    return secrets.token_urlsafe(16)
