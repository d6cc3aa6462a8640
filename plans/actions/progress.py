"""What is said of actions: how one stands, in a sentence, with the money spent. The newest holds.

Only ever added, and only to actions of the version in force: by those who keep the group, by the member
who is responsible, or by whoever holds the secret of a letter (`action_links`). The last two cannot put
off or cancel what the group decided.
"""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from communities.models import User
from communities.shared import audit, public_stamp
from communities.shared.plain_text import plain_text
from plans.actions import progress_files
from plans.actions.progress_files import Cleaned
from plans.models import Action, ActionLink, Plan, ProgressEntry
from plans.states import PlanState, Progress
from plans.versions import approved

SENTENCE_MAX = 500
# Without the whole group's word: what the responsible person may say, and what a letter offers.
OF_THE_RESPONSIBLE = (Progress.AS_PLANNED, Progress.LATE, Progress.DONE, Progress.SEEKS_FUNDING)
BY_LETTER = (Progress.AS_PLANNED, Progress.LATE, Progress.DONE)
GOES_ON = frozenset({PlanState.DRAFT, PlanState.PROPOSED, PlanState.APPROVED})
SAID_TWICE = dt.timedelta(minutes=10)


class Refusal(StrEnum):
    NOT_IN_FORCE = "not_in_force"  # no approved version has this action
    PLAN_ENDED = "plan_ended"
    NOT_TOGETHER = "not_together"  # done, and less than 100 percent
    OUT_OF_RANGE = "out_of_range"  # percent or money


class CannotSay(Exception):
    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def say(
    action: Action,
    *,
    status: Progress,
    sentence: str = "",
    percent: int | None = None,
    spent: Decimal | None = None,
    file: Cleaned | None = None,
    caption: str = "",
    by: User | None = None,
    via: ActionLink | None = None,
    today: dt.date,
    at: dt.datetime,
) -> ProgressEntry:
    """Add what was said. The same said again within ten minutes by the same (a double click) adds nothing.

    Raises `CannotSay`, `progress_files.NoRoom`.
    """
    row = _held(action)
    _refuse(row, status=status, percent=percent, spent=spent)
    said = {
        "status": status,
        "sentence": plain_text(sentence).text.strip()[:SENTENCE_MAX],
        "percent": 100 if status == Progress.DONE else percent,
        "spent": spent,
        "by": by,
        "via": via,
    }
    last = ProgressEntry.objects.filter(action=row).order_by("-pk").first()
    if file is None and last is not None and _is_the_same(last, said, at=at):
        return last
    entry = ProgressEntry.objects.create(action=row, said_on=today, at=at, **said)
    if file is not None:
        progress_files.keep(entry, file, caption=caption, at=at)
    audit.record(
        "plan.progress_said",
        target=row.plan,
        by=by,
        at=at,
        community=row.plan.group.community,
        details={"action": row.pk, "status": str(status), "by_letter": via is not None},
    )
    public_stamp.touch()
    return entry


def newest_of(plan: Plan) -> dict[int, ProgressEntry]:
    """The entry that holds for each action of which something was said. One query."""
    return newest_among(ProgressEntry.objects.filter(action__plan=plan))


def newest_among(entries: QuerySet[ProgressEntry]) -> dict[int, ProgressEntry]:
    """The same for any set of entries: rows are only ever added, so the newest has the highest id."""
    last = entries.order_by().values("action").annotate(last=Max("pk")).values("last")
    rows = ProgressEntry.objects.filter(pk__in=last).select_related("by")
    return {row.action_id: row for row in rows}


def spent_of(plan: Plan) -> dict[int, Decimal]:
    """What was last said to be spent on each action, for not every entry speaks of money. One query."""
    entries = ProgressEntry.objects.filter(action__plan=plan, spent__isnull=False)
    return {key: row.spent for key, row in newest_among(entries).items() if row.spent is not None}


def cancelled_of(newest: dict[int, ProgressEntry]) -> Collection[int]:
    """Actions that need nothing any more (`plans.resources.totals`)."""
    return {key for key, entry in newest.items() if entry.status == Progress.CANCELLED}


def _held(action: Action) -> Action:
    rows = Action.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("plan__group__community", "plan__in_force").get(pk=action.pk)


def _refuse(row: Action, *, status: Progress, percent: int | None, spent: Decimal | None) -> None:
    if row.plan.state not in GOES_ON:
        raise CannotSay(Refusal.PLAN_ENDED)
    if approved.action_of(row) is None:
        raise CannotSay(Refusal.NOT_IN_FORCE)
    if status == Progress.DONE and percent not in {None, 100}:
        raise CannotSay(Refusal.NOT_TOGETHER)
    if (percent is not None and not 0 <= percent <= 100) or (spent is not None and spent < 0):
        raise CannotSay(Refusal.OUT_OF_RANGE)


def _is_the_same(last: ProgressEntry, said: dict[str, Any], *, at: dt.datetime) -> bool:
    is_soon = dt.timedelta() <= at - last.at <= SAID_TWICE
    return is_soon and all(getattr(last, name) == value for name, value in said.items())
