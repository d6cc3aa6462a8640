"""Everything the page of one section shows, gathered in a number of queries that no report changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.utils import timezone

from communities.shared import clock
from communities.shared.sending import new_page_name
from reports.answers.completeness import SectionStatus, section_status, sections_with_a_question
from reports.answers.content import AnswerContent, SectionContent
from reports.answers.reading import NO_VALUE, why_too_long, why_unclear
from reports.answers.rules import broken_rules
from reports.answers.three_periods import ThreePeriods, three_periods
from reports.answers.words import as_typed, in_words
from reports.editions.form_definition import FormDefinition, IndicatorField, NarrativeField, definition_of
from reports.forms.section import SectionPost
from reports.models import Period, SectionEntry, SectionLoan, ValueType
from reports.models.answers import NARRATIVES
from reports.periods import Stretch, same_stretch_last_year, stretch_before
from reports.writing.filling import section_of

LINE = 75  # characters of a text in one line of its field, about
LEAST_LINES, MOST_LINES = 4, 20


class Problem(TypedDict):
    """As components/error_summary.html takes it."""

    label: str
    text: str
    href: str


@dataclass(frozen=True)
class FieldRow:
    """One indicator: what stands in its fields, what stood there earlier, what is to be said about it."""

    field: IndicatorField
    typed: str
    instead: str
    was: str
    reason: str
    said: str
    previous: str
    last_year: str
    problem: str
    notice: str
    question: str

    @property
    def is_multiline(self) -> bool:
        return self.field.type == ValueType.TEXT

    @property
    def is_yes_or_no(self) -> bool:
        return self.field.type == ValueType.YES_NO

    @property
    def keyboard(self) -> str:
        """Which keyboard a telephone shows."""
        return "decimal" if self.field.decimals else "numeric"

    @property
    def lines(self) -> int:
        return _lines(self.typed)

    @property
    def needs_attention(self) -> bool:
        return bool(self.typed or self.instead or self.problem)


@dataclass(frozen=True)
class TextRow:
    """One narrative field. `previous`: what was written two months ago."""

    field: NarrativeField
    text: str
    previous: str
    previous_language: str
    problem: str
    notice: str

    @property
    def lines(self) -> int:
        return _lines(self.text)


@dataclass(frozen=True)
class SectionPage:
    entry: SectionEntry
    status: SectionStatus
    core: tuple[FieldRow, ...]
    others: tuple[FieldRow, ...]
    texts: tuple[TextRow, ...]
    loan: SectionLoan | None
    previous_period: Period
    period_last_year: Period
    page_name: str
    language: str

    @property
    def others_are_open(self) -> bool:
        return any(row.needs_attention for row in self.others)

    @property
    def problems(self) -> list[Problem]:
        """For the list at the top: what has to be mended, in the order of the page."""
        rows = [(row.field.code, str(row.field.label), row.problem) for row in (*self.core, *self.others)]
        rows += [(row.field.code, str(row.field.label), row.problem) for row in self.texts]
        return [Problem(label=label, text=text, href=f"#div_{code}") for code, label, text in rows if text]

    @property
    def saved_today(self) -> bool:
        at = self.entry.saved_at
        return at is not None and timezone.localdate(at) == clock.today()


def section_page(entry: SectionEntry, *, post: SectionPost | None = None) -> SectionPage:
    """`post`: what was just sent and could not be stored; it is shown instead of what is stored.

    Section, report, period and form must be fetched with the entry.
    """
    report = entry.report
    form, section = definition_of(report.form), section_of(entry)
    periods = three_periods(report)
    said = _content(entry, periods.now)
    rows = tuple(_rows(entry, periods, post))
    before = stretch_before(report.period.stretch)
    return SectionPage(
        entry=entry,
        status=section_status(
            form,
            section,
            said,
            broken_rules(form, periods.now),
            section.number in sections_with_a_question(report),
        ),
        core=tuple(row for row in rows if row.field.is_core),
        others=tuple(row for row in rows if not row.field.is_core),
        texts=tuple(_texts(form, entry, _entry_before(entry, before), post)),
        loan=entry.loans.current().select_related("lent_to", "lent_by").first(),
        previous_period=_period(before),
        period_last_year=_period(same_stretch_last_year(report.period.stretch)),
        page_name=post.sending.page if post and post.sending.page else new_page_name(),
        language=(post.language if post else None) or entry.language,
    )


def _content(entry: SectionEntry, answers: Mapping[str, AnswerContent]) -> SectionContent:
    section = section_of(entry)
    return SectionContent(
        number=section.number,
        code=section.code,
        version=entry.version,
        language=entry.language,
        answers={code: answers[code] for code in section.by_code if code in answers},
        narratives={code: text for code in NARRATIVES if (text := getattr(entry, code))},
    )


def _rows(entry: SectionEntry, periods: ThreePeriods, post: SectionPost | None) -> Iterator[FieldRow]:
    for field in section_of(entry).indicators:
        code = field.code
        answer = periods.now.get(code)
        typed = post.typed.get(code) if post else None
        stored = answer.kind if answer and answer.kind in NO_VALUE else None
        instead = typed.instead if typed else stored
        jump = periods.jump(field)
        yield FieldRow(
            field=field,
            typed=typed.value if typed else ("" if stored else as_typed(answer)),
            instead=instead.value if instead else "",
            was=stored.value if stored else "",
            reason=typed.reason if typed else (answer.reason if answer else ""),
            said=in_words(field, answer),
            previous=in_words(field, periods.previous.get(code)),
            last_year=in_words(field, periods.last_year.get(code)),
            problem=post.problems.get(code, "")
            if typed and post
            else (why_unclear(field, answer) if answer else ""),
            notice=post.notices.get(code, "") if post else "",
            question=jump.question if jump else "",
        )


def _problem(field: IndicatorField, answer: AnswerContent | None, post: SectionPost | None) -> str:
    if post is not None:
        return post.problems.get(field.code, "")
    return why_unclear(field, answer) if answer else ""


def _texts(
    form: FormDefinition, entry: SectionEntry, before: SectionEntry | None, post: SectionPost | None
) -> Iterator[TextRow]:
    for field in form.narratives:
        text = post.texts.get(field.code) if post else None
        stored = getattr(entry, field.code)
        yield TextRow(
            field=field,
            text=stored if text is None else text,
            previous=getattr(before, field.code) if before else "",
            previous_language=before.language if before else "",
            problem=why_too_long(stored if text is None else text, field.max_chars),
            notice=post.notices.get(field.code, "") if post else "",
        )


def _entry_before(entry: SectionEntry, before: Stretch) -> SectionEntry | None:
    """The same section two months ago."""
    return SectionEntry.objects.filter(
        report__community=entry.report.community_id,
        report__period__starts_on=before.starts_on,
        section__code=entry.section.code,
    ).first()


def _period(stretch: Stretch) -> Period:
    """For its name only: the row may not exist."""
    return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)


def _lines(text: str) -> int:
    needed = sum(1 + len(line) // LINE for line in text.split("\n"))
    return max(LEAST_LINES, min(MOST_LINES, needed + 1))
