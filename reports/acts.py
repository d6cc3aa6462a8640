"""How the acts of this app are told in the trail."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communities.shared import trail
from communities.shared.trail import Details


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


trail.tell(
    {
        "form.loaded": _("The form was loaded"),
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
        "report.exact_read": _("Read the exact small counts of version %(version)s"),
        "expected.nudged": _("Asked the police about the report"),
    }
)
