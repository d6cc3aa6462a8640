"""Rolling six periods up into a year. Only publications and public standings come in.

A sum is made of counts that the form says may be added up (`Indicator.adds_up`) and that no period
protected; a period without the figure is left out and named. Protected figures never get a sum over
periods: two sums, subtracted, would give back one period (R44), and the disclosure package refuses them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from communities.models import Community
from communities.shared.disclosure import Kind, Rule, RunningTotalRefused, Shown, show_total
from reports.models import ExpectedReport, Publication, ValueType
from reports.periods import Stretch, stretch_after, stretch_of
from reports.published.facts import Figure, PublicReport, PublicSection, Words
from reports.published.heard import Heard, heard_of
from reports.published.standing import PeriodStanding, Standing, standing_of
from reports.wording import KYIV
from reports.yearly.facts import PERIODS, Missing, Source, YearFigure, YearReport, YearSection

RULE = Rule()  # of figures that are not protected it decides nothing
WHY_MISSING = {Kind.NO_DATA: Missing.NO_DATA, Kind.NOT_APPLICABLE: Missing.NOT_APPLICABLE}


class NothingToTell(LookupError):
    """No period of this year was asked for or published."""


def year_of(community: Community, year: int, *, today: dt.date) -> YearReport:
    """The year of a community, in three queries. Raises `NothingToTell`."""
    stretches = stretches_of(year)
    within = (stretches[0].starts_on, stretches[-1].starts_on)
    expected = ExpectedReport.objects.filter(community=community, period__starts_on__range=within)
    rows = {row.period.stretch: row for row in expected.select_related("period")}
    published = Publication.objects.newest().filter(
        report__community=community, report__period__starts_on__range=within
    )
    found = {
        row.report.period.stretch: row
        for row in published.select_related("report__period").defer("group_facts", "plan")
    }
    if not rows and not found:
        raise NothingToTell
    reports = {stretch: PublicReport.from_json(row.facts) for stretch, row in found.items()}
    columns = [reports.get(stretch) for stretch in stretches]
    heard = heard_of(row.report_id for row in found.values())
    return YearReport(
        community_slug=community.slug,
        community=Words(uk=community.name_uk, en=community.name_en),
        oblast=Words(uk=community.oblast.name_uk, en=community.oblast.name_en),
        year=year,
        is_demonstration=community.is_demonstration
        or any(report.is_demonstration for report in reports.values()),
        is_running=today <= stretches[-1].ends_on or any(_is_awaited(row, today) for row in rows.values()),
        periods=tuple(
            _standing(stretch, rows.get(stretch), found.get(stretch), today=today) for stretch in stretches
        ),
        sources=tuple(_source(found.get(stretch), reports.get(stretch)) for stretch in stretches),
        heard=tuple(_heard(found.get(stretch), heard) for stretch in stretches),
        sections=roll_up(columns),
    )


def stretches_of(year: int) -> tuple[Stretch, ...]:
    """January-February ... November-December. Raises `NothingToTell` for a year no calendar has."""
    try:
        found = [stretch_of(dt.date(year, 1, 1))]
        while len(found) < PERIODS:
            found.append(stretch_after(found[-1]))
    except (ValueError, OverflowError) as problem:
        raise NothingToTell from problem
    return tuple(found)


def roll_up(columns: Sequence[PublicReport | None]) -> tuple[YearSection, ...]:
    """The sections of all columns together. Names are those of the newest report that has them."""
    named: dict[str, PublicSection] = {}
    figures: dict[str, dict[str, list[Figure | None]]] = {}
    for column, report in enumerate(columns):
        for section in report.sections if report else ():
            named[section.code] = section
            rows = figures.setdefault(section.code, {})
            for figure in section.figures:
                rows.setdefault(figure.code, [None] * len(columns))[column] = figure
    return tuple(
        YearSection(
            number=section.number,
            code=section.code,
            title=section.title,
            figures=tuple(_in_order(section, figures[section.code], columns)),
        )
        for section in sorted(named.values(), key=lambda section: section.number)
    )


def total_of(figures: Sequence[Figure]) -> Shown | None:
    """The sum of the periods that have a figure, or None where there must be none."""
    counted = [figure for figure in figures if _why_missing(figure.now) is None]
    if not counted or not _adds_up(figures):
        return None
    try:
        return show_total(
            [figure.now.value for figure in counted],
            sensitive=_is_protected(figures),
            rule=RULE,
            across_periods=True,
        )
    except RunningTotalRefused:
        return None


def _adds_up(figures: Iterable[Figure]) -> bool:
    """Every edition of the form says so. Of what was frozen without saying it, nothing is summed."""
    return all(figure.adds_up and figure.type == ValueType.COUNT for figure in figures)


def _is_protected(figures: Iterable[Figure]) -> bool:
    """In one period is enough: a sum would tell what that period hides."""
    return any(figure.is_sensitive or figure.now.is_protected for figure in figures)


def _in_order(
    section: PublicSection,
    rows: Mapping[str, Sequence[Figure | None]],
    columns: Sequence[PublicReport | None],
) -> Iterable[YearFigure]:
    """As the newest report has them, then those that only earlier ones have. Words are not figures."""
    newest = [figure.code for figure in section.figures]
    for code in [*newest, *(code for code in rows if code not in newest)]:
        if (figure := _rolled(rows[code], columns)).type != ValueType.TEXT:
            yield figure


def _rolled(row: Sequence[Figure | None], columns: Sequence[PublicReport | None]) -> YearFigure:
    there = [figure for figure in row if figure is not None]
    newest = there[-1]
    return YearFigure(
        code=newest.code,
        type=newest.type,
        is_core=newest.is_core,
        is_sensitive=_is_protected(there),
        adds_up=_adds_up(there) and not _is_protected(there),
        decimals=newest.decimals,
        label=newest.label,
        unit=newest.unit,
        values=tuple(figure.now if figure else None for figure in row),
        missing=tuple(
            _why_missing(figure.now) if figure else (Missing.NOT_PUBLIC if report else Missing.NO_REPORT)
            for figure, report in zip(row, columns, strict=True)
        ),
        total=total_of(there),
    )


def _why_missing(shown: Shown) -> Missing | None:
    if shown.kind is Kind.HIDDEN:
        return Missing.NOT_PUBLIC
    return WHY_MISSING.get(shown.kind)


def _standing(
    stretch: Stretch, row: ExpectedReport | None, publication: Publication | None, *, today: dt.date
) -> PeriodStanding:
    first_published_at = publication.published_at if publication else None
    if row is not None:
        return standing_of(row, today=today, published_at=row.published_at or first_published_at)
    if publication is not None:
        day = publication.published_at.astimezone(KYIV).date()
        return PeriodStanding(stretch, Standing.PUBLISHED, published_on=day)
    return PeriodStanding(stretch, Standing.NOT_OPEN if stretch.ends_on >= today else Standing.NOT_EXPECTED)


def _is_awaited(row: ExpectedReport, today: dt.date) -> bool:
    return not row.is_excused and row.published_at is None and today <= row.due_on


def _heard(publication: Publication | None, heard: Mapping[int, Sequence[Heard]]) -> tuple[Heard, ...]:
    return tuple(heard.get(publication.report_id, ())) if publication else ()


def _source(publication: Publication | None, report: PublicReport | None) -> Source | None:
    if publication is None or report is None:
        return None
    return Source(publication.version, publication.sha256, report.summary)
