"""Who has a vote in a meeting, and whether enough of them take part. Counted as of the day of the meeting."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from communities.groups.statute import statute_on
from communities.models import TAKING_PART, AgendaItem, Meeting, Membership, Sector, Statute


@dataclass(frozen=True)
class Voters:
    """Members with a vote on a question, by name: all of that day, and those of them who take part now."""

    everybody: tuple[Membership, ...]
    taking_part: tuple[Membership, ...]

    def include(self, member: Membership) -> bool:
        """Can this member vote now?"""
        return member in self.taking_part


@dataclass(frozen=True)
class Standing:
    """`needed`: how many of `all_members` with a vote must take part."""

    all_members: int
    taking_part: int
    needed: int

    @property
    def is_reached(self) -> bool:
        return self.taking_part >= self.needed

    @property
    def missing(self) -> int:
        """How many more people are needed."""
        return max(0, self.needed - self.taking_part)


def share(of: int, *, numerator: int, denominator: int, is_more_than: bool) -> int:
    """The least whole number that is more than (or at least) this share; never below one, for nobody decides
    nothing."""
    whole, rest = divmod(of * numerator, denominator)
    return max(1, whole + 1 if is_more_than or rest else whole)


def needed(all_members: int, statute: Statute) -> int:
    """How many members with a vote must take part."""
    return share(
        all_members,
        numerator=statute.quorum_numerator,
        denominator=statute.quorum_denominator,
        is_more_than=statute.quorum_is_more_than,
    )


def day_of(meeting: Meeting) -> dt.date:
    """The day for which members and rules count: that for which it was called, in Kyiv."""
    return timezone.localdate(meeting.starts_at)


def rules_of(meeting: Meeting) -> Statute:
    """The rules by which it is held: put down when it is opened, those of its day before."""
    return meeting.statute or statute_on(meeting.group, day_of(meeting))


def may_vote(member: Membership, *, statute: Statute, item: AgendaItem | None = None) -> bool:
    """Police members do not judge themselves, unless the statute lets them."""
    judges_itself = item is not None and item.assesses_police and member.sector == Sector.POLICE
    return member.has_vote and (not judges_itself or statute.police_vote_on_their_report)


def voters_among(
    sitting: Iterable[Membership], *, there: Collection[int], statute: Statute, item: AgendaItem | None = None
) -> Voters:
    """Of the members of a day (`there`: ids of those who take part), in their order."""
    everybody = tuple(each for each in sitting if may_vote(each, statute=statute, item=item))
    return Voters(everybody, tuple(each for each in everybody if each.pk in there))


def voters(meeting: Meeting, item: AgendaItem | None = None) -> Voters:
    """On this point, or on the meeting as a whole. Two queries."""
    statute = rules_of(meeting)
    sitting = meeting.group.memberships.sitting(on=day_of(meeting)).voting().order_by("name", "pk")
    there = set(
        meeting.attendances.filter(presence__in=sorted(TAKING_PART)).values_list("member_id", flat=True)
    )
    return voters_among(sitting, there=there, statute=statute, item=item)


def standing_of(found: Voters, statute: Statute) -> Standing:
    everybody = len(found.everybody)
    return Standing(everybody, len(found.taking_part), needed(everybody, statute))


def standing(meeting: Meeting, item: AgendaItem | None = None) -> Standing:
    """Is there a quorum now, for this point or for the meeting as a whole?"""
    return standing_of(voters(meeting, item), rules_of(meeting))
