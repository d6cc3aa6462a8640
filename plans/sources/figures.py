"""Figures of published police reports: what residents read, as `Publication.facts` has it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Community
from communities.shared.disclosure import Kind, Shown, show_change
from plans.models import EvidenceKind
from plans.sources.citable import Citable, in_both, public_path
from reports import wording
from reports.models import Period, Publication
from reports.periods import Stretch, stretch_of
from reports.published.facts import Figure, PublicReport, Verdict, Words
from reports.published.headlines import in_force
from reports.publishing.comparison import judge
from reports.wording import Against

REPORTS_READ = 4  # an indicator that the newest report leaves out may stand in one before
TOLD = frozenset({Kind.EXACT, Kind.ROUNDED, Kind.FEWER_THAN, Kind.ZERO})


@dataclass(frozen=True)
class Worse:
    """A published figure that went the wrong way, and sentences that say against what."""

    citable: Citable
    why: tuple[Words, ...]
    is_core: bool


@dataclass(frozen=True)
class Difference:
    """From what was cited to what is published now, of shown values only; `verdict` by the indicator."""

    words: str
    verdict: Verdict
    is_change: bool


def key_of(code: str) -> str:
    return f"figure:{code}"


def newest_publications(community: Community) -> list[Publication]:
    """The last reports that residents read, newest period first. One query."""
    published = Publication.objects.filter(report__community=community)
    return list(in_force(published)[:REPORTS_READ])


def figures_of(publications: list[Publication]) -> Iterator[Citable]:
    """Each indicator once, from the newest report that tells it."""
    seen: set[str] = set()
    for publication in publications:
        report = PublicReport.from_json(publication.facts)
        for section in report.sections:
            for figure in section.figures:
                if figure.code in seen or figure.now.kind not in TOLD:
                    continue
                seen.add(figure.code)
                yield _citable(figure, section.code, report, publication)


def worse_of(publications: list[Publication]) -> list[Worse]:
    """Figures of the newest report that are worse than in the period before or a year ago, by the verdicts
    that residents read."""
    if not publications:
        return []
    report = PublicReport.from_json(publications[0].facts)
    found = []
    for section in report.sections:
        for figure in section.figures:
            why = tuple(_why(figure))
            if why and figure.now.kind in TOLD:
                citable = _citable(figure, section.code, report, publications[0])
                found.append(Worse(citable, why, figure.is_core))
    return found


def difference(cited: Mapping[str, Any], now: Mapping[str, Any]) -> Difference | None:
    """Between `Evidence.cited` and `Citable.extra`; None where the older citation does not tell its picture.

    Computed from what is shown, so of protected counts nothing but a direction can be said.
    """
    if not {"shown", "measure"} <= cited.keys() or cited["measure"] != now["measure"]:
        return None
    before, after = Shown.from_json(cited["shown"]), Shown.from_json(now["shown"])
    change = show_change(after, before)
    measure = now["measure"]
    return Difference(
        words=wording.change(change, measure=measure, decimals=now["decimals"]),
        verdict=judge(after, before, measure=measure, meaning=now["meaning"]),
        is_change=before != after,
    )


def _why(figure: Figure) -> Iterator[Words]:
    def said(against: Against) -> Words:
        change = figure.change if against is Against.PREVIOUS else figure.change_in_a_year
        return in_both(
            lambda: wording.change_sentence(
                change, against=against, measure=figure.type, decimals=figure.decimals
            )
        )

    if figure.verdict is Verdict.WORSE:
        yield said(Against.PREVIOUS)
    over_a_year = judge(figure.now, figure.last_year, measure=figure.type, meaning=figure.direction)
    if over_a_year is Verdict.WORSE:
        yield said(Against.LAST_YEAR)


def _citable(figure: Figure, topic: str, report: PublicReport, publication: Publication) -> Citable:
    starts_on = dt.date.fromisoformat(report.period_starts_on)
    stretch = stretch_of(starts_on)
    page = reverse("reports:public_version", args=[report.community_slug, stretch, publication.version])
    return Citable(
        kind=EvidenceKind.FIGURE,
        key=key_of(figure.code),
        source={
            "publication": publication.pk,
            "indicator": figure.code,
            "period": report.period_starts_on,
            "version": publication.version,
        },
        topic=topic,
        label=figure.label,
        value=in_both(lambda: wording.figure(figure.now, measure=figure.type, decimals=figure.decimals)),
        origin=in_both(lambda: _origin(stretch)),
        on=dt.date.fromisoformat(report.period_ends_on),
        number=_number(figure.now),
        link=public_path(page),
        extra={
            "shown": figure.now.as_json(),
            "measure": figure.type,
            "decimals": figure.decimals,
            "meaning": figure.direction,
        },
    )


def _origin(stretch: Stretch) -> str:
    period = Period(starts_on=stretch.starts_on, ends_on=stretch.ends_on)
    return _("police report, %(period)s") % {"period": period.label_in_a_sentence}


def _number(shown: Shown) -> str:
    """Only what is public as a number: never one that stands for others."""
    return "" if shown.value is None or shown.kind not in {Kind.EXACT, Kind.ZERO} else f"{shown.value:f}"


def figure_in(publication: Publication, code: str) -> Citable | None:
    """This indicator as this report tells it; None when it does not, or hides it."""
    report = PublicReport.from_json(publication.facts)
    for section in report.sections:
        for figure in section.figures:
            if figure.code == code and figure.now.kind in TOLD:
                return _citable(figure, section.code, report, publication)
    return None
