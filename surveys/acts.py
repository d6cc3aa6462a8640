"""How the acts of this app are told in the trail."""

from django.utils.translation import gettext_lazy as _

from communities.shared import trail

trail.tell(
    {
        "wave.loaded": _("The wave was loaded from the file of printed figures"),
        "questionnaire.loaded": _("The questionnaire was loaded, edition %(edition)s"),
        "survey.tabulated": _("The answers were counted: table %(number)s"),
        "survey.results_published": _("Survey results were published as version %(version)s"),
    }
)
