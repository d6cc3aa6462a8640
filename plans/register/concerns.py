"""What residents bring to the group: noted without names, counted by topic."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum

from communities.models import ItemProposal, User, WorkingGroup
from communities.shared import audit
from communities.shared.narrative_check import personal_details_in
from communities.shared.plain_text import one_line
from communities.topics import Topic
from plans.models import Concern, ConcernSource

TEXT_MAX = 300
COUNTED_DAYS = 365  # concerns of the last year count


class NotedAlready(Exception):
    """This proposal stands among the concerns already."""


class MayNameSomebody(Exception):
    """The text may tell who somebody is: it has to be looked at first."""


@dataclass(frozen=True)
class Counted:
    """`people`: how many said so, `times`: how often something was noted, both in the last year."""

    topic: Topic
    people: int
    times: int
    newest_on: dt.date


@transaction.atomic
def note(
    group: WorkingGroup,
    *,
    topic: str,
    text: str,
    source: str,
    times: int,
    on: dt.date,
    by: User,
    at: dt.datetime,
) -> Concern:
    concern = Concern.objects.create(
        group=group,
        topic=topic,
        text=one_line(text).text[:TEXT_MAX],
        source=source,
        times=times,
        noted_on=on,
        noted_by=by,
    )
    _record("concern.noted", concern, by=by, at=at, topic=topic)
    return concern


@transaction.atomic
def note_proposal(
    proposal: ItemProposal, *, topic: str, on: dt.date, by: User, at: dt.datetime, looked_at: bool = False
) -> Concern:
    """A point that a resident asked for is a concern too. Raises `NotedAlready`, `MayNameSomebody`."""
    proposal = (
        ItemProposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community")
        .get(pk=proposal.pk)
    )
    if Concern.objects.filter(proposal=proposal).exists():
        raise NotedAlready
    if not looked_at and personal_details_in(proposal.title):
        raise MayNameSomebody
    concern = Concern.objects.create(
        group=proposal.group,
        topic=topic,
        text=one_line(proposal.title).text[:TEXT_MAX],
        source=ConcernSource.PROPOSAL,
        proposal=proposal,
        noted_on=on,
        noted_by=by,
    )
    _record("concern.noted", concern, by=by, at=at, topic=topic)
    return concern


@transaction.atomic
def take_back(concern: Concern, *, by: User, at: dt.datetime) -> None:
    """Noted by mistake, or it names somebody: the text is deleted."""
    _record("concern.taken_back", concern, by=by, at=at, topic=concern.topic)
    concern.delete()


def counted(group: WorkingGroup, *, today: dt.date) -> tuple[Counted, ...]:
    """By topic, of the last year, the most frequent first. One query."""
    since = today - dt.timedelta(days=COUNTED_DAYS)
    rows = (
        Concern.objects.filter(group=group, noted_on__gt=since, noted_on__lte=today)
        .order_by()
        .values_list("topic")
        .annotate(people=Sum("times"), noted=Count("pk"), newest=Max("noted_on"))
    )
    found = [Counted(Topic(topic), people, noted, newest) for topic, people, noted, newest in rows]
    return tuple(sorted(found, key=lambda each: (-each.people, each.topic.value)))


def proposals_to_note(group: WorkingGroup) -> QuerySet[ItemProposal]:
    """What residents proposed and nobody noted as a concern yet, newest first."""
    noted = Concern.objects.filter(group=group, proposal__isnull=False).values("proposal")
    return written_by_residents(group).exclude(pk__in=noted)


def written_by_residents(group: WorkingGroup) -> QuerySet[ItemProposal]:
    """What residents proposed, as long as the words are kept (`communities.meetings.retention`)."""
    return group.item_proposals.filter(by_member__isnull=True).exclude(title="")


def _record(act: str, concern: Concern, *, by: User, at: dt.datetime, **details: Any) -> None:
    """Never a word of it: the trail is kept for ever."""
    group = concern.group
    audit.record(act, target=group, by=by, at=at, community=group.community, details=details)
