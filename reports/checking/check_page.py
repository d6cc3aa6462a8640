"""Check your answers: the whole report on one page, exact, for the police who answer for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import User
from reports.answers import content
from reports.answers.completeness import (
    ReportStatus,
    SectionStatus,
    report_status,
    sections_with_a_question,
)
from reports.answers.content import AnswerContent, SectionContent
from reports.answers.rules import Jump
from reports.answers.three_periods import ThreePeriods, three_periods
from reports.answers.words import in_words
from reports.checking import differences
from reports.checking.differences import Difference
from reports.checking.thread import Line, messages_of, threads_of
from reports.editions.form_definition import FormDefinition, IndicatorField, definition_of
from reports.models import Period, Report, ValueType
from reports.periods import Stretch, same_stretch_last_year, stretch_before
from reports.writing.task_list import KINDS

# Their values carry their unit, or need none.
SAID_WITH_UNIT = frozenset(
    {ValueType.COUNT, ValueType.PERCENT, ValueType.MINUTES, ValueType.MONEY, ValueType.YES_NO, ValueType.TEXT}
)


@dataclass(frozen=True)
class FigureRow:
    """One figure. `before`: what stood here when the report was last handed in, if it was another value."""

    label: str
    unit: str
    now: str
    previous: str
    last_year: str
    url: str
    before: str = ""
    problem: str = ""
    question: str = ""

    @property
    def is_changed(self) -> bool:
        return bool(self.before)


@dataclass(frozen=True)
class TextRow:
    label: str
    text: str
    url: str
    before: str | None = None
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        return self.before is not None


@dataclass(frozen=True)
class RuleRow:
    """A broken rule, with the places where it can be mended."""

    words: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CheckedSection:
    number: int
    title: str
    url: str
    kind: str
    state: str
    language: str
    figures: tuple[FigureRow, ...]
    texts: tuple[TextRow, ...]
    broken: tuple[RuleRow, ...]
    gaps: int
    thread: tuple[Line, ...]

    @property
    def anchor(self) -> str:
        return f"section-{self.number}"

    @property
    def changes(self) -> int:
        return sum(row.is_changed for row in self.figures) + sum(row.is_changed for row in self.texts)

    @property
    def questions(self) -> int:
        """Figures far from earlier ones."""
        return sum(bool(row.question) for row in self.figures)


@dataclass(frozen=True)
class CheckPage:
    report: Report
    status: ReportStatus
    sections: tuple[CheckedSection, ...]
    messages: tuple[Line, ...]
    previous_period: Period
    period_last_year: Period
    has_baseline: bool

    @property
    def changes(self) -> int:
        return sum(section.changes for section in self.sections)

    @property
    def questions(self) -> int:
        return sum(section.questions for section in self.sections)

    @property
    def unfinished(self) -> tuple[CheckedSection, ...]:
        return tuple(section for section in self.sections if section.gaps or section.broken)


def check_page(report: Report, *, reader: User) -> CheckPage:
    """Nine queries, however much the report says. Period and form must be fetched with it."""
    form, said = definition_of(report.form), content.of(report)
    status = report_status(form, said, sections_with_a_question(report))
    gatherer = _Gatherer(
        report=report,
        form=form,
        said={section.number: section for section in said.sections},
        periods=three_periods(report),
        changed={
            (difference.section, difference.field): difference
            for difference in differences.since_last_time(report, now=said)
        },
        threads=threads_of(report, reader=reader),
    )
    stretch = report.period.stretch
    return CheckPage(
        report=report,
        status=status,
        sections=tuple(gatherer.section(one) for one in status.sections),
        messages=messages_of(report, reader=reader),
        previous_period=_period(stretch_before(stretch)),
        period_last_year=_period(same_stretch_last_year(stretch)),
        has_baseline=differences.baseline(report) is not None,
    )


@dataclass(frozen=True)
class _Gatherer:
    report: Report
    form: FormDefinition
    said: Mapping[int, SectionContent]
    periods: ThreePeriods
    changed: Mapping[tuple[int, str], Difference]
    threads: Mapping[int, tuple[Line, ...]]

    def section(self, status: SectionStatus) -> CheckedSection:
        number = status.section.number
        said = self.said.get(number) or SectionContent(number, status.section.code, 0, "uk")
        return CheckedSection(
            number=number,
            title=str(status.section.title),
            url=self._url(number),
            kind=KINDS[status.state],
            state=str(status.state.label),
            language=said.language,
            figures=tuple(self._figures(status, said)),
            texts=tuple(self._texts(status, said)),
            broken=tuple(self._rules(status)),
            gaps=len(status.gaps),
            thread=self.threads.get(number, ()),
        )

    def _figures(self, status: SectionStatus, said: SectionContent) -> Iterator[FigureRow]:
        """What is answered, what must be, and what was taken away since the last time."""
        problems = {gap.field: gap.problem for gap in status.gaps}
        for field in status.section.indicators:
            answer = said.answers.get(field.code)
            difference = self.changed.get((said.number, field.code))
            if answer is None and difference is None and field.code not in problems:
                continue
            jump: Jump | None = self.periods.jump(field)
            yield FigureRow(
                label=str(field.label),
                unit="" if field.type in SAID_WITH_UNIT else str(field.unit),
                now=in_words(field, answer),
                previous=in_words(field, self.periods.previous.get(field.code)),
                last_year=in_words(field, self.periods.last_year.get(field.code)),
                url=self._url(said.number, field.code),
                before=_figure_before(field, difference),
                problem=problems.get(field.code, ""),
                question=jump.question if jump else "",
            )

    def _texts(self, status: SectionStatus, said: SectionContent) -> Iterator[TextRow]:
        problems = {gap.field: gap.problem for gap in status.gaps}
        for field in self.form.narratives:
            text = said.narratives.get(field.code, "")
            difference = self.changed.get((said.number, field.code))
            if text or difference or field.code in problems:
                yield TextRow(
                    label=str(field.label),
                    text=text,
                    url=self._url(said.number, field.code),
                    before=_text_before(difference),
                    problem=problems.get(field.code, ""),
                )

    def _rules(self, status: SectionStatus) -> Iterator[RuleRow]:
        for rule in status.broken:
            places = (
                (str(self.form.indicator[code].label), self._url(self.form.section_of[code].number, code))
                for code in rule.fields
            )
            yield RuleRow(words=rule.message, places=tuple(places))

    def _url(self, number: int, field: str = "") -> str:
        page = reverse("reports:section", args=[self.report.pk, number])
        return f"{page}#div_{field}" if field else page


def _figure_before(field: IndicatorField, difference: Difference | None) -> str:
    if difference is None:
        return ""
    was = difference.before if isinstance(difference.before, AnswerContent) else None
    return in_words(field, was) if was else _("not answered")


def _text_before(difference: Difference | None) -> str | None:
    if difference is None:
        return None
    return difference.before if isinstance(difference.before, str) else ""


def _period(stretch: Stretch) -> Period:
    """For its name only: the row may not exist."""
    return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
