"""Themes of focus groups that residents may read.

The words of a note are never frozen into a citation: a note can be withdrawn, and is gone at once then
(docs/decisions/084-focus-notes-apart.md). What is kept is that there was such a theme; the words are read
beside it as long as residents may read them.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Community
from communities.shared.days import in_words
from communities.topics import Topic
from plans.models import EvidenceKind
from plans.sources.citable import Citable, in_both, public_path
from reports.published.facts import Words
from surveys.models import FocusGroup, FocusNote

NOTES_READ = 200


def key_of(note: int) -> str:
    return f"theme:{note}"


def themes_of(community: Community) -> Iterator[Citable]:
    """Released notes, newest first. One query."""
    notes = FocusNote.objects.filter(is_public=True, group__community=community)
    for note in notes.select_related("group__wave").order_by("-group__held_on", "-pk")[:NOTES_READ]:
        yield _citable(note, community)


def _citable(note: FocusNote, community: Community) -> Citable:
    page = reverse("surveys:community_surveys", args=[community.slug])
    return Citable(
        kind=EvidenceKind.THEME,
        key=key_of(note.pk),
        source={"note": note.pk, "wave": note.group.wave.slug},
        topic=note.topic,
        label=in_both(lambda: Topic(note.topic).label if note.topic else _("Theme of a focus group")),
        value=in_both(lambda: _("people spoke of it")),
        origin=in_both(lambda: _origin(note.group)),
        on=note.group.held_on,
        link=public_path(page),
        text=Words(note.text_uk or note.text_en, note.text_en or note.text_uk),
    )


def _origin(group: FocusGroup) -> str:
    """Without who took part: those words can be taken back too."""
    if group.held_on is None:
        return _("focus group")
    return _("focus group, %(day)s") % {"day": in_words(group.held_on)}
