"""The register of decisions: recorded in an open meeting, carried on until somebody says what came of it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from communities.meetings import decisions
from communities.meetings.decisions import CannotWrite, Refusal
from communities.models import Ballot, Decision, ItemKind, Membership
from communities.shared import trail
from communities.shared.audit import trail_of
from communities.shared.states import WrongState
from communities.states import DecisionState, MeetingState
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting, member

AT = STARTS + dt.timedelta(minutes=40)
DUE = dt.date(2026, 12, 15)


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def item(group):
    meeting = make_meeting(group, state=MeetingState.OPEN, present=8)
    return meeting.items.create(position=1, kind=ItemKind.QUESTION, title="Street lights", changed_at=AT)


def recorded(item, cast, **fields) -> Decision:
    values = {"text": "Repair the lights in Shkilna street", "due_on": DUE, "by": cast.sofiia, "at": AT}
    return decisions.record(item, **(values | fields))


def ended(meeting) -> None:
    meeting.state, meeting.closed_at = MeetingState.CLOSED, AT
    meeting.save(update_fields=["state", "closed_at"])


def test_numbers_go_on_and_the_trail_tells(cast, item, group):
    first = recorded(item, cast, responsible=member(group, "Mykola"))
    second = recorded(item, cast, text="Report\x00 back ", responsible_body="Village council")
    assert (first.number, second.number) == (1, 2)
    assert second.text == "Report back"
    decisions.change_due_day(first, due_on=dt.date(2027, 1, 15), reason="It is cold", by=cast.halyna, at=AT)
    decisions.reassign(first, responsible=member(group, "Taras"), reason="Moved\naway", by=cast.halyna, at=AT)
    decisions.close(first, state=DecisionState.DONE, note="All lamps are lit", by=cast.taras, at=AT)
    with translation.override("en"):
        said = [trail.sentence_of(entry.act, entry.details) for entry in trail_of(first)]
    assert said == [
        "Decision 1 is done",
        "Decision 1 was given to Taras Lysenko and no longer to Mykola Hnatiuk. Why: Moved away",
        "Decision 1 is due on 15 January 2027 and no longer on 15 December 2026. Why: It is cold",
        "Decision 1 was written down at meeting 1",
    ]


def closed_ballot(item, outcome: str) -> Ballot:
    return Ballot.objects.create(
        item=item,
        number=1,
        question="Repair?",
        state="closed",
        outcome=outcome,
        votes_for=6 if outcome == "adopted" else 1,
        votes_against=0,
        abstained=0,
        present=8,
        all_members=11,
        quorum=6,
        majority=5,
        opened_at=AT,
        closed_at=AT,
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (lambda item, group: {"text": " \x00 "}, Refusal.NO_TEXT),
        (lambda item, group: {"text": "x" * 2001}, Refusal.TOO_LONG),
        (lambda item, group: {"due_on": dt.date(2026, 11, 16)}, Refusal.DUE_IN_THE_PAST),
        (lambda item, group: {"ballot": closed_ballot(item, "rejected")}, Refusal.NOT_ADOPTED),
        (
            lambda item, group: {
                "ballot": closed_ballot(item.meeting.items.create(position=2, title="Other"), "adopted")
            },
            Refusal.ELSEWHERE,
        ),
        (lambda item, group: {"responsible": former_member(group)}, Refusal.NOT_A_MEMBER),
    ],
)
def test_what_cannot_be_written(cast, item, group, fields, reason):
    with pytest.raises(CannotWrite) as refused:
        recorded(item, cast, **fields(item, group))
    assert refused.value.reason == reason
    assert not Decision.objects.exists()


def former_member(group) -> Membership:
    somebody = member(group, "Ivan")
    somebody.ended_on = STARTS.date()
    somebody.save()
    return somebody


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CALLED, MeetingState.CLOSED])
def test_only_an_open_meeting_decides(cast, group, state):
    meeting = make_meeting(
        group, state=MeetingState.OPEN if state == MeetingState.CLOSED else state, present=8
    )
    item = meeting.items.create(position=1, title="Street lights")
    if state == MeetingState.CLOSED:
        ended(meeting)
    with pytest.raises(WrongState):
        recorded(item, cast)


ACTS = {
    "done": lambda row, cast, group: decisions.close(
        row, state=DecisionState.DONE, note="Lit", by=cast.sofiia, at=AT
    ),
    "cancelled": lambda row, cast, group: decisions.close(
        row, state=DecisionState.CANCELLED, note="New lamps came", by=cast.sofiia, at=AT
    ),
    "reassign": lambda row, cast, group: decisions.reassign(
        row, responsible=member(group, "Taras"), reason="Moved", by=cast.sofiia, at=AT
    ),
    "day": lambda row, cast, group: decisions.change_due_day(
        row, due_on=dt.date(2027, 2, 1), reason="Cold", by=cast.sofiia, at=AT
    ),
    "reopen": lambda row, cast, group: decisions.reopen(row, by=cast.sofiia, at=AT),
}
FROM_OPEN = {"done": "done", "cancelled": "cancelled", "reassign": "open", "day": "open"}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", DecisionState)
def test_every_act_in_every_state(cast, item, group, state, act):
    decision = recorded(item, cast, responsible=member(group, "Mykola"))
    if state != DecisionState.OPEN:
        decisions.close(decision, state=state, note="So", by=cast.halyna, at=AT)
    ended(item.meeting)  # the register goes on after the meeting
    expected = FROM_OPEN.get(act) if state == DecisionState.OPEN else {"reopen": "open"}.get(act)
    if expected is None:
        with pytest.raises(WrongState):
            ACTS[act](decision, cast, group)
    else:
        assert ACTS[act](decision, cast, group).state == expected


def test_what_was_decided_stands_still_after_the_meeting(cast, item):
    decision = recorded(item, cast)
    ended(item.meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(text="Something else")
    with pytest.raises(CannotWrite):
        decisions.close(decision, state=DecisionState.DONE, note="  ", by=cast.sofiia, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state="done")
    assert decisions.change_public_words(decision, public_text="Lights", by=cast.sofiia, at=AT).public_text


def test_overdue_is_the_day_after(cast, item):
    recorded(item, cast)
    assert not Decision.objects.overdue(today=DUE).exists()
    assert Decision.objects.overdue(today=DUE + dt.timedelta(days=1)).exists()
    assert AT.astimezone(KYIV).date() < DUE
