"""Letters about groups and meetings that go only to whoever still sits in the group.

An invitation is about the account itself. That a meeting is cancelled, and what became of a proposal, is told
to whoever left meanwhile too: their calendar and their words are concerned.
"""

from communities import letters
from communities.models import GROUP_ROLES

letters.only_for(
    GROUP_ROLES,
    "communities/amendment_answered",
    "communities/amendment_proposed",
    "communities/decision_due",
    "communities/decision_given",
    "communities/meeting_called",
    "communities/meeting_changed",
    "communities/minutes_circulated",
    "communities/minutes_signed",
    "communities/minutes_wait_for_signature",
)
