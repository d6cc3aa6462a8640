"""The row of a meeting, held while something happens in it: one act at a time, none after it is closed."""

from collections.abc import Collection
from enum import StrEnum

from communities.models import Meeting
from communities.shared.states import WrongState
from communities.states import MeetingState


class HoldingStep(StrEnum):
    NOTE_ATTENDANCE = "note who is there"
    WRITE = "write down a point"
    VOTE = "vote"
    DISSENT = "keep a dissenting opinion"
    CHANGE_CHAIR = "give the chair to somebody else"


EXPECTED_OR_OPEN = frozenset({MeetingState.CALLED, MeetingState.OPEN})
OPEN = frozenset({MeetingState.OPEN})


def row(meeting_id: int) -> Meeting:
    """Locked until the end of the transaction, whatever its state."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__community", "statute", "chaired_by").get(pk=meeting_id)


def lock(meeting_id: int, *, step: HoldingStep, states: Collection[MeetingState] = OPEN) -> Meeting:
    """Locked until the end of the transaction. Raises `WrongState` outside of these states."""
    held = row(meeting_id)
    if held.state not in states:
        raise WrongState(state=MeetingState(held.state), step=step)
    return held
