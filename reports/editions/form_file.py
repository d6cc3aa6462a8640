"""Read and check a form file: the description of a report form, in two languages, as JSON.

Nothing here knows the database; `form_loading` stores what is read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from communities.shared.data_files import Bilingual, DataFileError, Node, read_json

DATA = Path(__file__).parent.parent / "data"


class FormFileError(DataFileError):
    """The file cannot be used as a form."""


class Kind(StrEnum):
    """What an indicator's value is."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"
    RATIO = "ratio"
    MONEY = "money"
    YESNO = "yesno"
    TEXT = "text"


NUMERIC = frozenset({Kind.COUNT, Kind.PERCENT, Kind.MINUTES, Kind.RATIO, Kind.MONEY})


class Direction(StrEnum):
    """How to read an increase: good news, bad news, or neither by itself."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


class Origin(StrEnum):
    """Where an indicator comes from: a published source, a source reshaped by us, or ourselves."""

    SOURCED = "sourced"
    ADAPTED = "adapted"
    OWN = "own_proposal"


class RuleKind(StrEnum):
    """What a rule between fields asks. A rule speaks only where the values it names are numbers.

    NOT_MORE_THAN  left <= right
    NEEDS          where left is a number, right must be a number above 0 (a share needs its base)
    NONE_WITHOUT   where left is above 0, right must not be 0
    VACANCY        left is 100 * (right - filled) / right, within `tolerance` percentage points
    """

    NOT_MORE_THAN = "not_more_than"
    NEEDS = "needs"
    NONE_WITHOUT = "none_without"
    VACANCY = "vacancy"


@dataclass(frozen=True)
class NarrativeInFile:
    code: str
    label: Bilingual
    hint: Bilingual
    required: bool
    max_chars: int


@dataclass(frozen=True)
class HelplineInFile:
    """A telephone that a resident may need at this section; `number` as people dial it."""

    number: str
    name: Bilingual
    note: Bilingual
    sources: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorInFile:
    """One line of the form.

    `threshold`: counts from 1 to threshold - 1 are never published exactly (None: not sensitive).
    `percent_base`: code of the count whose value is 100 %.
    `stock`: a state, or things that may be the same ones in the next period; never summed.
    `max_digits`, `decimals`: digits in all and behind the comma, for numbers; `max_chars` for text.
    """

    code: str
    label: Bilingual
    kind: Kind
    unit: Bilingual
    direction: Direction
    core: bool
    stock: bool
    small_count_sensitive: bool
    threshold: int | None
    sensitivity_reason: Bilingual
    opsec: bool
    percent_base: str | None
    max_digits: int | None
    decimals: int | None
    minimum: Decimal | None
    maximum: Decimal | None
    max_chars: int | None
    survey_question: str | None
    survey_net: str | None
    hint: Bilingual
    origin: Origin
    sources: tuple[str, ...]


@dataclass(frozen=True)
class SectionInFile:
    """A chapter of the form. `about` speaks to residents, `hint` to the officer.

    `quick_exit`: the public page must let a reader in danger leave at once.
    """

    number: int
    code: str
    title: Bilingual
    about: Bilingual
    hint: Bilingual
    pictogram: str
    operational_security: bool
    quick_exit: bool
    helplines: tuple[HelplineInFile, ...]
    indicators: tuple[IndicatorInFile, ...]


@dataclass(frozen=True)
class RuleInFile:
    """A rule between fields that blocks submission. `filled` and `tolerance` belong to VACANCY alone."""

    code: str
    kind: RuleKind
    left: str
    right: str
    filled: str | None
    tolerance: Decimal | None
    message: Bilingual


@dataclass(frozen=True)
class FormInFile:
    """A whole form. `months`: length of a reporting period.

    `fingerprint`: SHA-256 of the content; the layout of the file plays no part.
    """

    code: str
    version: int
    title: Bilingual
    note: Bilingual
    months: int
    narratives: tuple[NarrativeInFile, ...]
    sections: tuple[SectionInFile, ...]
    rules: tuple[RuleInFile, ...]
    fingerprint: str

    @property
    def indicators(self) -> dict[str, IndicatorInFile]:
        """All indicators by code, in the order of the form."""
        return {row.code: row for section in self.sections for row in section.indicators}


def read_form_file(path: Path) -> FormInFile:
    """Read, check and return the form in `path`. Raises FormFileError in words."""
    return parse_form(read_json(path, fault=FormFileError))


def parse_form(data: object) -> FormInFile:
    """Check what was read from JSON and return it as a form. Raises FormFileError in words."""
    top = Node.of(data, "the form", fault=FormFileError)
    narratives = tuple(_narrative(node) for node in top.nodes("narratives"))
    sections = tuple(_section(node) for node in top.nodes("sections"))
    rules = tuple(_rule(node) for node in top.nodes("rules", empty_allowed=True))
    expected = top.node("expects")
    form = FormInFile(
        code=top.code("code", _SLUG),
        version=top.number("version", at_least=1),
        title=top.words("title"),
        note=top.words("note"),
        months=top.number("months", at_least=1, at_most=12),
        narratives=narratives,
        sections=sections,
        rules=rules,
        fingerprint=hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
    )
    _check_expected(
        form,
        sections=expected.number("sections", at_least=1),
        indicators=expected.number("indicators", at_least=1),
    )
    expected.nothing_else()
    top.nothing_else()
    _check_unique(form)
    _check_references(form)
    return form


# --- the parts ---

_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_SLUG = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_PHONE = re.compile(r"[0-9][0-9 -]{1,15}[0-9]")


def _narrative(node: Node) -> NarrativeInFile:
    node.calls_itself("narrative")
    node.word("origin", Origin)
    node.texts("sources")
    row = NarrativeInFile(
        code=node.code("code", _SLUG),
        label=node.words("label"),
        hint=node.words("hint"),
        required=node.flag("required"),
        max_chars=node.number("max_chars", at_least=1),
    )
    node.nothing_else()
    return row


def _section(node: Node) -> SectionInFile:
    node.calls_itself("section", number_key="number")
    row = SectionInFile(
        number=node.number("number", at_least=1),
        code=node.code("code", _CODE),
        title=node.words("title"),
        about=node.words("about"),
        hint=node.words("hint"),
        pictogram=node.code("pictogram", _SLUG),
        operational_security=node.flag("operational_security"),
        quick_exit=node.flag("quick_exit"),
        helplines=tuple(_helpline(child) for child in node.nodes("helplines", empty_allowed=True)),
        indicators=tuple(_indicator(child) for child in node.nodes("indicators")),
    )
    node.nothing_else()
    for indicator in row.indicators:
        if not indicator.code.startswith(f"{row.code}_"):
            raise node.error(f"the indicator {indicator.code} should begin with {row.code}_")
    return row


def _helpline(node: Node) -> HelplineInFile:
    row = HelplineInFile(
        number=node.code("number", _PHONE),
        name=node.words("name"),
        note=node.words("note"),
        sources=node.texts("sources"),
    )
    node.nothing_else()
    if not row.sources:
        raise node.error(
            f"the number {row.number} names no source; an unconfirmed number must not be printed"
        )
    return row


def _indicator(node: Node) -> IndicatorInFile:
    node.calls_itself("indicator")
    sensitive = node.flag("small_count_sensitive")
    row = IndicatorInFile(
        code=node.code("code", _CODE),
        label=node.words("label"),
        kind=node.word("type", Kind),
        unit=node.words("unit"),
        direction=node.word("direction", Direction),
        core=node.flag("core"),
        stock=node.flag("stock"),
        small_count_sensitive=sensitive,
        threshold=node.number_or_none("threshold", at_least=2),
        sensitivity_reason=node.words("sensitivity_reason", empty_allowed=not sensitive),
        opsec=node.flag("opsec"),
        percent_base=node.code_or_none("percent_base", _CODE),
        max_digits=node.number_or_none("max_digits", at_least=1, at_most=20),
        decimals=node.number_or_none("decimals", at_least=0, at_most=4),
        minimum=node.decimal_or_none("minimum"),
        maximum=node.decimal_or_none("maximum"),
        max_chars=node.number_or_none("max_chars", at_least=1),
        survey_question=node.code_or_none("survey_question", _CODE),
        survey_net=node.code_or_none("survey_net", _SLUG),
        hint=node.words("hint"),
        origin=node.word("origin", Origin),
        sources=node.texts("sources"),
    )
    node.nothing_else()
    _check_indicator(node, row)
    return row


def _check_indicator(node: Node, row: IndicatorInFile) -> None:
    numeric, percent, text = row.kind in NUMERIC, row.kind is Kind.PERCENT, row.kind is Kind.TEXT
    limits = row.minimum is not None or row.maximum is not None
    wrong = {
        "“threshold” must be a number where “small_count_sensitive” is true, and null where it is false": (
            row.small_count_sensitive != (row.threshold is not None)
        ),
        f"only counts and percentages can be sensitive small counts, and this is {row.kind}": (
            row.small_count_sensitive and row.kind not in {Kind.COUNT, Kind.PERCENT}
        ),
        f"“percent_base” belongs to percentages, and this is {row.kind}": row.percent_base is not None
        and not percent,
        "“max_digits” and “decimals” must be numbers for a number, and null for yes/no and text": (
            {numeric} != {row.max_digits is not None, row.decimals is not None}
        ),
        "“decimals” must be smaller than “max_digits”": (row.decimals or 0) >= (row.max_digits or 1),
        "a count has no decimals": row.kind is Kind.COUNT and row.decimals != 0,
        "“minimum” and “maximum” belong to numbers only": limits and not numeric,
        "a percentage runs from 0 to 100": percent
        and (row.minimum, row.maximum) != (Decimal(0), Decimal(100)),
        "“max_chars” must be a number for text, and null for everything else": text
        != (row.max_chars is not None),
        "“origin” says sourced, but no source is named": row.origin is Origin.SOURCED and not row.sources,
    }
    for problem, holds in wrong.items():
        if holds:
            raise node.error(problem)


def _rule(node: Node) -> RuleInFile:
    node.calls_itself("rule")
    kind = node.word("kind", RuleKind)
    vacancy = kind is RuleKind.VACANCY
    row = RuleInFile(
        code=node.code("code", _SLUG),
        kind=kind,
        left=node.code("left", _CODE),
        right=node.code("right", _CODE),
        filled=node.code("filled", _CODE) if vacancy else None,
        tolerance=node.decimal_or_none("tolerance") if vacancy else None,
        message=node.words("message"),
    )
    node.nothing_else()
    if vacancy and (row.tolerance is None or row.tolerance < 0):
        raise node.error("a vacancy rule needs a “tolerance” of 0 or more percentage points")
    return row


# --- what must hold between the parts ---


def _check_expected(form: FormInFile, *, sections: int, indicators: int) -> None:
    found = len(form.sections), sum(len(section.indicators) for section in form.sections)
    if found != (sections, indicators):
        raise FormFileError(
            f"the form: “expects” says {sections} sections and {indicators} indicators, "
            f"the file has {found[0]} and {found[1]}. Has a part been lost?"
        )
    if [section.number for section in form.sections] != list(range(1, len(form.sections) + 1)):
        raise FormFileError("the form: sections must be numbered 1, 2, 3 ... in the order of the file.")


def _check_unique(form: FormInFile) -> None:
    for what, codes in (
        ("narrative", [row.code for row in form.narratives]),
        ("section", [row.code for row in form.sections]),
        ("indicator", [row.code for section in form.sections for row in section.indicators]),
        ("rule", [row.code for row in form.rules]),
    ):
        for code in codes:
            if codes.count(code) > 1:
                raise FormFileError(f"the form: the {what} code {code} is used twice.")


def _check_references(form: FormInFile) -> None:
    known = form.indicators
    for row in known.values():
        if row.percent_base is not None:
            base = _must_exist(known, row.percent_base, f"indicator {row.code}, “percent_base”")
            if base.kind is not Kind.COUNT:
                raise FormFileError(
                    f"indicator {row.code}: “percent_base” {base.code} is {base.kind}, not a count."
                )
    for rule in form.rules:
        named = [("left", rule.left), ("right", rule.right)]
        named += [("filled", rule.filled)] if rule.filled else []
        for name, code in named:
            place = f"rule {rule.code}, “{name}”"
            if _must_exist(known, code, place).kind not in NUMERIC:
                raise FormFileError(f"{place}: {code} is not a number, so no rule can compare it.")
        if len({code for _, code in named}) != len(named):
            raise FormFileError(f"rule {rule.code}: it names one indicator twice.")


def _must_exist(known: Mapping[str, IndicatorInFile], code: str, place: str) -> IndicatorInFile:
    if code not in known:
        raise FormFileError(f"{place}: there is no indicator {code} in this form.")
    return known[code]
