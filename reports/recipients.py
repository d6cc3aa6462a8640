"""Letters about reports that go only to whoever still writes, checks or coordinates them."""

from communities import letters
from communities.models import Role

OFFICER, HEAD = Role.REPORTING_OFFICER, Role.HEAD_OF_POLICE

letters.only_for(
    [OFFICER],
    "reports/excuse_withdrawn",
    "reports/excused",
    "reports/extended",
    "reports/opened",
    "reports/sent_back",
    "reports/unlocked",
)
letters.only_for([HEAD], "reports/handed_in", "reports/overdue_head")
letters.only_for(  # an oblast's steps may tell the head of police too
    [OFFICER, HEAD],
    "reports/due_soon",
    "reports/due_today",
    "reports/heard",
    "reports/nudge",
    "reports/overdue",
    "reports/returned_due",
)
letters.only_for([Role.OBLAST_COORDINATOR, Role.NATIONAL_COORDINATOR], "reports/digest")
