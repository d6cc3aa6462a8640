"""Who we are: people and their duties, places, and the trail of what was done."""

from communities.models.people import (
    COMMUNITY_ROLES,
    GROUP_ROLES,
    NATIONAL_ROLES,
    ONE_AT_A_TIME,
    POLICE_ROLES,
    Duty,
    Role,
    User,
)
from communities.models.places import Community, Oblast, Settlement, Successor
from communities.models.post import Letter, Notice
from communities.models.records import AuditEntry, AuditHead, PublicStamp
from communities.models.runs import ClockShift, TaskRun
from communities.states import LetterState

__all__ = [
    "COMMUNITY_ROLES",
    "GROUP_ROLES",
    "NATIONAL_ROLES",
    "ONE_AT_A_TIME",
    "POLICE_ROLES",
    "AuditEntry",
    "AuditHead",
    "ClockShift",
    "Community",
    "Duty",
    "Letter",
    "LetterState",
    "Notice",
    "Oblast",
    "PublicStamp",
    "Role",
    "Settlement",
    "Successor",
    "TaskRun",
    "User",
]
