"""From what a report says exactly to what others see of it: disclosure, release levels, comparisons.

Pure: it gets everything it needs as values and asks the database nothing, so that the review shows
exactly what publishing freezes. Whatever leaves here as facts is safe to show to its audience.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from communities.shared.disclosure import (
    NO_DATA,
    NOT_APPLICABLE,
    Rule,
    Shown,
    show_change,
    show_corrected,
    show_corrected_percent,
    show_value,
)
from reports.answers.content import AnswerContent, ReportContent, SectionContent
from reports.models import AnswerKind, Indicator, ReleaseLevel, Report, Section, ValueType
from reports.published.facts import (
    FACTS_FORMAT,
    Figure,
    Helpline,
    Narrative,
    PublicReport,
    PublicSection,
    Withheld,
    Words,
)
from reports.publishing import summary
from reports.publishing.comparison import History, judge, judge_section
from reports.publishing.release import NARRATIVE, PUBLIC, Audience, Plan, audience_of

ROUNDING_BASE = 5
PERCENT_MIN_DENOMINATOR = 20


@dataclass(frozen=True)
class Draft:
    """Everything that facts are drawn from. `shown_before`: figures as this report last showed them."""

    report: Report
    content: ReportContent
    sections: Sequence[Section]
    plan: Plan
    today: dt.date
    history: History = field(default_factory=History)
    shown_before: Mapping[str, Shown] = field(default_factory=dict)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for one in self.sections for indicator in one.indicators.all()}

    @cached_property
    def answers(self) -> dict[str, AnswerContent]:
        return dict(self.content.answers())

    def audience(self, subject: str) -> Audience:
        return audience_of(self.plan, subject, today=self.today)


@dataclass(frozen=True)
class Imprint:
    """What a version says about itself. `by` is empty for a preview that nobody signs."""

    version: int
    at: dt.datetime
    by: str
    reason: Words = field(default_factory=lambda: Words("", ""))


def public_report(draft: Draft, imprint: Imprint) -> PublicReport:
    """What residents will see."""
    report, community = draft.report, draft.report.community
    sections = tuple(_section(draft, section, audience=Audience.PUBLIC) for section in draft.sections)
    return PublicReport(
        community_slug=community.slug,
        community=_words(community, "name"),
        oblast=_words(community.oblast, "name"),
        period_starts_on=report.period.starts_on.isoformat(),
        period_ends_on=report.period.ends_on.isoformat(),
        form=str(report.form),
        version=imprint.version,
        reason=imprint.reason,
        published_at=imprint.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        published_by=imprint.by,
        is_demonstration=report.is_demonstration or community.is_demonstration,
        has_previous=draft.history.previous.is_published,
        has_last_year=draft.history.last_year.is_published,
        summary=summary.of(sections, has_previous=draft.history.previous.is_published),
        sections=sections,
    )


def group_part(draft: Draft) -> tuple[PublicSection, ...]:
    """What the working group sees in addition, by section; sections without such a part are missing."""
    sections = (_section(draft, section, audience=Audience.GROUP) for section in draft.sections)
    return tuple(section for section in sections if section.figures or section.narratives)


def group_part_as_json(sections: Sequence[PublicSection]) -> dict[str, Any]:
    return {"format": FACTS_FORMAT, "sections": [section.as_json() for section in sections]}


def rule_of(indicator: Indicator) -> Rule:
    """The small-count rule of one figure: its own threshold, the same rounding for all."""
    least_base = max(PERCENT_MIN_DENOMINATOR, 2 * indicator.threshold)
    return Rule(threshold=indicator.threshold, base=ROUNDING_BASE, percent_min_denominator=least_base)


def is_sensitive(draft: Draft, indicator: Indicator) -> bool:
    """Marked so, or a percent of something marked so."""
    base = draft.indicators.get(indicator.percent_base)
    return indicator.is_sensitive or bool(base and base.is_sensitive)


def shown(draft: Draft, indicator: Indicator) -> Shown:
    """A figure as it may be shown, given how this report showed it before."""
    answer = draft.answers.get(indicator.code)
    if answer is None or answer.exact is None:
        is_foreign = answer is not None and answer.kind == AnswerKind.NOT_APPLICABLE
        return NOT_APPLICABLE if is_foreign else NO_DATA
    previous = draft.shown_before.get(indicator.code)
    rule = rule_of(indicator)
    if not is_sensitive(draft, indicator):
        return show_value(answer.exact, measure=indicator.type, sensitive=False, rule=rule)
    if indicator.type == ValueType.PERCENT:
        return _shown_percent(draft, indicator, Decimal(answer.exact), previous=previous)
    if indicator.type == ValueType.COUNT and previous is not None:
        return show_corrected(Decimal(answer.exact), previous=previous, rule=rule)[0]
    return show_value(answer.exact, measure=indicator.type, sensitive=True, rule=rule)


def _shown_percent(draft: Draft, indicator: Indicator, exact: Decimal, *, previous: Shown | None) -> Shown:
    base = draft.indicators.get(indicator.percent_base)
    answer = draft.answers.get(indicator.percent_base)
    denominator = None if answer is None or answer.number is None else int(answer.number)
    shown_base = shown(draft, base) if base else None
    if previous is not None:
        return show_corrected_percent(
            exact,
            previous=previous,
            denominator=denominator,
            shown_denominator=shown_base,
            rule=rule_of(indicator),
        )
    return show_value(
        exact,
        measure=indicator.type,
        sensitive=True,
        denominator=denominator,
        shown_denominator=shown_base,
        rule=rule_of(indicator),
    )


def _section(draft: Draft, section: Section, *, audience: Audience) -> PublicSection:
    content = draft.content.section(section.code) or SectionContent(section.number, section.code, 0, "uk")
    figures = tuple(_figures(draft, section, content, audience=audience))
    beside = tuple(_figures(draft, section, content, audience=Audience.PUBLIC)) if figures else ()
    narratives: tuple[Narrative, ...] = ()
    if draft.audience(section.code + NARRATIVE) is audience:
        narratives = _narratives(draft.report, content)
    return PublicSection(
        number=section.number,
        code=section.code,
        title=_words(section, "title"),
        about=_words(section, "about"),
        language=content.language,
        verdict=judge_section(figures if audience is Audience.PUBLIC else (*beside, *figures)),
        figures=figures,
        narratives=narratives,
        withheld=_withheld(draft, section, content, audience=audience),
        helplines=_helplines(section) if audience is Audience.PUBLIC else (),
    )


def _figures(
    draft: Draft, section: Section, content: SectionContent, *, audience: Audience
) -> Iterator[Figure]:
    for indicator in section.indicators.all():
        answer = content.answers.get(indicator.code)
        if answer is not None and draft.audience(indicator.code) is audience:
            yield _figure(draft, indicator, answer, to_group=audience is Audience.GROUP)


def _figure(draft: Draft, indicator: Indicator, answer: AnswerContent, *, to_group: bool) -> Figure:
    now, measure = shown(draft, indicator), indicator.type
    previous, last_year = (
        earlier.shown(indicator.code, measure=measure, to_group=to_group)
        for earlier in (draft.history.previous, draft.history.last_year)
    )
    sensitive = is_sensitive(draft, indicator)
    words = answer.text if answer.kind == AnswerKind.TEXT and not sensitive else ""
    return Figure(
        code=indicator.code,
        type=measure,
        direction=indicator.direction,
        is_core=indicator.is_core,
        is_sensitive=sensitive,
        decimals=indicator.decimals,
        label=_words(indicator, "label"),
        unit=_words(indicator, "unit"),
        now=now,
        previous=previous,
        last_year=last_year,
        change=show_change(now, previous),
        change_in_a_year=show_change(now, last_year),
        verdict=judge(now, previous, measure=measure, meaning=indicator.direction),
        text=words,
        reason=answer.reason,
        adds_up=indicator.adds_up,
    )


def _narratives(report: Report, content: SectionContent) -> tuple[Narrative, ...]:
    return tuple(
        Narrative(
            code=field["code"],
            label=Words(uk=field["label_uk"], en=field["label_en"]),
            text=content.narratives[field["code"]],
        )
        for field in report.form.narratives
        if content.narratives.get(field["code"])
    )


def _withheld(
    draft: Draft, section: Section, content: SectionContent, *, audience: Audience
) -> tuple[Withheld, ...]:
    """What this audience does not see of the section, by level and day."""
    seen = {Audience.PUBLIC} if audience is Audience.PUBLIC else {Audience.PUBLIC, Audience.GROUP}
    figures = Counter(
        _level_and_day(draft, code) for code in content.answers if draft.audience(code) not in seen
    )
    key = section.code + NARRATIVE
    narrative = _level_and_day(draft, key) if content.narratives and draft.audience(key) not in seen else None
    held = sorted({*figures, *([narrative] if narrative else [])})
    return tuple(
        Withheld(level=level, figures=figures[level, day], narrative=(level, day) == narrative, until=day)
        for level, day in held
    )


def _level_and_day(draft: Draft, subject: str) -> tuple[str, str]:
    decision = draft.plan.get(subject, PUBLIC)
    day = decision.public_from.isoformat() if decision.public_from else ""
    return ReleaseLevel(decision.level).value, day


def _helplines(section: Section) -> tuple[Helpline, ...]:
    return tuple(
        Helpline(
            name=Words(uk=line["name_uk"], en=line["name_en"]),
            number=line["number"],
            hours=Words(uk=line.get("note_uk", ""), en=line.get("note_en", "")),
        )
        for line in section.helplines
    )


def _words(row: object, name: str) -> Words:
    return Words(uk=getattr(row, f"{name}_uk"), en=getattr(row, f"{name}_en"))
