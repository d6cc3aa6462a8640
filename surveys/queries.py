"""Sets of waves and published results, in adjectives."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models

from communities.models import Role, User
from communities.permissions import duties_of

if TYPE_CHECKING:
    from surveys.models import SurveyImport, Wave, WavePublication  # noqa: F401


class WaveQuerySet(models.QuerySet["Wave"]):
    def visible_to(self, user: User | AnonymousUser) -> "WaveQuerySet":
        """Waves whose inside this person may see: the analyst's own, while the duty lasts."""
        if any(duty.role == Role.SURVEY_ANALYST for duty in duties_of(user)):
            return self.filter(analyst=user.pk)
        return self.none()


class WavePublicationQuerySet(models.QuerySet["WavePublication"]):
    def newest(self) -> "WavePublicationQuerySet":
        """The version in force of each wave and community."""
        return self.filter(superseded_at__isnull=True)


class SurveyImportQuerySet(models.QuerySet["SurveyImport"]):
    def visible_to(self, user: User | AnonymousUser) -> "SurveyImportQuerySet":
        """Files of the analyst's own waves, while the duty lasts. Nobody else knows that they exist."""
        if any(duty.role == Role.SURVEY_ANALYST for duty in duties_of(user)):
            return self.filter(wave__analyst=user.pk)
        return self.none()
