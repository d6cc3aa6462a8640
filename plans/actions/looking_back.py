"""Did it help? What residents read of actions that are done, computed ahead: their pages ask no more for it.

Compared again when something was published in the community, said of the action or approved since, and in
any case once a week, for what was published may have been withdrawn.
"""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import override

from communities.shared import public_stamp
from plans.actions import effects
from plans.actions.effects import Compare
from plans.models import Action, ActionComparison, Effect, ProgressEntry
from plans.sources.citable import LANGUAGES
from plans.states import Progress
from plans.versions import approved
from reports.models import Publication
from surveys.models import WavePublication

logger = logging.getLogger(__name__)

IN_ANY_CASE = dt.timedelta(days=7)
BATCH = 200
NOTHING = Compare(Effect.NO_DATA, "", {}, {})


def due(*, at: dt.datetime) -> QuerySet[Action]:
    """Actions that are done and were not compared with what there is to compare now."""
    newest = ProgressEntry.objects.filter(action=OuterRef("pk")).order_by("-pk")
    since = OuterRef("comparison__compared_at")
    place = OuterRef("plan__group__community")
    last = F("comparison__compared_at")
    return (
        Action.objects.filter(plan__in_force__isnull=False)
        .annotate(status=Subquery(newest.values("status")[:1]), told_at=Subquery(newest.values("at")[:1]))
        .filter(status=Progress.DONE)
        .filter(
            Q(comparison__isnull=True)
            | Q(comparison__compared_at__lte=at - IN_ANY_CASE)
            | Q(told_at__gt=last)
            | Q(plan__in_force__decided_at__gt=last)
            | Exists(Publication.objects.filter(report__community=place, published_at__gt=since))
            | Exists(WavePublication.objects.filter(community=place, published_at__gt=since))
        )
        .order_by("comparison__compared_at", "pk")
    )


def compare_due(*, at: dt.datetime) -> int:
    """Compare what is due; how many say something else than before. A second run finds nothing."""
    changed = 0
    for key in list(due(at=at).values_list("pk", flat=True)[:BATCH]):
        try:
            changed += compare_again(key, at=at)
        except Exception:  # one action that cannot be compared keeps no other one waiting
            logger.exception("Action %s could not be compared", key)
    return changed


@transaction.atomic
def compare_again(key: int, *, at: dt.datetime) -> bool:
    """Write down what is read of this action now. Was it something else than before?"""
    row = (
        Action.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__group__community", "plan__in_force")
        .get(pk=key)
    )
    ended_on = effects.done_on(row.progress.order_by("-pk").first())
    if ended_on is None:
        return False
    now = _said(row, ended_on)
    there = ActionComparison.objects.filter(action=row).first()
    if there is not None and all(getattr(there, name) == value for name, value in now.items()):
        ActionComparison.objects.filter(pk=there.pk).update(compared_at=at)
        return False
    ActionComparison.objects.update_or_create(
        action=row, defaults={**now, "compared_at": at, "changed_at": at}
    )
    public_stamp.touch()
    return True


def _said(row: Action, ended_on: dt.date) -> dict[str, Any]:
    """In both languages. Of an action that the version in force no longer has there is nothing to say."""
    content, place, first = approved.action_of(row), row.plan.group.community, approved.first_year(row.plan)
    words, found = {}, NOTHING
    for language in LANGUAGES:
        with override(language):
            if content is not None:
                found = effects.compare(content, place, first_year=first, ended_on=ended_on)
            words[language] = found.words
    return {
        "effect": found.effect,
        "words": words,
        "before": dict(found.before),
        "after": dict(found.after),
    }
