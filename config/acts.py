"""How the acts of the demonstration are told in the trail."""

from django.utils.translation import gettext_lazy as _

from communities.shared import trail

trail.tell(
    {
        "demonstration.person_added": _("Added as a person of the demonstration"),
        "demonstration.community_marked": _("Marked as a demonstration: its figures are made up"),
    }
)
