"""Sets of communities, people and duties, in adjectives."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from communities.models import Community, Duty  # noqa: F401


class CommunityQuerySet(models.QuerySet["Community"]):
    """Communities are public: everybody may know of them."""


class DutyQuerySet(models.QuerySet["Duty"]):
    def serving(self, *, today: dt.date) -> "DutyQuerySet":
        """Duties that hold on this day: `ended_on` is the first day without it."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), started_on__lte=today)
