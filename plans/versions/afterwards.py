"""What becomes of a plan without a vote: a new version is begun or given up, it ends, it is taken into the
local development strategy."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from communities.models import User
from communities.shared import public_stamp
from communities.shared.plain_text import one_line
from communities.shared.states import WrongState, follow
from plans.models import Plan
from plans.published import documents
from plans.states import PLAN_ARROWS, PlanState, PlanStep
from plans.versions.steps import held, reason_in, trace


@transaction.atomic
def revise(plan: Plan, *, by: User, at: dt.datetime) -> Plan:
    """Begin a new version. The approved one holds until the new one is approved. Raises `WrongState`."""
    return _step(plan, PlanStep.REVISE, "plan.revised", by=by, at=at)


@transaction.atomic
def give_up_revision(plan: Plan, *, by: User, at: dt.datetime) -> Plan:
    """Stop writing the new version: the one in force goes on. What was written waits for the next one.

    Raises `WrongState`, also where no version is in force.
    """
    plan = held(plan)
    if plan.in_force_id is None:
        raise WrongState(state=PlanState(plan.state), step=PlanStep.GIVE_UP)
    return _step(plan, PlanStep.GIVE_UP, "plan.revision_given_up", by=by, at=at)


@transaction.atomic
def complete(plan: Plan, *, by: User, at: dt.datetime) -> Plan:
    """Its time is over. Raises `WrongState`."""
    return _step(plan, PlanStep.COMPLETE, "plan.completed", by=by, at=at)


@transaction.atomic
def cancel(plan: Plan, *, reason: str, by: User, at: dt.datetime) -> Plan:
    """Stop it; residents read why. Raises `WrongState`, `NoReason`."""
    return _step(plan, PlanStep.CANCEL, "plan.cancelled", reason=reason_in(reason), by=by, at=at)


@transaction.atomic
def supersede(plan: Plan, *, reason: str, followed_by: Plan | None = None, by: User, at: dt.datetime) -> Plan:
    """Another plan takes its place: `followed_by`, if somebody names it.

    Raises `WrongState`, `NoReason`, `ValidationError` for a plan that cannot follow (`may_follow`).
    """
    reason = reason_in(reason)
    if followed_by is None:
        return _step(plan, PlanStep.SUPERSEDE, "plan.superseded", reason=reason, by=by, at=at)
    # Both, always in the same order: two who name each other do not wait for ever.
    for pk in sorted((plan.pk, followed_by.pk)):
        Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not may_follow(plan).filter(pk=followed_by.pk).exists():
        raise ValidationError(_("Choose a plan of this group that is approved and has not ended."))
    ended = _step(
        plan, PlanStep.SUPERSEDE, "plan.superseded", reason=reason, followed_by=followed_by, by=by, at=at
    )
    documents.order_again(followed_by, at=at)  # they print whose place it takes
    return ended


def may_follow(plan: Plan) -> QuerySet[Plan]:
    """Other plans of its group with a version in force that were neither stopped nor replaced."""
    rows = Plan.objects.filter(group=plan.group_id, in_force__isnull=False).exclude(pk=plan.pk)
    return rows.exclude(state__in=[PlanState.CANCELLED, PlanState.SUPERSEDED])


@transaction.atomic
def record_strategy(plan: Plan, *, act: str, on: dt.date, link: str = "", by: User, at: dt.datetime) -> Plan:
    """It became part of the local development strategy by this act. Raises `WrongState` without an approved
    version, `ValidationError` in words."""
    plan = held(plan)
    if plan.in_force_id is None:
        raise WrongState(state=PlanState(plan.state), step="strategy")
    plan.strategy_act, plan.strategy_on, plan.strategy_link = one_line(act).text, on, link
    plan.full_clean(exclude=["in_force"])
    plan.save(update_fields=["strategy_act", "strategy_on", "strategy_link"])
    trace("plan.strategy_recorded", plan, by=by, at=at)
    documents.order_again(plan, at=at)
    public_stamp.touch()
    return plan


def _step(
    plan: Plan,
    step: PlanStep,
    act: str,
    *,
    reason: str = "",
    followed_by: Plan | None = None,
    by: User,
    at: dt.datetime,
) -> Plan:
    plan = held(plan)
    plan.state = follow(PLAN_ARROWS, state=PlanState(plan.state), step=step)
    plan.ended_reason, plan.followed_by = reason or plan.ended_reason, followed_by
    plan.save(update_fields=["state", "ended_reason", "followed_by"])
    trace(act, plan, by=by, at=at, **({"followed_by": followed_by.pk} if followed_by else {}))
    documents.order_again(plan, at=at)  # they print that it ended, or that a new version is being written
    public_stamp.touch()
    return plan
