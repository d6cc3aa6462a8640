"""Minutes on their way to being signed: drafted in one click, mended, sent to members, corrected.

Signing is in `signing`, amendments are in `amendments`. Whoever writes does so over the version they read
(`edit_version`): what two people changed in different texts is kept from both, of one text both versions are
shown, and `MinutesRevision` keeps what stood there before.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import dropwhile

from django.db import transaction

from communities.meetings import amendments, minutes_content, minutes_notices
from communities.models import Meeting, Minutes, MinutesRevision, User
from communities.shared import audit
from communities.shared.plain_text import plain_text
from communities.shared.sending import Sending
from communities.shared.states import WrongState, follow
from communities.states import MINUTES_ARROWS, MeetingState, MinutesState, MinutesStep

WRITTEN = frozenset({MinutesState.DRAFT, MinutesState.AMENDING})  # still being written
LONGEST_REASON = 500  # as the column


class Stale(Exception):
    """Somebody changed the draft after this person had read it."""


class HalfSigned(Exception):
    """One of the two has signed this text: it has to be taken back to the draft before it changes."""


class ReasonMissing(Exception):
    """A correction says why."""


@dataclass(frozen=True)
class Difference:
    """One text in two versions: of the person who saves, and as it stands now."""

    key: str
    mine: str
    theirs: str


class Conflict(Exception):
    """Two people changed the same texts, or what was typed in a draft came when members read it already.

    `found`: which, in both versions; `texts`: all that this person saves, with what only the other one
    changed; `current`: the version over which it may be saved now; `theirs_by`, `theirs_at`: who changed one
    of them last, nobody when the draft was only sent to the members.
    """

    def __init__(
        self,
        found: tuple[Difference, ...],
        *,
        texts: Mapping[str, str],
        current: int,
        newest: MinutesRevision | None,
    ) -> None:
        super().__init__("two versions")
        self.found, self.texts, self.current = found, texts, current
        self.theirs_by = newest.by if newest else None
        self.theirs_at = newest.at if newest else None


def newest(meeting: Meeting) -> Minutes | None:
    """The version with the highest number, written or signed."""
    return meeting.minutes.order_by("-version").first()


def newest_signed(meeting: Meeting) -> Minutes | None:
    """The version in force."""
    return meeting.minutes.filter(state=MinutesState.SIGNED).first()


def newest_published(meeting: Meeting) -> Minutes | None:
    """What residents read: the newest version that was published, also while a newer one is only signed."""
    return meeting.minutes.filter(published_at__isnull=False).order_by("-version").first()


@transaction.atomic
def draft(meeting: Meeting, *, by: User, at: dt.datetime) -> Minutes:
    """Gather everything that was recorded. A second click finds the draft and returns it.

    Raises `WrongState` while the meeting goes on, and for one that was cancelled.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.state != MeetingState.CLOSED:
        raise WrongState(state=meeting.state, step="draft minutes")
    if there := newest(meeting):
        return there
    minutes = Minutes.objects.create(
        meeting=meeting, content=minutes_content.gather(meeting), drafted_at=at, drafted_by=by
    )
    record("minutes.drafted", minutes, by=by, at=at)
    return minutes


@transaction.atomic
def save_texts(
    minutes: Minutes,
    texts: Mapping[str, str],
    *,
    base: int,
    by: User,
    at: dt.datetime,
    sending: Sending | None = None,
) -> Minutes:
    """Save these texts, written over version `base` of the draft; other texts stay.

    `sending`: of a page that saves while somebody types. It may follow its own earlier saves, stands in the
    trail once, and waits for a choice when members read the text already: nobody else reads half a sentence.
    Raises `Conflict` when somebody changed one of the texts meanwhile to something else, `WrongState` when
    the minutes are signed, `HalfSigned`, and `KeyError` for a text that these minutes do not have.
    """
    held, sending = lock(minutes), sending or Sending()
    if held.state not in WRITTEN:
        raise WrongState(state=held.state, step="edit")
    if held.chair_signed_at or held.secretary_signed_at:
        raise HalfSigned
    current = held.content["texts"]
    mine = {key: plain_text(text).text for key, text in texts.items()}
    if unknown := mine.keys() - current.keys():
        raise KeyError(sorted(unknown))
    merged = _merged(held, mine, base=base, by=by, sending=sending)
    before = {key: current[key] for key, text in merged.items() if text != current[key]}
    if not before:
        return held
    own = held.revisions.filter(page=sending.page, by=by) if sending.page else held.revisions.none()
    is_new_sitting = not own.exists()
    MinutesRevision.objects.create(
        minutes=held,
        edit_version=held.edit_version,
        texts=before,
        at=at,
        by=by,
        page=sending.page,
        turn=sending.turn,
    )
    held.content = {**held.content, "texts": {**current, **merged}}
    held.edit_version += 1
    held.save(update_fields=["content", "edit_version"])
    if is_new_sitting:
        record("minutes.edited", held, by=by, at=at)
    return held


@transaction.atomic
def circulate(minutes: Minutes, *, seen: int, by: User, today: dt.date, at: dt.datetime) -> Minutes:
    """Send the draft to those who were there; until a working day of the statute they may ask for changes."""
    held = lock(minutes)
    held.state = follow(MINUTES_ARROWS, state=MinutesState(held.state), step=MinutesStep.CIRCULATE)
    require_seen(held, seen)
    held.circulated_at = at
    held.amendments_until_on = amendments.last_day(held.meeting, circulated_on=today)
    held.save(update_fields=["state", "circulated_at", "amendments_until_on"])
    record("minutes.circulated", held, by=by, at=at, until_on=held.amendments_until_on.isoformat())
    minutes_notices.minutes_circulated(held, by=by, at=at)
    return held


@transaction.atomic
def take_back(minutes: Minutes, *, seen: int, by: User, at: dt.datetime) -> Minutes:
    """Back to the draft: a signature that is there lapses, and those who were there get the text anew."""
    held = lock(minutes)
    held.state = follow(MINUTES_ARROWS, state=MinutesState(held.state), step=MinutesStep.TAKE_BACK)
    require_seen(held, seen)
    held.chair_signed_at = held.chair_signed_by = None
    held.secretary_signed_at = held.secretary_signed_by = None
    held.circulated_at = held.amendments_until_on = None
    held.content = {name: said for name, said in held.content.items() if name != "early_reason"}
    held.content["signatures"] = []
    held.edit_version += 1  # whoever has the page of signing open has to read again
    signatures = [f"{who}_signed_{what}" for who in ("chair", "secretary") for what in ("at", "by")]
    held.save(
        update_fields=[
            "state",
            "content",
            "circulated_at",
            "amendments_until_on",
            "edit_version",
            *signatures,
        ]
    )
    record("minutes.taken_back", held, by=by, at=at)
    return held


@transaction.atomic
def correct(meeting: Meeting, *, reason: str, by: User, at: dt.datetime) -> Minutes:
    """A new version with a reason, begun from the texts in force; those stay in force until it is signed.

    Raises `WrongState` when nothing is signed or a new version is being written, `ReasonMissing`.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    last = newest(meeting)
    if last is None or last.state != MinutesState.SIGNED:
        raise WrongState(state=last.state if last else None, step="correct")
    reason = plain_text(reason).text[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    carried_on = ("format", "facts", "texts", "corrections")
    kept = {name: last.content[name] for name in carried_on if name in last.content}
    minutes = Minutes.objects.create(
        meeting=meeting,
        version=last.version + 1,
        content={**kept, "signatures": []},
        correction_reason=reason,
        drafted_at=at,
        drafted_by=by,
    )
    record("minutes.corrected", minutes, by=by, at=at)
    return minutes


def lock(minutes: Minutes) -> Minutes:
    """The row for this transaction alone. Others that act on the same minutes wait."""
    return (
        Minutes.objects.select_for_update(of=("self",), no_key=True)
        .select_related("meeting__group")
        .get(pk=minutes.pk)
    )


def require_seen(minutes: Minutes, seen: int) -> None:
    if minutes.edit_version != seen:
        raise Stale


def record(act: str, minutes: Minutes, *, by: User, at: dt.datetime, **details: object) -> None:
    audit.record(
        act,
        target=minutes,
        by=by,
        at=at,
        community=minutes.meeting.group.community,
        details={"version": minutes.version, **details},
    )


def _merged(
    held: Minutes, mine: Mapping[str, str], *, base: int, by: User, sending: Sending
) -> dict[str, str]:
    """What is saved of texts written over version `base`. Raises `Conflict`.

    Of each text counts what happened to it after the last save of the page that sends it now.
    """
    current = held.content["texts"]
    since = list(held.revisions.filter(edit_version__gte=base).select_related("by").order_by("edit_version"))

    def is_own(row: MinutesRevision) -> bool:
        return sending.follows([(row.page, row.turn, row.by_id)], number=1, by=by.pk)

    merged, found, newest = {}, [], None
    for key, text in mine.items():
        rows = list(dropwhile(is_own, (row for row in since if key in row.texts)))
        before = rows[0].texts[key] if rows else current[key]
        is_theirs = bool(rows) and text == before  # only somebody else changed it
        merged[key] = current[key] if is_theirs else text
        if rows and current[key] not in {text, before} and not is_theirs:
            found.append(Difference(key, mine=text, theirs=current[key]))
            newest = max(rows[-1], newest or rows[-1], key=lambda row: row.edit_version)
    if sending.page and held.state == MinutesState.AMENDING:
        found = [
            Difference(key, mine=text, theirs=current[key])
            for key, text in merged.items()
            if text != current[key]
        ]
    if found:
        raise Conflict(tuple(found), texts=merged, current=held.edit_version, newest=newest)
    return merged
