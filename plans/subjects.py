"""What plans bring to meetings: versions to vote on. Found when Django starts (`communities.apps`)."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext

from communities.meetings import outcomes, subjects
from communities.meetings.subjects import Link, Source, Suggestion
from communities.models import ItemKind, WorkingGroup
from plans import adoption
from plans.models import PlanVersion
from plans.states import VersionState


def _suggest(group: WorkingGroup, on: dt.date) -> list[Suggestion]:
    """Proposed versions that the members have had time to read by then."""
    waiting = PlanVersion.objects.filter(
        plan__group=group, state=VersionState.PROPOSED, readable_until_on__lte=on
    ).select_related("plan")
    return [
        Suggestion(
            subject=f"{adoption.SUBJECT}:{version.pk}",
            kind=ItemKind.PLAN,
            title=gettext("Approval of the plan “%(title)s”, version %(number)s")
            % {"title": version.plan.title, "number": version.number},
        )
        for version in waiting
    ]


def _describe(ids: Iterable[int]) -> dict[int, Link]:
    rows = PlanVersion.objects.filter(pk__in=ids).select_related("plan").defer("content", "public_content")
    return {
        row.pk: Link(
            gettext("%(title)s, version %(number)s") % {"title": row.plan.title, "number": row.number},
            reverse("plans:version", args=[row.plan_id, row.number]),
        )
        for row in rows
    }


subjects.offer(Source(adoption.SUBJECT, _suggest, _describe))
outcomes.on_closed(adoption.SUBJECT, adoption.outcome_of)
