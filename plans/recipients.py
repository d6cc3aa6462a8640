"""Letters about plans that go only to whoever still sits in the group, or still asks for the police.

Somebody without an account who carries out an action has no duty; there the link in the letter decides.
"""

from communities import letters
from communities.models import GROUP_ROLES, Role

letters.only_for(
    GROUP_ROLES,
    "plans/action_due",
    "plans/action_to_ask",
    "plans/approved",
    "plans/not_adopted",
    "plans/proposed",
    "plans/returned",
    "plans/risk_review",
    "plans/withdrawn",
)
letters.only_for([Role.HEAD_OF_POLICE, Role.REPORTING_OFFICER], "plans/request_answered")
