"""How the acts of this app are told in the trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.alphabet import in_order
from communities.models import Community
from communities.shared import trail
from surveys.models import Wave


def _made(details: Mapping[str, Any]) -> str:
    """Communities by the names that people know, not by their addresses."""
    places = Community.objects.filter(slug__in=details["communities"])
    names = ", ".join(sorted((place.name for place in places), key=in_order))
    return gettext("The wave was made for %(communities)s") % {"communities": names}


def _passport_changed(details: Mapping[str, Any]) -> str:
    """Fields by their names on the page, never what was written in them."""
    labels = {field.name: field.verbose_name for field in Wave._meta.fields}
    changed = ", ".join(str(labels.get(name, name)) for name in details["fields"])
    return gettext("The passport was changed: %(fields)s") % {"fields": changed}


trail.tell(
    {
        "wave.made": _made,
        "wave.changed": _passport_changed,
        "wave.questionnaire_changed": _(
            "Another questionnaire was chosen: %(questionnaire)s, edition %(edition)s"
        ),
        "wave.community_added": _("A community joined the wave"),
        "wave.community_removed": _("A community left the wave"),
        "wave.handed_over": _("%(person)s handed the wave over to %(to)s"),
        "survey.answers_deleted": _("The single answers of %(file)s were deleted; the results stay"),
        "focus.group_made": _("A focus group was added"),
        "focus.group_changed": _("The description of a focus group was changed"),
        "focus.note_written": _("A note of a focus group was written"),
        "focus.note_changed": _("A note of a focus group was changed"),
        "focus.note_released": _("A note of a focus group was looked through and released"),
        "focus.note_withdrawn": _("A note of a focus group was withdrawn"),
        "focus.note_deleted": _("A note of a focus group was deleted"),
        "wave.loaded": _("The wave was loaded from the file of printed figures"),
        "questionnaire.loaded": _("The questionnaire was loaded, edition %(edition)s"),
        "survey.tabulated": _("The answers were counted: table %(number)s"),
        "sheet.ordered_again": _("The PDF of the survey results was ordered again (version %(version)s)"),
        "survey.results_published": _("Survey results were published as version %(version)s"),
        "survey.file_uploaded": _("A file from the field was uploaded: %(file)s"),
        "survey.file_refused": _("A file from the field could not be used: %(file)s"),
        "survey.file_discarded": _("A file from the field was thrown away: %(file)s"),
        "survey.import_confirmed": _("A file from the field was confirmed: %(file)s"),
        "survey.file_stored": _("A file from the field was stored and counted: %(file)s"),
    }
)
