"""What was heard, discussed and decided on each point: written while people talk, by more than one hand.

Each text that is replaced is kept as it was. Whoever writes says from which version they started; where two
people changed different texts both changes stand, where they changed the same one somebody has to choose.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from communities.meetings import being_held, quorum
from communities.meetings.being_held import HoldingStep
from communities.models import AgendaItem, DissentingOpinion, ItemRevision, Membership, Presence, User
from communities.shared import audit
from communities.shared.plain_text import plain_text

LONGEST = {"heard": 10_000, "discussed": 20_000, "decided": 10_000}  # characters
TEXTS = tuple(LONGEST)
DISSENT_MAX = 3000
WAS_THERE = frozenset({Presence.PRESENT, Presence.ONLINE, Presence.LEFT})


@dataclass(frozen=True)
class Clash:
    """A text that two people changed."""

    field: str
    mine: str
    theirs: str


class WrittenMeanwhile(Exception):
    """Somebody else changed the same text: nothing was stored. `item` is as it is now; `rest` is what was
    typed into texts that nobody else changed."""

    def __init__(self, item: AgendaItem, clashes: tuple[Clash, ...], rest: Mapping[str, str]) -> None:
        super().__init__(", ".join(clash.field for clash in clashes))
        self.item, self.clashes, self.rest = item, clashes, rest


class TooLong(Exception):
    def __init__(self, field: str, *, length: int, most: int) -> None:
        super().__init__(field)
        self.field, self.length, self.most = field, length, most


class WasNotThere(Exception):
    """Only who took part in the meeting has an opinion on its decision to add."""


class SaidAlready(Exception):
    """One dissenting opinion a member and point; it is kept as it was said."""


class NoWords(Exception):
    """A dissenting opinion says something."""


@transaction.atomic
def write(
    item: AgendaItem, texts: Mapping[str, str], *, base_version: int, by: User, at: dt.datetime
) -> AgendaItem:
    """Store what was typed into the texts of a point since `base_version`; the point as it is then.

    Texts that are not named stay. Raises `WrongState` (not open), `TooLong`, `WrittenMeanwhile`.
    """
    held = being_held.lock(item.meeting_id, step=HoldingStep.WRITE)
    row = AgendaItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    mine = {name: plain_text(texts[name]).text for name in TEXTS if name in texts}
    for name, text in mine.items():
        if len(text) > LONGEST[name]:
            raise TooLong(name, length=len(text), most=LONGEST[name])
    merged = _merged(row, mine, base_version=base_version)
    now = _texts(row)
    if merged == now:
        return row
    ItemRevision.objects.create(item=row, version=row.version, at=at, by=by, **now)
    for name, text in merged.items():
        setattr(row, name, text)
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by
    row.save(update_fields=[*TEXTS, "version", "changed_at", "changed_by"])
    audit.record(
        "meeting.point_written",
        target=held,
        by=by,
        at=at,
        community=held.group.community,
        details={"position": row.position, "fields": sorted(n for n in TEXTS if merged[n] != now[n])},
    )
    return row


def text_at(item: AgendaItem, version: int) -> dict[str, str]:
    """The three texts as they were in this version. A revision holds what stood there until a save."""
    kept = item.revisions.filter(version__gte=version).order_by("version").first()
    return _texts(kept or item)


@transaction.atomic
def dissent(
    item: AgendaItem, member: Membership, *, text: str, by: User, at: dt.datetime
) -> DissentingOpinion:
    """Keep a member's own opinion on a decision, in the member's words. It stays as it was said.

    Raises `WrongState`, `WasNotThere`, `SaidAlready`, `NoWords`, `TooLong`.
    """
    held = being_held.lock(item.meeting_id, step=HoldingStep.DISSENT)
    words = plain_text(text).text
    if not words:
        raise NoWords
    if len(words) > DISSENT_MAX:
        raise TooLong("dissent", length=len(words), most=DISSENT_MAX)
    there = held.attendances.filter(member=member, presence__in=sorted(WAS_THERE))
    if not member.sits_on(quorum.day_of(held)) or not there.exists():
        raise WasNotThere
    opinion, is_new = DissentingOpinion.objects.get_or_create(
        item=item, member=member, defaults={"text": words, "at": at}
    )
    if not is_new:
        raise SaidAlready
    audit.record(
        "meeting.dissent_kept",
        target=held,
        by=by,
        at=at,
        community=held.group.community,
        details={"position": item.position},
    )
    return opinion


def _merged(row: AgendaItem, mine: Mapping[str, str], *, base_version: int) -> dict[str, str]:
    theirs = _texts(row)
    if base_version == row.version:
        return theirs | dict(mine)
    base = text_at(row, base_version)
    clashes = tuple(
        Clash(name, mine=text, theirs=theirs[name])
        for name, text in mine.items()
        if text not in {base[name], theirs[name]} and base[name] != theirs[name]
    )
    typed = {name: text for name, text in mine.items() if text != base[name]}
    if clashes:
        names = {clash.field for clash in clashes}
        raise WrittenMeanwhile(
            row, clashes, {name: text for name, text in typed.items() if name not in names}
        )
    return theirs | typed


def _texts(row: AgendaItem | ItemRevision) -> dict[str, str]:
    return {name: getattr(row, name) for name in TEXTS}
