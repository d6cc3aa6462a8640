"""Security plans of the demonstration: written, proposed, approved at a meeting, followed.

Built on what residents of the pilots really answered (`surveys/data/pilots_2019.json`): each problem cites a
published answer. A plan is approved at the first held meeting of its group (`config.demo_groups`).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from communities.models import Membership, Post, User, WorkingGroup
from communities.shared.data_files import read_json
from config import demo_surveys
from config.demo_data import DemoFileError
from config.demo_pictures import school_road
from plans.actions import effects, looking_back, progress, progress_files
from plans.citing import evidence
from plans.citing.evidence import NothingToCite
from plans.models import Action, Plan, ResourceRequest
from plans.register import concerns, risks
from plans.resources import requests
from plans.states import Progress, RequestState
from plans.versions import proposing
from plans.writing import drafting, starting
from plans.writing.parts import PartKind, amount_field

PLANS = Path(__file__).parent / "data" / "demo_plans.json"
WRITTEN, PROPOSED = 30, 21  # days before the meeting that approves it
REVIEWED = 183  # days after a risk was assessed
ANSWERED = 6  # days after the police were asked for

Act = tuple[dt.datetime, Callable[[dt.datetime], object]]
Told = Mapping[str, Any]


def acts(slugs: set[str], *, approved_at: Callable[[str], dt.datetime], now: dt.datetime) -> Iterator[Act]:
    """What happens to the plans until now. `approved_at`: when the meeting of a community begins."""
    data: Any = read_json(PLANS, fault=DemoFileError)
    for told in data["plans"]:
        if told["community"] in slugs:
            plan = _Plan(told, approved_at(told["community"]))
            yield from (
                act for act in plan.acts(surveyed_at=demo_surveys.newest_at(now=now)) if act[0] <= now
            )
    yield now, lambda at: looking_back.compare_due(at=at)


@dataclass
class _Plan:
    told: Told
    approved_at: dt.datetime

    def acts(self, *, surveyed_at: dt.datetime) -> Iterator[Act]:
        """`surveyed_at`: when the newest survey was published; some actions are assessed again after it."""
        yield self.approved_at - dt.timedelta(days=WRITTEN + 10), self.note_concerns
        yield self.approved_at - dt.timedelta(days=WRITTEN + 5), self.assess_risks
        yield self.approved_at - dt.timedelta(days=WRITTEN), self.write
        yield self.approved_at - dt.timedelta(days=PROPOSED), self.propose
        asked_at = self.approved_at + dt.timedelta(days=self.told["request"]["days"])
        yield asked_at, self.ask
        yield asked_at + dt.timedelta(days=ANSWERED), self.answer
        for action in self.told["actions"]:
            for said in action["progress"]:
                at = self.approved_at + dt.timedelta(days=said["days"])
                yield at, partial(self.say, action, said)
                if action["helped"] and said["status"] == Progress.DONE:
                    yield at + dt.timedelta(days=10), partial(self.assess, action, action["helped"])
                if (again := action.get("helped_after_survey")) and said["status"] == Progress.DONE:
                    yield surveyed_at + dt.timedelta(days=2), partial(self.assess, action, again)

    def note_concerns(self, at: dt.datetime) -> None:
        for told in self.told["concerns"]:
            concerns.note(
                self.group(), **told, on=timezone.localdate(at), by=self.person(Post.SECRETARY), at=at
            )

    def assess_risks(self, at: dt.datetime) -> None:
        group, by, today = self.group(), self.person(Post.SECRETARY), timezone.localdate(at)
        wanted = {told["starter"]: told for told in self.told["risks"]}
        for risk in risks.take_starters(group, set(wanted), language="uk", by=by, at=at):
            told = wanted[risk.starter]
            if told["owner"]:
                owner = Membership.objects.get(group=group, name=told["owner"], ended_on=None)
                risks.change(risk, fields={"owner": owner}, version=risk.version, by=by, at=at)
            steps = ("likelihood", "impact", "residual_likelihood", "residual_impact", "reason")
            risks.assess(
                risk,
                **{name: told[name] for name in steps},
                on=today,
                review_on=today + dt.timedelta(days=REVIEWED),
                today=today,
                by=by,
                at=at,
            )

    def write(self, at: dt.datetime) -> None:
        by, told = self.person(Post.SECRETARY), self.told
        year = timezone.localdate(self.approved_at).year
        plan = starting.blank(
            self.group(),
            title=told["title"],
            year_from=year + told["years"][0],
            year_to=year + told["years"][1],
            by=by,
            at=at,
        )
        about: dict[str, object] = {"basis": told["basis"], "summary": told["summary"]}
        if currency := told["currency"]:
            rate_on = timezone.localdate(at).isoformat()
            about |= {"second_currency": currency["code"], "rate": currency["rate"], "rate_on": rate_on}
        drafting.change(plan, fields=about, version=plan.version, by=by, at=at)
        for goal in told["goals"]:
            drafting.add(plan, PartKind.GOAL, fields=goal, by=by, at=at)
        for problem in told["problems"]:
            self._write_problem(plan, problem, by=by, at=at)
        for action in told["actions"]:
            self._write_action(plan, action, by=by, at=at)

    def propose(self, at: dt.datetime) -> None:
        proposing.propose(self.plan(), by=self.person(Post.SECRETARY), at=at)

    def ask(self, at: dt.datetime) -> None:
        """What the newest report says that the police need."""
        asked = requests.unasked(self.group())
        if asked:
            requests.make(asked[0].publication, self.group(), by=self.person(Post.SECRETARY), at=at)

    def answer(self, at: dt.datetime) -> None:
        for row in ResourceRequest.objects.filter(group=self.group(), state=RequestState.WAITING):
            text = self.told["request"]["answer"]
            requests.answer(row, text=text, by=self.person(Post.SECRETARY), at=at)

    def say(self, action: Told, said: Told, at: dt.datetime) -> None:
        entry = progress.say(
            self._action(action),
            status=Progress(said["status"]),
            percent=said["percent"],
            sentence=said["sentence"],
            spent=None if said["spent"] is None else Decimal(said["spent"]),
            by=self.person(Post.SECRETARY),
            today=timezone.localdate(at),
            at=at,
        )
        if caption := said.get("picture"):
            file = progress_files.keep(entry, progress_files.clean(school_road(), name="road.jpg"), at=at)
            progress_files.show(file, caption=caption, by=self.person(Post.SECRETARY), at=at)

    def assess(self, action: Told, text: str, at: dt.datetime) -> None:
        effects.assess(self._action(action), text=text, is_public=True, by=self.person(Post.SECRETARY), at=at)

    def group(self) -> WorkingGroup:
        return WorkingGroup.objects.select_related("community").get(community__slug=self.told["community"])

    def plan(self) -> Plan:
        return Plan.objects.select_related("group__community").get(
            group__community__slug=self.told["community"], title=self.told["title"]
        )

    def person(self, post: Post) -> User:
        person = self.group().memberships.get(post=post, ended_on=None).person
        if person is None:
            raise LookupError(f"The {post} of {self.told['community']} has no account.")
        return person

    def _action(self, action: Told) -> Action:
        return Action.objects.get(plan=self.plan(), title=action["title"])

    def _write_problem(self, plan: Plan, told: Told, *, by: User, at: dt.datetime) -> None:
        fields = {name: told[name] for name in ("topic", "title", "analysis", "rank_reason")}
        fields["is_internal"] = told.get("is_internal", False)
        problem = drafting.add(plan, PartKind.PROBLEM, fields=fields, by=by, at=at)
        for key in told["evidence"]:
            try:
                evidence.cite(problem, key, today=timezone.localdate(at), by=by, at=at)  # type: ignore[arg-type]
            except NothingToCite:
                # Figures of made-up reports need not be there; what residents answered must.
                if key.startswith("answer:"):
                    raise

    def _write_action(self, plan: Plan, told: Told, *, by: User, at: dt.datetime) -> None:
        first_on = timezone.localdate(self.approved_at)
        goals, problems = list(plan.goals.all()), list(plan.problems.all())
        member = Membership.objects.get(group=plan.group, name=told["member"], ended_on=None)
        settlement = plan.group.community.settlements.filter(name_uk=told["settlement"]).first()
        fields = {
            **{name: told[name] for name in ("title", "detail", "topic", "partners", "serves", "indicator")},
            **{name: told[name] for name in ("aim", "baseline", "target", "is_internal")},
            "goal": goals[told["goal"] - 1],
            "problem": problems[told["problem"] - 1],
            "responsible_body": told["body"],
            "responsible": member,
            "settlement": settlement,
            "starts_on": (first_on + dt.timedelta(days=told["starts_days"])).isoformat(),
            "due_on": (first_on + dt.timedelta(days=told["due_days"])).isoformat(),
        }
        action = drafting.add(plan, PartKind.ACTION, fields=fields, by=by, at=at)
        for row in told["resources"]:
            given = {amount_field(source): amount for source, amount in row["from"].items()}
            words = {name: row[name] for name in ("kind", "title", "quantity", "unit", "needed", "changes")}
            drafting.add(
                plan,
                PartKind.RESOURCE,
                fields=words | given | {"year": plan.year_from + row["year"]},
                action=action,  # type: ignore[arg-type]
                by=by,
                at=at,
            )
