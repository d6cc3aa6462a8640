"""Focus groups: what people said together, as notes without names, released one by one.

A note is not frozen into the published results: if a name slipped through, it is withdrawn and gone at once
(docs/decisions/084-focus-notes-apart.md). It is public from its release until it is changed or withdrawn.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from communities.models import Community, User
from communities.shared import audit, public_stamp
from communities.topics import Topic
from surveys.definition import definition_of
from surveys.models import FocusGroup, FocusNote, Wave
from surveys.note_check import Warned, warnings_in
from surveys.publication import NotInWave

ABOUT_THE_GROUP = ("held_on", "who_uk", "who_en", "people")
WRITTEN = ("topic", "question", "text_uk", "text_en")


class NoteEmpty(Exception):
    """A note needs a text in one of the languages."""


class NoSuchQuestion(Exception):
    """The questionnaire of the wave does not ask this."""


class IsPublic(Exception):
    """Residents read this note: withdraw it first."""


class NotLookedAt(Exception):
    """Something in the note was not looked at. `warned`: what."""

    def __init__(self, warned: tuple[Warned, ...]) -> None:
        super().__init__("Some warnings were not looked at.")
        self.warned = warned


@dataclass(frozen=True)
class PublicNote:
    """A note as residents read it. `lang`: that of `text`, which may not be that of the page. `question`:
    code or empty. `held_on`: None is “not stated”."""

    topic: str
    topic_label: str
    question: str
    held_on: dt.date | None
    who: str
    text: str
    lang: str


def public_notes(community: Community, wave: Wave | None = None) -> tuple[PublicNote, ...]:
    """Released notes of a community, of one wave or of all, in the language of the page; by topic."""
    notes = FocusNote.objects.filter(is_public=True, group__community=community).select_related("group")
    if wave is not None:
        notes = notes.filter(group__wave=wave)
    order = {topic: place for place, topic in enumerate(["", *Topic.values])}
    newest_first = sorted(notes, key=lambda note: (note.group.held_on or dt.date.min, note.pk), reverse=True)
    return tuple(_public(note) for note in sorted(newest_first, key=lambda note: order[note.topic]))


def _public(note: FocusNote) -> PublicNote:
    english = get_language() == "en"
    first, second = (note.text_en, note.text_uk) if english else (note.text_uk, note.text_en)
    languages = ("en", "uk") if english else ("uk", "en")
    return PublicNote(
        topic=note.topic,
        topic_label=str(Topic(note.topic).label) if note.topic else "",
        question=note.question,
        held_on=note.group.held_on,
        who=note.group.who,
        text=first or second,
        lang=languages[0] if first else languages[1],
    )


@transaction.atomic
def make_group(
    wave: Wave, community: Community, said: Mapping[str, Any], *, by: User, at: dt.datetime
) -> FocusGroup:
    """`said`: fields of `ABOUT_THE_GROUP`. Raises `NotInWave`."""
    if not wave.communities.filter(pk=community.pk).exists():
        raise NotInWave
    facts = {name: value for name, value in said.items() if name in ABOUT_THE_GROUP}
    group = FocusGroup.objects.create(wave=wave, community=community, made_at=at, made_by=by, **facts)
    _record("focus.group_made", group, by=by, at=at)
    return group


@transaction.atomic
def change_group(group: FocusGroup, said: Mapping[str, Any], *, by: User, at: dt.datetime) -> FocusGroup:
    """Residents read who took part beside each note, so other words there take its notes back."""
    group = FocusGroup.objects.select_for_update(of=("self",)).select_related("wave").get(pk=group.pk)
    changed = [name for name in ABOUT_THE_GROUP if name in said and getattr(group, name) != said[name]]
    if not changed:
        return group
    for name in changed:
        setattr(group, name, said[name])
    group.save(update_fields=changed)
    if {"who_uk", "who_en"} & set(changed):
        group.notes.update(is_public=False, checked_at=None, checked_by=None)
    public_stamp.touch()
    _record("focus.group_changed", group, by=by, at=at, fields=changed)
    return group


@transaction.atomic
def write_note(group: FocusGroup, said: Mapping[str, Any], *, by: User, at: dt.datetime) -> FocusNote:
    """`said`: fields of `WRITTEN`. Nobody but the analyst reads it. Raises `NoteEmpty`, `NoSuchQuestion`."""
    _check(group.wave, said)
    note = FocusNote.objects.create(group=group, **{name: said[name] for name in WRITTEN})
    _record("focus.note_written", group, by=by, at=at, note=note.pk)
    return note


@transaction.atomic
def change_note(note: FocusNote, said: Mapping[str, Any], *, by: User, at: dt.datetime) -> FocusNote:
    """A changed note is neither checked nor public any more. Raises `NoteEmpty`, `NoSuchQuestion`."""
    note = _locked(note)
    _check(note.group.wave, said)
    changed = [name for name in WRITTEN if getattr(note, name) != said[name]]
    if not changed:
        return note
    for name in changed:
        setattr(note, name, said[name])
    if note.is_public:
        public_stamp.touch()
    note.is_public, note.checked_at, note.checked_by = False, None, None
    note.save(update_fields=[*changed, "is_public", "checked_at", "checked_by"])
    _record("focus.note_changed", note.group, by=by, at=at, note=note.pk)
    return note


def warnings_of(note: FocusNote) -> tuple[Warned, ...]:
    """Everything in what residents would read that may tell who somebody is."""
    place, oblast = note.group.community, note.group.community.oblast
    known = (place.name_uk, place.name_en, oblast.name_uk, oblast.name_en)
    texts = (note.text_uk, note.text_en, note.group.who_uk, note.group.who_en)
    return tuple(warned for text in texts for warned in warnings_in(text, known_places=known))


@transaction.atomic
def release_note(note: FocusNote, *, looked_at: Collection[str], by: User, at: dt.datetime) -> FocusNote:
    """Residents may read it from now on. `looked_at`: keys of the warnings that the analyst judged.

    Raises `NotLookedAt` when the note, as it is now, warns of something else besides.
    """
    note = _locked(note)
    warned = warnings_of(note)
    if missing := tuple(one for one in warned if one.key not in looked_at):
        raise NotLookedAt(missing)
    if note.is_public:
        return note
    note.is_public, note.checked_at, note.checked_by = True, at, by
    note.save(update_fields=["is_public", "checked_at", "checked_by"])
    public_stamp.touch()
    _record("focus.note_released", note.group, by=by, at=at, note=note.pk, warnings=len(warned))
    return note


@transaction.atomic
def withdraw_note(note: FocusNote, *, by: User, at: dt.datetime) -> FocusNote:
    """Gone from every page at once; the text stays with the analyst."""
    note = _locked(note)
    if not note.is_public:
        return note
    note.is_public, note.checked_at, note.checked_by = False, None, None
    note.save(update_fields=["is_public", "checked_at", "checked_by"])
    public_stamp.touch()
    _record("focus.note_withdrawn", note.group, by=by, at=at, note=note.pk)
    return note


@transaction.atomic
def throw_note_away(note: FocusNote, *, by: User, at: dt.datetime) -> None:
    """The text is deleted: what should never have been written down must not stay. Raises `IsPublic`."""
    note = _locked(note)
    if note.is_public:
        raise IsPublic
    _record("focus.note_deleted", note.group, by=by, at=at, note=note.pk)
    note.delete()


def _check(wave: Wave, said: Mapping[str, Any]) -> None:
    if not said["text_uk"].strip() and not said["text_en"].strip():
        raise NoteEmpty
    if said["question"] and said["question"] not in definition_of(wave.questionnaire):
        raise NoSuchQuestion


def _locked(note: FocusNote) -> FocusNote:
    notes = FocusNote.objects.select_for_update(of=("self",))
    return notes.select_related("group__wave__questionnaire", "group__community__oblast").get(pk=note.pk)


def _record(act: str, group: FocusGroup, *, by: User, at: dt.datetime, **details: Any) -> None:
    """In the trail of the wave. Never a word of a note: the trail is kept for ever."""
    audit.record(
        act,
        target=group.wave,
        by=by,
        at=at,
        community=group.community,
        details={"group": group.pk, **details},
    )
