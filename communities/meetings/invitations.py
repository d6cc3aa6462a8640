"""Who is invited to a meeting, and how they are told: a notice on the site and a letter.

A letter lies in mailboxes that nobody here guards, so it says what residents may read as well: day, time,
agenda, the place of an open meeting. The link for taking part online, the place of a closed meeting, the note
and the reasons are read after signing in.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from communities.alphabet import in_order
from communities.models import Attendance, Letter, Meeting, Membership, Presence
from communities.shared import mail
from communities.shared.mail import Message
from communities.states import LetterState

CALLED = "communities/meeting_called"
CHANGED = "communities/meeting_changed"
CANCELLED = "communities/meeting_cancelled"


@dataclass(frozen=True)
class Reached:
    """How many were told by the site, and who has no account, so that somebody telephones them."""

    told: int
    to_telephone: list[Membership]


def day_of(meeting: Meeting) -> dt.date:
    """The day in Kyiv."""
    return timezone.localdate(meeting.starts_at)


def invite(meeting: Meeting) -> list[Membership]:
    """Give everybody who sits in the group on the day of the meeting a row of attendance.

    Whoever no longer sits there on that day loses it, unless something was noted already. Gives back all
    who were invited before or are now: each of them must learn what is new.
    """
    sitting = list(meeting.group.memberships.sitting(on=day_of(meeting)).select_related("person"))
    rows = list(meeting.attendances.select_related("member__person"))
    wanted, there = {each.pk for each in sitting}, {row.member_id for row in rows}
    gone = [row.pk for row in rows if row.member_id not in wanted and row.presence == Presence.INVITED]
    Attendance.objects.filter(pk__in=gone).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member=each) for each in sitting if each.pk not in there
    )
    return [*sitting, *(row.member for row in rows if row.member_id not in wanted)]


def invited(meeting: Meeting) -> list[Membership]:
    """Everybody who has a row of attendance, in alphabetical order."""
    members = [row.member for row in meeting.attendances.select_related("member__person")]
    return sorted(members, key=lambda member: (in_order(member.name), member.pk))


def to_telephone(members: Iterable[Membership]) -> list[Membership]:
    """Those whom no notice reaches."""
    return [each for each in members if each.person is None or not each.person.is_active]


class NotReached(StrEnum):
    """Why a letter about a meeting did not reach somebody."""

    NO_ACCOUNT = "no_account"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Unreached:
    member: Membership
    why: NotReached

    @property
    def words(self) -> str:
        return {
            NotReached.NO_ACCOUNT: gettext("has no account here, so no letter goes out"),
            NotReached.REFUSED: gettext("the letter could not be delivered"),
            NotReached.UNKNOWN: gettext("nobody knows whether the letter arrived"),
        }[self.why]


def not_reached(meeting: Meeting, members: Sequence[Membership]) -> list[Unreached]:
    """Whom no letter about this meeting reached, in their order. What the newest letter of each became
    counts; one that is still on its way may arrive. One query."""
    prefixes = (f"{_word(kind)}:{meeting.pk}:" for kind in (CALLED, CHANGED))
    about = reduce(or_, (Q(notice__key__startswith=prefix) for prefix in prefixes))
    letters = Letter.objects.filter(about).order_by("written_at", "pk")
    newest = dict(letters.values_list("notice__person", "state"))
    without = {each.pk for each in to_telephone(members)}
    found = []
    for member in members:
        state = newest.get(member.person_id) if member.person_id else None
        if member.pk in without:
            found.append(Unreached(member, NotReached.NO_ACCOUNT))
        elif state in {LetterState.FAILED, LetterState.LEFT}:
            found.append(Unreached(member, NotReached.REFUSED))
        elif state == LetterState.UNKNOWN:
            found.append(Unreached(member, NotReached.UNKNOWN))
    return found


def _word(kind: str) -> str:
    """As it stands in the keys of notices."""
    return kind.rpartition("/")[2].replace("_", "-")


def tell(meeting: Meeting, kind: str, *, to: Iterable[Membership], at: dt.datetime) -> Reached:
    """Post it to everybody with an account, once for each number of the event (`sequence`)."""
    members = list(to)
    facts = facts_of(meeting)
    place = meeting.group.community
    people = {each.person_id for each in members if each.person is not None and each.person.is_active}
    word = _word(kind)
    messages = [
        Message(
            key=f"{word}:{meeting.pk}:{meeting.sequence}:{person}",
            to=person,
            kind=kind,
            facts=facts,
            link=address_of(meeting),
            community=place.pk,
            oblast=place.oblast_id,
        )
        for person in sorted(pk for pk in people if pk is not None)
    ]
    mail.post(messages, at=at)
    return Reached(len(messages), to_telephone(members))


def address_of(meeting: Meeting) -> str:
    """The page of the meeting for members, without the prefix of a language."""
    with translation.override("uk"):
        return reverse("communities:meeting", args=[meeting.pk])


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """What notice and letter may say. Of JSON types; `meeting` leads the calendar to the row."""
    group = meeting.group
    starts = timezone.localtime(meeting.starts_at)
    return {
        "meeting": meeting.pk,
        "number": meeting.number,
        "group": {"uk": group.name_uk, "en": group.name_en},
        "community": {"uk": group.community.name_uk, "en": group.community.name_en},
        "held_on": starts.date().isoformat(),
        "begins": f"{starts:%H:%M}",
        "is_open": meeting.is_open,
        "place": meeting.place if meeting.is_open else "",
        "is_online": bool(meeting.online_link),
        "is_short": bool(meeting.short_notice_reason),
        "agenda": list(meeting.items.values_list("title", flat=True)),
    }
