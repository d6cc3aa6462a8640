"""Sets of plans, in adjectives."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models

from communities.models import GROUP_ROLES, User
from communities.permissions import communities_served

if TYPE_CHECKING:
    from plans.models import Plan  # noqa: F401


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User | AnonymousUser) -> "PlanQuerySet":
        """The work of a group on its plans: only its members and observers know of it."""
        return self.filter(group__community__in=communities_served(user, GROUP_ROLES))

    def in_force(self) -> "PlanQuerySet":
        """Plans of which residents may read a version."""
        return self.filter(in_force__isnull=False)
