from communities.models import Presence
from communities.states import MeetingState
from tests.meetings.making import make_group, make_meeting, member


def test_the_group_of_the_cast(cast, novopskov):
    group = make_group(cast, novopskov)
    meeting = make_meeting(group, state=MeetingState.CLOSED, present=6)
    assert group.memberships.voting().count() == 11
    assert meeting.attendances.filter(presence=Presence.PRESENT).count() == 6
    assert member(group, "Lidiia").vulnerable_group == "older"
