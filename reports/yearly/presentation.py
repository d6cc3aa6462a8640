"""A year in one language, as words that page and paper only have to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from communities.shared.charts import Bar, BarChart
from reports import wording
from reports.models import Excuse, ValueType
from reports.periods import Stretch
from reports.published.facts import Words
from reports.published.standing import PeriodStanding, Standing
from reports.published.standing_words import StandingView, period_of, told
from reports.yearly.facts import PERIODS, Missing, YearFigure, YearReport, YearSection

NOTHING = "\N{EN DASH}"
MISSING: dict[Missing, Promise] = {
    Missing.NOT_PUBLIC: gettext_lazy("not published"),
    Missing.NO_DATA: gettext_lazy("no data"),
    Missing.NOT_APPLICABLE: gettext_lazy("not applicable"),
}
LEAST_BARS = 2


@dataclass(frozen=True)
class CellView:
    """One period of one figure. `is_latest` marks the last value of what is not summed."""

    period: str
    text: str
    is_latest: bool
    is_missing: bool


@dataclass(frozen=True)
class RowView:
    """`total` is the sum, empty where there is none; `counted` says beside it how many periods are in it,
    empty when all are. `note`: why there is no sum, or which published periods are not in it."""

    code: str
    label: str
    unit: str
    cells: tuple[CellView, ...]
    total: str
    counted: str
    note: str
    is_core: bool


@dataclass(frozen=True)
class SectionView:
    number: int
    code: str
    anchor: str
    title: str
    core: tuple[RowView, ...]
    others: tuple[RowView, ...]
    others_text: str
    chart: BarChart | None


@dataclass(frozen=True)
class PeriodView:
    """One of the six: how it stands, and the first sentence of its report."""

    standing: StandingView
    first_sentence: str


@dataclass(frozen=True)
class HeardView:
    """What the group said of the report of one period. `text` was written by a person; `foreign`: its
    language when not the reader's."""

    period: str
    slug: str
    sentence: str
    assessed: str
    text: str
    foreign: str


@dataclass(frozen=True)
class YearView:
    """`columns` are the short names of the six periods; `brief` and `gaps` are whole sentences."""

    language: str
    community_slug: str
    community: str
    oblast: str
    place: str
    year: int
    title: str
    so_far: str
    description: str
    is_demonstration: bool
    columns: tuple[str, ...]
    periods: tuple[PeriodView, ...]
    brief: tuple[str, ...]
    gaps: tuple[str, ...]
    heard: tuple[HeardView, ...]
    sections: tuple[SectionView, ...]


def present(facts: YearReport, *, language: str) -> YearView:
    """Everything that is printed of a year, in this language."""
    with override(language):
        community, oblast = facts.community.in_language(language), facts.oblast.in_language(language)
        names = tuple(short_name(one.stretch) for one in facts.periods)
        return YearView(
            language=language,
            community_slug=facts.community_slug,
            community=community,
            oblast=oblast,
            place=f"{community}, {oblast}",
            year=facts.year,
            title=_("Police reports of the year %(year)s") % {"year": facts.year},
            so_far=_("So far: this year is not complete yet.") if facts.is_running else "",
            description=_(
                "The police reports of %(community)s in %(year)s on one page: sums, gaps, meetings."
            )
            % {"community": community, "year": facts.year},
            is_demonstration=facts.is_demonstration,
            columns=names,
            periods=tuple(
                PeriodView(
                    told(one), source.summary[0].in_language(language) if source and source.summary else ""
                )
                for one, source in zip(facts.periods, facts.sources, strict=True)
            ),
            brief=tuple(_brief(facts)),
            gaps=tuple(_gaps(facts)),
            heard=tuple(_heard(facts, language)),
            sections=tuple(_section(section, names, facts, language) for section in facts.sections),
        )


def short_name(stretch: Stretch) -> str:
    """For a narrow column: Jan–Feb, січ–лют."""
    month = "M" if get_language() == "en" else "b"
    return f"{date_format(stretch.starts_on, month)}–{date_format(stretch.ends_on, month)}"


# --- the year as a whole ---


def _brief(facts: YearReport) -> Iterable[str]:
    """Published, on time, complete, excused, met: each counted by itself."""
    asked = [one for one in facts.periods if one.is_asked_for]
    due = [one for one in asked if one.standing in {Standing.PUBLISHED, Standing.OVERDUE}]
    if due:
        told_of = {
            "all": len(due),
            "published": sum(one.is_published for one in due),
            "on_time": sum(bool(one.is_on_time) for one in due),
            "complete": sum(bool(one.is_complete) for one in due),
        }
        yield _("Reports published: %(published)s of %(all)s that were due.") % told_of
        yield _("Handed in on time: %(on_time)s of %(all)s.") % told_of
        yield _("With all main figures and texts: %(complete)s of %(all)s.") % told_of
    if excused := sum(bool(one.excuse) for one in facts.periods):
        words = ngettext("Excused: %(number)s period.", "Excused: %(number)s periods.", excused)
        yield words % {"number": excused}
    begun = [one for one in facts.periods if one.is_expected and one.standing is not Standing.NOT_OPEN]
    if begun:
        met = sum(one.meeting_held_on is not None for one in begun)
        words = _(
            "Open meetings recorded: for %(met)s of %(all)s periods. "
            "The police law (article 88) asks for at least one in two months."
        )
        yield words % {"met": met, "all": len(begun)}


def _gaps(facts: YearReport) -> Iterable[str]:
    """“5 of 6 periods are in the sums”, and why the others are not."""
    if facts.published == PERIODS:
        return
    words = ngettext(
        "Only %(number)s of 6 periods is in the figures below.",
        "Only %(number)s of 6 periods are in the figures below.",
        facts.published,
    )
    yield words % {"number": facts.published}
    for one in facts.periods:
        if not one.is_published:
            yield _gap(one)


def _heard(facts: YearReport, language: str) -> Iterable[HeardView]:
    """In the order of the periods; of each its newest meeting first."""
    for one, source, hearings in zip(facts.periods, facts.sources, facts.heard, strict=True):
        period = period_of(one)
        for each in hearings:
            said = {"number": each.number, "day": wording.day(each.held_on), "version": each.version}
            words = _("The group heard this report at meeting %(number)s on %(day)s.")
            if source and each.version != source.version:
                words = _("The group heard version %(version)s of it at meeting %(number)s on %(day)s.")
            foreign = wording.other_language(Words(each.text, each.text), language)
            yield HeardView(period.label, period.slug, words % said, each.assessed, each.text, foreign)


def _gap(one: PeriodStanding) -> str:
    words = {
        Standing.EXCUSED: _("%(period)s: no report was asked for (%(excuse)s)."),
        Standing.NOT_EXPECTED: _("%(period)s: this community did not take part."),
        Standing.NOT_OPEN: _("%(period)s: the report is not asked for yet."),
    }.get(one.standing, _("%(period)s: the report is not published yet."))
    return words % {"period": period_of(one).label, "excuse": Excuse(one.excuse).label if one.excuse else ""}


# --- sections and figures ---


def _section(section: YearSection, names: tuple[str, ...], facts: YearReport, language: str) -> SectionView:
    rows = [(figure, _row(figure, names, facts, language)) for figure in section.figures]
    others = tuple(view for figure, view in rows if not figure.is_core)
    return SectionView(
        number=section.number,
        code=section.code,
        anchor=f"s{section.number}",
        title=section.title.in_language(language),
        core=tuple(view for figure, view in rows if figure.is_core),
        others=others,
        others_text=ngettext("%(number)s more figure", "%(number)s more figures", len(others))
        % {"number": len(others)},
        chart=_chart(section, facts, language),
    )


def _row(figure: YearFigure, names: tuple[str, ...], facts: YearReport, language: str) -> RowView:
    total = ""
    if figure.total is not None:
        total = wording.figure(figure.total, measure=figure.type, decimals=figure.decimals)
    return RowView(
        code=figure.code,
        label=figure.label.in_language(language),
        unit=figure.unit.in_language(language) if figure.type == ValueType.RATIO else "",
        cells=tuple(_cell(figure, column, name) for column, name in enumerate(names)),
        total=total,
        counted=_counted(figure),
        note=_note(figure, names),
        is_core=figure.is_core,
    )


def _cell(figure: YearFigure, column: int, name: str) -> CellView:
    value, why = figure.values[column], figure.missing[column]
    if value is not None and why is not Missing.NO_REPORT:
        text = wording.figure(value, measure=figure.type, decimals=figure.decimals)
    else:
        text = str(MISSING[why]) if why in MISSING else NOTHING
    is_latest = figure.total is None and not figure.is_sensitive and figure.latest == column
    return CellView(name, text, is_latest=is_latest, is_missing=why is not None)


def _counted(figure: YearFigure) -> str:
    if figure.total is None or figure.counted == PERIODS:
        return ""
    return _("%(number)s of 6 periods") % {"number": figure.counted}


def _note(figure: YearFigure, names: tuple[str, ...]) -> str:
    """Periods without a report are named once for the whole page."""
    if figure.is_sensitive:
        return _("no total: small numbers are protected")
    if not figure.adds_up:
        return _("not added up")
    left_out = [
        name for name, why in zip(names, figure.missing, strict=True) if why not in {None, Missing.NO_REPORT}
    ]
    if figure.total is None or not left_out:
        return ""
    return _("without %(periods)s") % {"periods": ", ".join(left_out)}


def _chart(section: YearSection, facts: YearReport, language: str) -> BarChart | None:
    """The first main figure that can be drawn, one that is added up before others: its values as
    published, and no bar where there is none."""
    drawn = [figure for figure in section.figures if figure.is_core and _can_be_drawn(figure)]
    if not drawn:
        return None
    figure = next((each for each in drawn if each.adds_up), drawn[0])
    label = figure.label.in_language(language)
    bars = tuple(
        Bar(
            period_of(one).label,
            shown,
            wording.figure(shown, measure=figure.type, decimals=figure.decimals),
            is_now=column == figure.latest,
        )
        for column, (one, shown) in enumerate(zip(facts.periods, figure.values, strict=True))
        if shown is not None and figure.missing[column] is None
    )
    said = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    return BarChart(f"s{section.number}-chart", title=label, description=f"{label}. {said}.", bars=bars)


def _can_be_drawn(figure: YearFigure) -> bool:
    return figure.type != ValueType.YES_NO and figure.counted >= LEAST_BARS
