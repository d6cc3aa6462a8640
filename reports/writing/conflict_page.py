"""The page on which a second writer sees both versions of a section, and what was chosen there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communities.models import User
from communities.shared.two_versions import Choice, Pick
from reports.answers.content import SectionContent
from reports.forms.section import SectionPost
from reports.models import SectionEntry
from reports.writing import filling
from reports.writing.conflict import Difference, differences, resolved
from reports.writing.filling import SectionValues
from reports.writing.section_page import Problem


@dataclass(frozen=True)
class ConflictPage:
    """`base_version`: what both writers started from; `typed`: all that the second one sent."""

    entry: SectionEntry
    choices: tuple[Choice, ...]
    base_version: int
    typed: tuple[tuple[str, str], ...]
    theirs_by: User | None
    theirs_at: dt.datetime | None

    @property
    def problems(self) -> list[Problem]:
        """Fields that wait for a choice."""
        return [
            Problem(label=choice.label, text=_("Choose which version to keep."), href=f"#div_{choice.name}")
            for choice in self.choices
            if choice.problem
        ]


def conflict_page(
    entry: SectionEntry, post: SectionPost, *, picks: Mapping[str, Pick] | None = None
) -> ConflictPage:
    """`picks`: what was chosen so far; fields without a choice are then marked."""
    theirs = filling.stored_content(entry)
    mine = filling.with_values(theirs, post.values)
    base = filling.revision_content(entry, version=post.started_from)
    found = differences(entry, base=base, mine=mine, theirs=theirs)
    return ConflictPage(
        entry=entry,
        choices=tuple(_choice(difference, picks) for difference in found),
        base_version=post.started_from,
        typed=tuple(post.fields()),
        theirs_by=entry.saved_by,
        theirs_at=entry.saved_at,
    )


def picked(theirs: SectionContent, post: SectionPost, picks: Mapping[str, Pick]) -> SectionValues | None:
    """What has to be saved over `theirs`; None when a field that differs has no choice yet."""
    mine = filling.with_values(theirs, post.values)
    if not set(filling.differing(mine, theirs)) <= picks.keys():
        return None
    return filling.values_of(resolved(mine, theirs, picks), instead_of=theirs)


def _choice(difference: Difference, picks: Mapping[str, Pick] | None) -> Choice:
    chosen = picks.get(difference.field) if picks is not None else difference.picked
    return Choice(
        field=difference.field,
        label=difference.label,
        mine=difference.mine,
        theirs=difference.theirs,
        chosen=chosen.value if chosen else "ask",
        allows_both=difference.allows_both,
        problem=picks is not None and chosen is None,
    )
