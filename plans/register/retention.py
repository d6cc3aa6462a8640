"""How long the words of concerns are kept, and the act that deletes them.

A concern taken from a resident's proposal lives as long as the words of that proposal (R52,
`communities.meetings.retention`) and not a day longer; one that somebody of the group noted, as long as a
proposal that nobody answers. Topic and number stay: they tell nothing of anybody, and are counted. A plan
that cites concerns cites such a count and no words, so nothing in it changes.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from communities.meetings import retention as proposals
from communities.meetings.rhythm import months_later
from communities.shared import audit
from plans.models import Concern

NOTED_BY_THE_GROUP = proposals.WITHOUT_AN_ANSWER  # months


def due(*, today: dt.date) -> QuerySet[Concern]:
    """Concerns whose words have been kept long enough."""
    of_proposals = Q(proposal__title="") | Q(proposal__in=proposals.due(today=today))
    noted = Q(proposal=None, noted_on__lte=months_later(today, -NOTED_BY_THE_GROUP))
    return Concern.objects.filter(of_proposals | noted).exclude(text="")


def forget_words(*, at: dt.datetime) -> int:
    """Delete the words that are due; of how many concerns. A second run finds nothing."""
    keys = list(due(today=timezone.localdate(at)).order_by("pk").values_list("pk", flat=True))
    return sum(_forget(key, at=at) for key in keys)


@transaction.atomic
def _forget(key: int, *, at: dt.datetime) -> bool:
    """One row at a time: somebody may be taking it back."""
    still_due = due(today=timezone.localdate(at)).select_for_update(of=("self",), no_key=True)
    concern = still_due.select_related("group__community").filter(pk=key).first()
    if concern is None:
        return False
    concern.text = ""
    concern.save(update_fields=["text"])
    group = concern.group
    details = {"topic": concern.topic}
    audit.record(
        "concern.forgotten", target=group, by=None, at=at, community=group.community, details=details
    )
    return True
