"""How the acts of this app are told in the trail."""

from django.utils.translation import gettext_lazy as _

from communities.shared import trail
from communities.shared.trail import Details

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
    }
)
