"""Meetings as calendar files (RFC 5545), for members and for residents, by mail and as feeds (RFC 5546).

Facts first, ink second: `for_members` and `for_residents` decide what is told, `file_of` writes it down. The
link for taking part online and the note to the members (it may hold a code of a door) stand in no file: files
are copied to telephones, to the servers of their makers and to shared calendars. The file leads to the
page of the meeting, which asks who it is. Of other members a file says nothing. In a letter it says no more
than the letter: the place of an open meeting only.

Words are in the active language.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from communities.meetings import time_zone
from communities.models import Meeting
from communities.shared.plain_text import plain_text
from communities.states import MeetingState

MAKER = "-//Community Security//Meetings//UK"
ASK_AGAIN_AFTER = dt.timedelta(hours=4)  # what a feed asks of programs that fetch it


class Method(StrEnum):
    """What a program does with the file (RFC 5546, 3.2)."""

    PUBLISH = "PUBLISH"  # look at it: feeds and files to download
    REQUEST = "REQUEST"  # put it into the calendar, or put it right
    CANCEL = "CANCEL"  # it does not take place


@dataclass(frozen=True)
class Entry:
    """One meeting as a calendar tells it. `place` and `description` may be empty."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    called_at: dt.datetime
    changed_at: dt.datetime
    group: str
    summary: str
    description: str
    place: str
    page: str  # whole address
    is_cancelled: bool
    is_for_members: bool


def for_members(meeting: Meeting, *, by_letter: bool = False) -> Entry:
    """What members read: day, hour, agenda and place; by letter the place of an open meeting only."""
    page = _page(f"/work/meetings/{meeting.pk}/")
    shows_place = meeting.is_open or not by_letter
    online = gettext("Online") if meeting.online_link else ""
    paragraphs = [
        _cancelled(meeting),
        _agenda(meeting),
        _after_signing_in(meeting, shows_place=shows_place),
        gettext("The page of the meeting: %(address)s") % {"address": page},
    ]
    return replace(
        _bare(meeting),
        uid=_uid(meeting.uid),
        summary=_summary(meeting),
        description=_joined(paragraphs, by="\n\n"),
        place=_joined([meeting.place if shows_place else "", online], by=" / "),
        page=page,
        is_for_members=True,
    )


def for_residents(meeting: Meeting) -> Entry:
    """What residents read: day, hour and agenda; the place only of a meeting to which they may come.

    Its UID is another one, which cannot be reckoned back: whoever reads the public calendar must not be
    able to write members a cancellation of their event.
    """
    page = _page(f"/communities/{meeting.group.community.slug}/meetings/{meeting.number}/")
    who = (
        gettext("An open meeting: residents may come.")
        if meeting.is_open
        else gettext("A meeting of the members of the group.")
    )
    paragraphs = [
        _cancelled(meeting),
        who,
        _agenda(meeting),
        gettext("The page of the meeting: %(address)s") % {"address": page},
    ]
    return replace(
        _bare(meeting),
        uid=_uid(uuid.uuid5(meeting.uid, "residents")),
        summary=_summary(meeting),
        description=_joined(paragraphs, by="\n\n"),
        place=meeting.place if meeting.is_open else "",
        page=page,
    )


def file_of(entries: Sequence[Entry], *, method: Method, name: str = "", attendee: str = "") -> bytes:
    """The bytes of a file. `name` is that of a feed; `attendee` the e-mail of whom a letter goes to.

    RFC 5546 wants an organiser everywhere, an attendee in letters and none in what is published. The
    organiser is the site in the name of the group: no address of a person.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if name:
        calendar.add("x-wr-calname", vText(_seen(name)))
        calendar.add("name", vText(_seen(name)))  # RFC 7986
        calendar.add("x-wr-timezone", settings.TIME_ZONE)
        calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))  # the same for Microsoft
    calendar.add_component(time_zone.described(settings.TIME_ZONE))
    for entry in entries:
        calendar.add_component(_event(entry, method=method, attendee=attendee))
    return bytes(calendar.to_ical())


def _event(entry: Entry, *, method: Method, attendee: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", _local(entry.starts_at))
    event.add("dtend", _local(entry.ends_at))
    event.add("summary", _seen(entry.summary))
    event.add("organizer", _organiser(entry))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if attendee:
        event.add("attendee", _attendee(attendee))
    if method == Method.CANCEL:
        return event  # who gets it may not belong to the group any more
    event.add("created", entry.called_at)
    event.add("class", "PRIVATE" if entry.is_for_members else "PUBLIC")
    event.add("transp", "OPAQUE" if entry.is_for_members else "TRANSPARENT")
    event.add("description", _seen(entry.description))
    event.add("url", entry.page)
    if entry.place:
        event.add("location", _seen(entry.place))
    return event


def _bare(meeting: Meeting) -> Entry:
    return Entry(
        uid="",
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + dt.timedelta(minutes=meeting.minutes_planned),
        called_at=meeting.called_at or meeting.made_at,
        changed_at=_changed_at(meeting),
        group=meeting.group.name,
        summary="",
        description="",
        place="",
        page="",
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        is_for_members=False,
    )


def _changed_at(meeting: Meeting) -> dt.datetime:
    """The newest change of the meeting or a point of its agenda."""
    points = [item.changed_at for item in meeting.items.all() if item.changed_at]
    return max([meeting.changed_at, *points])


def _summary(meeting: Meeting) -> str:
    facts = {"group": meeting.group.name, "number": meeting.number}
    if meeting.state == MeetingState.CANCELLED:
        return gettext("Cancelled: %(group)s, meeting %(number)s") % facts
    if meeting.is_open:
        return gettext("%(group)s, open meeting %(number)s") % facts
    return gettext("%(group)s, meeting %(number)s") % facts


def _cancelled(meeting: Meeting) -> str:
    return gettext("This meeting was cancelled.") if meeting.state == MeetingState.CANCELLED else ""


def _after_signing_in(meeting: Meeting, *, shows_place: bool) -> str:
    """What the page says and the file does not."""
    if meeting.place and not shows_place:
        return gettext("The place is on the page of the meeting, after signing in.")
    if meeting.online_link:
        return gettext("The link for taking part online is on the page of the meeting, after signing in.")
    return ""


def _agenda(meeting: Meeting) -> str:
    """Titles only. Sorted here, because the points are fetched for many meetings at once."""
    points = sorted(meeting.items.all(), key=lambda item: (item.position, item.pk))
    if not points:
        return ""
    lines = [f"{number}. {item.title}" for number, item in enumerate(points, start=1)]
    return "\n".join([gettext("Agenda:"), *lines])


def _organiser(entry: Entry) -> vCalAddress:
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = _parameter(entry.group)
    return organiser


def _attendee(email: str) -> vCalAddress:
    """Nobody reads the answers of programs: members say on the page whether they come."""
    attendee = vCalAddress(f"mailto:{email}")
    attendee.params.update(ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE")
    return attendee


def _local(at: dt.datetime) -> dt.datetime:
    """The local time; UTC in the second of two equal hours in autumn, which local time cannot name."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return at.astimezone(dt.UTC) if local.fold else local


def _uid(number: uuid.UUID) -> str:
    return f"{number}@{urlsplit(settings.PUBLIC_ADDRESS).hostname or 'localhost'}"


def _page(path: str) -> str:
    """The whole address of a page in the active language."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{prefix}{path}"


def _joined(parts: Iterable[str], *, by: str) -> str:
    return by.join(part for part in parts if part.strip())


def _seen(text: str) -> str:
    """Without control characters, which the standard forbids."""
    return plain_text(text).text


def _parameter(text: str) -> str:
    """In a parameter of a property a quotation mark cannot stand, nor a line break."""
    return " ".join(_seen(text).replace('"', "”").split())
