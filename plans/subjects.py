"""What plans bring to meetings: versions to vote on. Found when Django starts (`communities.apps`)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from communities.meetings import outcomes, subjects
from communities.meetings.subjects import Link, Source, Suggestion
from communities.models import ItemKind, WorkingGroup
from plans.actions import progress
from plans.actions.progress_board import board_of
from plans.models import Plan, PlanVersion
from plans.states import VersionState
from plans.versions import adoption, approved

DIGITS = 12  # of the checksum, in the question of a vote

OVERDUE = "plans.progress"
NAMED = 10  # late actions named in a point of an agenda


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


def _suggest_overdue(group: WorkingGroup, on: dt.date) -> list[Suggestion]:
    """One point for each plan with actions that will be late by then: a chair asks about them in a row. What
    is for the group only is counted and not named, for residents read agendas."""
    plans = Plan.objects.filter(group=group, in_force__isnull=False, state__in=progress.GOES_ON)
    found = []
    for plan in plans.select_related("in_force"):
        late = [line.action for line in board_of(plan, today=on).late]
        if late:
            found.append(
                Suggestion(
                    subject=f"{OVERDUE}:{plan.pk}",
                    kind=ItemKind.PLAN,
                    title=_late_title(plan, len(late)),
                    detail=_late_detail(late),
                    is_overdue=True,
                )
            )
    return found


def _late_title(plan: Plan, number: int) -> str:
    words = ngettext(
        "%(number)s late action of the plan “%(title)s”",
        "%(number)s late actions of the plan “%(title)s”",
        number,
    )
    return words % {"number": number, "title": approved.title_of(plan)}


def _late_detail(late: list[Mapping[str, Any]]) -> str:
    told = [action for action in late if not action["is_internal"]]
    lines = [f"– {action['title']}" for action in told[:NAMED]]
    if others := len(late) - len(lines):
        lines.append(ngettext("and %(number)s more", "and %(number)s more", others) % {"number": others})
    return "\n".join(lines)


def _describe_progress(ids: Iterable[int]) -> dict[int, Link]:
    return {
        row.pk: Link(
            gettext("Progress of the plan “%(title)s”") % {"title": row.title},
            reverse("plans:progress", args=[row.pk]),
        )
        for row in Plan.objects.filter(pk__in=ids)
    }


subjects.offer(Source(adoption.SUBJECT, _suggest, _describe))
subjects.offer(Source(OVERDUE, _suggest_overdue, _describe_progress))
outcomes.on_closed(adoption.SUBJECT, adoption.outcome_of)
outcomes.before_opened(adoption.SUBJECT, adoption.check_votable)
