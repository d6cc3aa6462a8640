"""The register of decisions: what the group decided, who does it, by when, and what came of it.

What was decided stands still once its meeting is closed; the database says so too. The rest of the line
goes on until somebody says what came of it.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.meetings import decision_letters, quorum
from communities.models import (
    GROUP_ROLES,
    AgendaItem,
    Ballot,
    Decision,
    Duty,
    Meeting,
    Membership,
    Outcome,
    User,
    WorkingGroup,
)
from communities.shared import audit, mail, public_stamp
from communities.shared.plain_text import one_line, plain_text
from communities.shared.states import WrongState, follow
from communities.states import DECISION_ARROWS, BallotState, DecisionState, DecisionStep, MeetingState

TEXT_MAX = 2000  # characters of what is to be done, of its public words and of what came of it
REASON_MAX = 300  # characters of why somebody else does it, or by another day


class Refusal(StrEnum):
    """Why a line of the register cannot be written so."""

    NO_TEXT = "there are no words"
    TOO_LONG = "the text is too long"
    NOBODY = "nobody does it"
    NOT_A_MEMBER = "the responsible person is no member of this group now"
    DUE_IN_THE_PAST = "the day is over"
    NOT_ADOPTED = "the vote did not adopt it"
    ELSEWHERE = "the vote belongs to another point"
    NO_NOTE = "it is not said what came of it"
    NO_REASON = "it is not said why"
    NO_QUORUM = "there is no quorum"


class CannotWrite(Exception):
    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def record(
    item: AgendaItem,
    *,
    text: str,
    responsible: Membership | None = None,
    responsible_body: str = "",
    due_on: dt.date | None = None,
    ballot: Ballot | None = None,
    public_text: str = "",
    by: User,
    at: dt.datetime,
) -> Decision:
    """Write down what was decided on a point, while its meeting is being held.

    Without a vote it is one that nobody opposed, and needs a quorum all the same. Without a responsible
    person and organisation it is one that nobody has to carry out (“the report is noted”). Raises
    `WrongState` when the meeting is not open, and `CannotWrite`.
    """
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=item.meeting_id)
    if meeting.state != MeetingState.OPEN:
        raise WrongState(state=MeetingState(meeting.state), step=DecisionStep.RECORD)
    if ballot is not None:
        _refuse_ballot(ballot, item=item)
    elif not quorum.standing(meeting, item).is_reached:
        raise CannotWrite(Refusal.NO_QUORUM)
    _refuse_responsible(responsible, group_id=meeting.group_id, today=timezone.localdate(at))
    _refuse_day(due_on, today=timezone.localdate(at))
    group = (
        WorkingGroup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("community")
        .get(pk=meeting.group_id)
    )
    last = group.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = Decision.objects.create(
        group=group,
        item=item,
        ballot=ballot,
        number=last + 1,
        text=_words(text, missing=Refusal.NO_TEXT),
        public_text=_words(public_text),
        responsible=responsible,
        responsible_body=one_line(responsible_body).text[:200],
        due_on=due_on,
        made_at=at,
    )
    audit.record(
        "decision.recorded",
        target=decision,
        by=by,
        at=at,
        community=group.community,
        details={"number": decision.number, "meeting": meeting.number},
    )
    return decision


def close(decision: Decision, *, state: DecisionState, note: str, by: User, at: dt.datetime) -> Decision:
    """Done, or no longer needed; `note` says what came of it. Raises `WrongState`, `CannotWrite`."""
    step = DecisionStep.FINISH if state == DecisionState.DONE else DecisionStep.CANCEL
    return _end(decision, step=step, note=note, by=by, at=at)


@transaction.atomic
def _end(decision: Decision, *, step: DecisionStep, note: str, by: User, at: dt.datetime) -> Decision:
    held = _held(decision)
    held.state = follow(DECISION_ARROWS, state=DecisionState(held.state), step=step)
    held.outcome_note = _words(note, missing=Refusal.NO_NOTE)
    held.closed_at, held.closed_by = at, by
    held.save(update_fields=["state", "outcome_note", "closed_at", "closed_by"])
    _trace("decision.closed", held, by=by, at=at, state=held.state)
    return held


@transaction.atomic
def reopen(decision: Decision, *, by: User, at: dt.datetime) -> Decision:
    """It was not done after all. What was said to have come of it stays readable until it is closed again."""
    held = _held(decision)
    held.state = follow(DECISION_ARROWS, state=DecisionState(held.state), step=DecisionStep.REOPEN)
    held.closed_at, held.closed_by = None, None
    held.save(update_fields=["state", "closed_at", "closed_by"])
    _trace("decision.reopened", held, by=by, at=at)
    return held


@transaction.atomic
def reassign(
    decision: Decision,
    *,
    responsible: Membership | None = None,
    responsible_body: str = "",
    reason: str,
    by: User,
    at: dt.datetime,
) -> Decision:
    """Somebody else does it from now on, or was meant from the beginning; `reason` says which.

    Register and reminders follow it, minutes stay as they are. Raises `WrongState` when it is closed, and
    `CannotWrite`.
    """
    held = _held_open(decision, step=DecisionStep.REASSIGN)
    body = one_line(responsible_body).text[:200]
    if responsible is None and not body:
        raise CannotWrite(Refusal.NOBODY)
    why = _reason(reason)
    _refuse_responsible(responsible, group_id=held.group_id, today=timezone.localdate(at))
    if (responsible, body) == (held.responsible, held.responsible_body):
        return held
    was = _who(held)
    held.responsible, held.responsible_body = responsible, body
    held.save(update_fields=["responsible", "responsible_body"])
    person = responsible.name if responsible else ""
    _trace("decision.reassigned", held, by=by, at=at, person=person, body=body, was=was, reason=why)
    tell_responsible([held], by=by, at=at)
    return held


@transaction.atomic
def change_due_day(
    decision: Decision, *, due_on: dt.date | None, reason: str, by: User, at: dt.datetime
) -> Decision:
    """Another day, and why; the reminders go by it from then on, minutes stay as they are.

    Raises `WrongState` when closed, `CannotWrite`.
    """
    held = _held_open(decision, step=DecisionStep.CHANGE_DAY)
    why = _reason(reason)
    if due_on == held.due_on:
        return held
    _refuse_day(due_on, today=timezone.localdate(at))
    was, held.due_on = held.due_on, due_on
    held.save(update_fields=["due_on"])
    _trace(
        "decision.due_day_changed",
        held,
        by=by,
        at=at,
        was_on=was.isoformat() if was else "",
        due_on=due_on.isoformat() if due_on else "",
        reason=why,
    )
    tell_responsible([held], by=by, at=at)
    return held


@transaction.atomic
def change_public_words(decision: Decision, *, public_text: str, by: User, at: dt.datetime) -> Decision:
    """What residents read of it; without words it does not stand on the public list."""
    held = _held(decision)
    words = _words(public_text)
    if words == held.public_text:
        return held
    held.public_text = words
    held.save(update_fields=["public_text"])
    _trace("decision.public_words_changed", held, by=by, at=at)
    return held


def hear_meeting_closed(meeting: Meeting, at: dt.datetime) -> None:
    """From here its decisions stand, and whoever carries them out is told."""
    rows = Decision.objects.open().filter(item__meeting=meeting)
    tell_responsible(rows.select_related("group__community", "responsible", "item__meeting"), at=at)


def tell_responsible(decisions: Iterable[Decision], *, by: User | None = None, at: dt.datetime) -> None:
    """Those who may read it, and not whoever wrote it down for themselves; while it is written, nobody."""
    meant = [
        (each, each.responsible.person_id)
        for each in decisions
        if each.responsible is not None and each.item.meeting.state == MeetingState.CLOSED
    ]
    serving = Duty.objects.serving(today=timezone.localdate(at)).filter(
        role__in=sorted(GROUP_ROLES), person__in=[person for _row, person in meant if person is not None]
    )
    reached = set(serving.values_list("community", "person"))
    mail.post(
        [
            decision_letters.given(row, to=person, at=at)
            for row, person in meant
            if person is not None
            and (row.group.community_id, person) in reached
            and (by is None or by.pk != person)
        ],
        at=at,
    )


def _held(decision: Decision) -> Decision:
    return (
        Decision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__community", "responsible", "item__meeting")
        .get(pk=decision.pk)
    )


def _held_open(decision: Decision, *, step: DecisionStep) -> Decision:
    held = _held(decision)
    follow(DECISION_ARROWS, state=DecisionState(held.state), step=step)
    return held


def _trace(act: str, decision: Decision, *, by: User, at: dt.datetime, **details: str) -> None:
    """Residents read state, day and public words, so that stored pages are old now."""
    audit.record(
        act,
        target=decision,
        by=by,
        at=at,
        community=decision.group.community,
        details={"number": decision.number, **details},
    )
    public_stamp.touch()


def _words(raw: str, *, missing: Refusal | None = None) -> str:
    words = plain_text(raw).text
    if missing is not None and not words:
        raise CannotWrite(missing)
    if len(words) > TEXT_MAX:
        raise CannotWrite(Refusal.TOO_LONG)
    return words


def _reason(raw: str) -> str:
    words = one_line(raw).text
    if not words:
        raise CannotWrite(Refusal.NO_REASON)
    return words[:REASON_MAX]


def _who(decision: Decision) -> str:
    return ", ".join(
        filter(None, (decision.responsible.name if decision.responsible else "", decision.responsible_body))
    )


def _refuse_ballot(ballot: Ballot, *, item: AgendaItem) -> None:
    if ballot.item_id != item.pk:
        raise CannotWrite(Refusal.ELSEWHERE)
    if ballot.state != BallotState.CLOSED or ballot.outcome != Outcome.ADOPTED:
        raise CannotWrite(Refusal.NOT_ADOPTED)


def _refuse_responsible(member: Membership | None, *, group_id: int, today: dt.date) -> None:
    if member is not None and (member.group_id != group_id or not member.sits_on(today)):
        raise CannotWrite(Refusal.NOT_A_MEMBER)


def _refuse_day(due_on: dt.date | None, *, today: dt.date) -> None:
    if due_on is not None and due_on < today:
        raise CannotWrite(Refusal.DUE_IN_THE_PAST)
