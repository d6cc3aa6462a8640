"""What goes with letters about meetings: the calendar file, made of the rows at the time of sending.

A letter that waited is right all the same: it carries the newest hour, or the cancellation.
"""

from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.utils.translation import override

from communities import letters, permissions
from communities.meetings import calendar_files
from communities.meetings.calendar_files import Method
from communities.models import Meeting, Notice
from communities.states import MeetingState

KINDS = ("communities/meeting_called", "communities/meeting_changed", "communities/meeting_cancelled")


def calendar_file(notice: Notice) -> list[MIMEBase]:
    """None for somebody without an account, for a meeting that is gone or not called. Whoever left the group
    gets a cancellation at most, which says neither place nor agenda."""
    number, person = notice.facts.get("meeting"), notice.person
    if person is None or not isinstance(number, int):
        return []
    found = Meeting.objects.announced().filter(pk=number).select_related("group__community")
    meeting = found.prefetch_related("items").first()
    if meeting is None:
        return []
    is_cancelled = meeting.state == MeetingState.CANCELLED
    if not is_cancelled and not permissions.sits_in_group(person, meeting.group.community_id):
        return []
    method = Method.CANCEL if is_cancelled else Method.REQUEST
    with override(person.language):
        entry = calendar_files.for_members(meeting, by_letter=True)
        content = calendar_files.file_of([entry], method=method, attendee=person.email)
    return [_part(content, method=method)]


def _part(content: bytes, *, method: Method) -> MIMEBase:
    """As mail programs know an invitation (RFC 6047, 2.4). In base64, because its line ends must stay."""
    part = MIMEBase("text", "calendar", method=method.value, charset="utf-8")
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
    return part


for _kind in KINDS:
    letters.enclose(_kind, calendar_file)
