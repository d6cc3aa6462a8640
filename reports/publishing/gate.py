"""The gate before publication: everything ever published about a community, taken together.

A new version, its "previous period" column and all earlier releases are given to the auditor of
small counts. If a reader could work out a protected count more narrowly than the rule allows, nothing
is published; the only way on is another release level. The rules between fields are public too: beside
one crime in all, "fewer than 5" of them for violence are exactly one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from communities.shared.disclosure import Cell, Kind, Release, Rule, Shown, audit
from communities.shared.disclosure.inference import Contradiction
from communities.shared.disclosure.totals import values_needed
from reports.editions.form_definition import definition_of
from reports.editions.form_file import RuleKind
from reports.models import Publication, Report, ValueType
from reports.periods import same_stretch_last_year, stretch_before, stretch_of

PICTURES = frozenset({Kind.ZERO, Kind.FEWER_THAN, Kind.ROUNDED})
EARLIER = {"previous": stretch_before, "last_year": same_stretch_last_year}


class TellsTooMuch(Exception):
    """Published together with what is public already, these figures tell a protected count.

    `codes` of the indicators; empty when earlier publications contradict each other.
    """

    def __init__(self, codes: Iterable[str] = ()) -> None:
        self.codes = tuple(codes)
        super().__init__(f"Would tell too much: {', '.join(self.codes) or 'earlier publications contradict'}")


@dataclass(frozen=True)
class Version:
    """One version of a report as its readers have it: sections as JSON, for residents or the group."""

    period: str
    number: int
    sections: tuple[Mapping[str, Any], ...] = field(repr=False)
    published_at: dt.datetime
    superseded_at: dt.datetime | None = None


def check(
    report: Report,
    *,
    number: int,
    public: Mapping[str, Any],
    group: Mapping[str, Any],
    at: dt.datetime,
) -> None:
    """Raises `TellsTooMuch` when the new version may not be published. `public`, `group`: facts as JSON."""
    if codes := leaking(report, number=number, public=public, group=group, at=at):
        raise TellsTooMuch(codes)


def leaking(
    report: Report,
    *,
    number: int,
    public: Mapping[str, Any],
    group: Mapping[str, Any],
    at: dt.datetime,
) -> tuple[str, ...]:
    """The codes of figures that residents, or the working group, could work out. One query."""
    before = list(
        Publication.objects.filter(report__community=report.community_id)
        .select_related("report__period")
        .only("facts", "group_facts", "version", "published_at", "superseded_at", "report__period__starts_on")
    )
    period = report.period.starts_on.isoformat()
    found: set[str] = set()
    for with_group in (False, True):
        versions = [_version(publication, with_group=with_group) for publication in before]
        sections = (*public["sections"], *(group["sections"] if with_group else ()))
        versions.append(Version(period, number, sections, at))
        found |= _leaking(versions) | _told_by_rules(report, sections)
    return tuple(sorted(found))


def _leaking(versions: list[Version]) -> set[str]:
    """Count by count: no published total ties figures or periods of this form to each other."""
    by_count: dict[tuple[str, str], list[Release]] = defaultdict(list)
    for release in releases(versions):
        by_count[release.cell.figure, release.cell.period].append(release)
    try:
        return {leak.cell.figure for told in by_count.values() for leak in audit(told, rule=Rule())}
    except Contradiction as problem:
        raise TellsTooMuch from problem


def _told_by_rules(report: Report, sections: Iterable[Mapping[str, Any]]) -> set[str]:
    """The protected counts that an exact figure beside them limits, because they are a part of it."""
    seen = {figure["code"]: figure for section in sections for figure in section["figures"]}
    return {
        rule.left
        for rule in definition_of(report.form).rules
        if rule.kind is RuleKind.NOT_MORE_THAN
        and rule.left in seen
        and rule.right in seen
        and _is_limited(Shown.from_json(seen[rule.left]["now"]), Shown.from_json(seen[rule.right]["now"]))
    }


def _is_limited(part: Shown, whole: Shown) -> bool:
    limits = part.bounds()
    if limits is None or not part.is_protected or whole.kind is not Kind.EXACT or whole.value is None:
        return False
    low, high = limits
    return min(high, int(whole.value)) - low + 1 < values_needed(part, rule=Rule())


def releases(versions: Iterable[Version]) -> list[Release]:
    """Every picture of a sensitive count that readers of these versions were given."""
    versions = list(versions)
    return [release for version in versions for release in _releases_of(version, all_versions=versions)]


def _releases_of(version: Version, *, all_versions: list[Version]) -> Iterator[Release]:
    stretch = stretch_of(dt.date.fromisoformat(version.period))
    earlier = {
        name: _in_force(all_versions, period=find(stretch).starts_on.isoformat(), at=version.published_at)
        for name, find in EARLIER.items()
    }
    for section in version.sections:
        for figure in section["figures"]:
            if not figure["is_sensitive"] or figure["type"] != ValueType.COUNT:
                continue
            yield from _release(figure["code"], version, figure["now"])
            for name, one in earlier.items():
                if one is not None:
                    yield from _release(figure["code"], one, figure[name])


def _release(code: str, version: Version, picture: Mapping[str, Any]) -> Iterator[Release]:
    shown = Shown.from_json(picture)
    if shown.kind in PICTURES:
        yield Release(Cell(code, version.period, version.number), shown)


def _in_force(versions: list[Version], *, period: str, at: dt.datetime) -> Version | None:
    return next(
        (
            version
            for version in versions
            if version.period == period
            and version.published_at <= at
            and (version.superseded_at is None or at < version.superseded_at)
        ),
        None,
    )


def _version(publication: Publication, *, with_group: bool) -> Version:
    sections = publication.facts["sections"]
    return Version(
        period=publication.report.period.starts_on.isoformat(),
        number=publication.version,
        sections=(*sections, *(publication.group_facts["sections"] if with_group else ())),
        published_at=publication.published_at,
        superseded_at=publication.superseded_at,
    )
