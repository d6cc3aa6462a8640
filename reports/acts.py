"""How the acts of this app are told in the trail."""

import datetime as dt
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communities.shared import trail
from communities.shared.trail import Details
from reports import wording


def _started(details: Details) -> str:
    edition = str(details["form"]).rpartition(" ")[2]
    return gettext("Started, with edition %(edition)s of the form") % {"edition": edition}


def _sent_back(details: Details) -> str:
    sections = [str(number) for number in details["sections"]]
    if not sections:
        return gettext("Sent back with a message about the whole report")
    return ngettext(
        "Sent back with a question about section %(sections)s",
        "Sent back with questions about sections %(sections)s",
        len(sections),
    ) % {"sections": ", ".join(sections)}


def _release_decided(details: Details) -> str:
    count = len(details["levels"])
    return ngettext(
        "Decided who may see %(count)s figure or text",
        "Decided who may see %(count)s figures and texts",
        count,
    ) % {"count": count}


def _expected(details: Details) -> str:
    return ngettext(
        "%(count)s report is expected now, of periods %(from)s to %(to)s",
        "%(count)s reports are expected now, of periods %(from)s to %(to)s",
        details["count"],
    ) % {"count": details["count"], "from": details["from"], "to": details["to"]}


def _opened(details: Details) -> str:
    return ngettext(
        "%(count)s report was opened, period %(period)s",
        "%(count)s reports were opened, period %(period)s",
        details["count"],
    ) % {"count": details["count"], "period": details["period"]}


def _meeting(sentence: Promise) -> Callable[[Details], str]:
    """With the day of the meeting in words."""
    return lambda details: str(sentence) % {"day": wording.day(dt.date.fromisoformat(details["held_on"]))}


trail.tell(
    {
        "form.loaded": _("The form was loaded"),
        "year_document.ordered_again": _("Asked once more for the PDF of the year %(year)s"),
        "document.ordered_again": _("Asked once more for the PDF of version %(version)s"),
        "report.started": _started,
        "section.saved": _("Saved section %(section)s"),
        "section.lent": _("Lent section %(section)s to %(colleague)s"),
        "section.taken_back": _("Took section %(section)s back from %(colleague)s"),
        "report.submitted": _("Handed in to the head of police, submission %(submission)s"),
        "report.sent_back": _sent_back,
        "report.replied": _("Answered a question about section %(section)s"),
        "report.release_decided": _release_decided,
        "report.published": _("Published as version %(version)s"),
        "report.released_by_date": _("What was held back became public: version %(version)s"),
        "report.correction_started": _("Opened for correction after version %(version)s"),
        "cycle.expected": _expected,
        "cycle.opened": _opened,
        "cycle.joined": _("Takes part in the two-monthly cycle from period %(from)s"),
        "cycle.left": _("Takes no part in the two-monthly cycle from period %(from)s"),
        "cycle.rule_set": _("Changed the days of the cycle from period %(from)s"),
        "cycle.steps_set": _("Changed the steps of reminding"),
        "expected.extended": _("Moved the due day of period %(period)s from %(was_due_on)s to %(due_on)s"),
        "expected.excused": _("Excused the report about period %(period)s"),
        "expected.excuse_withdrawn": _("Withdrew the excuse for period %(period)s"),
        "expected.unlocked": _("Unlocked the report about period %(period)s until %(until_on)s"),
        "meeting.recorded": _meeting(_("Recorded the open meeting of %(day)s")),
        "meeting.withdrawn": _meeting(_("Took back the record of the open meeting of %(day)s")),
        "report.exact_read": _("Read the exact small counts of version %(version)s"),
        "expected.nudged": _("Asked the police about the report"),
        "board.exported": _("Took the board along as a spreadsheet: %(communities)s communities"),
    }
)
