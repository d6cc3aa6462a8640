"""What shows progress: a photo, drawn anew without anything of the camera in it, or a PDF, only downloaded.

The type is found by content, never by name. Residents see a file only after a keeper looked at it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length

from communities.models import User
from communities.shared import audit, photos, public_stamp
from communities.shared.plain_text import one_line
from plans.models import ProgressEntry, ProgressFile
from plans.versions import approved

LARGEST = photos.LARGEST_FILE  # bytes, as sent
MOST_FILES, MOST_BYTES = 20, 50_000_000  # of one action, as kept
NAME_MAX, CAPTION_MAX = 80, 200  # characters
PDF = "application/pdf"
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", PDF: "pdf"}
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PDF_TAIL = 2048  # bytes in which a whole PDF says that it ends


class Trouble(StrEnum):
    """Why a file was not taken."""

    TOO_LARGE = "too_large"
    TOO_MANY_POINTS = "too_many_points"
    OTHER_KIND = "other_kind"
    BROKEN = "broken"


class CannotKeep(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NoRoom(Exception):
    """The action has as many files as it may have."""


class NoWords(Exception):
    """Nobody said what the file shows: who cannot see it would learn nothing."""


@dataclass(frozen=True)
class Cleaned:
    """A file as it is kept. `name` has the ending of what it is; `small`: of a photo, for lists."""

    name: str
    content_type: str
    content: bytes
    small: bytes = b""


def clean(content: bytes, *, name: str) -> Cleaned:
    """Outside of a transaction: a photo takes a fraction of a second. Raises `CannotKeep`."""
    if len(content) > LARGEST:
        raise CannotKeep(Trouble.TOO_LARGE)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_PDF_TAIL:]:
            raise CannotKeep(Trouble.BROKEN)
        return Cleaned(_named(name, PDF), PDF, content)
    if not content.startswith(_PHOTO_STARTS):
        raise CannotKeep(Trouble.OTHER_KIND)
    try:
        drawn = photos.drawn_anew(content)
    except photos.UnreadablePhoto as problem:
        many = problem.trouble is photos.Trouble.TOO_MANY_POINTS
        raise CannotKeep(Trouble.TOO_MANY_POINTS if many else Trouble.BROKEN) from problem
    kind = drawn.content_type
    return Cleaned(_named(name, kind), kind, drawn.content, drawn.small)


def keep(entry: ProgressEntry, cleaned: Cleaned, *, caption: str = "", at: dt.datetime) -> ProgressFile:
    """In the transaction that locked the action (`plans.actions.progress.say`). Raises `NoRoom`."""
    there = ProgressFile.objects.filter(entry__action=entry.action_id).aggregate(
        files=Count("pk"), size=Sum(Length("content"))
    )
    if there["files"] >= MOST_FILES or (there["size"] or 0) + len(cleaned.content) > MOST_BYTES:
        raise NoRoom
    return ProgressFile.objects.create(
        entry=entry,
        name=cleaned.name,
        content_type=cleaned.content_type,
        content=cleaned.content,
        small=cleaned.small,
        caption=one_line(caption).text[:CAPTION_MAX],
        at=at,
    )


@transaction.atomic
def show(file: ProgressFile, *, caption: str, by: User, at: dt.datetime) -> bool:
    """A keeper looked at it and says what it shows: residents may see it. Nothing of an action for the group
    only is shown: False. Raises `NoWords`."""
    action = file.entry.action
    content = approved.action_of(action)
    if content is None or approved.is_inner(action, content):
        return False
    file.caption = one_line(caption).text[:CAPTION_MAX].strip()
    if not file.caption:
        raise NoWords
    file.is_public = True
    file.save(update_fields=["is_public", "caption"])
    _trace("plan.file_shown", file, by=by, at=at)
    return True


@transaction.atomic
def hide(file: ProgressFile, *, by: User, at: dt.datetime) -> None:
    """Residents see it no longer."""
    file.is_public = False
    file.save(update_fields=["is_public"])
    _trace("plan.file_hidden", file, by=by, at=at)


@transaction.atomic
def remove(file: ProgressFile, *, by: User, at: dt.datetime) -> None:
    """It is gone for good: it shows a face, or something that must not be kept."""
    _trace("plan.file_removed", file, by=by, at=at)
    file.delete()


def _trace(act: str, file: ProgressFile, *, by: User, at: dt.datetime) -> None:
    plan = file.entry.action.plan
    details = {"action": file.entry.action_id, "file": file.pk}
    audit.record(act, target=plan, by=by, at=at, community=plan.group.community, details=details)
    public_stamp.touch()


def _named(name: str, content_type: str) -> str:
    """What the sender called it, harmless in headers and on disks, with the ending of what it is."""
    stem = PurePath(one_line(name).text.replace("\\", "/")).stem
    safe = "".join(sign if sign.isalnum() or sign in "-_ " else "_" for sign in stem).strip(" _")
    return f"{safe[:NAME_MAX] or 'file'}.{ENDINGS[content_type]}"
