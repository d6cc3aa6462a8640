"""How the acts of this app are told in the trail."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communities.shared import trail
from communities.shared.trail import Details
from communities.topics import Topic
from plans.models import EvidenceKind
from plans.register.risk_scale import BANDS, Band
from plans.states import Progress

# Whole sentences for each kind: languages with cases do not let words be put into gaps.
CHANGED = {
    "plan": _("The words about the plan as a whole were changed"),
    "goal": _("A goal was changed"),
    "problem": _("A problem was changed"),
    "action": _("An action was changed"),
    "resource": _("A resource was changed"),
}
ADDED = {
    "goal": _("A goal was added"),
    "problem": _("A problem was added"),
    "action": _("An action was added"),
    "resource": _("A resource was added"),
}
REMOVED = {
    "goal": _("A goal was removed"),
    "problem": _("A problem was removed"),
    "action": _("An action was removed"),
    "resource": _("A resource was removed"),
}
MOVED = {
    "goal": _("A goal moved from place %(before)s to place %(number)s"),
    "problem": _("A problem moved from place %(before)s to place %(number)s"),
    "action": _("An action moved from place %(before)s to place %(number)s of its goal"),
    "resource": _("A resource moved from place %(before)s to place %(number)s of its action"),
}
STARTED = {
    "blank": _("The plan was begun from a blank sheet"),
    "copy": _("The plan was begun as a copy of an earlier one"),
    "template": _("The plan was begun from a template"),
}


def _part_moved(details: Details) -> str:
    return str(MOVED[details["kind"]]) % details


def _papers_asked_again(details: Details) -> str:
    words = ngettext(
        "%(count)s PDF of the plan was asked for once more",
        "%(count)s PDFs of the plan were asked for once more",
        details["count"],
    )
    return words % details


trail.tell(
    {
        "plan.started": lambda details: str(STARTED[details["from"]]),
        "plan.part_changed": lambda details: str(CHANGED[details["kind"]]),
        "plan.suggestion_taken": _("Suggested words were taken into the plan"),
        "plan.part_added": lambda details: str(ADDED[details["kind"]]),
        "plan.part_removed": lambda details: str(REMOVED[details["kind"]]),
        "plan.part_moved": _part_moved,
        "plan.commented": _("A part of the plan was commented on"),
        "plan.comment_answered": _("A comment on the plan was answered"),
        # approval
        "plan.proposed": _("Version %(version)s was proposed for approval"),
        "plan.withdrawn": _("Version %(version)s was withdrawn"),
        "plan.returned": _("Version %(version)s was sent back for changes"),
        "plan.approved": _("Version %(version)s was approved by a vote of the group"),
        "plan.not_adopted": _("The vote of the group did not adopt version %(version)s"),
        "plan.revised": _("A new version of the plan was begun"),
        "plan.revision_given_up": _("The new version was given up; the approved one goes on"),
        "plan.completed": _("The plan was completed"),
        "plan.cancelled": _("The plan was cancelled"),
        "plan.superseded": _("Another plan took the place of this one"),
        "plan.strategy_recorded": _("The plan became part of the local development strategy"),
        "plan.corrected": _("A typing error was mended in version %(version)s"),
        "plan.papers_asked_again": _papers_asked_again,
    }
)


def _assessed(details: Details) -> str:
    said = {"score": details["score"], "band": BANDS[Band(details["band"])].name}
    return gettext("The risk was assessed: %(score)s of 25, %(band)s") % said


def _concern_noted(details: Details) -> str:
    return gettext("A concern of residents was noted: %(topic)s") % {"topic": Topic(details["topic"]).label}


def _concern_taken_back(details: Details) -> str:
    return gettext("A concern of residents was taken back: %(topic)s") % {
        "topic": Topic(details["topic"]).label
    }


def _cited(details: Details) -> str:
    return gettext("A problem cites evidence: %(kind)s") % {"kind": EvidenceKind(details["kind"]).label}


def _no_longer_cited(details: Details) -> str:
    return gettext("A problem no longer cites evidence: %(kind)s") % {
        "kind": EvidenceKind(details["kind"]).label
    }


def _concern_forgotten(details: Details) -> str:
    return gettext("The words of a concern of residents were deleted in time: %(topic)s") % {
        "topic": Topic(details["topic"]).label
    }


# risks, concerns, evidence
trail.tell(
    {
        "risk.noted": _("The risk was put into the register"),
        "risk.changed": _("The risk was described otherwise"),
        "risk.assessed": _assessed,
        "risk.closed": _("The risk was closed"),
        "risk.reopened": _("The risk was opened again"),
        "concern.noted": _concern_noted,
        "concern.taken_back": _concern_taken_back,
        "concern.forgotten": _concern_forgotten,
        "plan.evidence_cited": _cited,
        "plan.evidence_taken_away": _no_longer_cited,
    }
)


STATUS_SAID = {
    Progress.AS_PLANNED: _("An action was said to go as planned"),
    Progress.LATE: _("An action was said to be late"),
    Progress.DONE: _("An action was said to be done"),
    Progress.SEEKS_FUNDING: _("An action was said to wait for money"),
    Progress.POSTPONED: _("An action was put off"),
    Progress.CANCELLED: _("An action was cancelled"),
}


def _progress_said(details: Details) -> str:
    return str(STATUS_SAID[Progress(details["status"])])


# progress
trail.tell(
    {
        "plan.progress_said": _progress_said,
        "plan.file_shown": _("A file of an action was shown to residents"),
        "plan.file_hidden": _("A file of an action is not shown to residents"),
        "plan.file_removed": _("A file of an action was removed"),
        "plan.action_link_sent": _(
            "The responsible person of an action was sent a link to say how it stands"
        ),
        "plan.action_links_revoked": _("The links of an action were revoked"),
        "plan.action_assessed": _("The group wrote whether an action helped"),
    }
)

# what the police need
trail.tell(
    {
        "request.made": _("Needs of the police from a published report became a request to the group"),
        "request.taken": _("The request of the police was taken into a plan"),
        "request.answered": _("The request of the police was answered"),
    }
)
