"""The facts of a published report, after disclosure control, frozen and in both languages.

A `PublicReport` is all that pages, PDF, CSV and JSON know. It is written once by
`reports.publishing.publication` and kept as JSON in `Publication.facts`; nothing here reads the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from communities.shared.disclosure import Change, Shown

FACTS_FORMAT = 1


@dataclass(frozen=True)
class Words:
    """A text of the form in both languages."""

    uk: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.uk

    def as_json(self) -> dict[str, str]:
        return {"uk": self.uk, "en": self.en}

    @classmethod
    def from_json(cls, data: dict[str, str]) -> "Words":
        return cls(uk=data["uk"], en=data["en"])


class Verdict(StrEnum):
    """What the change against the previous period means for residents."""

    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    MIXED = "mixed"  # some figures better, others worse
    NOT_JUDGED = "not_judged"  # the direction of these figures says nothing by itself
    NO_COMPARISON = "no_comparison"  # nothing to compare with, or hidden


@dataclass(frozen=True)
class Figure:
    """One indicator with its two comparisons. `text` holds the words of a text indicator; `adds_up`:
    figures of several periods may be summed."""

    code: str
    type: str
    direction: str
    is_core: bool
    is_sensitive: bool
    decimals: int
    label: Words
    unit: Words
    now: Shown
    previous: Shown
    last_year: Shown
    change: Change
    change_in_a_year: Change
    verdict: Verdict
    text: str = ""
    reason: str = ""
    adds_up: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "type": self.type,
            "direction": self.direction,
            "is_core": self.is_core,
            "is_sensitive": self.is_sensitive,
            "decimals": self.decimals,
            "label": self.label.as_json(),
            "unit": self.unit.as_json(),
            "now": self.now.as_json(),
            "previous": self.previous.as_json(),
            "last_year": self.last_year.as_json(),
            "change": self.change.as_json(),
            "change_in_a_year": self.change_in_a_year.as_json(),
            "verdict": self.verdict.value,
            "text": self.text,
            "reason": self.reason,
            "adds_up": self.adds_up,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Figure":
        return cls(
            **{
                **data,
                "label": Words.from_json(data["label"]),
                "unit": Words.from_json(data["unit"]),
                "now": Shown.from_json(data["now"]),
                "previous": Shown.from_json(data["previous"]),
                "last_year": Shown.from_json(data["last_year"]),
                "change": Change.from_json(data["change"]),
                "change_in_a_year": Change.from_json(data["change_in_a_year"]),
                "verdict": Verdict(data["verdict"]),
            }
        )


@dataclass(frozen=True)
class Narrative:
    """`code` is problem, achievements, shortcomings or next_steps; `text` as the police wrote it."""

    code: str
    label: Words
    text: str


@dataclass(frozen=True)
class Helpline:
    name: Words
    number: str
    hours: Words = field(default_factory=lambda: Words("", ""))


@dataclass(frozen=True)
class Withheld:
    """How much of a section is not public, without saying what it says. `until`: ISO day or empty."""

    level: str
    figures: int
    narrative: bool
    until: str = ""


@dataclass(frozen=True)
class PublicSection:
    number: int
    code: str
    title: Words
    about: Words
    language: str  # in which the narratives are written
    verdict: Verdict
    figures: tuple[Figure, ...]
    narratives: tuple[Narrative, ...]
    withheld: tuple[Withheld, ...] = ()
    helplines: tuple[Helpline, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "code": self.code,
            "title": self.title.as_json(),
            "about": self.about.as_json(),
            "language": self.language,
            "verdict": self.verdict.value,
            "figures": [figure.as_json() for figure in self.figures],
            "narratives": [
                {"code": n.code, "label": n.label.as_json(), "text": n.text} for n in self.narratives
            ],
            "withheld": [
                {"level": w.level, "figures": w.figures, "narrative": w.narrative, "until": w.until}
                for w in self.withheld
            ],
            "helplines": [
                {"name": h.name.as_json(), "number": h.number, "hours": h.hours.as_json()}
                for h in self.helplines
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PublicSection":
        return cls(
            number=data["number"],
            code=data["code"],
            title=Words.from_json(data["title"]),
            about=Words.from_json(data["about"]),
            language=data["language"],
            verdict=Verdict(data["verdict"]),
            figures=tuple(Figure.from_json(figure) for figure in data["figures"]),
            narratives=tuple(
                Narrative(n["code"], Words.from_json(n["label"]), n["text"]) for n in data["narratives"]
            ),
            withheld=tuple(Withheld(**w) for w in data["withheld"]),
            helplines=tuple(
                Helpline(Words.from_json(h["name"]), h["number"], Words.from_json(h["hours"]))
                for h in data["helplines"]
            ),
        )


@dataclass(frozen=True)
class PublicReport:
    """Everything that residents see of one version of a report.

    `period_starts_on`, `period_ends_on` are ISO days, `published_at` an ISO instant in UTC.
    `summary` holds whole sentences, the same number in both languages. `reason` says why there is a
    version after the first; what a person wrote is the same in both. `has_previous` and
    `has_last_year` say whether there was a published report to compare with.
    """

    community_slug: str
    community: Words
    oblast: Words
    period_starts_on: str
    period_ends_on: str
    form: str
    version: int
    reason: Words
    published_at: str
    published_by: str
    is_demonstration: bool
    has_previous: bool
    has_last_year: bool
    summary: tuple[Words, ...]
    sections: tuple[PublicSection, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FACTS_FORMAT,
            "community_slug": self.community_slug,
            "community": self.community.as_json(),
            "oblast": self.oblast.as_json(),
            "period_starts_on": self.period_starts_on,
            "period_ends_on": self.period_ends_on,
            "form": self.form,
            "version": self.version,
            "reason": self.reason.as_json(),
            "published_at": self.published_at,
            "published_by": self.published_by,
            "is_demonstration": self.is_demonstration,
            "has_previous": self.has_previous,
            "has_last_year": self.has_last_year,
            "summary": [words.as_json() for words in self.summary],
            "sections": [section.as_json() for section in self.sections],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PublicReport":
        fields = {key: value for key, value in data.items() if key != "format"}
        return cls(
            **{
                **fields,
                "community": Words.from_json(data["community"]),
                "oblast": Words.from_json(data["oblast"]),
                "reason": Words.from_json(data["reason"]),
                "summary": tuple(Words.from_json(words) for words in data["summary"]),
                "sections": tuple(PublicSection.from_json(section) for section in data["sections"]),
            }
        )


def by_code(sections: Iterable[PublicSection]) -> dict[str, Figure]:
    return {figure.code: figure for section in sections for figure in section.figures}
