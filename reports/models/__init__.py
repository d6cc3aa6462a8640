"""What the police tell: the form, periods, reports and their answers, publications."""

from reports.models.answers import (
    Answer,
    AnswerKind,
    Remark,
    SectionEntry,
    SectionLoan,
    SectionRevision,
)
from reports.models.cycle import (
    CycleRule,
    Excuse,
    ExpectedReport,
    Participation,
    ReminderStep,
)
from reports.models.forms import Direction, FormVersion, Indicator, Section, ValueType
from reports.models.hearings import Assessment, ReportHearing
from reports.models.publications import (
    Publication,
    PublicationDocument,
    ReleaseDecision,
    ReleaseLevel,
)
from reports.models.reports import Period, Report, Submission
from reports.models.yearly import PublicDay, YearDocument

__all__ = [
    "Answer",
    "AnswerKind",
    "Assessment",
    "CycleRule",
    "Direction",
    "Excuse",
    "ExpectedReport",
    "FormVersion",
    "Indicator",
    "Participation",
    "Period",
    "PublicDay",
    "Publication",
    "PublicationDocument",
    "ReleaseDecision",
    "ReleaseLevel",
    "Remark",
    "ReminderStep",
    "Report",
    "ReportHearing",
    "Section",
    "SectionEntry",
    "SectionLoan",
    "SectionRevision",
    "Submission",
    "ValueType",
    "YearDocument",
]
