"""A published report in one language, as words that pages and paper only have to print.

It takes a `PublicReport`, which holds nothing that residents may not know, and adds no figure of
its own. How a figure or a change is said is decided in `reports.wording`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from communities.shared.charts import Bar, BarChart
from communities.shared.disclosure import Shown
from reports import wording
from reports.models import Period, ValueType
from reports.periods import Stretch, same_stretch_last_year, stretch_before, stretch_of
from reports.published.facts import Figure, Helpline, PublicReport, PublicSection, Verdict
from reports.wording import Against

TOLD_FIRST = (Verdict.BETTER, Verdict.WORSE, Verdict.MIXED, Verdict.UNCHANGED)


@dataclass(frozen=True)
class VerdictView:
    """As components/verdict.html takes it: the name of the shape, and the word beside it."""

    verdict: str
    text: str


@dataclass(frozen=True)
class FigureView:
    """One row. `trend` is up, down, level or none; `note` is the reason why there is no figure."""

    code: str
    label: str
    unit: str
    now: str
    before: str
    year_ago: str
    trend: str
    trend_text: str
    trend_sentence: str
    year_sentence: str
    verdict: str
    verdict_text: str
    note: str
    is_core: bool

    @property
    def is_judged(self) -> bool:
        """Whether the verdict says more than the change does."""
        return self.verdict in {"better", "worse"}


@dataclass(frozen=True)
class TextView:
    """Words of the police under a heading of the form. `note`: why there are none."""

    code: str
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class HelplineView:
    name: str
    number: str
    tel: str
    note: str


@dataclass(frozen=True)
class SectionView:
    """`language` is that of `texts`; `foreign` is the same when the report is read in another one, else
    empty. `telling` is the core figure worth a chart, if there is one; `listed` are the others."""

    number: int
    code: str
    anchor: str
    title: str
    about: str
    language: str
    foreign: str
    verdict: VerdictView
    core: tuple[FigureView, ...]
    others: tuple[FigureView, ...]
    telling: FigureView | None
    chart: BarChart | None
    texts: tuple[TextView, ...]
    withheld: tuple[str, ...]
    helplines: tuple[HelplineView, ...]
    others_text: str

    @property
    def listed(self) -> tuple[FigureView, ...]:
        """The core figures that no chart shows."""
        return tuple(figure for figure in self.core if figure is not self.telling)

    @property
    def has_quick_exit(self) -> bool:
        """People who need these numbers may be watched."""
        return bool(self.helplines) and self.code in EXIT_SECTIONS


EXIT_SECTIONS = frozenset({"CHILD", "DV"})


@dataclass(frozen=True)
class ReportView:
    """`published_on` is a day in words; `reason` is empty for the first version, `reason_foreign` its
    language when that is not the reader's."""

    language: str
    community_slug: str
    community: str
    oblast: str
    place: str
    period: str
    period_slug: str
    title: str
    description: str
    version: int
    reason: str
    reason_foreign: str
    published_on: str
    published_by: str
    is_demonstration: bool
    has_previous: bool
    has_last_year: bool
    summary: tuple[str, ...]
    counted: tuple[VerdictView, ...]
    sections: tuple[SectionView, ...]


def present(report: PublicReport, *, language: str) -> ReportView:
    """Everything that is printed of a report, in this language."""
    with override(language):
        period = _period(_stretch_of(report))
        community, oblast = report.community.in_language(language), report.oblast.in_language(language)
        return ReportView(
            language=language,
            community_slug=report.community_slug,
            community=community,
            oblast=oblast,
            place=f"{community}, {oblast}",
            period=period.label,
            period_slug=period.slug,
            title=_("Police report, %(period)s") % {"period": period.label_in_a_sentence},
            description=_(
                "What the police of %(community)s tell residents about %(period)s: "
                "figures, what was done, what did not work."
            )
            % {"community": community, "period": period.label_in_a_sentence},
            version=report.version,
            reason=report.reason.in_language(language),
            reason_foreign=wording.other_language(report.reason, language),
            published_on=wording.day_of(dt.datetime.fromisoformat(report.published_at)),
            published_by=report.published_by,
            is_demonstration=report.is_demonstration,
            has_previous=report.has_previous,
            has_last_year=report.has_last_year,
            summary=tuple(words.in_language(language) for words in report.summary),
            counted=count_verdicts(section.verdict for section in report.sections),
            sections=tuple(_section(section, language, report) for section in report.sections),
        )


def count_verdicts(verdicts: Iterable[Verdict]) -> tuple[VerdictView, ...]:
    """“5 sections better”, “2 sections worse” ...; those that cannot be judged are left out."""
    counted = Counter(verdicts)
    return tuple(
        VerdictView(wording.SHAPES[verdict], wording.sections_of(verdict, counted[verdict]))
        for verdict in TOLD_FIRST
        if counted[verdict]
    )


def _section(section: PublicSection, language: str, report: PublicReport) -> SectionView:
    rows = [(row, _figure(row, language)) for row in section.figures if row.type != ValueType.TEXT]
    others = tuple(view for row, view in rows if not row.is_core)
    drawn, telling = _most_telling(rows) or (None, None)
    return SectionView(
        number=section.number,
        code=section.code,
        anchor=f"s{section.number}",
        title=section.title.in_language(language),
        about=section.about.in_language(language),
        language=section.language,
        foreign=section.language if section.language != language else "",
        verdict=VerdictView(wording.SHAPES[section.verdict], wording.verdict(section.verdict)),
        core=tuple(view for row, view in rows if row.is_core),
        others=others,
        telling=telling,
        chart=_chart(drawn, telling, report, key=f"s{section.number}-chart") if drawn and telling else None,
        texts=tuple(_texts(section, language)),
        withheld=tuple(wording.withheld(part) for part in section.withheld),
        helplines=tuple(_helpline(line, language) for line in section.helplines),
        others_text=ngettext("%(number)s more figure", "%(number)s more figures", len(others))
        % {"number": len(others)},
    )


def _figure(figure: Figure, language: str) -> FigureView:
    def said(shown: Shown) -> str:
        return wording.figure(shown, measure=figure.type, decimals=figure.decimals)

    return FigureView(
        code=figure.code,
        label=figure.label.in_language(language),
        unit=figure.unit.in_language(language) if figure.type == ValueType.RATIO else "",
        now=said(figure.now),
        before=said(figure.previous),
        year_ago=said(figure.last_year),
        trend=wording.TRENDS[figure.change.direction],
        trend_text=wording.change(figure.change, measure=figure.type, decimals=figure.decimals),
        trend_sentence=wording.change_sentence(
            figure.change, against=Against.PREVIOUS, measure=figure.type, decimals=figure.decimals
        ),
        year_sentence=wording.change_sentence(
            figure.change_in_a_year, against=Against.LAST_YEAR, measure=figure.type, decimals=figure.decimals
        ),
        verdict=wording.SHAPES[figure.verdict],
        verdict_text=wording.verdict(figure.verdict),
        note=figure.reason,
        is_core=figure.is_core,
    )


def _most_telling(rows: list[tuple[Figure, FigureView]]) -> tuple[Figure, FigureView] | None:
    """The core figure that can be drawn and of which residents learn most: a judged one before
    others, an exact one before a rounded one, the more it changed the better."""
    drawn = [(figure, view) for figure, view in rows if figure.is_core and _can_be_drawn(figure)]

    def weight(pair: tuple[Figure, FigureView]) -> tuple[bool, bool, Decimal]:
        figure, _view = pair
        judged = figure.verdict in {Verdict.BETTER, Verdict.WORSE}
        return judged, not figure.now.is_protected, abs(figure.change.percent or Decimal(0))

    return max(drawn, key=weight, default=None)


def _can_be_drawn(figure: Figure) -> bool:
    earlier = figure.previous.value is not None or figure.last_year.value is not None
    return figure.type != ValueType.YES_NO and figure.now.value is not None and earlier


def _chart(figure: Figure, said: FigureView, report: PublicReport, *, key: str) -> BarChart:
    """A year ago, the period before and now: the published values, so no more than the words say.

    Periods without a published report have no bar.
    """
    stretch = _stretch_of(report)
    bars = tuple(
        Bar(_period(each).label, shown, text, is_now=each == stretch)
        for each, shown, text, is_published in (
            (same_stretch_last_year(stretch), figure.last_year, said.year_ago, report.has_last_year),
            (stretch_before(stretch), figure.previous, said.before, report.has_previous),
            (stretch, figure.now, said.now, True),
        )
        if is_published
    )
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    return BarChart(key, title=said.label, description=f"{said.label}. {told}.", bars=bars)


def _stretch_of(report: PublicReport) -> Stretch:
    return stretch_of(dt.date.fromisoformat(report.period_starts_on))


def _period(stretch: Stretch) -> Period:
    return Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)


def _texts(section: PublicSection, language: str) -> Iterable[TextView]:
    """The narratives, then the answers in words."""
    for narrative in section.narratives:
        yield TextView(narrative.code, narrative.label.in_language(language), narrative.text)
    for figure in section.figures:
        if figure.type == ValueType.TEXT:
            label = figure.label.in_language(language)
            if figure.text:
                yield TextView(figure.code, label, figure.text)
            else:
                said = wording.figure(figure.now, measure=figure.type)
                yield TextView(figure.code, label, "", note=figure.reason or said)


def _helpline(line: Helpline, language: str) -> HelplineView:
    digits = "".join(sign for sign in line.number if sign.isdigit() or sign == "+")
    return HelplineView(
        line.name.in_language(language), line.number, digits, line.hours.in_language(language)
    )
