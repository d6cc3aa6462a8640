"""The versions of a published report: which there are, and what changed from one to the next.

Of figures whose small counts are protected a reader learns only that they were corrected: old and
new side by side would help to calculate what both of them hide.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports import wording
from reports.models import ValueType
from reports.published.facts import Figure, PublicReport, PublicSection, Words
from reports.queries import PublicationQuerySet


@dataclass(frozen=True)
class VersionView:
    """One line of the history. `published_on` is a day in words; `reason` is empty for the first,
    `reason_foreign` its language when that is not the reader's."""

    version: int
    published_on: str
    published_by: str
    reason: str
    reason_foreign: str
    sha256: str
    is_in_force: bool


@dataclass(frozen=True)
class SectionChanges:
    """What is different in one section, in whole sentences."""

    number: int
    title: str
    changes: tuple[str, ...]


def versions_of(publications: PublicationQuerySet, *, language: str) -> list[VersionView]:
    """Newest first, in one query that leaves the figures where they are."""
    rows = (
        publications.order_by("-version")
        .annotate(by=KeyTransform("published_by", "facts"), why=KeyTransform("reason", "facts"))
        .values_list("version", "published_at", "by", "why", "sha256", F("superseded_at"))
    )
    with override(language):
        return [
            VersionView(
                version=version,
                published_on=wording.day_of(published_at),
                published_by=by,
                reason=Words.from_json(why).in_language(language),
                reason_foreign=wording.other_language(Words.from_json(why), language),
                sha256=sha256,
                is_in_force=superseded_at is None,
            )
            for version, published_at, by, why, sha256, superseded_at in rows
        ]


def changes_between(old: PublicReport, new: PublicReport, *, language: str) -> tuple[SectionChanges, ...]:
    """What a reader of the old version would find different in the new one, by section."""
    before = {section.code: section for section in old.sections}
    with override(language):
        found = (
            SectionChanges(
                section.number,
                section.title.in_language(language),
                tuple(_changes(before[section.code], section, language)),
            )
            for section in new.sections
            if section.code in before
        )
        return tuple(section for section in found if section.changes)


def _changes(old: PublicSection, new: PublicSection, language: str) -> Iterator[str]:
    before = {figure.code: figure for figure in old.figures}
    after = {figure.code: figure for figure in new.figures}
    for code, figure in after.items():
        label = figure.label.in_language(language)
        if code not in before:
            yield _("“%(figure)s” is now public.") % {"figure": label}
        elif sentence := _changed_figure(before[code], figure, label):
            yield sentence
    for code, figure in before.items():
        if code not in after:
            yield _("“%(figure)s” is no longer public.") % {"figure": figure.label.in_language(language)}
    yield from _changed_texts(old, new, language)


def _changed_figure(old: Figure, new: Figure, label: str) -> str:
    """Empty when nothing changed."""
    if new.type == ValueType.TEXT:
        same = (old.text, old.reason) == (new.text, new.reason)
        return "" if same else _("“%(figure)s” was rewritten.") % {"figure": label}
    if old.now == new.now:
        if (old.previous, old.last_year) == (new.previous, new.last_year):
            return ""
        return _("“%(figure)s”: the figures it is compared with were corrected.") % {"figure": label}
    if old.is_sensitive or new.is_sensitive:
        return _("“%(figure)s” was corrected.") % {"figure": label}
    return _("“%(figure)s” was corrected: it was %(old)s, now it is %(new)s.") % {
        "figure": label,
        "old": wording.figure(old.now, measure=old.type, decimals=old.decimals),
        "new": wording.figure(new.now, measure=new.type, decimals=new.decimals),
    }


def _changed_texts(old: PublicSection, new: PublicSection, language: str) -> Iterator[str]:
    before = {text.code: text for text in old.narratives}
    after = {text.code: text for text in new.narratives}
    for code, text in after.items():
        label = {"text": text.label.in_language(language)}
        if code not in before:
            yield _("The text “%(text)s” is now public.") % label
        elif before[code].text != text.text:
            yield _("The text “%(text)s” was rewritten.") % label
    for code, text in before.items():
        if code not in after:
            yield _("The text “%(text)s” is no longer public.") % {"text": text.label.in_language(language)}
