"""Invitations on paper, for members whom no letter reaches: one sheet each, to be handed over.

A sheet may lie in a doorway, so it says what residents may read and, for the member, the place. The link for
taking part online and the note to the members (it may hold a code of a door) are told by the secretary.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.groups.roll import post_holder
from communities.meetings import invitation_codes
from communities.meetings.invitations import day_of
from communities.models import Meeting, Membership, Post, User, WorkingGroup
from communities.shared import audit
from communities.shared.days import with_weekday
from communities.shared.papers import printer, style

LANGUAGES = ("uk", "en")


class Size(StrEnum):
    A5 = "A5"
    A4 = "A4"


@dataclass(frozen=True)
class InvitationPaper:
    """Every word of the sheets that is not the same on all invitations. `day`: with the weekday."""

    language: str
    size: Size
    group: str
    community: str
    number: int
    day: str
    begins: str
    minutes_planned: int
    place: str
    is_online: bool
    is_open: bool
    is_short: bool
    agenda: tuple[str, ...]
    secretary: str
    members: tuple[str, ...]
    address: str  # where one proposes on the site
    code: str  # and the code with which one is heard there

    @classmethod
    def of(
        cls, meeting: Meeting, members: Sequence[Membership], *, language: str, size: Size
    ) -> "InvitationPaper":
        """Sheets for these members, in their order."""
        group, starts = meeting.group, timezone.localtime(meeting.starts_at)
        secretary = post_holder(group, Post.SECRETARY, day_of(meeting))
        with override(language):
            return cls(
                language=language,
                size=size,
                group=group.name,
                community=group.community.name,
                number=meeting.number,
                day=with_weekday(starts.date()),
                begins=f"{starts:%H:%M}",
                minutes_planned=meeting.minutes_planned,
                place=meeting.place,
                is_online=bool(meeting.online_link),
                is_open=meeting.is_open,
                is_short=bool(meeting.short_notice_reason),
                agenda=tuple(meeting.items.order_by("position", "pk").values_list("title", flat=True)),
                secretary=secretary.name if secretary else "",
                members=tuple(each.name for each in members),
                address=_address_of(group),
                code=invitation_codes.in_two(invitation_codes.code_of(meeting)),
            )

    def html(self) -> str:
        with override(self.language):
            return render_to_string("pdf/invitations.html", {"paper": self})

    def css(self) -> str:
        wide = "html { font-size: 13.5pt }" if self.size is Size.A4 else ""
        return f"{style('invitation')} @page {{ size: {self.size} }} {wide}"


def _address_of(group: WorkingGroup) -> str:
    """As somebody types it: without https://."""
    path = reverse("communities:public_propose", args=[group.community.slug])
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}".partition("://")[2]


def print_for(
    meeting: Meeting, members: Sequence[Membership], *, language: str, size: Size, by: User, at: dt.datetime
) -> bytes:
    """The PDF. That names left the site stands in the trail (R48). Draws about a second for ten sheets;
    raises `communities.shared.pdf.PdfFailed`."""
    paper = InvitationPaper.of(meeting, members, language=language, size=size)
    content = printer.print(paper.html(), css=paper.css())
    audit.record(
        "meeting.invitations_printed",
        target=meeting,
        by=by,
        at=at,
        community=meeting.group.community,
        details={"count": len(members)},
    )
    return content
