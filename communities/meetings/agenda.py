"""The points of an agenda: added, written otherwise, put in order, taken off, taken over from what is due."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from communities.meetings.subjects import Suggestion, id_of, suggestions
from communities.models import AgendaItem, ItemKind, Meeting, User
from communities.shared import audit, public_stamp
from communities.shared.plain_text import one_line, plain_text
from communities.shared.states import WrongState
from communities.states import WRITABLE_AGENDA, BallotState, MeetingState

PROPOSAL = "communities.proposal"  # the prefix of an accepted proposal among subjects


class AlreadyThere(Exception):
    """This subject is a point of this meeting already."""


class AlreadyUsed(Exception):
    """Something was written, voted or decided under this point: it stays."""


class VotedBySome(Exception):
    """A vote on this point was opened among those who may judge it: who that is stays as it was."""


class ItemChangedMeanwhile(Exception):
    """Somebody else saved the point since this form was opened; `item` is what stands there now."""

    def __init__(self, item: AgendaItem) -> None:
        super().__init__(str(item.pk))
        self.item = item


def stamp_of(item: AgendaItem) -> str:
    """What a form carries to tell whether the point is still the one it showed."""
    return item.changed_at.isoformat() if item.changed_at else ""


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    title: str,
    by: User,
    at: dt.datetime,
    kind: ItemKind = ItemKind.QUESTION,
    detail: str = "",
    presenter: str = "",
    subject: str = "",
    assesses_police: bool = False,
) -> AgendaItem:
    """Put a point at the end. Raises `AlreadyThere` for a subject that is on this agenda, or `WrongState`."""
    meeting = _writable(meeting)
    if subject and meeting.items.filter(subject=subject).exists():
        raise AlreadyThere
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(
        meeting=meeting,
        position=last + 1,
        kind=kind,
        title=one_line(title).text,
        detail=plain_text(detail).text,
        presenter=one_line(presenter).text,
        subject=subject,
        assesses_police=assesses_police,
        changed_at=at,
        changed_by=by,
    )
    item.full_clean()
    item.save()
    _changed(meeting, "agenda.added", number=item.position, by=by, at=at)
    return item


@transaction.atomic
def change(
    item: AgendaItem,
    *,
    title: str,
    detail: str,
    presenter: str,
    by: User,
    at: dt.datetime,
    kind: ItemKind | None = None,
    assesses_police: bool | None = None,
    stamp: str | None = None,
) -> AgendaItem:
    """Word a point otherwise. `stamp`: of the form (`stamp_of`); raises `ItemChangedMeanwhile`.

    Whether the police are assessed says who may vote. Once a vote is open or counted that stays
    (`VotedBySome`); a vote that was withdrawn settles nothing.
    """
    meeting = _writable(item.meeting)
    item = meeting.items.select_for_update(no_key=True).get(pk=item.pk)
    if stamp is not None and stamp != stamp_of(item):
        raise ItemChangedMeanwhile(item)
    item.title, item.detail = one_line(title).text, plain_text(detail).text
    item.presenter = one_line(presenter).text
    if kind is not None:
        item.kind = kind
    if assesses_police is not None and assesses_police != item.assesses_police:
        if item.ballots.exclude(state=BallotState.WITHDRAWN).exists():
            raise VotedBySome
        item.assesses_police = assesses_police
    item.changed_at, item.changed_by = at, by
    item.full_clean()
    item.save(
        update_fields=["title", "detail", "presenter", "kind", "assesses_police", "changed_at", "changed_by"]
    )
    _changed(meeting, "agenda.changed", number=item.position, by=by, at=at)
    return item


@transaction.atomic
def move(item: AgendaItem, *, to: int, by: User, at: dt.datetime) -> int:
    """Make it the point of this number, counted from 1; the others close up. Gives back its number.

    A number beyond the ends means the end. Positions are 1, 2, 3 ... afterwards, whatever they were.
    """
    meeting = _writable(item.meeting)
    rows = list(meeting.items.order_by("position", "pk"))
    old = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    new = min(max(to, 1), len(rows)) - 1
    rows.insert(new, rows.pop(old))
    for number, row in enumerate(rows, start=1):
        if row.position != number:
            AgendaItem.objects.filter(pk=row.pk).update(position=number)
    if new != old:
        _changed(meeting, "agenda.moved", number=new + 1, before=old + 1, by=by, at=at)
    return new + 1


@transaction.atomic
def remove(item: AgendaItem, *, by: User, at: dt.datetime) -> None:
    """Take a point off, as long as nothing came of it. Proposals behind it wait for the next agenda."""
    meeting = _writable(item.meeting)
    item = meeting.items.select_for_update().get(pk=item.pk)
    if item.heard or item.discussed or item.decided or _is_used(item):
        raise AlreadyUsed
    number = item.position
    item.proposals.update(item=None)
    item.delete()
    for place, row in enumerate(meeting.items.order_by("position", "pk"), start=1):
        if row.position != place:
            AgendaItem.objects.filter(pk=row.pk).update(position=place)
    _changed(meeting, "agenda.removed", number=number, by=by, at=at)


@transaction.atomic
def take_over(meeting: Meeting, suggestion: Suggestion, *, by: User, at: dt.datetime) -> AgendaItem:
    """Put something that is due on the agenda. Raises `AlreadyThere`.

    An accepted proposal learns which point it became.
    """
    item = add(
        meeting,
        title=suggestion.title,
        kind=suggestion.kind,
        detail=suggestion.detail,
        subject=suggestion.subject,
        assesses_police=suggestion.assesses_police,
        by=by,
        at=at,
    )
    if proposal := id_of(suggestion.subject, prefix=PROPOSAL):
        meeting.group.item_proposals.filter(pk=proposal).update(item=item)
    return item


def due(meeting: Meeting, *, on: dt.date) -> list[Suggestion]:
    """What is due at this meeting and not on its agenda yet."""
    there = set(meeting.items.exclude(subject="").values_list("subject", flat=True))
    return [each for each in suggestions(meeting.group, on=on) if each.subject not in there]


def _is_used(item: AgendaItem) -> bool:
    return (
        item.ballots.exists() or item.decisions.exists() or item.revisions.exists() or item.opinions.exists()
    )


def _writable(meeting: Meeting) -> Meeting:
    """Locked: two people who put points in order do it one after the other."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community")
        .get(pk=meeting.pk)
    )
    if meeting.state not in WRITABLE_AGENDA:
        raise WrongState(state=MeetingState(meeting.state), step="agenda")
    return meeting


def _changed(meeting: Meeting, act: str, *, by: User, at: dt.datetime, **details: int) -> None:
    """`changed_at` of the meeting tells that the agenda is another one than members were told."""
    Meeting.objects.filter(pk=meeting.pk).update(changed_at=at)
    audit.record(act, target=meeting, by=by, at=at, community=meeting.group.community, details=dict(details))
    if meeting.called_at is not None:
        public_stamp.touch()
