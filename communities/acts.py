"""How the acts of this app are told in the trail."""

import datetime as dt

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.models import Role
from communities.shared import days, trail
from communities.shared.trail import Details


def _role(details: Details) -> str:
    return str(Role(details["role"]).label)


def _appointed(details: Details) -> str:
    return gettext("%(person)s became %(role)s") % {"person": details["person"], "role": _role(details)}


def _ended(details: Details) -> str:
    return gettext("The duty of %(person)s as %(role)s ended") % {
        "person": details["person"],
        "role": _role(details),
    }


def _handed_over(details: Details) -> str:
    return gettext("%(person)s handed the duty of %(role)s over to %(to)s") % {
        "person": details["person"],
        "role": _role(details),
        "to": details["to"],
    }


def _changed(details: Details) -> str:
    fields = ", ".join(gettext(name) for name in details["fields"])
    return gettext("Changed in the administration: %(fields)s") % {"fields": fields}


def _statute_changed(details: Details) -> str:
    day = days.in_words(dt.date.fromisoformat(details["from_on"]))
    return gettext("The rules of the working group were changed from %(day)s") % {"day": day}


trail.tell(
    {
        "duty.appointed": _appointed,
        "duty.ended": _ended,
        "duty.handed_over": _handed_over,
        "community.loaded": _("The community was loaded from the file of pilots"),
        "admin.added": _("Added in the administration"),
        "admin.changed": _changed,
        "admin.deleted": _("Deleted in the administration: %(name)s"),
        "account.invited": _("A link to set a password was sent"),
        "account.password_changed": _("The password was changed"),
        "account.password_reset": _("The password was set anew by a link from an e-mail"),
        "account.factor_added": _("The second step of signing in was set up"),
        "account.factor_removed": _("The second step of signing in was removed"),
        "account.codes_generated": _("New recovery codes were made"),
        "group.statute_changed": _statute_changed,
        "letter.sent_again": _("Decided that the letter is sent once more"),
        "letter.left": _("Decided that the letter is not sent"),
        "account.sessions_ended": _("All sessions were ended"),
    }
)
