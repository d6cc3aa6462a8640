"""Save a section. Two writers never overwrite each other: the second one gets to see both versions."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from communities.models import User
from communities.shared import audit
from communities.shared.sending import Sending
from communities.shared.states import WrongState
from reports.answers.content import AnswerContent, SectionContent
from reports.answers.three_periods import ThreePeriods, three_periods
from reports.cycle.locking import expected_of, refuse_when_locked
from reports.editions.form_definition import SectionDefinition, definition_of
from reports.models import Answer, AnswerKind, SectionEntry, SectionRevision
from reports.models.answers import NARRATIVES

LANGUAGE = "language"
FIRST_LANGUAGE = "uk"  # of the texts, before anybody chose another
ANSWER_COLUMNS = ("kind", "number", "yes", "text", "reason")


@dataclass(frozen=True)
class SectionValues:
    """What shall stand in a section. What is not named stays as it is.

    `answers` by indicator code; None takes the answer away. `narratives` by code; empty is empty.
    """

    answers: Mapping[str, AnswerContent | None] = field(default_factory=dict)
    narratives: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None


@dataclass(frozen=True)
class Saved:
    """`changed`: codes of the fields that this save changed; none when there was nothing new.

    `periods`: the section's answers as they are now, beside the earlier ones.
    """

    version: int
    at: dt.datetime | None
    changed: tuple[str, ...]
    periods: ThreePeriods


class SavedMeanwhile(Exception):
    """Somebody else saved this section after it was opened. Nothing was stored."""

    def __init__(self, entry: SectionEntry) -> None:
        super().__init__(f"version {entry.version} is newer")
        self.entry = entry


@transaction.atomic
def save(
    entry: SectionEntry,
    values: SectionValues,
    *,
    base_version: int,
    by: User,
    at: dt.datetime,
    sending: Sending | None = None,
) -> Saved:
    """Store what was typed over the version that its author had before them.

    Raises `WrongState` when the report is not open, `Locked` when its time is over, `SavedMeanwhile` when
    the section has another version than `base_version` by now and says something else than `values`.
    An entry fetched by `held()` in this transaction is not fetched again.
    """
    entry = _held(entry)
    if not entry.report.is_open:
        raise WrongState(state=entry.report.state, step="save")
    refuse_when_locked(expected_of(entry.report), today=timezone.localdate(at))
    periods = three_periods(entry.report, section=entry.section.code)
    before = _content(entry, periods.now)
    after = with_values(before, values)
    periods = replace(periods, now=after.answers)
    changed = tuple(differing(before, after))
    if not changed:
        return Saved(entry.version, entry.saved_at, (), periods)
    if base_version != entry.version and not _is_repeated(
        entry, base_version=base_version, by=by, sending=sending or Sending()
    ):
        raise SavedMeanwhile(entry)
    _store(entry, before, after, by=by, at=at)
    _keep_revision(entry, after, by=by, at=at, sending=sending or Sending())
    audit.record(
        "section.saved",
        target=entry.report,
        by=by,
        at=at,
        community=entry.report.community,
        details={"section": entry.section.number, "version": entry.version, "fields": list(changed)},
    )
    return Saved(entry.version, at, changed, periods)


def stored_content(entry: SectionEntry) -> SectionContent:
    """What stands in the section now. One query; section and form must be fetched with the entry."""
    codes = {indicator.pk: indicator.code for indicator in section_of(entry).indicators}
    rows = {codes[row.indicator_id]: AnswerContent.of(row) for row in entry.answers.all()}
    return _content(entry, rows)


def section_of(entry: SectionEntry) -> SectionDefinition:
    return definition_of(entry.report.form).section(entry.section.number)


def with_values(content: SectionContent, values: SectionValues) -> SectionContent:
    """The same section with these values written into it."""
    answers = {**content.answers, **values.answers}
    narratives = {**content.narratives, **values.narratives}
    return SectionContent(
        number=content.number,
        code=content.code,
        version=content.version,
        language=values.language or content.language,
        answers={code: answer for code, answer in answers.items() if answer is not None},
        narratives={code: text for code, text in narratives.items() if text},
    )


def differing(one: SectionContent, other: SectionContent) -> Iterator[str]:
    """Codes of the fields in which two versions of a section differ."""
    for code in {**one.answers, **other.answers}:
        if one.answers.get(code) != other.answers.get(code):
            yield code
    for code in NARRATIVES:
        if one.narratives.get(code, "") != other.narratives.get(code, ""):
            yield code
    if one.language != other.language:
        yield LANGUAGE


def values_of(content: SectionContent, *, instead_of: SectionContent) -> SectionValues:
    """What must be saved over `instead_of` so that `content` stands there."""
    return SectionValues(
        answers={code: content.answers.get(code) for code in {**instead_of.answers, **content.answers}},
        narratives={code: content.narratives.get(code, "") for code in NARRATIVES},
        language=content.language,
    )


def revision_content(entry: SectionEntry, *, version: int) -> SectionContent | None:
    """The section as it was in this version; None when nobody kept it."""
    if version == 0:
        section = section_of(entry)
        return SectionContent(section.number, section.code, version=0, language=FIRST_LANGUAGE)
    row = entry.revisions.filter(version=version).first()
    return SectionContent.from_json(row.content) if row else None


def _content(entry: SectionEntry, answers: Mapping[str, AnswerContent]) -> SectionContent:
    section = section_of(entry)
    return SectionContent(
        number=section.number,
        code=section.code,
        version=entry.version,
        language=entry.language,
        answers={field.code: answers[field.code] for field in section.indicators if field.code in answers},
        narratives={code: text for code in NARRATIVES if (text := getattr(entry, code))},
    )


def _held(entry: SectionEntry) -> SectionEntry:
    if entry.is_locked and transaction.get_connection().in_atomic_block:
        return entry
    return SectionEntry.objects.held().get(pk=entry.pk)


def _is_repeated(entry: SectionEntry, *, base_version: int, by: User, sending: Sending) -> bool:
    """Is everything since `base_version` from earlier sendings of the same page?"""
    if not sending.page:
        return False
    since = list(entry.revisions.filter(version__gt=base_version).values_list("page", "turn", "saved_by"))
    return sending.follows(since, number=entry.version - base_version, by=by.pk)


def _store(
    entry: SectionEntry, before: SectionContent, after: SectionContent, *, by: User, at: dt.datetime
) -> None:
    """Write what is new. At most three statements."""
    texts = {code: after.narratives.get(code, "") for code in NARRATIVES}
    moved = SectionEntry.objects.filter(pk=entry.pk, version=entry.version).update(
        version=entry.version + 1, language=after.language, saved_at=at, saved_by=by, **texts
    )
    if not moved:  # impossible while the row is locked; the last word is the database's
        raise SavedMeanwhile(entry)
    fields = section_of(entry).by_code
    new = [
        Answer(entry=entry, indicator_id=fields[code].pk, **_columns(answer))
        for code, answer in after.answers.items()
        if before.answers.get(code) != answer
    ]
    if new:
        Answer.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["entry", "indicator"],
            update_fields=ANSWER_COLUMNS,
        )
    gone = [fields[code].pk for code in before.answers.keys() - after.answers.keys()]
    if gone:
        Answer.objects.filter(entry=entry, indicator__in=gone).delete()
    entry.version += 1
    entry.language, entry.saved_at, entry.saved_by = after.language, at, by
    for code, text in texts.items():
        setattr(entry, code, text)


def _columns(answer: AnswerContent) -> dict[str, AnswerKind | Decimal | bool | str | None]:
    return {name: getattr(answer, name) for name in ANSWER_COLUMNS}


def _keep_revision(
    entry: SectionEntry, after: SectionContent, *, by: User, at: dt.datetime, sending: Sending
) -> None:
    SectionRevision.objects.create(
        entry=entry,
        version=entry.version,
        content={**after.as_json(), "version": entry.version},
        saved_at=at,
        saved_by=by,
        page=sending.page,
        turn=sending.turn,
    )
