"""How far a report is, always computed from what stands in it, never ticked by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.answers import content
from reports.answers.content import AnswerContent, ReportContent, SectionContent
from reports.answers.reading import why_too_long, why_unclear
from reports.answers.rules import BrokenRule, broken_rules
from reports.editions.form_definition import FormDefinition, SectionDefinition, definition_of
from reports.models import Remark, Report


class SectionState(models.TextChoices):
    """What the task list says about a section. A question comes before everything else."""

    NOT_STARTED = "not_started", gettext_lazy("not started")
    IN_PROGRESS = "in_progress", gettext_lazy("in progress")
    COMPLETE = "complete", gettext_lazy("complete")
    HAS_QUESTION = "has_question", gettext_lazy("has a question")


@dataclass(frozen=True)
class Gap:
    """What keeps a section from being complete. `field`: an indicator's or a narrative's code.

    `is_missing`: nothing was written yet, so there is nothing wrong with it either.
    """

    section: int
    field: str
    label: str
    problem: str
    is_missing: bool = False

    @property
    def anchor(self) -> str:
        """Where it is mended: the id of its place on the page of the section."""
        return f"div_{self.field}"


@dataclass(frozen=True)
class SectionStatus:
    section: SectionDefinition
    is_started: bool
    has_question: bool
    gaps: tuple[Gap, ...]
    broken: tuple[BrokenRule, ...]

    @property
    def state(self) -> SectionState:
        if self.has_question:
            return SectionState.HAS_QUESTION
        if not self.is_started:
            return SectionState.NOT_STARTED
        return SectionState.COMPLETE if self.is_filled else SectionState.IN_PROGRESS

    @property
    def is_filled(self) -> bool:
        """Nothing is missing, unreadable or contradictory, whatever the head of police asked."""
        return not self.gaps and not self.broken

    @property
    def missing(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.is_missing)

    @property
    def problems(self) -> tuple[Gap, ...]:
        """What was written and has to be mended."""
        return tuple(gap for gap in self.gaps if not gap.is_missing)


@dataclass(frozen=True)
class ReportStatus:
    sections: tuple[SectionStatus, ...]
    broken: tuple[BrokenRule, ...]

    @cached_property
    def by_number(self) -> Mapping[int, SectionStatus]:
        return {status.section.number: status for status in self.sections}

    @property
    def complete(self) -> int:
        """How many sections are complete."""
        return sum(status.state == SectionState.COMPLETE for status in self.sections)

    @property
    def total(self) -> int:
        return len(self.sections)

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of submitting it."""
        return all(status.is_filled for status in self.sections)

    @property
    def gaps(self) -> Iterator[Gap]:
        for status in self.sections:
            yield from status.gaps

    @property
    def questions(self) -> tuple[SectionStatus, ...]:
        return tuple(status for status in self.sections if status.has_question)


def status_of(report: Report) -> ReportStatus:
    """Three queries, and two more for the first report of a form edition in a process."""
    return report_status(definition_of(report.form), content.of(report), sections_with_a_question(report))


def report_status(form: FormDefinition, said: ReportContent, questions: frozenset[int]) -> ReportStatus:
    """`questions`: numbers of the sections with an open question."""
    broken = broken_rules(form, dict(said.answers()))
    by_number = {section.number: section for section in said.sections}
    return ReportStatus(
        sections=tuple(
            section_status(form, section, by_number.get(section.number), broken, section.number in questions)
            for section in form.sections
        ),
        broken=broken,
    )


def section_status(
    form: FormDefinition,
    section: SectionDefinition,
    said: SectionContent | None,
    broken: tuple[BrokenRule, ...],
    has_question: bool,
) -> SectionStatus:
    """`broken` may be of the whole report: what concerns this section is picked out."""
    answers = said.answers if said else {}
    narratives = said.narratives if said else {}
    return SectionStatus(
        section=section,
        is_started=bool(answers or narratives),
        has_question=has_question,
        gaps=(*_gaps_in_answers(section, answers), *_gaps_in_narratives(form, section, narratives)),
        broken=tuple(rule for rule in broken if section.number in rule.sections),
    )


def sections_with_a_question(report: Report) -> frozenset[int]:
    """Numbers of the sections whose last remark is a question that no newer version answers."""
    rows = (
        Remark.objects.filter(entry__report=report)
        .order_by("entry", "written_at", "pk")
        .values_list("entry__section__number", "entry__version", "is_question", "entry_version")
    )
    is_open = {
        number: is_question and asked_about >= version for number, version, is_question, asked_about in rows
    }
    return frozenset(number for number, still_open in is_open.items() if still_open)


def _gaps_in_answers(section: SectionDefinition, answers: Mapping[str, AnswerContent]) -> Iterator[Gap]:
    for field in section.indicators:
        answer = answers.get(field.code)
        if answer is None and not field.is_core:
            continue
        problem = _("Not answered yet.") if answer is None else why_unclear(field, answer)
        if problem:
            yield Gap(section.number, field.code, str(field.label), problem, is_missing=answer is None)


def _gaps_in_narratives(
    form: FormDefinition, section: SectionDefinition, narratives: Mapping[str, str]
) -> Iterator[Gap]:
    for field in form.narratives:
        text = narratives.get(field.code, "")
        if not text and not field.is_required:
            continue
        problem = why_too_long(text, field.max_chars) if text else _("Not written yet.")
        if problem:
            yield Gap(section.number, field.code, str(field.label), problem, is_missing=not text)
