"""A plan as frozen content: what the group voted on, and what residents may read of it.

The shape is written down at `of_rows`. Pages, papers and files of approved plans know only this, no rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from communities.shared.canonical import checksum
from plans.models import Action, Evidence, EvidenceKind, Funding, Goal, Plan, Problem, Resource
from plans.resources.money import plain

Content = dict[str, Any]
SHAPE = 1  # of the content; rises when a reader of it must tell two shapes apart

# Of an action, for residents: what is not named here stays with the group, also what is added one day.
ACTION_FOR_RESIDENTS = (
    "id",
    "uid",
    "number",
    "goal",
    "problem",
    "title",
    "detail",
    "topic",
    "body",
    "partners",
    "settlement",
    "serves",
    "starts_on",
    "due_on",
    "indicator",
    "aim",
    "baseline",
    "target",
    "is_internal",
    "resources",
)


@dataclass(frozen=True)
class Frozen:
    content: Content
    public_content: Content
    checksum: str


def freeze(plan: Plan) -> Frozen:
    """What is proposed now. Seven queries beside the plan itself."""
    content = of_rows(plan)
    public = for_residents(content)
    return Frozen(content, public, checksum({"content": content, "public_content": public}))


def of_rows(plan: Plan) -> Content:
    """The whole plan. Money is text ("1234.50"), days are ISO 8601, places of a list are its order.

    "number" of an action: its place in the plan, counted over all goals. "person" (a name), "member" (id of a
    membership) and "email", by which letters about the action go, never leave the group.
    """
    goals = list(Goal.objects.filter(plan=plan))
    problems = list(Problem.objects.filter(plan=plan))
    evidence = _grouped(Evidence.objects.filter(problem__plan=plan).select_related("risk"), by="problem_id")
    fundings = _grouped(Funding.objects.filter(resource__action__plan=plan), by="resource_id")
    resources = _grouped(Resource.objects.filter(action__plan=plan), by="action_id")
    places = {goal.pk: number for number, goal in enumerate(goals)}
    actions = sorted(
        Action.objects.filter(plan=plan).select_related("settlement", "responsible"),
        key=lambda action: (places[action.goal_id], action.position, action.pk),
    )
    group = plan.group
    return {
        "shape": SHAPE,
        "title": plan.title,
        "years": [plan.year_from, plan.year_to],
        "basis": plan.basis,
        "summary": plan.summary,
        "currency": _currency(plan),
        "community": {
            "slug": group.community.slug,
            "name_uk": group.community.name_uk,
            "name_en": group.community.name_en,
        },
        "group": {"name_uk": group.name_uk, "name_en": group.name_en},
        "goals": [{"id": goal.pk, "title": goal.title, "detail": goal.detail} for goal in goals],
        "problems": [
            _problem(row, evidence[row.pk], rank=rank) for rank, row in enumerate(problems, start=1)
        ],
        "actions": [
            _action(row, resources[row.pk], fundings, number=number)
            for number, row in enumerate(actions, start=1)
        ],
        "kept_apart": {"problems": 0, "actions": 0},
    }


def for_residents(content: Content) -> Content:
    """Without persons and without what is for the group only; numbers and ranks are counted anew."""
    problems = [each for each in content["problems"] if not each["is_internal"]]
    actions = [each for each in content["actions"] if not each["is_internal"]]
    told = {each["id"] for each in problems}
    inner = {each["goal"] for each in content["actions"]} - {each["goal"] for each in actions}
    return content | {
        # Of what serves such a goal nothing is told, and not that nothing does.
        "goals": [goal | {"is_inner": goal["id"] in inner} for goal in content["goals"]],
        "problems": [
            problem | {"rank": rank, "evidence": [e for e in problem["evidence"] if not e["is_internal"]]}
            for rank, problem in enumerate(problems, start=1)
        ],
        "actions": [
            {name: action[name] for name in ACTION_FOR_RESIDENTS}
            | {"number": number, "problem": action["problem"] if action["problem"] in told else None}
            for number, action in enumerate(actions, start=1)
        ],
        "kept_apart": {
            "problems": len(content["problems"]) - len(problems),
            "actions": len(content["actions"]) - len(actions),
        },
    }


def _grouped(rows: Iterable[Any], *, by: str) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, by)].append(row)
    return found


def _currency(plan: Plan) -> dict[str, str] | None:
    if not plan.second_currency or plan.rate is None or plan.rate_on is None:
        return None
    return {
        "code": plan.second_currency,
        "rate": format(plan.rate.normalize(), "f"),
        "on": plan.rate_on.isoformat(),
    }


def _problem(row: Problem, evidence: list[Evidence], *, rank: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "rank": rank,
        "topic": row.topic,
        "title": row.title,
        "analysis": row.analysis,
        "rank_reason": row.rank_reason,
        "is_internal": row.is_internal,
        "evidence": [
            {
                "kind": each.kind,
                "key": each.key,
                "source": each.source,
                "cited": each.cited,
                "cited_on": each.cited_on.isoformat(),
                "is_internal": each.kind == EvidenceKind.RISK and bool(each.risk and each.risk.is_internal),
            }
            for each in evidence
        ],
    }


def _action(
    row: Action, resources: list[Resource], fundings: Mapping[int, list[Funding]], *, number: int
) -> dict[str, Any]:
    settlement = row.settlement
    return {
        "id": row.pk,
        "uid": str(row.uid),
        "number": number,
        "goal": row.goal_id,
        "problem": row.problem_id,
        "title": row.title,
        "detail": row.detail,
        "topic": row.topic,
        "body": row.responsible_body,
        "person": row.responsible.name if row.responsible else row.responsible_name,
        "member": row.responsible_id,
        "email": row.responsible_email,
        "partners": row.partners,
        "settlement": {"uk": settlement.name_uk, "en": settlement.name_en} if settlement else None,
        "serves": list(row.serves),
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "indicator": row.indicator,
        "aim": row.aim,
        "baseline": _number(row.baseline),
        "target": _number(row.target),
        "is_internal": row.is_internal,
        "resources": [_resource(each, fundings[each.pk]) for each in resources],
    }


def _resource(row: Resource, fundings: list[Funding]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "quantity": _number(row.quantity),
        "unit": row.unit,
        "year": row.year,
        "needed": plain(row.needed),
        "changes": row.changes,
        "available": [
            {"source": each.source, "amount": plain(each.amount), "note": each.note} for each in fundings
        ],
    }


def _number(value: Decimal | None) -> str | None:
    """Digits without needless zeros: "12", "4.5"."""
    if value is None:
        return None
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text
