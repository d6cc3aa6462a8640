"""The twelve subjects of community security: sections of the police report, and what surveys ask about.

So that what people feel and what the police count meet on the same twelve. The codes are those of the
sections of the form (`reports/data/police_report_form_1.json`); a test compares them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    HOSTILITIES = "HOST", _("Threat of hostilities")
    CHECKPOINTS = "CHK", _("Checkpoints and police posts")
    STAFF = "STAFF", _("Police staff")
    REPORTS = "REP", _("Reports from citizens")
    ROADS = "ROAD", _("Safe roads")
    STREETS = "STREET", _("Safe streets")
    HOMES = "HOME", _("Safe dwelling, housing")
    CHILDREN = "CHILD", _("Child safety")
    DOMESTIC_VIOLENCE = "DV", _("Domestic (family) violence")
    WEAPONS = "WEAP", _("Weapons, explosives")
    CONFIDENCE = "CONF", _("Confidence of citizens")
    NEEDS = "NEED", _("Urgent needs of the police")
