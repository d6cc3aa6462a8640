"""A form edition as values: sections, indicators, narrative fields, rules.

Read once a process for each content (`definition_of`): an edition never changes under a report, so
saving a section asks the database nothing about the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language

from reports.editions.form_file import RuleKind
from reports.models import FormVersion, Indicator, Section, ValueType

FORMS_KEPT = 32


@dataclass(frozen=True)
class Bilingual:
    """A text of the form; `str()` gives it in the language of the page."""

    uk: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.uk


@dataclass(frozen=True)
class NarrativeField:
    """One of the texts that every section has. `max_chars` counts characters, not bytes."""

    code: str
    label: Bilingual
    hint: Bilingual
    is_required: bool
    max_chars: int


@dataclass(frozen=True)
class IndicatorField:
    """One line of a section. `max_digits` counts all digits of a number, those behind the comma included."""

    pk: int
    code: str
    type: ValueType
    direction: str
    label: Bilingual
    unit: Bilingual
    hint: Bilingual
    is_core: bool
    is_stock: bool
    is_sensitive: bool
    is_opsec: bool
    decimals: int
    max_digits: int
    max_chars: int | None

    @property
    def is_number(self) -> bool:
        return self.type not in {ValueType.YES_NO, ValueType.TEXT}


@dataclass(frozen=True)
class SectionDefinition:
    """One chapter of the form; `number` counts from 1."""

    pk: int
    number: int
    code: str
    title: Bilingual
    hint: Bilingual
    operational_security: bool
    indicators: tuple[IndicatorField, ...]

    @property
    def core(self) -> tuple[IndicatorField, ...]:
        return tuple(field for field in self.indicators if field.is_core)

    @property
    def others(self) -> tuple[IndicatorField, ...]:
        return tuple(field for field in self.indicators if not field.is_core)

    @cached_property
    def by_code(self) -> Mapping[str, IndicatorField]:
        return {field.code: field for field in self.indicators}


@dataclass(frozen=True)
class Rule:
    """What must hold between fields; `RuleKind` says what each kind asks."""

    code: str
    kind: RuleKind
    left: str
    right: str
    filled: str | None
    tolerance: Decimal
    message: Bilingual

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.left, self.right, *((self.filled,) if self.filled else ()))


@dataclass(frozen=True)
class FormDefinition:
    pk: int
    sha256: str
    sections: tuple[SectionDefinition, ...]
    narratives: tuple[NarrativeField, ...]
    rules: tuple[Rule, ...]

    def section(self, number: int) -> SectionDefinition:
        """Raises `KeyError` when the form has no such section."""
        return self.sections_by_number[number]

    @cached_property
    def sections_by_number(self) -> Mapping[int, SectionDefinition]:
        return {section.number: section for section in self.sections}

    @cached_property
    def section_of(self) -> Mapping[str, SectionDefinition]:
        """By indicator code."""
        return {field.code: section for section in self.sections for field in section.indicators}

    @cached_property
    def indicator(self) -> Mapping[str, IndicatorField]:
        """By code."""
        return {field.code: field for field in self.indicators()}

    def indicators(self) -> Iterator[IndicatorField]:
        for section in self.sections:
            yield from section.indicators

    @cached_property
    def narrative(self) -> Mapping[str, NarrativeField]:
        """By code."""
        return {field.code: field for field in self.narratives}


def definition_of(form: FormVersion) -> FormDefinition:
    """Two queries the first time in a process, none afterwards."""
    return _definition(form.pk, form.sha256)


@lru_cache(maxsize=FORMS_KEPT)
def _definition(pk: int, sha256: str) -> FormDefinition:
    """The checksum is part of the key: an edition that no report uses may still be replaced."""
    form = FormVersion.objects.get(pk=pk)
    sections = form.sections.order_by("number").prefetch_related("indicators")
    return FormDefinition(
        pk=pk,
        sha256=sha256,
        sections=tuple(_section(section) for section in sections),
        narratives=tuple(_narrative(row) for row in form.narratives),
        rules=tuple(_rule(row) for row in form.rules),
    )


def _section(row: Section) -> SectionDefinition:
    indicators = sorted(row.indicators.all(), key=lambda indicator: indicator.order)
    return SectionDefinition(
        pk=row.pk,
        number=row.number,
        code=row.code,
        title=Bilingual(row.title_uk, row.title_en),
        hint=Bilingual(row.hint_uk, row.hint_en),
        operational_security=row.operational_security,
        indicators=tuple(_indicator(indicator) for indicator in indicators),
    )


def _indicator(row: Indicator) -> IndicatorField:
    return IndicatorField(
        pk=row.pk,
        code=row.code,
        type=ValueType(row.type),
        direction=row.direction,
        label=Bilingual(row.label_uk, row.label_en),
        unit=Bilingual(row.unit_uk, row.unit_en),
        hint=Bilingual(row.hint_uk, row.hint_en),
        is_core=row.is_core,
        is_stock=row.is_stock,
        is_sensitive=row.is_sensitive,
        is_opsec=row.is_opsec,
        decimals=row.decimals,
        max_digits=row.max_digits,
        max_chars=row.max_chars,
    )


def _narrative(row: Mapping[str, Any]) -> NarrativeField:
    return NarrativeField(
        code=row["code"],
        label=_words(row, "label"),
        hint=_words(row, "hint"),
        is_required=row["required"],
        max_chars=row["max_chars"],
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        kind=RuleKind(row["kind"]),
        left=row["left"],
        right=row["right"],
        filled=row["filled"],
        tolerance=Decimal(row["tolerance"] or 0),
        message=_words(row, "message"),
    )


def _words(row: Mapping[str, Any], name: str) -> Bilingual:
    return Bilingual(uk=row[f"{name}_uk"], en=row[f"{name}_en"])
