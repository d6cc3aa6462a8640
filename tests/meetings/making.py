"""The working group of Novopskov, of those in the cast and six people without accounts, and its meetings."""

import datetime as dt
from zoneinfo import ZoneInfo

from communities.models import (
    Attendance,
    Community,
    Meeting,
    Membership,
    Post,
    Presence,
    Sector,
    VulnerableGroup,
    WorkingGroup,
)
from communities.states import MeetingState

KYIV = ZoneInfo("Europe/Kyiv")
FOUNDED = dt.date(2024, 3, 1)
CALLED = dt.datetime(2026, 11, 2, 10, 0, tzinfo=KYIV)
STARTS = dt.datetime(2026, 11, 17, 14, 0, tzinfo=KYIV)

OF_THE_CAST = (
    ("halyna", Post.CHAIR, Sector.LOCAL, "woman", ""),
    ("taras", Post.DEPUTY, Sector.COMMUNITY, "man", ""),
    ("sofiia", Post.SECRETARY, Sector.PUBLIC, "woman", ""),
    ("mykola", Post.MEMBER, Sector.COMMUNITY, "man", ""),
    ("petro", Post.MEMBER, Sector.POLICE, "man", ""),
)
WITHOUT_ACCOUNT = (
    ("Lidiia Zaiets", Sector.VULNERABLE, "woman", VulnerableGroup.OLDER),
    ("Serhii Kuts", Sector.SERVICE, "man", ""),
    ("Nadiia Bilous", Sector.VULNERABLE, "woman", VulnerableGroup.DISPLACED),
    ("Andrii Moskal", Sector.CENTRAL, "man", ""),
    ("Olha Yurchenko", Sector.COMMUNITY, "woman", ""),
    ("Ivan Tkachuk", Sector.PUBLIC, "man", ""),
)


def make_group(cast, community: Community) -> WorkingGroup:
    """Eleven members, all with a vote; the quorum of the default statute is six."""
    group = WorkingGroup.objects.create(
        community=community,
        name_uk="Робоча група з громадської безпеки",
        name_en="Public safety working group",
    )
    for who, post, sector, gender, _ in OF_THE_CAST:
        person = getattr(cast, who)
        Membership.objects.create(
            group=group,
            person=person,
            name=person.name,
            post=post,
            sector=sector,
            gender=gender,
            appointed_on=FOUNDED,
        )
    for name, sector, gender, vulnerable in WITHOUT_ACCOUNT:
        Membership.objects.create(
            group=group,
            name=name,
            sector=sector,
            gender=gender,
            vulnerable_group=vulnerable,
            appointed_on=FOUNDED,
        )
    return group


def member(group: WorkingGroup, name: str) -> Membership:
    """By the name, or by the beginning of it."""
    return group.memberships.get(name__startswith=name)


def make_meeting(
    group: WorkingGroup,
    *,
    state: MeetingState = MeetingState.CALLED,
    starts_at: dt.datetime = STARTS,
    present: int = 0,
    **fields: object,
) -> Meeting:
    """A meeting in the hall of the council, with a row of attendance for each member of its day.

    `present`: how many of them, in the order of the list of members, are there.
    """
    secretary = group.memberships.get(post=Post.SECRETARY).person
    chair = group.memberships.get(post=Post.CHAIR)
    held = state in {MeetingState.OPEN, MeetingState.CLOSED}
    last = group.meetings.order_by("-number").first()
    values: dict[str, object] = {
        "number": last.number + 1 if last else 1,
        "state": MeetingState.OPEN if state == MeetingState.CLOSED else state,
        "starts_at": starts_at,
        "place": "Зала селищної ради",
        "made_at": CALLED,
        "made_by": secretary,
        "changed_at": CALLED,
        "called_at": None if state == MeetingState.DRAFT else CALLED,
        "opened_at": starts_at if held else None,
        "chaired_by": chair if held else None,
    }
    meeting = Meeting.objects.create(group=group, **(values | fields))
    if state != MeetingState.DRAFT:
        sitting = group.memberships.sitting(on=starts_at.astimezone(KYIV).date()).order_by("pk")
        Attendance.objects.bulk_create(
            Attendance(
                meeting=meeting,
                member=each,
                presence=Presence.PRESENT if number < present else Presence.INVITED,
            )
            for number, each in enumerate(sitting)
        )
    if state == MeetingState.CLOSED:
        meeting.state, meeting.closed_at = MeetingState.CLOSED, starts_at + dt.timedelta(hours=2)
        meeting.save(update_fields=["state", "closed_at"])
    return meeting
