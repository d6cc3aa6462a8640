"""Reading a narrative before it is published: does it repeat a hidden number, or name a person?

Both give warnings for a person who decides; they block nothing and they miss things, so a second
reader stays necessary. Ukrainian first, English too.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from communities.shared.number_words import MONTHS, counts_in

AROUND = 40  # characters of an excerpt on each side


@dataclass(frozen=True)
class Mention:
    """A hidden number in a text. `key` says which figure; `near_label`: words of its label stand near it."""

    key: str
    start: int
    end: int
    excerpt: str = field(repr=False)
    near_label: bool = False


class Detail(StrEnum):
    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    DAY = "day"  # an exact day of the calendar
    AGE = "age"
    SCHOOL = "school"


@dataclass(frozen=True)
class Finding:
    """Something in a text that may tell who a person is."""

    kind: Detail
    start: int
    end: int
    excerpt: str = field(repr=False)


def mentions(
    text: str, exact_value: int, *, label_words: Collection[str] = (), key: str = ""
) -> tuple[Mention, ...]:
    """Where the text gives this number as a possible count, in digits or in words.

    Zero is never hidden, so 0 has no mentions. `label_words` only mark the mentions that stand in one
    sentence with one of them.
    """
    return hidden_numbers_in(text, {key: exact_value}, labels={key: label_words})


def hidden_numbers_in(
    text: str, hidden: Mapping[str, int], *, labels: Mapping[str, Collection[str]] | None = None
) -> tuple[Mention, ...]:
    """Every mention of any hidden number, in the order of the text. The text is read once.

    `hidden`: exact values of the protected figures by their code; differences between periods may be
    given too, under a code of their own. `labels`: the words of a figure's label by the same code.
    """
    keys: dict[int, list[str]] = defaultdict(list)
    for key, value in hidden.items():
        if value != 0:
            keys[value].append(key)
    if not keys:
        return ()
    found = [
        Mention(
            key=key,
            start=count.start,
            end=count.end,
            excerpt=_excerpt(text, count.start, count.end),
            near_label=_near(text, count.start, (labels or {}).get(key, ())),
        )
        for count in counts_in(text)
        for key in keys.get(count.value, ())
    ]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.key)))


def personal_details_in(text: str) -> tuple[Finding, ...]:
    """What may tell who somebody is: names, addresses, telephones, days, ages, schools."""
    found: list[Finding] = []
    for kind, pattern in _DETAILS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(other.start <= start and end <= other.end for other in found):
                found.append(Finding(kind, start, end, _excerpt(text, start, end)))
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.kind)))


def _excerpt(text: str, start: int, end: int) -> str:
    """The place with whole words around it; "…" where the text goes on."""
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[low:start], text[end:high]
    if low:
        before = "…" + before[before.find(" ") + 1 :] if " " in before else "…" + before
    if high < len(text):
        after = after[: after.rfind(" ")] + "…" if " " in after else after + "…"
    return " ".join((before + text[start:end] + after).split())


def _near(text: str, at: int, words: Collection[str]) -> bool:
    """Whether one of the words, in any of its forms, stands in the same sentence."""
    before = re.split(r"[.!?\n]\s", text[max(0, at - 300) : at])[-1]
    after = re.split(r"[.!?\n]\s", text[at : at + 300])[0]
    sentence = (before + after).lower()
    return any(len(word) > 3 and word.lower()[: max(4, len(word) - 3)] in sentence for word in words)


# --- patterns of personal details --------------------------------------------------------------

_UP, _LOW = "[А-ЯІЇЄҐ]", "[а-яіїєґ'’ʼ]"
_NAME = rf"{_UP}{_LOW}+(?:-{_UP}{_LOW}+)?"
_PATRONYMIC = rf"{_UP}{_LOW}+(?:ович|йович|евич|євич|івн|ївн)(?:а|у|ем|і|ові|ою|и|о)?"
_SURNAME = rf"{_UP}{_LOW}+(?:енк(?:о|а|у|ом|ові)|[чщ]ук(?:а|у|ом|ові)?)"
_DATE = rf"(?:\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+{MONTHS}(?:\s+\d{{4}})?)"
_BORN = (
    r"(?:народи(?:вся|лася|лись|лося)|народжен\w+|дата\s+народження|нар\.|born(?:\s+on)?|date\s+of\s+birth)"
)
_STREET = (
    r"(?:вул\.?|вулиц\w+|просп\.?|пр-т|проспект\w*|пров\.?|провул\w+|бульв\w*\.?|б-р|пл\.|площ[аіу]"
    r"|мкр\.?|мікрорайон\w*)"
)
_STREET_NAME = r"(?:[\w'’ʼ.«»\"-]+\s+){0,3}[\w'’ʼ.«»\"-]+"
_HOUSE_NUMBER = r"(?:№\s*)?\d+(?:[-/]?[а-яіїєґa-z\d])?\b(?!\s*(?:ос|люд|випад|діт|год|дн|рок))"
_SCHOOL = (
    r"(?:\w{0,10}школ\w{0,5}|шк\.|гімназі\w+|ліце\w+|сад(?:ок|ка|ку|очок|очку)|інтернат\w*|училищ\w+|коледж\w*"
    r"|school|lyceum|kindergarten|college)"
)
_YEARS_OF_AGE = (
    r"(?:двадцяти|тридцяти|сорока|п['’ʼ`]?ятдесяти|шістдесяти|сімдесяти|вісімдесяти)?"
    r"(?:одно|дво|три|чотири|п['’ʼ`]?яти|шести|семи|восьми|дев['’ʼ`]?яти|десяти"
    r"|(?:оди|два|три|чотир|п['’ʼ`]?ят|шіст|сім|вісім|дев['’ʼ`]?ят)надцяти)?"
)
_NOT_A_PLAN = r"(?!\s+(?:план|програм|стратег|договор|перспектив|період|строк|термін))"
_NOT_A_SPAN = r"(?<!\bза )(?<!\bчерез )(?<!протягом )(?<!продовж )(?<!останні )(?<!останніх )(?<!\bна )"
_NOT_A_TERM = r"(?!\s+(?:тому|позбав|поспіль|робот|служб|ув|ум|після|з\s+моменту))"

_PATTERNS: dict[Detail, list[str]] = {
    Detail.NAME: [
        rf"\b{_NAME}\s+{_UP}\.\s?(?:{_UP}\.)?",
        rf"\b{_UP}\.\s?{_UP}\.\s?{_NAME}",
        rf"(?<![.!?]\s)(?<!^)\b(?![МС]\.){_UP}\.\s?{_UP}{_LOW}+",
        rf"\b(?:{_NAME}\s+){{0,2}}{_PATRONYMIC}\b",
        rf"\b(?:гр\.|гр-(?:н|ка|ки|ну)|[Гг]ромадян(?:ин\w*|к\w+))\s+(?!Укра){_NAME}",
        rf"(?<!імені )(?<!ім\. )\b{_UP}{_LOW}{{2,}}\s+{_SURNAME}\b",
        r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?",
        r"\b[A-Z][a-z]+\s+[A-Z]\.\s?[A-Z]\.",
        r"\b[A-Z]\.\s?[A-Z]\.\s?[A-Z][a-z]+",
    ],
    Detail.ADDRESS: [
        rf"(?i:\b{_STREET}\s+{_STREET_NAME},?\s*(?:буд(?:инок|инку|\.)?\s*)?{_HOUSE_NUMBER})",
        r"(?i:\b(?:буд\.|кв\.|корп\.|під['’ʼ]?їзд\w*)\s*(?:№\s*)?\d+)(?!\s*(?:м\b|км))",
        r"(?i:\b(?:будин(?:ок|ку|ка)|квартир[аіиу])\s+(?:№\s*\d+\w?|\d+\w?\b(?!\s+[а-яіїєґ])))",
        r"\b\d+\w?\s+[A-Z][\w'’]+\s+(?:Street|St\.?|Avenue|Ave\.?|Lane|Road|Square)\b",
        r"\b[A-Z][\w'’]+\s+(?:Street|St\.|Avenue|Ave\.|Lane|Road|Square),?\s*\d+",
        r"(?i:\b(?:flat|apartment|apt\.?|house)\s+(?:No\.?\s*)?\d+\b)",
    ],
    Detail.PHONE: [  # not the free help lines
        r"(?<!\d)(?:\+?3?8[\s(-]*)?\(?0(?!\s?800)\d{2}\)?[\s-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)",
    ],
    Detail.BIRTH_DATE: [
        rf"(?i:\b{_BORN}[\s:,–-]*(?:в|у|on)?\s*{_DATE})",
        rf"(?i:(?:{_DATE}|\b\d{{4}})\s*(?:р(?:ік|оку|\.)?)?\s*(?:н\.|народж\w+))",
    ],
    Detail.DAY: [rf"(?i:\b{_DATE})", rf"\b{MONTHS}\s+\d{{1,2}}\b(?!\d)"],
    Detail.AGE: [
        rf"(?i:\b\d{{1,3}}\s?[-‑–]?\s?(?:ти|ми|и|х)?[-‑–]?річн\w+{_NOT_A_PLAN})",
        rf"(?i:\b{_YEARS_OF_AGE}(?<=[иоа])річн(?:ий|а|ого|ої|ому|ій|у|им|ою|і|их|ими)\b{_NOT_A_PLAN})",
        rf"(?i:{_NOT_A_SPAN}(?<!\d)\b\d{{1,3}}\s+(?:рок(?:ів|и)|рік)\b{_NOT_A_TERM})",
        r"(?i:\b(?:віком|у\s+віці|aged)\s+(?:від\s+)?\d{1,3}\b)",
        r"(?i:\b\d{1,3}[-\s]years?[-\s]olds?\b)",
    ],
    Detail.SCHOOL: [
        rf"(?i:\b{_SCHOOL}[^.;\d]{{0,30}}(?:№|N|No\.?|#)\s*\d+)",
        r"\b(?:ЗОШ|ЗЗСО|НВК|ДНЗ|ЗДО|СШ|НВО)[^.;\d]{0,20}\d+",
        rf"\b[Уу]ч(?:ень|ня|ню|нем|ениц\w+|ні|нів)\s+\d{{1,2}}(?:-?[йго]{{1,2}})?(?:-?{_UP})?\s+клас\w*",
        rf"\b\d{{1,2}}\s?-\s?[«\"]?{_UP}[»\"]?\s+клас\w*",
    ],
}
_DETAILS = [(kind, re.compile(pattern)) for kind, patterns in _PATTERNS.items() for pattern in patterns]
