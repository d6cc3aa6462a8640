"""Who may see each figure and each narrative: public, working group, police only, or public from a day.

Everything is public unless the head of police decides otherwise. For figures that may help an
enemy, for whole sections marked so (hostilities, checkpoints, staff, weapons), and for whatever was
held back in the report before, a decision is *required*: without one nothing is published. A decision
belongs to one submission, so that nobody publishes changed words under an old decision.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from communities.models import User
from communities.shared import audit
from communities.shared.states import WrongState
from reports.answers.content import ReportContent, SectionContent
from reports.models import (
    Indicator,
    Publication,
    ReleaseDecision,
    ReleaseLevel,
    Report,
    Section,
    Submission,
)
from reports.states import State

NARRATIVE = ":narrative"


class Audience(StrEnum):
    """The widest circle that may see something."""

    PUBLIC = "public"
    GROUP = "group"
    POLICE = "police"


@dataclass(frozen=True)
class Decision:
    """A level, and the day for "public from". Raises `ValueError` when they do not fit."""

    level: ReleaseLevel
    public_from: dt.date | None = None

    def __post_init__(self) -> None:
        if (self.level == ReleaseLevel.PUBLIC_FROM) != (self.public_from is not None):
            raise ValueError("A day belongs to “public from” and to nothing else.")

    def audience(self, *, today: dt.date) -> Audience:
        """Until the day of "public from", only the police."""
        if self.level == ReleaseLevel.PUBLIC_FROM:
            is_due = self.public_from is not None and self.public_from <= today
            return Audience.PUBLIC if is_due else Audience.POLICE
        return Audience(self.level.value)

    def as_json(self) -> dict[str, Any]:
        day = {"public_from": self.public_from.isoformat()} if self.public_from else {}
        return {"level": self.level.value, **day}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decision":
        day = data.get("public_from")
        return cls(ReleaseLevel(data["level"]), dt.date.fromisoformat(day) if day else None)


PUBLIC = Decision(ReleaseLevel.PUBLIC)
GROUP_ONLY = Decision(ReleaseLevel.GROUP)
Plan = Mapping[str, Decision]  # by subject; a subject that is missing is public


def audience_of(plan: Plan, subject: str, *, today: dt.date) -> Audience:
    return plan.get(subject, PUBLIC).audience(today=today)


def next_release_on(plan: Plan, *, today: dt.date) -> dt.date | None:
    """The next day on which something held back becomes public."""
    days = [decision.public_from for decision in plan.values() if decision.public_from]
    return min((day for day in days if day > today), default=None)


def last_release_on(plan: Plan, *, today: dt.date) -> dt.date | None:
    """The newest day that has come of those on which something becomes public."""
    days = [decision.public_from for decision in plan.values() if decision.public_from]
    return max((day for day in days if day <= today), default=None)


def plan_as_json(plan: Plan) -> dict[str, Any]:
    return {subject: decision.as_json() for subject, decision in sorted(plan.items())}


def plan_from_json(data: Mapping[str, Any]) -> dict[str, Decision]:
    return {subject: Decision.from_json(decision) for subject, decision in data.items()}


@dataclass(frozen=True)
class Subject:
    """Something a decision can be made about. `indicator` is None for a section's narrative."""

    key: str
    section: Section
    indicator: Indicator | None
    is_required: bool
    suggested: Decision
    decided: Decision | None

    @property
    def is_undecided(self) -> bool:
        return self.is_required and self.decided is None


class DecisionMissing(Exception):
    """Something that needs a decision before publication has none. `keys`: which."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(f"No decision about {', '.join(self.keys)}")


class UnknownSubject(ValueError):
    """A decision about something that this submission does not say."""


def subjects(submission: Submission) -> tuple[Subject, ...]:
    """Everything that this submission says, in the order of the form, the narrative after the figures."""
    content = ReportContent.from_json(submission.content)
    suggestions, decided = _suggestions(submission), plan_of(submission)
    found: list[Subject] = []
    for section in sections_of(submission.report):
        for key, indicator in _said(section, content.section(section.code)):
            usual = _usual(indicator)
            suggested = suggestions.get(key, usual)
            sensitive_to_enemy = section.operational_security or bool(indicator and indicator.is_opsec)
            found.append(
                Subject(
                    key=key,
                    section=section,
                    indicator=indicator,
                    is_required=sensitive_to_enemy or suggested != PUBLIC,
                    suggested=suggested,
                    decided=decided.get(key),
                )
            )
    return tuple(found)


def plan_of(submission: Submission) -> dict[str, Decision]:
    """What has been decided about this submission so far."""
    return {
        row.subject: Decision(ReleaseLevel(row.level), row.public_from)
        for row in submission.release_decisions.all()
    }


def suggested(submission: Submission) -> dict[str, Decision]:
    """A decision for everything that requires one: the one made, else the one suggested."""
    return {
        subject.key: subject.decided or subject.suggested
        for subject in subjects(submission)
        if subject.is_required
    }


def complete_plan(submission: Submission) -> dict[str, Decision]:
    """The plan to publish by. Raises `DecisionMissing`."""
    if missing := [subject.key for subject in subjects(submission) if subject.is_undecided]:
        raise DecisionMissing(missing)
    return plan_of(submission)


def for_whole_section(submission: Submission, *, code: str, decision: Decision) -> dict[str, Decision]:
    """The same decision for every figure of a section and its narrative."""
    return {subject.key: decision for subject in subjects(submission) if subject.section.code == code}


@transaction.atomic
def decide(
    report: Report, *, decisions: Mapping[str, Decision], by: User, at: dt.datetime
) -> dict[str, Decision]:
    """Set release levels of the report that was handed in; what is not named stays as it was.

    Returns what changed. Raises `WrongState` unless the report is with the head of police, and
    `UnknownSubject`.
    """
    report = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    if report.state != State.SUBMITTED:
        raise WrongState(state=report.state, step="decide")
    submission = newest_submission(report)
    known = {subject.key: subject for subject in subjects(submission)}
    if unknown := sorted(decisions.keys() - known.keys()):
        raise UnknownSubject(f"The report does not say {', '.join(unknown)}")
    changed = {key: new for key, new in decisions.items() if known[key].decided != new}
    for key, decision in changed.items():
        ReleaseDecision.objects.update_or_create(
            submission=submission,
            subject=key,
            defaults={
                "level": decision.level,
                "public_from": decision.public_from,
                "decided_by": by,
                "decided_at": at,
            },
        )
    if changed:
        audit.record(
            "report.release_decided",
            target=report,
            by=by,
            at=at,
            community=report.community,
            details={"submission": submission.number, "levels": plan_as_json(changed)},
        )
    return changed


def newest_submission(report: Report) -> Submission:
    """Raises `Submission.DoesNotExist` before the report was first handed in."""
    return report.submissions.select_related("report__form", "report__community").latest("number")


def sections_of(report: Report) -> list[Section]:
    """The sections of the report's form with their indicators, in order. Two queries."""
    indicators = Prefetch("indicators", Indicator.objects.order_by("order"))
    return list(report.form.sections.order_by("number").prefetch_related(indicators))


def _said(section: Section, content: SectionContent | None) -> Iterator[tuple[str, Indicator | None]]:
    if content is None:
        return
    for indicator in section.indicators.all():
        if indicator.code in content.answers:
            yield indicator.code, indicator
    if content.narratives:
        yield section.code + NARRATIVE, None


def _usual(indicator: Indicator | None) -> Decision:
    return GROUP_ONLY if indicator and indicator.is_opsec else PUBLIC


def _suggestions(submission: Submission) -> dict[str, Decision]:
    """What was decided last: in the publication before, then about an earlier submission of this report."""
    report = submission.report
    earlier = report.submissions.filter(number__lt=submission.number).order_by("number")
    decided: dict[str, Decision] = _moved_from_publication(report)
    for one in earlier.prefetch_related("release_decisions"):
        decided |= plan_of(one)
    return decided


def _moved_from_publication(report: Report) -> dict[str, Decision]:
    """The levels of the community's newest published period before this one, its days moved along."""
    before = (
        Publication.objects.newest()
        .filter(report__community=report.community_id, report__period__starts_on__lt=report.period.starts_on)
        .select_related("report__period")
        .order_by("-report__period__starts_on")
        .first()
    )
    if before is None:
        return {}
    distance = report.period.ends_on - before.report.period.ends_on
    return {
        subject: replace(decision, public_from=decision.public_from + distance)
        if decision.public_from
        else decision
        for subject, decision in plan_from_json(before.plan).items()
    }
