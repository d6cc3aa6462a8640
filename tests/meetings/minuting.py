"""A closed meeting with everything that minutes can say, and its minutes on their way."""

import datetime as dt

from communities.meetings import minutes, signing
from communities.meetings.signing import Capacity
from communities.models import (
    Attendance,
    Ballot,
    Decision,
    DissentingOpinion,
    Guest,
    Meeting,
    NamedVote,
    Presence,
)
from communities.states import MeetingState
from tests.meetings.making import KYIV, STARTS, make_meeting, member

DRAFTED = dt.datetime(2026, 11, 18, 9, 0, tzinfo=KYIV)  # a Wednesday
LAST_DAY = dt.date(2026, 11, 25)
AFTER = dt.datetime(2026, 11, 26, 9, 0, tzinfo=KYIV)
HOUR = dt.timedelta(hours=1)


def closed_meeting(group, **fields) -> Meeting:
    """Five of the cast and Lidiia there, Serhii left, Andrii excused; a report heard, a vote by name, a task."""
    meeting = make_meeting(
        group, state=MeetingState.OPEN, present=6, online_link="https://video.example.org/secret", **fields
    )
    for name, presence, reason in (
        ("Mykola", Presence.ONLINE, ""),
        ("Serhii", Presence.LEFT, ""),
        ("Andrii", Presence.EXCUSED, "відрядження"),
    ):
        Attendance.objects.filter(meeting=meeting, member=member(group, name)).update(
            presence=presence, reason=reason
        )
    Guest.objects.create(meeting=meeting, name="Valentyn Prysiazhniuk", organisation="Школа № 2")
    report = meeting.items.create(
        position=1,
        kind="report",
        title="Звіт поліції за вересень – жовтень 2026 року",
        presenter="Petro Bondar, начальник поліції",
        assesses_police=True,
        heard="Начальник поліції розповів про безпеку доріг, роботу дільничних офіцерів і звернення громадян.",
        discussed="Lidiia Zaiets запитала про освітлення біля амбулаторії.\nМешканці просять частіших обходів.",
        decided="Взяти звіт до відома. Просити поліцію патрулювати вечорами біля школи.",
    )
    ballot = Ballot.objects.create(
        item=report,
        number=1,
        question="Взяти звіт до відома",
        kind="by_name",
        opened_at=STARTS + HOUR,
    )
    for name, choice in (("Halyna", "for"), ("Taras", "for"), ("Sofiia", "for"), ("Mykola", "against")):
        NamedVote.objects.create(ballot=ballot, member=member(group, name), choice=choice, at=STARTS + HOUR)
    ballot.state, ballot.closed_at, ballot.outcome = "closed", STARTS + HOUR, "adopted"
    ballot.votes_for, ballot.votes_against, ballot.abstained = 3, 1, 0
    ballot.present, ballot.all_members, ballot.quorum, ballot.majority = 6, 10, 6, 3
    ballot.save()
    DissentingOpinion.objects.create(
        item=report,
        member=member(group, "Mykola"),
        text="Звіт не відповідає на питання про вулицю Садову.",
        at=STARTS,
    )
    Decision.objects.create(
        group=group,
        item=report,
        ballot=ballot,
        number=1,
        text="Патрулювати біля школи з 18 до 21 години",
        public_text="Вечірні патрулі біля школи",
        responsible=member(group, "Petro"),
        responsible_body="Відділення поліції",
        due_on=dt.date(2026, 12, 1),
        made_at=STARTS + HOUR,
    )
    meeting.items.create(position=2, title="Освітлення вулиць", heard="Інформацію селищної ради.", decided="")
    meeting.state, meeting.closed_at = MeetingState.CLOSED, STARTS + 2 * HOUR
    meeting.save(update_fields=["state", "closed_at"])
    return meeting


def drafted(meeting, cast):
    return minutes.draft(meeting, by=cast.sofiia, at=DRAFTED)


def circulated(meeting, cast):
    row = drafted(meeting, cast)
    return minutes.circulate(row, seen=row.edit_version, by=cast.sofiia, today=DRAFTED.date(), at=DRAFTED)


def sign(row, capacity, by, *, at=AFTER, **more):
    row.refresh_from_db()
    return signing.sign(
        row,
        capacity=capacity,
        **{"seen": row.edit_version, "by": by, "today": at.astimezone(KYIV).date(), "at": at} | more,
    )


def signed(meeting, cast):
    row = circulated(meeting, cast)
    sign(row, Capacity.CHAIR, cast.halyna)
    return sign(row, Capacity.SECRETARY, cast.sofiia)


def published(meeting, cast):
    return signing.publish(signed(meeting, cast), by=cast.halyna, at=AFTER)
