"""Two people wrote in one section: what each of them changed, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from communities.shared.two_versions import Pick, both, picked_by_change
from reports.answers.content import SectionContent
from reports.answers.words import in_words
from reports.editions.form_definition import definition_of
from reports.models import SectionEntry
from reports.writing.filling import LANGUAGE, differing, section_of


@dataclass(frozen=True)
class Difference:
    """One field in two versions, in words. `picked` is None where both were changed: a person decides.

    `allows_both`: two texts, which may stand one after the other.
    """

    field: str
    label: str
    mine: str
    theirs: str
    picked: Pick | None
    allows_both: bool


def differences(
    entry: SectionEntry, *, base: SectionContent | None, mine: SectionContent, theirs: SectionContent
) -> tuple[Difference, ...]:
    """Where the two versions differ, in the order of the page.

    `base` is what both started from: a field that only one of them changed is picked from that one.
    Without a base nothing is picked.
    """
    fields = set(differing(mine, theirs))
    form = definition_of(entry.report.form)
    labels = {
        **{field.code: str(field.label) for field in section_of(entry).indicators},
        **{field.code: str(field.label) for field in form.narratives},
        LANGUAGE: _("The language of the texts"),
    }
    return tuple(
        Difference(
            field=code,
            label=label,
            mine=_words(entry, mine, code),
            theirs=_words(entry, theirs, code),
            picked=_picked(base, mine, theirs, code),
            allows_both=code in form.narrative
            and bool(mine.narratives.get(code) and theirs.narratives.get(code)),
        )
        for code, label in labels.items()
        if code in fields
    )


def resolved(mine: SectionContent, theirs: SectionContent, picks: Mapping[str, Pick]) -> SectionContent:
    """Theirs, with the fields picked from mine."""
    answers, narratives = dict(theirs.answers), dict(theirs.narratives)
    for code in differing(mine, theirs):
        pick = picks.get(code, Pick.THEIRS)
        if pick is Pick.THEIRS or code == LANGUAGE:
            continue
        if code in mine.narratives or code in theirs.narratives:
            narratives[code] = _text(mine, theirs, code, pick)
        elif code in mine.answers:
            answers[code] = mine.answers[code]
        else:
            answers.pop(code, None)
    language = mine.language if picks.get(LANGUAGE) is Pick.MINE else theirs.language
    return SectionContent(theirs.number, theirs.code, theirs.version, language, answers, narratives)


def _text(mine: SectionContent, theirs: SectionContent, code: str, pick: Pick) -> str:
    own = mine.narratives.get(code, "")
    return both(theirs.narratives.get(code, ""), own) if pick is Pick.BOTH else own


def _picked(
    base: SectionContent | None, mine: SectionContent, theirs: SectionContent, code: str
) -> Pick | None:
    if base is None:
        return None
    return picked_by_change(_value(base, code), mine=_value(mine, code), theirs=_value(theirs, code))


def _value(content: SectionContent, code: str) -> object:
    if code == LANGUAGE:
        return content.language
    return content.answers.get(code, content.narratives.get(code))


def _words(entry: SectionEntry, content: SectionContent, code: str) -> str:
    if code == LANGUAGE:
        return {"uk": _("Ukrainian"), "en": _("English")}[content.language]
    if code in (fields := section_of(entry).by_code):
        return in_words(fields[code], content.answers.get(code))
    return content.narratives.get(code, "")
