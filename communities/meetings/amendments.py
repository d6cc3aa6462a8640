"""What those who were there ask to change in the draft of minutes, and the secretary's answers."""

import datetime as dt

from django.db import transaction

from communities.meetings import minutes_notices, quorum
from communities.meetings.minutes_content import WERE_THERE
from communities.models import AgendaItem, Amendment, Meeting, Membership, Minutes, User
from communities.shared import audit
from communities.shared.plain_text import plain_text
from communities.shared.states import WrongState
from communities.states import MinutesState

LONGEST = 3_000  # as the column
LONGEST_ANSWER = 1_000
SATURDAY = 5


class NotThere(Exception):
    """Only members who took part in the meeting propose amendments."""


class TooLate(Exception):
    """The days for amendments are over."""


class NothingWritten(Exception):
    """No words: neither an amendment nor a refusal goes without."""


class Answered(Exception):
    """The secretary has answered already."""


def last_day(meeting: Meeting, *, circulated_on: dt.date) -> dt.date:
    """The last day for amendments: so many working days of the statute after the draft was sent.

    Monday to Friday: under martial law public holidays are working days (law 2136-IX, article 6).
    """
    day, left = circulated_on, quorum.rules_of(meeting).amendment_days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def is_open(minutes: Minutes, *, today: dt.date) -> bool:
    """May amendments be proposed on this day?"""
    until = minutes.amendments_until_on
    return minutes.state == MinutesState.AMENDING and until is not None and today <= until


def took_part(meeting: Meeting, member: Membership) -> bool:
    return meeting.attendances.filter(member=member, presence__in=sorted(WERE_THERE)).exists()


def membership_that_was_there(user: User, meeting: Meeting) -> Membership | None:
    """As whom this person took part; None for somebody who did not."""
    rows = meeting.attendances.filter(member__person=user, presence__in=sorted(WERE_THERE))
    row = rows.select_related("member").first()
    return row.member if row else None


@transaction.atomic
def propose(
    minutes: Minutes,
    *,
    member: Membership,
    text: str,
    item: AgendaItem | None = None,
    by: User,
    today: dt.date,
    at: dt.datetime,
) -> Amendment:
    """A member asks for a change; for one without an account the secretary writes it down (`by`).

    Sending the same words about the same point again is a second click: it finds the first one. Raises
    `WrongState`, `TooLate`, `NotThere`, `NothingWritten`.
    """
    held = Minutes.objects.select_for_update(no_key=True).get(pk=minutes.pk)
    if held.state != MinutesState.AMENDING:
        raise WrongState(state=held.state, step="amend")
    if not is_open(held, today=today):
        raise TooLate
    if not took_part(held.meeting, member):
        raise NotThere
    words = plain_text(text).text[:LONGEST]
    if not words:
        raise NothingWritten
    if item is not None and item.meeting_id != held.meeting_id:
        raise ValueError("A point of another meeting")
    same = held.amendments.filter(member=member, item=item, text=words, is_taken__isnull=True).first()
    if same is not None:
        return same
    amendment = Amendment.objects.create(minutes=held, member=member, item=item, text=words, at=at)
    audit.record(
        "minutes.amendment_proposed",
        target=held,
        by=by,
        at=at,
        community=held.meeting.group.community,
        details={"version": held.version},
    )
    minutes_notices.amendment_proposed(amendment, by=by, at=at)
    return amendment


@transaction.atomic
def answer(amendment: Amendment, *, is_taken: bool, words: str, by: User, at: dt.datetime) -> Amendment:
    """Taken over (the text is mended by `minutes.save_texts`), or not, and then the secretary says why.

    Raises `WrongState` when the minutes are signed, `Answered`, `NothingWritten`.
    """
    held = Minutes.objects.select_for_update(no_key=True).get(pk=amendment.minutes_id)
    if held.state not in {MinutesState.DRAFT, MinutesState.AMENDING}:
        raise WrongState(state=held.state, step="answer")
    amendment = Amendment.objects.select_related("member").get(pk=amendment.pk)
    if amendment.is_taken is not None:
        raise Answered
    amendment.answer = plain_text(words).text[:LONGEST_ANSWER]
    if not is_taken and not amendment.answer:
        raise NothingWritten
    amendment.is_taken, amendment.answered_at, amendment.answered_by = is_taken, at, by
    amendment.save(update_fields=["is_taken", "answer", "answered_at", "answered_by"])
    audit.record(
        "minutes.amendment_answered",
        target=held,
        by=by,
        at=at,
        community=held.meeting.group.community,
        details={"version": held.version, "is_taken": is_taken},
    )
    minutes_notices.amendment_answered(amendment, by=by, at=at)
    return amendment


def waiting(minutes: Minutes) -> int:
    """How many amendments wait for an answer."""
    return minutes.amendments.filter(is_taken__isnull=True).count()
