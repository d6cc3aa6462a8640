"""Sets of communities, people and duties, in adjectives."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from communities.alphabet import pattern_of

if TYPE_CHECKING:
    from communities.models import Community, Decision, Duty, Meeting, Membership, Reminder  # noqa: F401


POLICE = ("reporting_officer", "head_of_police", "police_colleague")  # `POLICE_ROLES`, without a circle


class CommunityQuerySet(models.QuerySet["Community"]):
    """Communities are public: everybody may know of them."""

    def found_by(self, text: str) -> "CommunityQuerySet":
        """Whose name, code or settlement holds this text, in any case and with any apostrophe.

        A regular expression, because SQLite compares only Latin letters without regard to case.
        """
        words = "".join(sign for sign in text if sign.isprintable()).strip()
        if not words:
            return self
        pattern = pattern_of(words)
        named = Q(name_uk__iregex=pattern) | Q(name_en__iregex=pattern)
        settlements = self.model.objects.filter(
            Q(settlements__name_uk__iregex=pattern) | Q(settlements__name_en__iregex=pattern)
        )
        return self.filter(named | Q(katottg=words) | Q(koatuu=words) | Q(pk__in=settlements.values("pk")))


class DutyQuerySet(models.QuerySet["Duty"]):
    def serving(self, *, today: dt.date) -> "DutyQuerySet":
        """Duties that hold on this day: `ended_on` is the first day without it."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), started_on__lte=today)

    def ended(self, *, today: dt.date) -> "DutyQuerySet":
        return self.filter(ended_on__lte=today)

    def in_police_of(self, communities: Iterable[int]) -> "DutyQuerySet":
        """Of those who serve in the police of these communities (ids)."""
        return self.filter(community__in=communities, role__in=POLICE)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def sitting(self, *, on: dt.date) -> "MembershipQuerySet":
        """Members of this day: `ended_on` is the first day without."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), appointed_on__lte=on)

    def voting(self) -> "MembershipQuerySet":
        return self.filter(has_vote=True)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def announced(self) -> "MeetingQuerySet":
        """Residents may know of them: called, being held, closed, or cancelled after the call."""
        return self.filter(called_at__isnull=False)

    def of_communities(self, communities: Iterable[int]) -> "MeetingQuerySet":
        return self.filter(group__community__in=communities)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def open(self) -> "DecisionQuerySet":
        return self.filter(state="open")

    def overdue(self, *, today: dt.date) -> "DecisionQuerySet":
        return self.open().filter(due_on__lt=today)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def about(self, model: type[models.Model]) -> "ReminderQuerySet":
        """Of rows of this model."""
        return self.filter(target_type=model._meta.label)
