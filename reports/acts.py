"""How the acts of this app are told in the trail."""

import datetime as dt
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.shared import trail
from communities.shared.days import in_words
from communities.shared.trail import Details
from reports.models import Period
from reports.periods import stretch_from_slug


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


def _cycle(sentence: Promise) -> Callable[[Details], str]:
    """With its periods and days in words, and in the right form for its count."""
    return lambda details: str(sentence % {name: _said(name, value) for name, value in details.items()})


def _said(name: str, value: object) -> object:
    if name.endswith("_on"):
        return in_words(dt.date.fromisoformat(str(value)))
    if name in {"period", "from", "to"}:
        stretch = stretch_from_slug(str(value))
        return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on).label_in_a_sentence
    return value


trail.tell(
    {
        "hearing.written": _("What the working group said was written down at meeting %(meeting)s"),
        "hearing.public_words_changed": _("What residents read of meeting %(meeting)s was changed"),
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
        "cycle.expected": _cycle(
            ngettext_lazy(
                "%(count)s report is expected now, of periods %(from)s to %(to)s",
                "%(count)s reports are expected now, of periods %(from)s to %(to)s",
                "count",
            )
        ),
        "cycle.opened": _cycle(
            ngettext_lazy(
                "%(count)s report was opened, period %(period)s",
                "%(count)s reports were opened, period %(period)s",
                "count",
            )
        ),
        "cycle.joined": _cycle(_("Takes part in the two-monthly cycle from period %(from)s")),
        "cycle.left": _cycle(_("Takes no part in the two-monthly cycle from period %(from)s")),
        "cycle.rule_set": _cycle(_("Changed the days of the cycle from period %(from)s")),
        "cycle.steps_set": _("Changed the steps of reminding"),
        "expected.extended": _cycle(
            _("Moved the due day of period %(period)s from %(was_due_on)s to %(due_on)s")
        ),
        "expected.excused": _cycle(_("Excused the report about period %(period)s")),
        "expected.excuse_withdrawn": _cycle(_("Withdrew the excuse for period %(period)s")),
        "expected.unlocked": _cycle(_("Unlocked the report about period %(period)s until %(until_on)s")),
        "meeting.recorded": _cycle(_("Recorded the open meeting of %(held_on)s")),
        "meeting.withdrawn": _cycle(_("Took back the record of the open meeting of %(held_on)s")),
        "report.exact_read": _("Read the exact small counts of version %(version)s"),
        "expected.nudged": _("Asked the police about the report"),
        "board.exported": _("Took the board along as a spreadsheet: %(communities)s communities"),
    }
)
