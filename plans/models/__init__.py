"""What we do about it: risks, plans, their versions, and progress."""

from plans.models.plans import (
    Action,
    Comment,
    Evidence,
    EvidenceKind,
    Goal,
    PartRevision,
    Plan,
    Problem,
)
from plans.models.progress import (
    ActionAssessment,
    ActionComparison,
    ActionLink,
    Effect,
    ProgressEntry,
    ProgressFile,
)
from plans.models.resources import Funding, FundingSource, Resource, ResourceKind, ResourceRequest
from plans.models.risks import Concern, ConcernSource, Risk, RiskAssessment
from plans.models.versions import PlanDocument, PlanVersion, SmallCorrection

__all__ = [
    "Action",
    "ActionAssessment",
    "ActionComparison",
    "ActionLink",
    "Comment",
    "Concern",
    "ConcernSource",
    "Effect",
    "Evidence",
    "EvidenceKind",
    "Funding",
    "FundingSource",
    "Goal",
    "PartRevision",
    "Plan",
    "PlanDocument",
    "PlanVersion",
    "Problem",
    "ProgressEntry",
    "ProgressFile",
    "Resource",
    "ResourceKind",
    "ResourceRequest",
    "Risk",
    "RiskAssessment",
    "SmallCorrection",
]
