"""What a problem cites: chosen from what the community may read, and frozen as it was.

A citation is chosen by its key; the value is read here, never sent by a browser. Values of protected counts
are cited as residents read them, and of such no difference is told but a direction.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import IntegrityError, transaction

from communities.models import User, WorkingGroup
from communities.shared import audit
from communities.shared.states import WrongState
from plans.models import Evidence, Plan, Problem, Risk
from plans.sources import answers, concerns, figures, risks, themes
from plans.sources.citable import Citable
from plans.states import PlanState
from reports.models import Publication
from surveys.published import Result


class AlreadyCited(Exception):
    """This problem cites it."""


class NothingToCite(Exception):
    """There is no such figure, answer, theme, concern or risk to cite, or the problem itself is gone."""


# --- what may be cited --------------------------------------------------------------------------


@dataclass(frozen=True)
class Sources:
    """All that a group may cite on a day, read once: in seven statements, and what editions of
    questionnaires take the first time in a process."""

    publications: list[Publication]
    results: list[Result]
    themes: list[Citable]
    concerns: list[tuple[Citable, int]]
    open_risks: list[Risk]

    @classmethod
    def of(cls, group: WorkingGroup, *, today: dt.date) -> "Sources":
        community = group.community
        return cls(
            publications=figures.newest_publications(community),
            results=answers.newest_results(community),
            themes=list(themes.themes_of(community)),
            concerns=concerns.concerns_of(group, today=today),
            open_risks=risks.open_risks(group),
        )

    @cached_property
    def by_key(self) -> Mapping[str, Citable]:
        found: list[Citable] = [
            *figures.figures_of(self.publications),
            *answers.answers_of(self.results),
            *self.themes,
            *(each for each, _people in self.concerns),
            *risks.risks_of(self.open_risks),
        ]
        return {each.key: each for each in found}

    def offered(
        self, *, topic: str = "", kind: str = "", words: str = "", without: Collection[str] = ()
    ) -> list[Citable]:
        """What may be chosen, newest first. `words`: all of them stand in the label or the text."""
        wanted = words.lower().split()
        found = [
            each
            for each in self.by_key.values()
            if each.key not in without
            and (not topic or each.topic == topic)
            and (not kind or each.kind == kind)
            and all(word in _haystack(each) for word in wanted)
        ]
        return sorted(found, key=lambda each: each.on or dt.date.min, reverse=True)


def _haystack(each: Citable) -> str:
    said = (each.label, each.origin, each.text)
    return " ".join(f"{words.uk} {words.en}" for words in said).lower()


# --- citing -------------------------------------------------------------------------------------


@transaction.atomic
def cite(
    problem: Problem, key: str, *, today: dt.date, by: User, at: dt.datetime, sources: Sources | None = None
) -> Evidence:
    """Freeze what stands there now. Raises `WrongState`, `NothingToCite`, `AlreadyCited`."""
    plan = _draft(problem.plan_id)
    found = (sources or Sources.of(plan.group, today=today)).by_key.get(key)
    if found is None or not plan.problems.filter(pk=problem.pk).exists():
        raise NothingToCite
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(
                problem=problem,
                kind=found.kind,
                source=found.source,
                key=found.key,
                cited=found.as_cited(),
                risk_id=found.risk,
                cited_on=today,
                cited_by=by,
            )
    except IntegrityError as error:
        raise AlreadyCited from error
    _record("plan.evidence_cited", plan, evidence, by=by, at=at)
    return evidence


@transaction.atomic
def take_away(evidence: Evidence, *, by: User, at: dt.datetime) -> None:
    """No longer cited. Raises `WrongState`."""
    plan = _draft(evidence.problem.plan_id)
    _record("plan.evidence_taken_away", plan, evidence, by=by, at=at)
    evidence.delete()


def _draft(plan_id: int) -> Plan:
    rows = Plan.objects.select_for_update(of=("self",), no_key=True)
    plan = rows.select_related("group__community").get(pk=plan_id)
    if plan.state != PlanState.DRAFT:
        raise WrongState(state=PlanState(plan.state), step="cite")
    return plan


def _record(act: str, plan: Plan, evidence: Evidence, *, by: User, at: dt.datetime) -> None:
    details = {"kind": evidence.kind, "problem": evidence.problem_id}
    audit.record(act, target=plan, by=by, at=at, community=plan.group.community, details=details)
