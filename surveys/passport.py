"""The passport of a published wave in words: who asked whom, when and how. What is empty is “not stated”."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities.alphabet import other_alphabet
from surveys import wording
from surveys.results import PublicTable


@dataclass(frozen=True)
class Fact:
    """`foreign`: the language of what a person wrote, when it is not the reader's."""

    label: str
    value: str
    is_stated: bool
    foreign: str = ""


@dataclass(frozen=True)
class Passport:
    """`days`: when people were asked, in words; `last_day`: the last of them, ISO or empty.
    `edition`: code and version of the questionnaire."""

    wave: str
    title: str
    days: str
    has_days: bool
    last_day: str
    note: str
    source: str
    edition: tuple[str, int]
    facts: tuple[Fact, ...]
    is_demonstration: bool


def passport_of(table: PublicTable) -> Passport:
    """In the active language."""
    return passport_from(table.about, n=table.n, design_effect=table.design_effect)


def passport_from(
    about: dict[str, Any], *, n: int | None = None, design_effect: float | None = None
) -> Passport:
    """`about`: as a publication keeps it. `n`, `design_effect`: of one community, where it is about one."""
    english = get_language() == "en"
    days = wording.field_days(about["field_from_on"], about["field_until_on"])
    has_days = bool(about["field_from_on"] or about["field_until_on"])
    asked = n if n is not None else about["stated_n"]
    effect = design_effect if design_effect is not None else about["design_effect"]
    stated = (
        (_("Ordered by"), about["ordered_by"]),
        (_("Carried out by"), about["done_by"]),
        (_("When people were asked"), days if has_days else None),
        (_("How they were asked"), wording.mode(about["mode"]) if about["mode"] else None),
        (_("Who was to be asked"), about["population"]),
        (_("How people were chosen"), about["sample_design"]),
        (_("How many people answered"), None if asked is None else wording.people(asked)),
        (_("Weighting"), about["weighting"]),
        (_("Design effect"), None if effect is None else wording.number(effect, decimals=2)),
        (_("Licence"), about["licence"]),
        (_("Source"), about["source"]),
    )
    return Passport(
        wave=about["wave"],
        title=about["title_en"] if english else about["title_uk"],
        days=days,
        has_days=has_days,
        last_day=about["field_until_on"] or about["field_from_on"] or "",
        note=(about["note_en"] if english else about["note_uk"]) or "",
        source=about["source"] or "",
        edition=(about["questionnaire"], about["questionnaire_version"]),
        facts=tuple(
            Fact(label, value, True, other_alphabet(value, "en" if english else "uk"))
            if value
            else Fact(label, wording.not_stated(), False)
            for label, value in stated
        ),
        is_demonstration=about["is_demonstration"],
    )
