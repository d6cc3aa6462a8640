"""Read and check `data/pilots_2019.json`: the figures that the extract of the final report prints for the
four pilot districts, each with where it stands there, and the places where the source contradicts itself.

Nothing here knows the database; `pilot_results` stores what is read.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from communities.shared.data_files import Bilingual, DataFileError, Node, read_json
from surveys.results import ALL, Cell, Flag, Printed, Table

PILOTS = Path(__file__).parent / "data" / "pilots_2019.json"


class PilotFileError(DataFileError):
    """The file cannot be used as printed results."""


class Location(StrEnum):
    BOX = "box"
    TEXT = "text"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


@dataclass(frozen=True)
class FigureInFile:
    """One printed figure. `breakdown`, `group`: a question and its answer when it is not about everybody.

    `counts`: this print gives the percentage; False for one that the source itself makes doubtful.
    """

    question: str
    answer: str
    percent: Decimal
    location: Location
    quote: str
    note: Bilingual
    flags: tuple[Flag, ...]
    breakdown: str
    group: str
    counts: bool

    @property
    def cell(self) -> tuple[str, str, str, str]:
        return self.question, self.answer, self.breakdown, self.group


@dataclass(frozen=True)
class PlaceInFile:
    """Where a note matters; without an answer the whole question, without a question everything."""

    community: str
    question: str
    answer: str


@dataclass(frozen=True)
class NoteInFile:
    number: int
    severity: Severity
    text: Bilingual
    places: tuple[PlaceInFile, ...]


@dataclass(frozen=True)
class WaveInFile:
    """What the source says of the survey; whatever is not here it does not state."""

    slug: str
    title: Bilingual
    questionnaire: str
    version: int
    source: str
    note: Bilingual


@dataclass(frozen=True)
class PilotFile:
    """`figures`: by the address (slug) of the community."""

    wave: WaveInFile
    figures: dict[str, tuple[FigureInFile, ...]]
    notes: tuple[NoteInFile, ...]

    def table(self, community: str) -> Table:
        """The results of one community: two prints of one figure are one cell, in the order of the source."""
        rows = self.figures[community]
        order = list(dict.fromkeys(row.cell for row in rows))
        by_cell = sorted(rows, key=lambda row: order.index(row.cell))
        return Table(
            n=None,
            cells=tuple(_cell(list(prints)) for _, prints in groupby(by_cell, key=lambda row: row.cell)),
            notes=tuple(
                {
                    "number": note.number,
                    "question": place.question,
                    "answer": place.answer,
                    "uk": note.text.uk,
                    "en": note.text.en,
                    "severity": note.severity.value,
                }
                for note in self.notes
                for place in note.places
                if place.community == community
            ),
        )


def _cell(prints: list[FigureInFile]) -> Cell:
    first = next(row for row in prints if row.counts)
    return Cell(
        question=first.question,
        answer=first.answer,
        percent=float(first.percent),
        breakdown=first.breakdown,
        group=first.group,
        flags=tuple(flag for flag in Flag if any(flag in row.flags for row in prints)),
        printed=tuple(
            Printed(
                location=row.location.value,
                quote=row.quote,
                percent=float(row.percent),
                note_uk=row.note.uk,
                note_en=row.note.en,
            )
            for row in prints
        ),
    )


def read_pilot_file(path: Path = PILOTS) -> PilotFile:
    """Read, check and return the printed results in `path`. Raises PilotFileError in words."""
    return parse_pilots(read_json(path, fault=PilotFileError))


def parse_pilots(data: object) -> PilotFile:
    """Check what was read from JSON. Raises PilotFileError in words."""
    top = Node.of(data, "the file", fault=PilotFileError)
    wave = _wave(top.node("wave"))
    figures: dict[str, tuple[FigureInFile, ...]] = {}
    for node in top.nodes("communities"):
        slug, rows = _community(node)
        if slug in figures:
            raise PilotFileError(f"the file: the community {slug} stands twice.")
        figures[slug] = rows
    notes = tuple(_note(node, list(figures)) for node in top.nodes("notes", empty_allowed=True))
    expected = top.node("expects")
    found = sum(len(rows) for rows in figures.values()), len(notes)
    wanted = expected.number("figures", at_least=1), expected.number("notes", at_least=0)
    expected.nothing_else()
    top.nothing_else()
    if found != wanted:
        raise PilotFileError(
            f"the file: “expects” says {wanted[0]} figures and {wanted[1]} notes, "
            f"the file has {found[0]} and {found[1]}. Has a part been lost?"
        )
    return PilotFile(wave, figures, notes)


# --- the parts ---

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_QUESTION = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_ANSWER = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def _wave(node: Node) -> WaveInFile:
    edition = node.node("questionnaire")
    row = WaveInFile(
        slug=node.code("slug", _SLUG),
        title=node.words("title"),
        questionnaire=edition.code("code", _SLUG),
        version=edition.number("version", at_least=1),
        source=node.text("source"),
        note=node.words("note", empty_allowed=True),
    )
    edition.nothing_else()
    node.nothing_else()
    return row


def _community(node: Node) -> tuple[str, tuple[FigureInFile, ...]]:
    node.calls_itself("community", code_key="community")
    slug = node.code("community", _SLUG)
    rows = tuple(_figure(child) for child in node.nodes("figures"))
    node.nothing_else()
    for cell in {row.cell for row in rows}:
        percents = {row.percent for row in rows if row.cell == cell and row.counts}
        if len(percents) != 1:
            raise node.error(
                f"{cell[0]} {cell[1]} is printed with {len(percents)} percentages that count; it must be one"
            )
    return slug, rows


def _figure(node: Node) -> FigureInFile:
    node.calls_itself("figure", code_key="quote")
    breakdown, group = _of_whom(node)
    percent = node.decimal_or_none("percent")
    row = FigureInFile(
        question=node.code("question", _QUESTION),
        answer=node.code("answer", _ANSWER),
        percent=Decimal(-1) if percent is None else percent,
        location=node.word("location", Location),
        quote=node.text("quote"),
        note=node.words("note", empty_allowed=True),
        flags=_flags(node),
        breakdown=breakdown,
        group=group,
        counts=node.flag("counts"),
    )
    node.nothing_else()
    if not 0 <= row.percent <= 100:
        raise node.error("“percent” must be a number from 0 to 100; what was not printed has no row")
    return row


def _of_whom(node: Node) -> tuple[str, str]:
    if node.take("of") is None:
        return ALL, ALL
    inner = node.node("of")
    found = inner.code("question", _QUESTION), inner.code("answer", _ANSWER)
    inner.nothing_else()
    return found


def _flags(node: Node) -> tuple[Flag, ...]:
    said = node.texts("flags")
    if unknown := set(said) - set(Flag):
        raise node.error(f"nobody knows the flag “{min(unknown)}”; known are {', '.join(Flag)}")
    return tuple(Flag(each) for each in said)


def _note(node: Node, communities: Collection[str]) -> NoteInFile:
    node.calls_itself("note", code_key="number")
    row = NoteInFile(
        number=node.number("number", at_least=1),
        severity=node.word("severity", Severity),
        text=node.words("text"),
        places=tuple(_place(child, communities) for child in node.nodes("places")),
    )
    node.nothing_else()
    return row


def _place(node: Node, communities: Collection[str]) -> PlaceInFile:
    row = PlaceInFile(
        community=node.one_of("community", list(communities)),
        question=node.text("question", empty_allowed=True),
        answer=node.text("answer", empty_allowed=True),
    )
    node.nothing_else()
    if row.answer and not row.question:
        raise node.error("“answer” needs its “question”")
    return row
