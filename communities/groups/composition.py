"""Is everybody at the table? A group beside the optimal composition of the final report UKR/2018/019.

The report names five parts: active residents with vulnerable groups among them; the police and other
services; local authorities; public organisations; central authorities, above all the Interior Ministry. That
no part should outvote the others and that women are at least a third are our proposals: advice, no condition.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Gender, Membership, Post, Sector, VulnerableGroup

LEAST_SHARE_OF_WOMEN = Fraction(1, 3)
RESIDENTS = frozenset({Sector.COMMUNITY, Sector.VULNERABLE})
AUTHORITIES = frozenset({Sector.POLICE, Sector.SERVICE, Sector.LOCAL, Sector.CENTRAL})


class Weight(TextChoices):
    """How much a finding matters; the values are kinds of components/tag.html."""

    MISSING = "question", "missing"
    UNEVEN = "waiting", "uneven"


@dataclass(frozen=True)
class Finding:
    """`key` is the same in every language; `title` says what is so, `advice` what to do."""

    key: str
    weight: Weight
    title: str
    advice: str


@dataclass(frozen=True)
class Part:
    """Members of one sector, and how many of them have a vote."""

    sector: Sector
    members: int
    votes: int

    @property
    def label(self) -> str:
        return str(self.sector.label)


@dataclass(frozen=True)
class Composition:
    """`parts`: every sector in the order of the report, empty ones too."""

    members: int
    votes: int
    parts: tuple[Part, ...]
    women: int
    men: int
    gender_not_stated: int
    vulnerable: tuple[VulnerableGroup, ...]
    findings: tuple[Finding, ...]

    @property
    def is_balanced(self) -> bool:
        return not self.findings


def check(memberships: Iterable[Membership]) -> Composition:
    """Of members of one day. Those who are only invited are counted as members, never as votes."""
    members = list(memberships)
    sitting = Counter(member.sector for member in members)
    voting = Counter(member.sector for member in members if member.has_vote)
    genders = Counter(member.gender for member in members)
    speaking_for = {member.vulnerable_group for member in members if member.vulnerable_group}
    parts = tuple(Part(sector, sitting[sector], voting[sector]) for sector in Sector)
    women, men = genders[Gender.WOMAN], genders[Gender.MAN]
    found = (
        *_missing(parts, has_vulnerable=bool(speaking_for)),
        *_uneven(parts),
        *_women(women, men),
        *_posts({member.post for member in members}),
    )
    return Composition(
        members=len(members),
        votes=voting.total(),
        parts=parts,
        women=women,
        men=men,
        gender_not_stated=len(members) - women - men,
        vulnerable=tuple(group for group in VulnerableGroup if group in speaking_for),
        findings=found if members else (_nobody(),),
    )


def _nobody() -> Finding:
    return Finding(
        "nobody",
        Weight.MISSING,
        _("Nobody is on the list yet"),
        _("Add the members as the founding act names them, the chair and the secretary first."),
    )


def _missing(parts: Sequence[Part], *, has_vulnerable: bool) -> Iterable[Finding]:
    there = {part.sector for part in parts if part.members}
    if not there & RESIDENTS:
        yield Finding(
            "no_residents",
            Weight.MISSING,
            _("No residents"),
            _(
                "Invite active people from the villages and streets: heads of house committees, elders, "
                "teachers, entrepreneurs. Without residents the group is a meeting of offices."
            ),
        )
    if not has_vulnerable:
        yield Finding(
            "no_vulnerable",
            Weight.MISSING,
            _("Nobody speaks for a vulnerable group"),
            _(
                "Invite at least one person who knows it from within, for example a displaced person, "
                "somebody with a disability or an older person, or note it for a member who already does."
            ),
        )
    for sector, key, title, advice in _sectors_in_words():
        if sector not in there:
            yield Finding(key, Weight.MISSING, title, advice)


def _sectors_in_words() -> Iterable[tuple[Sector, str, str, str]]:
    yield (
        Sector.POLICE,
        "no_police",
        _("No police"),
        _("Ask the head of the police to name a member: the group hears the report of the police."),
    )
    yield (
        Sector.SERVICE,
        "no_service",
        _("No other service"),
        _("Ask the rescue service, the military administration or the border guard to name a member."),
    )
    yield (
        Sector.LOCAL,
        "no_local",
        _("No local authority"),
        _("Ask the council or the administration to name a member: most decisions need its budget."),
    )
    yield (
        Sector.PUBLIC,
        "no_public",
        _("No public organisation"),
        _("Invite an organisation that works here, for example with women, veterans or displaced people."),
    )
    yield (
        Sector.CENTRAL,
        "no_central",
        _("No central authority"),
        _(
            "Ask for a member from a ministry or its body in the oblast, above all the Ministry of Internal "
            "Affairs: what the community cannot decide itself is decided there."
        ),
    )


def _uneven(parts: Sequence[Part]) -> Iterable[Finding]:
    votes = sum(part.votes for part in parts)
    for part in parts:
        if part.votes > 1 and part.votes * 2 > votes:
            yield Finding(
                f"outvotes_{part.sector}",
                Weight.UNEVEN,
                ngettext(
                    "One sector can decide alone (%(sector)s): %(own)s of %(votes)s vote",
                    "One sector can decide alone (%(sector)s): %(own)s of %(votes)s votes",
                    votes,
                )
                % {"sector": part.label, "own": part.votes, "votes": votes},
                _("Invite members of the other sectors, or leave some of its members without a vote."),
            )
    authorities = sum(part.votes for part in parts if part.sector in AUTHORITIES)
    if authorities > votes - authorities > 0:
        yield Finding(
            "residents_outnumbered",
            Weight.UNEVEN,
            _("Residents and organisations have %(ours)s votes, authorities and services %(theirs)s")
            % {"ours": votes - authorities, "theirs": authorities},
            _("Invite more residents: whoever lives with the decisions should not be the smaller part."),
        )


def _women(women: int, men: int) -> Iterable[Finding]:
    stated = women + men
    if not stated:
        return
    if not women:
        title = _("No women")
    elif Fraction(women, stated) < LEAST_SHARE_OF_WOMEN:
        title = ngettext("%(women)s woman among %(all)s", "%(women)s women among %(all)s", women) % {
            "women": women,
            "all": stated,
        }
    else:
        return
    advice = _(
        "Invite women until they are at least a third: what makes a street or a home unsafe differs for "
        "women and men."
    )
    yield Finding("few_women", Weight.UNEVEN if women else Weight.MISSING, title, advice)


def _posts(held: set[str]) -> Iterable[Finding]:
    if Post.CHAIR not in held:
        yield Finding(
            "no_chair",
            Weight.MISSING,
            _("No chair"),
            _("The coordinator of the oblast or an administrator appoints the chair."),
        )
    if Post.SECRETARY not in held:
        yield Finding(
            "no_secretary",
            Weight.MISSING,
            _("No secretary"),
            _("The chair appoints a secretary: somebody who writes the minutes and keeps the list."),
        )
