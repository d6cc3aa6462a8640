"""Perception beside record: what residents said in the newest survey beside what the police counted in the
newest report, topic by topic. Both from publications, so both are what everybody may know. Nothing is
concluded here: people may fear what is rare, and what happens is not always reported.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from communities.topics import Topic
from reports.models import Publication
from reports.published.facts import PublicReport
from reports.published.presentation import FigureView, ReportView, SectionView
from reports.published.presentation import present as present_report
from surveys.definition import QuestionDefinition
from surveys.models import WavePublication
from surveys.passport import Passport
from surveys.published import Result
from surveys.results import ALL, PublicCell
from surveys.sheet import BOXES, share_text

MOST = 4  # of each side, for each topic; the sheet and the report have the rest
MOST_ON_FRONT = 3  # topics
FEAR = "FEAR"
DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class Said:
    """What residents said: an answer with its share. `anchor`: its question on the sheet."""

    answer: str
    share: str
    percent: float
    question: str
    anchor: str


@dataclass(frozen=True)
class Asked:
    """A question with what was said to it."""

    question: str
    anchor: str
    answers: tuple[Said, ...]


@dataclass(frozen=True)
class TopicBeside:
    """`said_gap`, `counted_gap`: why a side is empty, in words. `anchor`: the section of the report."""

    code: str
    title: str
    said: tuple[Said, ...]
    counted: tuple[FigureView, ...]
    said_gap: str
    counted_gap: str
    anchor: str

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The same, question by question."""
        found = {one.anchor: one.question for one in self.said}
        return tuple(
            Asked(question, anchor, tuple(one for one in self.said if one.anchor == anchor))
            for anchor, question in found.items()
        )

    @property
    def is_on_both_sides(self) -> bool:
        return bool(self.said and self.counted)


@dataclass(frozen=True)
class Perception:
    """`between`: how much time lies between asking and counting, in words. `survey`, `report`: None where
    nothing is published."""

    survey: Passport | None
    report: ReportView | None
    between: str
    topics: tuple[TopicBeside, ...]

    @property
    def fears(self) -> tuple[TopicBeside, ...]:
        """For the front page: topics that are feared and counted, the most feared first."""
        feared = [topic for topic in self.topics if topic.is_on_both_sides and topic.said[0].anchor == FEAR]
        return tuple(sorted(feared, key=lambda topic: -topic.said[0].percent)[:MOST_ON_FRONT])

    @property
    def has_demonstration(self) -> bool:
        return bool(
            (self.survey and self.survey.is_demonstration) or (self.report and self.report.is_demonstration)
        )


def perception_of(survey: WavePublication | None, report: Publication | None, *, language: str) -> Perception:
    """In this language. Asks the database for nothing but the edition of a questionnaire, once a process."""
    with override(language):
        result = Result.of(survey) if survey else None
        view = present_report(PublicReport.from_json(report.facts), language=language) if report else None
        sections = {section.code: section for section in view.sections} if view else {}
        topics = [_topic(Topic(topic), result, sections.get(topic)) for topic in Topic.values]
        # What can be set side by side comes first: nobody shall have to look for it between gaps.
        return Perception(
            survey=result.passport if result else None,
            report=view,
            between=_between(result, report),
            topics=tuple(sorted(topics, key=lambda topic: not topic.is_on_both_sides)),
        )


def _topic(topic: Topic, result: Result | None, section: SectionView | None) -> TopicBeside:
    said = tuple(_said(topic, result))[:MOST] if result else ()
    counted = section.core[:MOST] if section else ()
    return TopicBeside(
        code=topic.value,
        title=str(topic.label),
        said=said,
        counted=counted,
        said_gap="" if said else _said_gap(topic, result),
        counted_gap="" if counted else _counted_gap(section),
        anchor=section.anchor if section else "",
    )


def _said(topic: Topic, result: Result) -> Iterable[Said]:
    """Fears first, then the headlines of the sheet, then the largest shares."""
    cells = [
        cell for cell in result.table.cells if cell.breakdown == ALL and cell.question in result.definition
    ]

    def place(cell: PublicCell) -> tuple[bool, bool, float]:
        return cell.question != FEAR, (cell.question, cell.answer) not in BOXES, -(cell.percent or 0)

    for cell in sorted(cells, key=place):
        question = result.definition.of(cell.question)
        if _topic_of(question, cell.answer) == topic and cell.percent is not None:
            yield Said(
                answer=str(question.answer(cell.answer).label),
                share=share_text(cell),
                percent=cell.percent,
                question=str(question.text),
                anchor=question.code,
            )


def _topic_of(question: QuestionDefinition, answer: str) -> str:
    return question.answer(answer).topic if question.has_answer(answer) else ""


def _said_gap(topic: Topic, result: Result | None) -> str:
    if result is None:
        return _("No survey of this community has been published yet.")
    if result.definition.about(topic.value):
        return _("The survey asks about this, but no figure was published.")
    return _("The survey does not ask about this.")


def _counted_gap(section: SectionView | None) -> str:
    if section is None:
        return _("No report of the police has been published yet.")
    return " ".join(section.withheld) or _("The report has no figures here.")


def _between(result: Result | None, report: Publication | None) -> str:
    """Two dates far apart make any comparison weak; that is said, or that it is not known."""
    if result is None or report is None:
        return ""
    last_day = result.passport.last_day
    if not last_day:
        return _("When people were asked is not stated, so nobody can say how much changed since then.")
    apart = dt.date.fromisoformat(report.facts["period_ends_on"]) - dt.date.fromisoformat(last_day)
    years = round(abs(apart.days) / DAYS_IN_A_YEAR)
    if not years:
        return _("People were asked and the figures were counted in about the same year.")
    return ngettext(
        "About %(count)s year lies between asking people and counting. Much may have changed since.",
        "About %(count)s years lie between asking people and counting. Much may have changed since.",
        years,
    ) % {"count": years}
