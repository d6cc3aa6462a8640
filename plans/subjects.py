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

DIGITS = 12  # of the checksum, in the question of a vote


def _suggest(group: WorkingGroup, on: dt.date) -> list[Suggestion]:
    """Proposed versions that the members have had time to read by then."""
    waiting = PlanVersion.objects.filter(
        plan__group=group, state=VersionState.PROPOSED, readable_until_on__lte=on
    ).select_related("plan")
    return [
        Suggestion(
            subject=adoption.subject_of(version),
            kind=ItemKind.PLAN,
            title=adoption.point_title(version),
        )
        for version in waiting
    ]


def _describe(ids: Iterable[int]) -> dict[int, Link]:
    rows = PlanVersion.objects.filter(pk__in=ids).select_related("plan").defer("content", "public_content")
    return {
        row.pk: Link(
            gettext("%(title)s, version %(number)s") % {"title": row.plan.title, "number": row.number},
            reverse("plans:version", args=[row.plan_id, row.number]),
            question=_question(row),
        )
        for row in rows
    }


def _question(row: PlanVersion) -> str:
    """Exactly what is voted on: the checksum belongs to this version alone."""
    words = gettext("To approve the plan “%(title)s”, version %(number)s (checksum begins with %(digits)s)")
    return words % {"title": row.plan.title, "number": row.number, "digits": row.checksum[:DIGITS]}


subjects.offer(Source(adoption.SUBJECT, _suggest, _describe))
outcomes.on_closed(adoption.SUBJECT, adoption.outcome_of)
outcomes.before_opened(adoption.SUBJECT, adoption.check_votable)
