"""Who we are: people and their duties, places, working groups and their meetings, the trail."""

from communities.models.groups import (
    Gender,
    MajorityOf,
    Membership,
    Post,
    Sector,
    Statute,
    TieRule,
    VulnerableGroup,
    WorkingGroup,
)
from communities.models.meetings import (
    TAKING_PART,
    AgendaItem,
    Attendance,
    CalendarKey,
    Guest,
    ItemKind,
    ItemProposal,
    ItemRevision,
    Meeting,
    Presence,
)
from communities.models.minutes import Amendment, Minutes, MinutesDocument, MinutesRevision
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
from communities.models.reminders import Reminder
from communities.models.runs import ClockShift, TaskRun
from communities.models.stored_documents import DocumentState, StoredDocument
from communities.models.votes import (
    Ballot,
    BallotKind,
    Choice,
    Decision,
    DissentingOpinion,
    NamedVote,
    Outcome,
)
from communities.states import LetterState

__all__ = [
    "COMMUNITY_ROLES",
    "GROUP_ROLES",
    "NATIONAL_ROLES",
    "ONE_AT_A_TIME",
    "POLICE_ROLES",
    "TAKING_PART",
    "AgendaItem",
    "Amendment",
    "Attendance",
    "AuditEntry",
    "AuditHead",
    "Ballot",
    "BallotKind",
    "CalendarKey",
    "Choice",
    "ClockShift",
    "Community",
    "Decision",
    "DissentingOpinion",
    "DocumentState",
    "Duty",
    "Gender",
    "Guest",
    "ItemKind",
    "ItemProposal",
    "ItemRevision",
    "Letter",
    "LetterState",
    "MajorityOf",
    "Meeting",
    "Membership",
    "Minutes",
    "MinutesDocument",
    "MinutesRevision",
    "NamedVote",
    "Notice",
    "Oblast",
    "Outcome",
    "Post",
    "Presence",
    "PublicStamp",
    "Reminder",
    "Role",
    "Sector",
    "Settlement",
    "Statute",
    "StoredDocument",
    "Successor",
    "TaskRun",
    "TieRule",
    "User",
    "VulnerableGroup",
    "WorkingGroup",
]
