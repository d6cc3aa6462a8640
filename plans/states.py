"""The lives of plans, their versions, and the resources the police ask for: which step leads where."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.shared.states import Arrow


class PlanState(models.TextChoices):
    """Of the plan as a whole. A plan in force that is being revised is a draft with a version in force."""

    DRAFT = "draft", _("being written")
    PROPOSED = "proposed", _("proposed for approval")
    APPROVED = "approved", _("approved")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
    SUPERSEDED = "superseded", _("replaced by another plan")


class PlanStep(models.TextChoices):
    PROPOSE = "propose", _("propose for approval")
    SEND_BACK = "send_back", _("send back")
    WITHDRAW = "withdraw", _("withdraw the proposal")
    APPROVE = "approve", _("approve")
    REVISE = "revise", _("begin a new version")
    GIVE_UP = "give_up", _("give the new version up")
    COMPLETE = "complete", pgettext_lazy("a plan", "complete")
    CANCEL = "cancel", _("cancel")
    SUPERSEDE = "supersede", _("replace by another plan")


PLAN_ARROWS = {
    PlanStep.PROPOSE: Arrow(frozenset({PlanState.DRAFT}), PlanState.PROPOSED),
    PlanStep.SEND_BACK: Arrow(frozenset({PlanState.PROPOSED}), PlanState.DRAFT),
    PlanStep.WITHDRAW: Arrow(frozenset({PlanState.PROPOSED}), PlanState.DRAFT),
    PlanStep.APPROVE: Arrow(frozenset({PlanState.PROPOSED}), PlanState.APPROVED),
    PlanStep.REVISE: Arrow(frozenset({PlanState.APPROVED}), PlanState.DRAFT),
    PlanStep.GIVE_UP: Arrow(frozenset({PlanState.DRAFT}), PlanState.APPROVED),
    PlanStep.COMPLETE: Arrow(frozenset({PlanState.APPROVED}), PlanState.COMPLETED),
    PlanStep.CANCEL: Arrow(frozenset({PlanState.DRAFT, PlanState.APPROVED}), PlanState.CANCELLED),
    PlanStep.SUPERSEDE: Arrow(frozenset({PlanState.APPROVED}), PlanState.SUPERSEDED),
}


class VersionState(models.TextChoices):
    """Of one frozen version."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved, in force")
    RETURNED = "returned", _("sent back")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced by a later version")


class VersionStep(models.TextChoices):
    APPROVE = "approve", _("approve")
    RETURN = "return", _("send back")
    WITHDRAW = "withdraw", _("withdraw")
    REPLACE = "replace", _("replace")


VERSION_ARROWS = {
    VersionStep.APPROVE: Arrow(frozenset({VersionState.PROPOSED}), VersionState.APPROVED),
    VersionStep.RETURN: Arrow(frozenset({VersionState.PROPOSED}), VersionState.RETURNED),
    VersionStep.WITHDRAW: Arrow(frozenset({VersionState.PROPOSED}), VersionState.WITHDRAWN),
    VersionStep.REPLACE: Arrow(frozenset({VersionState.APPROVED}), VersionState.REPLACED),
}


class RequestState(models.TextChoices):
    """Of a need that the police named in section 12 and somebody turned into a request."""

    WAITING = "waiting", _("waits for an answer")
    TAKEN = "taken", _("taken into a plan")
    ANSWERED = "answered", _("answered without a plan")


class RequestStep(models.TextChoices):
    TAKE = "take", _("take into a plan")
    ANSWER = "answer", _("answer")


REQUEST_ARROWS = {
    RequestStep.TAKE: Arrow(frozenset({RequestState.WAITING}), RequestState.TAKEN),
    RequestStep.ANSWER: Arrow(frozenset({RequestState.WAITING}), RequestState.ANSWERED),
}


class Progress(models.TextChoices):
    """What somebody says of an action. “Late” is also computed from the days."""

    AS_PLANNED = "as_planned", _("as planned")
    LATE = "late", pgettext_lazy("an action", "late")
    DONE = "done", _("done")
    SEEKS_FUNDING = "seeks_funding", _("waits for money")
    POSTPONED = "postponed", _("put off")
    CANCELLED = "cancelled", _("cancelled")
