"""What the pages of a group show, gathered in a number of queries that does not grow with its members."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.alphabet import in_order
from communities.groups.composition import Composition, check
from communities.groups.roll import in_alphabet, members_on
from communities.groups.statute import statute_on
from communities.groups.statute_words import Rule, rules_in_words
from communities.models import Community, Membership, Post, Sector, Statute, WorkingGroup
from communities.shared.share_charts import ShareBar, ShareChart

HEADS = (Post.CHAIR, Post.DEPUTY, Post.SECRETARY)


@dataclass(frozen=True)
class SectorList:
    sector: Sector
    members: tuple[Membership, ...]

    @property
    def label(self) -> str:
        return str(self.sector.label)


@dataclass(frozen=True)
class GroupPage:
    """For members. `coming`: appointed for a later day; `next_rules`: those that hold from a later day."""

    group: WorkingGroup
    sectors: tuple[SectorList, ...]
    coming: tuple[Membership, ...]
    composition: Composition
    chart: ShareChart | None
    rules: tuple[Rule, ...]
    next_rules: Statute | None


@dataclass(frozen=True)
class PublicPart:
    """What residents read of one part: `names` only of those who agreed."""

    label: str
    number: int
    organisations: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class PublicGroup:
    """For everybody. Which vulnerable groups somebody speaks for is never said beside a name or a number."""

    name: str
    act_title: str
    act_on: dt.date | None
    act_link: str
    members: int
    parts: tuple[PublicPart, ...]
    has_vulnerable: bool
    rules: tuple[Rule, ...]


def page_of(group: WorkingGroup, *, today: dt.date) -> GroupPage:
    rows = in_alphabet(group.memberships.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today)))
    members = [member for member in rows if member.appointed_on <= today]
    statutes = list(group.statutes.filter(from_on__gt=today).order_by("from_on")[:1])
    found = check(members)
    return GroupPage(
        group=group,
        sectors=tuple(_by_sector(members)),
        coming=tuple(member for member in rows if member.appointed_on > today),
        composition=found,
        chart=chart_of(found),
        rules=rules_in_words(statute_on(group, today), members, today=today),
        next_rules=statutes[0] if statutes else None,
    )


def public_page_of(group: WorkingGroup, *, today: dt.date) -> PublicGroup:
    members = members_on(group, today)
    return PublicGroup(
        name=group.name,
        act_title=group.act_title,
        act_on=group.act_on,
        act_link=group.act_link,
        members=len(members),
        parts=tuple(_public_parts(members)),
        has_vulnerable=any(member.vulnerable_group for member in members),
        rules=tuple(_for_residents(rules_in_words(statute_on(group, today), members, today=today))),
    )


def _for_residents(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Residents call no meeting, and their page is drawn once: it tells no day counted from today."""
    for rule in rules:
        yield replace(rule, example="") if rule.key == "notice" else rule


def of_community(community: Community) -> WorkingGroup | None:
    return WorkingGroup.objects.filter(community=community).first()


def chart_of(composition: Composition) -> ShareChart | None:
    """How many of the members come from each sector; nothing where nobody sits."""
    if not composition.members:
        return None
    bars = tuple(
        ShareBar(
            label=part.label[:1].upper() + part.label[1:],
            percent=100 * part.members / composition.members,
            text=str(part.members),
        )
        for part in composition.parts
    )
    described = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    title = ngettext("%(number)s member by sector", "%(number)s members by sector", composition.members) % {
        "number": composition.members
    }
    return ShareChart(key="composition", title=title, description=described, bars=bars)


def _by_sector(members: Sequence[Membership]) -> Iterable[SectorList]:
    """Sectors that have members; chair, deputy and secretary first."""
    for sector in Sector:
        here = [member for member in members if member.sector == sector]
        if here:
            yield SectorList(sector, tuple(sorted(here, key=lambda member: _rank(member.post))))


def _rank(post: str) -> int:
    return HEADS.index(Post(post)) if post in HEADS else len(HEADS)


def _public_parts(members: Sequence[Membership]) -> Iterable[PublicPart]:
    """As in the report, where residents are one: nobody is shown as belonging to a vulnerable group."""
    for label, sectors in _public_labels():
        here = [member for member in members if member.sector in sectors]
        if not here:
            continue
        organisations = {member.organisation for member in here if member.organisation}
        named = sorted((member for member in here if member.is_named), key=lambda member: _rank(member.post))
        yield PublicPart(
            label=label,
            number=len(here),
            organisations=tuple(sorted(organisations, key=in_order)),
            names=tuple(_named(member) for member in named),
        )


def _public_labels() -> Iterable[tuple[str, frozenset[Sector]]]:
    yield _("Residents"), frozenset({Sector.COMMUNITY, Sector.VULNERABLE})
    yield _("Public organisations"), frozenset({Sector.PUBLIC})
    yield _("Police"), frozenset({Sector.POLICE})
    yield _("Other services: rescue, military, border guard"), frozenset({Sector.SERVICE})
    yield _("Local authorities"), frozenset({Sector.LOCAL})
    yield _("Central authorities"), frozenset({Sector.CENTRAL})


def _named(member: Membership) -> str:
    if member.post not in HEADS:
        return member.name
    return _("%(name)s (%(post)s)") % {"name": member.name, "post": Post(member.post).label}
