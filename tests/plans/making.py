"""A small plan of the group of Novopskov, as a draft or approved, made directly as rows."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from communities.models import (
    AgendaItem,
    Ballot,
    BallotKind,
    ItemKind,
    Meeting,
    Outcome,
    Post,
    Settlement,
    User,
    WorkingGroup,
)
from communities.states import BallotState, MeetingState
from communities.topics import Topic
from plans.models import (
    Action,
    Funding,
    FundingSource,
    Goal,
    Plan,
    PlanVersion,
    Problem,
    Resource,
    ResourceKind,
)
from plans.states import PlanState, VersionState
from plans.writing.parts import numbers
from tests.meetings.making import make_meeting

KYIV = ZoneInfo("Europe/Kyiv")
MADE = dt.datetime(2026, 11, 3, 9, 0, tzinfo=KYIV)
PROPOSED = dt.datetime(2026, 11, 9, 9, 0, tzinfo=KYIV)
VOTED = dt.datetime(2026, 11, 17, 15, 0, tzinfo=KYIV)

# Never to be seen outside the group: tests look for these words in everything public.
PERSON = "Kanarka Vidpovidalna"
EMAIL = "kanarka@example.org"
SECRET_PROBLEM = "Kanarka: the cellar of the school has no second exit"
SECRET_ACTION = "Kanarka: a second exit is broken through"


def make_plan(group: WorkingGroup, by: User, **fields: object) -> Plan:
    """A draft for 2027: 2 goals, 2 problems (the second internal), 3 actions (the third internal), 4 resources.

    Needed 100 000.00 + 20 000.50 + 0.00 + 55 000.00; available 30 000.00 + 25 000.00 (over-funded by 4 999.50).
    """
    values: dict[str, object] = {
        "title": "Безпечна громада 2027",
        "year_from": 2027,
        "year_to": 2027,
        "basis": "Опитування 2018 року і звіт поліції",
        "summary": "Світло на вулицях і безпечна школа.",
        "made_at": MADE,
        "made_by": by,
    }
    plan = Plan.objects.create(group=group, **(values | fields))
    roads = Goal.objects.create(plan=plan, position=1, title="Менше аварій", detail="До 2028 року")
    school = Goal.objects.create(plan=plan, position=2, title="Безпечна школа")
    dark = Problem.objects.create(
        plan=plan,
        position=1,
        topic=Topic.ROADS,
        title="Темна дорога до школи",
        analysis="Діти йдуть узбіччям без освітлення.",
        rank_reason="Найчастіший страх мешканців",
    )
    secret = Problem.objects.create(
        plan=plan, position=2, topic=Topic.CHILDREN, title=SECRET_PROBLEM, is_internal=True
    )
    place, _ = Settlement.objects.get_or_create(
        community=group.community,
        name_uk="Осинове",
        name_en="Osynove",
        defaults={"type": "village"},
    )
    lamps = Action.objects.create(
        plan=plan,
        goal=roads,
        problem=dark,
        position=1,
        title="Поставити ліхтарі",
        topic=Topic.ROADS,
        responsible_body="Селищна рада",
        responsible=group.memberships.get(post=Post.SECRETARY),
        partners="Облавтодор",
        settlement=place,
        serves=["youth", "older"],
        starts_on=dt.date(2027, 2, 1),
        due_on=dt.date(2027, 6, 30),
        indicator="Аварії за участю пішоходів",
        baseline=Decimal("12.00"),
        target=Decimal("6.00"),
    )
    Action.objects.create(
        plan=plan,
        goal=roads,
        problem=dark,
        position=2,
        title="Уроки для водіїв",
        topic=Topic.ROADS,
        responsible_name=PERSON,
        responsible_email=EMAIL,
        due_on=dt.date(2027, 9, 1),
    )
    exit_ = Action.objects.create(
        plan=plan,
        goal=school,
        problem=secret,
        position=1,
        title=SECRET_ACTION,
        topic=Topic.CHILDREN,
        is_internal=True,
        due_on=dt.date(2027, 12, 31),
    )
    poles = _resource(
        lamps, 1, ResourceKind.EQUIPMENT, "Ліхтарі", "100000.00", quantity=Decimal(20), unit="шт."
    )
    digging = _resource(lamps, 2, ResourceKind.MONEY, "Земляні роботи", "20000.50")
    _resource(lamps, 3, ResourceKind.PEOPLE, "Волонтери", "0.00")
    _resource(exit_, 1, ResourceKind.MONEY, "Проєкт і роботи", "55000.00")
    Funding.objects.create(
        resource=poles, source=FundingSource.LOCAL, amount=Decimal("30000.00"), note="бюджет"
    )
    Funding.objects.create(resource=digging, source=FundingSource.DONOR, amount=Decimal("25000.00"))
    return plan


def _resource(
    action: Action, position: int, kind: ResourceKind, title: str, needed: str, **fields: object
) -> Resource:
    return Resource.objects.create(
        action=action,
        position=position,
        kind=kind,
        title=title,
        year=2027,
        needed=Decimal(needed),
        changes="Діти бачать дорогу" if position == 1 else "",
        **fields,
    )


def approve(
    plan: Plan,
    *,
    by: User | None = None,
    meeting: Meeting | None = None,
    content: dict | None = None,
    public_content: dict | None = None,
) -> PlanVersion:
    """Approve the plan as it stands by 7 votes of 7 at a meeting that is then closed, directly in rows.

    The plan may have an approved version, which is then replaced. `meeting`: an open one, which stays open.
    """
    by = by or plan.group.memberships.get(post=Post.SECRETARY).person
    own = meeting is None
    meeting = meeting or make_meeting(plan.group, state=MeetingState.OPEN, present=7)
    last = plan.versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    version = PlanVersion.objects.create(
        plan=plan,
        number=number,
        content=content or content_of(plan),
        public_content=public_content or content_of(plan, is_public=True),
        checksum="0" * 64,
        proposed_at=PROPOSED,
        proposed_by=by,
        readable_until_on=dt.date(2026, 11, 16),
    )
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=meeting.items.count() + 1,
        kind=ItemKind.PLAN,
        title=plan.title,
        subject=f"plans.version:{version.pk}",
    )
    ballot = Ballot.objects.create(
        item=item,
        number=1,
        question=plan.title,
        subject=item.subject,
        kind=BallotKind.HANDS,
        state=BallotState.CLOSED,
        votes_for=7,
        votes_against=0,
        abstained=0,
        present=7,
        all_members=11,
        quorum=6,
        majority=4,
        outcome=Outcome.ADOPTED,
        opened_at=VOTED,
        closed_at=VOTED,
    )
    plan.versions.filter(state=VersionState.APPROVED).update(state=VersionState.REPLACED)
    version.item, version.ballot = item, ballot
    version.state, version.decided_at = VersionState.APPROVED, VOTED
    version.save(update_fields=["item", "ballot", "state", "decided_at"])
    plan.in_force, plan.state = version, PlanState.APPROVED
    plan.save(update_fields=["in_force", "state"])
    if own:
        meeting.state, meeting.closed_at = MeetingState.CLOSED, VOTED + dt.timedelta(hours=1)
        meeting.save(update_fields=["state", "closed_at"])
    return version


def content_of(plan: Plan, *, is_public: bool = False) -> dict:
    """The agreed shape of `PlanVersion.content`, written a second time, so that tests have something to compare."""
    goals = list(plan.goals.order_by("position", "pk"))
    problems = list(plan.problems.order_by("position", "pk"))
    actions = list(plan.actions.order_by("goal__position", "goal", "position", "pk"))
    shown = [each for each in actions if not (is_public and each.is_internal)]
    shown_problems = [each for each in problems if not (is_public and each.is_internal)]
    community, group = plan.group.community, plan.group
    numbered = numbers(goals, actions)
    return {
        "title": plan.title,
        "years": [plan.year_from, plan.year_to],
        "basis": plan.basis,
        "summary": plan.summary,
        "currency": {
            "code": plan.second_currency,
            "rate": f"{plan.rate:.4f}",
            "on": plan.rate_on.isoformat(),
        }
        if plan.second_currency
        else None,
        "community": {"slug": community.slug, "name_uk": community.name_uk, "name_en": community.name_en},
        "group": {"name_uk": group.name_uk, "name_en": group.name_en},
        "goals": [{"id": each.pk, "title": each.title, "detail": each.detail} for each in goals],
        "problems": [
            {
                "id": each.pk,
                "rank": rank,
                "topic": each.topic,
                "title": each.title,
                "analysis": each.analysis,
                "rank_reason": each.rank_reason,
                "is_internal": each.is_internal,
                "evidence": [
                    {
                        "kind": row.kind,
                        "key": row.key,
                        "source": row.source,
                        "cited": row.cited,
                        "cited_on": row.cited_on.isoformat(),
                    }
                    for row in each.evidence.order_by("pk")
                    if not (is_public and row.risk_id and row.risk.is_internal)
                ],
            }
            for rank, each in enumerate(problems, start=1)
            if each in shown_problems
        ],
        "actions": [
            _action_in_content(each, numbered[each.pk], shown_problems, is_public=is_public) for each in shown
        ],
        "kept_apart": {
            "problems": len(problems) - len(shown_problems),
            "actions": len(actions) - len(shown),
        },
    }


def _action_in_content(action: Action, number: str, problems: list[Problem], *, is_public: bool) -> dict:
    person = action.responsible.name if action.responsible else action.responsible_name
    found = {
        "id": action.pk,
        "uid": str(action.uid),
        "number": number,
        "goal": action.goal_id,
        "problem": action.problem_id if action.problem in problems else None,
        "title": action.title,
        "detail": action.detail,
        "topic": action.topic,
        "body": action.responsible_body,
        "person": person,
        "member": action.responsible_id,
        "email": action.responsible_email,
        "partners": action.partners,
        "settlement": {"uk": action.settlement.name_uk, "en": action.settlement.name_en}
        if action.settlement
        else None,
        "serves": list(action.serves),
        "starts_on": action.starts_on.isoformat() if action.starts_on else None,
        "due_on": action.due_on.isoformat() if action.due_on else None,
        "indicator": action.indicator,
        "aim": action.aim,
        "baseline": None if action.baseline is None else f"{action.baseline:.2f}",
        "target": None if action.target is None else f"{action.target:.2f}",
        "is_internal": action.is_internal,
        "resources": [
            {
                "id": each.pk,
                "kind": each.kind,
                "title": each.title,
                "quantity": None if each.quantity is None else f"{each.quantity:.2f}",
                "unit": each.unit,
                "year": each.year,
                "needed": f"{each.needed:.2f}",
                "changes": each.changes,
                "available": [
                    {"source": row.source, "amount": f"{row.amount:.2f}", "note": row.note}
                    for row in each.fundings.order_by("source")
                ],
            }
            for each in action.resources.order_by("position", "pk")
        ],
    }
    if is_public:
        for name in ("person", "member", "email"):
            del found[name]
    return found
