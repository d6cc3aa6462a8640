"""Write a plan together: add, change, order and remove its parts, as long as it is a draft.

Every verb locks the plan, so that what several members do at once happens one after the other. A change names
the version that its author had before them: over a newer one it is refused with both wordings, and what stood
there before a change or a removal is kept in `PartRevision`. Nothing that somebody wrote is lost.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from communities.models import User
from communities.shared import audit
from communities.shared.sending import Sending
from communities.shared.states import WrongState
from plans.models import Action, Comment, Goal, PartRevision, Plan, Problem, Resource
from plans.states import PlanState
from plans.writing import parts
from plans.writing.parts import Part, PartKind, Values

Listed: TypeAlias = Goal | Problem | Action | Resource


class Conflict(Exception):
    """Somebody else changed the part after it was opened. Nothing was stored.

    `theirs` and `yours`: all fields of the part (`parts.values`) as they are and as they were wanted.
    """

    def __init__(self, part: Part, *, theirs: Values, yours: Values) -> None:
        super().__init__(f"{parts.key_of(part)} has version {part.version}")
        self.part, self.theirs, self.yours = part, theirs, yours


class AlreadyThere(Exception):
    """The same part with the same words is in the plan: a second click, or the answer was lost on the way."""

    def __init__(self, part: Part) -> None:
        super().__init__(parts.key_of(part))
        self.part = part


class StillUsed(Exception):
    """A goal with actions, or an action of which somebody told how it stands, is not removed."""


class Gone(Exception):
    """Somebody else removed the part meanwhile; its words are kept (`PartRevision`)."""


@transaction.atomic
def change(
    part: Part,
    *,
    fields: Mapping[str, object],
    version: int,
    by: User,
    at: dt.datetime,
    suggestion: Comment | None = None,
    sending: Sending | None = None,
) -> Part:
    """Let these fields say something else; what is not named stays. Gives back the row as it is now.

    `fields` by name as in `parts.fields_of`; rows of other tables as rows or ids. `suggestion`: whose
    wording it is, when one was taken. `sending`: of a page that saves as people type, whose own earlier saves
    it may follow. Raises `WrongState`, `Gone`, `Conflict` (a newer version that says
    something else), `ValidationError` by field, `KeyError` for a field that the part does not have.
    """
    plan = _writable(parts.plan_id_of(part), step="change")
    row, kind = _fresh(part), parts.kind_of(part)
    before, wanted = parts.values(row), parts.cleaned(kind, fields)
    changed = [name for name in wanted if wanted[name] != before[name]]
    if not changed:
        return row
    if version != row.version and not _is_repeated(row, version=version, by=by, sending=sending or Sending()):
        raise Conflict(row, theirs=before, yours={**before, **wanted})
    _keep(row, before, plan=plan, by=by, at=at, sending=sending or Sending())
    _write(row, {name: wanted[name] for name in changed}, plan=plan)
    details: dict[str, Any] = {"part": parts.key_of(row), "kind": kind.value, "fields": changed}
    if suggestion is not None:
        details["suggestion"] = suggestion.pk
    act = "plan.part_changed" if suggestion is None else "plan.suggestion_taken"
    _record(act, plan=plan, by=by, at=at, **details)
    return row


@transaction.atomic
def add(
    plan: Plan,
    kind: PartKind,
    *,
    fields: Mapping[str, object],
    by: User,
    at: dt.datetime,
    action: Action | None = None,
) -> Part:
    """Put a new part at the end of its list; a resource belongs to `action`.

    Raises `WrongState`, `AlreadyThere` (the same words again), `Gone` (the action), `ValidationError`.
    """
    plan = _writable(plan.pk, step="add")
    if action is not None:
        _fresh(action)
    wanted = parts.cleaned(kind, fields)
    row = _blank(kind, plan=plan, action=action)
    complete = {**parts.values(row), **wanted}
    for other in _siblings(row, goal_id=wanted.get("goal")):
        if parts.values(other) == complete:
            raise AlreadyThere(other)
    row.position = _last_place(row, goal_id=wanted.get("goal")) + 1
    _write(row, wanted, plan=plan)
    _record("plan.part_added", plan=plan, by=by, at=at, part=parts.key_of(row), kind=kind.value)
    return row


@transaction.atomic
def move(part: Part, *, to: int, by: User, at: dt.datetime) -> int:
    """Make it number `to` of its list, counted from 1; the others close up. Gives back its number.

    Goals and problems are ordered in the plan, actions in their goal, resources in their action. A number
    beyond the ends means the end. Raises `WrongState`, `Gone`.
    """
    plan = _writable(parts.plan_id_of(part), step="move")
    row = _fresh(part)
    rows = list(_siblings(row))
    old = next(place for place, each in enumerate(rows) if each.pk == row.pk)
    new = min(max(to, 1), len(rows)) - 1
    rows.insert(new, rows.pop(old))
    _number(rows)
    if new != old:
        _record(
            "plan.part_moved",
            plan=plan,
            by=by,
            at=at,
            part=parts.key_of(row),
            kind=parts.kind_of(row).value,
            before=old + 1,
            number=new + 1,
        )
    return new + 1


@transaction.atomic
def remove(part: Part, *, by: User, at: dt.datetime) -> None:
    """Take a part out. Its words, and those of the resources of an action, stay in the revisions.

    Raises `StillUsed`, `WrongState`, `Gone`.
    """
    plan = _writable(parts.plan_id_of(part), step="remove")
    if isinstance(part, Plan):
        raise StillUsed
    row, key, kind = _fresh(part), parts.key_of(part), parts.kind_of(part)
    if isinstance(row, Action):
        for resource in row.resources.prefetch_related("fundings").select_related("action"):
            _keep(resource, parts.values(resource), plan=plan, by=by, at=at)
    said = parts.values(row)
    if isinstance(row, Problem):
        said["evidence"] = {each.key: each.cited for each in row.evidence.all()}
    _keep(row, said, plan=plan, by=by, at=at)
    others = [each for each in _siblings(row) if each.pk != row.pk]
    try:
        row.delete()
    except ProtectedError:
        raise StillUsed from None
    _number(others)
    _record("plan.part_removed", plan=plan, by=by, at=at, part=key, kind=kind.value)


def _is_repeated(part: Part, *, version: int, by: User, sending: Sending) -> bool:
    """Is everything since `version` from earlier sendings of the same page?"""
    if not sending.page:
        return False
    rows = PartRevision.objects.filter(plan=parts.plan_id_of(part), part=parts.key_of(part))
    since = list(rows.filter(version__gte=version).values_list("page", "turn", "by"))
    return sending.follows(since, number=part.version - version, by=by.pk)


def writers_of(part: Part) -> PartRevision | None:
    """The newest kept revision: its `by` and `at` say who saved what stands there now."""
    rows = PartRevision.objects.filter(plan=parts.plan_id_of(part), part=parts.key_of(part))
    return rows.filter(version=part.version - 1).select_related("by").first()


def sittings(revisions: models.QuerySet[PartRevision]) -> models.QuerySet[PartRevision]:
    """The first save of each page that saved again and again while its author typed; every other save."""
    before = PartRevision.objects.filter(
        plan=models.OuterRef("plan"),
        part=models.OuterRef("part"),
        page=models.OuterRef("page"),
        by=models.OuterRef("by"),
        version=models.OuterRef("version") - 1,
    )
    return revisions.exclude(~models.Q(page="") & models.Exists(before))


def revision_values(part: Part, *, version: int) -> Values | None:
    """What the part said in an earlier version; None when nobody kept it."""
    rows = PartRevision.objects.filter(plan=parts.plan_id_of(part), part=parts.key_of(part), version=version)
    found: Values | None = rows.values_list("values", flat=True).first()
    return found


def _writable(plan_id: int, *, step: str) -> Plan:
    """Locked: whatever several members do to one plan happens one after the other."""
    plan = (
        Plan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community")
        .get(pk=plan_id)
    )
    if plan.state != PlanState.DRAFT:
        raise WrongState(state=PlanState(plan.state), step=step)
    return plan


def _fresh(part: Part) -> Part:
    try:
        row: Part = parts.rows_of(part).get(pk=part.pk)
    except models.ObjectDoesNotExist:
        raise Gone from None
    return row


def _blank(kind: PartKind, *, plan: Plan, action: Action | None) -> Listed:
    if kind is PartKind.GOAL:
        return Goal(plan=plan)
    if kind is PartKind.PROBLEM:
        return Problem(plan=plan)
    if kind is PartKind.ACTION:
        return Action(plan=plan)
    if kind is PartKind.RESOURCE and action is not None and action.plan_id == plan.pk:
        return Resource(action=action)
    raise ValueError(f"No {kind} can be added here.")


def _siblings(row: Part, *, goal_id: Any = None) -> models.QuerySet[Any]:
    """All parts of the list that this one is in, or will be in, in their order."""
    if isinstance(row, Resource):
        rows: models.QuerySet[Any] = Resource.objects.filter(action=row.action).prefetch_related("fundings")
    elif isinstance(row, Action):
        rows = Action.objects.filter(plan=row.plan_id, goal=goal_id or row.goal_id)
    else:
        rows = parts.rows_of(row).filter(plan=parts.plan_id_of(row))
    return rows.order_by("position", "pk")


def _last_place(row: Part, *, goal_id: Any = None) -> int:
    return _siblings(row, goal_id=goal_id).aggregate(last=Max("position"))["last"] or 0


def _number(rows: list[Any]) -> None:
    for number, row in enumerate(rows, start=1):
        if row.position != number:
            parts.rows_of(row).filter(pk=row.pk).update(position=number)


def _write(row: Part, wanted: Mapping[str, Any], *, plan: Plan) -> None:
    """Save a new or changed row; raises `ValidationError` before anything is stored."""
    is_new, kind = row.pk is None, parts.kind_of(row)
    columns = [name for name in wanted if name in parts.COLUMNS[kind]]
    left_goal = row.goal_id if isinstance(row, Action) and not is_new and "goal" in columns else None
    for name in columns:
        parts.write(row, name, wanted[name])
    _refuse_strangers(row, plan=plan)
    if isinstance(row, Action) and left_goal:
        row.position = _last_place(row) + 1
    if is_new:
        row.full_clean()
        row.save(force_insert=True)
    else:
        row.version += 1
        row.full_clean()
        row.save(update_fields=[*columns, "version", *(["position"] if left_goal else [])])
    if isinstance(row, Resource) and any(name in parts.FUNDING_FIELDS for name in wanted):
        parts.write_fundings(row, {**parts.values(row), **wanted})
    if left_goal:
        _number(list(Action.objects.filter(plan=plan, goal=left_goal).order_by("position", "pk")))


def _refuse_strangers(row: Part, *, plan: Plan) -> None:
    """An action points to goals and problems of its own plan, to members and settlements of its own place."""
    if not isinstance(row, Action):
        return
    own: tuple[tuple[str, int | None, models.QuerySet[Any]], ...] = (
        ("goal", row.goal_id, plan.goals.all()),
        ("problem", row.problem_id, plan.problems.all()),
        ("responsible", row.responsible_id, plan.group.memberships.all()),
        ("settlement", row.settlement_id, plan.group.community.settlements.all()),
    )
    for name, pk, rows in own:
        if pk is not None and not rows.filter(pk=pk).exists():
            raise ValidationError({name: _("Choose from the list: this one is not there any more.")})


def _keep(
    row: Part, said: Values, *, plan: Plan, by: User, at: dt.datetime, sending: Sending | None = None
) -> None:
    sending = sending or Sending()
    PartRevision.objects.create(
        plan=plan,
        part=parts.key_of(row),
        version=row.version,
        values=said,
        at=at,
        by=by,
        page=sending.page,
        turn=sending.turn,
    )


def _record(act: str, *, plan: Plan, by: User, at: dt.datetime, **details: object) -> None:
    audit.record(act, target=plan, by=by, at=at, community=plan.group.community, details=details)
