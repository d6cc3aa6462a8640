"""The code on paper invitations to a meeting: with it a proposal is heard when others have filled the queue.

The same ten digits stand on all sheets of one meeting, so that a code names nobody; it holds until the
meeting begins. It is reckoned from the key of the site and kept nowhere.
"""

import datetime as dt

from django.utils.crypto import constant_time_compare, salted_hmac

from communities.models import Meeting, WorkingGroup
from communities.states import MeetingState

DIGITS = 10  # with the limit of tries (`resident_limits.CODE_TRIED`) nobody finds one
_SALT = "communities.meetings.invitation_codes"


def code_of(meeting: Meeting) -> str:
    """Digits only; `in_two` writes them for people."""
    digest = salted_hmac(_SALT, str(meeting.pk), algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def in_two(code: str) -> str:
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def is_right(group: WorkingGroup, text: str, *, at: dt.datetime) -> bool:
    """Is it the code of a meeting that is called and has not begun? Blanks and hyphens do not matter."""
    digits = "".join(sign for sign in text if sign in "0123456789")
    ahead = group.meetings.filter(state=MeetingState.CALLED, starts_at__gt=at)
    return any(constant_time_compare(digits, code_of(meeting)) for meeting in ahead)
