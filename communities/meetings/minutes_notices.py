"""Who is told what about minutes: one function for each message."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from communities.meetings.minutes_content import were_there
from communities.models import Amendment, Duty, Minutes, Role, User
from communities.shared import mail
from communities.shared.mail import Message


def minutes_circulated(minutes: Minutes, *, by: User, at: dt.datetime) -> None:
    """To everybody who was there: read it, and until when changes may be asked for."""
    until = minutes.amendments_until_on
    facts = {
        "until_on": until.isoformat() if until else "",
        "is_correction": bool(minutes.correction_reason),  # the reason itself is read after signing in
    }
    _tell("minutes_circulated", minutes, to=_who_were_there(minutes, but=by), at=at, facts=facts)


def amendment_proposed(amendment: Amendment, *, by: User, at: dt.datetime) -> None:
    """To the secretary, unless the secretary wrote it down."""
    minutes = amendment.minutes
    to = _serving(minutes, Role.SECRETARY, at=at) - {by.pk}
    _tell("amendment_proposed", minutes, to=to, at=at, key=f"amendment-proposed:{amendment.pk}")


def amendment_answered(amendment: Amendment, *, by: User, at: dt.datetime) -> None:
    """To the member who asked."""
    to = {amendment.member.person_id} - {None, by.pk}
    facts = {"is_taken": bool(amendment.is_taken)}
    key = f"amendment-answered:{amendment.pk}"
    _tell("amendment_answered", amendment.minutes, to=to, at=at, facts=facts, key=key)


def signature_waits(minutes: Minutes, *, by: User, at: dt.datetime) -> None:
    """To the other of the two who sign."""
    if minutes.chair_signed_at is None:
        chair = minutes.meeting.chaired_by
        to = {chair.person_id} - {None} if chair else set()
        to = to or _serving(minutes, Role.CHAIR, Role.DEPUTY_CHAIR, at=at)
    else:
        to = _serving(minutes, Role.SECRETARY, at=at)
    _tell("minutes_wait_for_signature", minutes, to=to - {by.pk}, at=at)


def minutes_signed(minutes: Minutes, *, by: User, at: dt.datetime) -> None:
    """To everybody who was there: they are in force."""
    _tell("minutes_signed", minutes, to=_who_were_there(minutes, but=by), at=at)


def _tell(
    kind: str,
    minutes: Minutes,
    *,
    to: Iterable[int | None],
    at: dt.datetime,
    facts: Mapping[str, object] | None = None,
    key: str = "",
) -> None:
    meeting = minutes.meeting
    group = meeting.group
    said = {"group": {"uk": group.name_uk, "en": group.name_en}, "number": meeting.number, **(facts or {})}
    key = key or f"{kind.replace('_', '-')}:{minutes.pk}:{minutes.edit_version}"
    mail.post(
        [
            Message(
                key=f"{key}:{person}",
                to=person,
                kind=f"communities/{kind}",
                facts=said,
                link=f"/work/meetings/{meeting.pk}/minutes/",
                community=group.community_id,
            )
            for person in sorted(one for one in to if one is not None)
        ],
        at=at,
    )


def _who_were_there(minutes: Minutes, *, but: User) -> set[int | None]:
    return {member.person_id for member in were_there(minutes.meeting)} - {but.pk}


def _serving(minutes: Minutes, *roles: Role, at: dt.datetime) -> set[int | None]:
    duties = Duty.objects.filter(community=minutes.meeting.group.community_id, role__in=roles)
    return set(duties.serving(today=timezone.localdate(at)).values_list("person_id", flat=True))
