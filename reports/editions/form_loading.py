"""Put a form that was read from its file into the database. A report keeps the edition it began with."""

import datetime as dt
from dataclasses import asdict
from enum import StrEnum

from django.db import transaction

from communities.shared import audit
from communities.shared.data_files import Bilingual
from reports.editions.form_file import (
    FormInFile,
    HelplineInFile,
    IndicatorInFile,
    NarrativeInFile,
    RuleInFile,
)
from reports.models import FormVersion, Indicator, Report, Section


class FormInUse(Exception):
    """This edition has reports and its file says something else now: give the file a new version."""


class Loading(StrEnum):
    """What loading came to."""

    LOADED = "loaded"
    REPLACED = "replaced, no report used it"
    UNCHANGED = "already there, unchanged"


@transaction.atomic
def load(form: FormInFile, *, at: dt.datetime) -> tuple[FormVersion, Loading]:
    """Store a form, or find that it is already stored.

    The same edition with other content is replaced as long as no report was started with it;
    after that raises `FormInUse`, because published figures keep the words they were asked in.
    """
    row = FormVersion.objects.select_for_update().filter(code=form.code, version=form.version).first()
    if row and row.sha256 == form.fingerprint:
        return row, Loading.UNCHANGED
    if row and Report.objects.filter(form=row).exists():
        raise FormInUse(
            f"The form {form.code} {form.version} has reports, so it cannot change. "
            f"Give the changed file version {_next_version(form.code)}."
        )
    if row is None:
        row, outcome = FormVersion(code=form.code, version=form.version), Loading.LOADED
    else:
        outcome = Loading.REPLACED
        Indicator.objects.filter(section__form=row).delete()
        row.sections.all().delete()
    row.sha256 = form.fingerprint
    row.narratives = [_narrative_as_json(each) for each in form.narratives]
    row.rules = [_rule_as_json(each) for each in form.rules]
    row.loaded_at = at
    row.save()
    _store_sections(row, form)
    audit.record("form.loaded", target=row, by=None, at=at, details={"sha256": form.fingerprint})
    return row, outcome


def _next_version(code: str) -> int:
    newest = FormVersion.objects.filter(code=code).order_by("-version").first()
    return newest.version + 1 if newest else 1


def _store_sections(row: FormVersion, form: FormInFile) -> None:
    sections = Section.objects.bulk_create(
        Section(
            form=row,
            number=section.number,
            code=section.code,
            title_uk=section.title.uk,
            title_en=section.title.en,
            hint_uk=section.hint.uk,
            hint_en=section.hint.en,
            about_uk=section.about.uk,
            about_en=section.about.en,
            operational_security=section.operational_security,
            helplines=[_helpline_as_json(each) for each in section.helplines],
        )
        for section in form.sections
    )
    Indicator.objects.bulk_create(
        _indicator(section=stored, order=order, from_file=indicator)
        for stored, section in zip(sections, form.sections, strict=True)
        for order, indicator in enumerate(section.indicators, start=1)
    )


def _indicator(*, section: Section, order: int, from_file: IndicatorInFile) -> Indicator:
    row = Indicator(
        section=section,
        code=from_file.code,
        order=order,
        type=from_file.kind.value,
        direction=from_file.direction.value,
        label_uk=from_file.label.uk,
        label_en=from_file.label.en,
        unit_uk=from_file.unit.uk,
        unit_en=from_file.unit.en,
        hint_uk=from_file.hint.uk,
        hint_en=from_file.hint.en,
        is_core=from_file.core,
        is_stock=from_file.stock,
        is_sensitive=from_file.small_count_sensitive,
        sensitivity_reason=from_file.sensitivity_reason.uk,
        percent_base=from_file.percent_base or "",
        is_opsec=from_file.opsec,
        decimals=from_file.decimals or 0,
        max_chars=from_file.max_chars,
        origin=from_file.origin.value,
        sources=list(from_file.sources),
    )
    if from_file.threshold is not None:
        row.threshold = from_file.threshold
    if from_file.max_digits is not None:
        row.max_digits = from_file.max_digits
    return row


def _narrative_as_json(row: NarrativeInFile) -> dict[str, object]:
    return {
        "code": row.code,
        **_both("label", row.label),
        **_both("hint", row.hint),
        "required": row.required,
        "max_chars": row.max_chars,
    }


def _helpline_as_json(row: HelplineInFile) -> dict[str, object]:
    return {
        "number": row.number,
        **_both("name", row.name),
        **_both("note", row.note),
        "sources": list(row.sources),
    }


def _rule_as_json(row: RuleInFile) -> dict[str, object]:
    return {
        "code": row.code,
        "kind": row.kind.value,
        "left": row.left,
        "right": row.right,
        "filled": row.filled,
        "tolerance": None if row.tolerance is None else str(row.tolerance),
        **_both("message", row.message),
    }


def _both(name: str, text: Bilingual) -> dict[str, str]:
    return {f"{name}_{language}": words for language, words in asdict(text).items()}
