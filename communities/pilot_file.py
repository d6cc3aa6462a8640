"""Read and check `data/pilots.json`: oblasts, the pilot communities, their settlements and successors.

Nothing here knows the database; `pilot_loading` stores what is read.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from communities.codes import katottg_validator, koatuu_validator, same_oblast, within_hromada, within_raion
from communities.models.places import Level, SettlementType
from communities.shared.data_files import Bilingual, DataFileError, Node, read_json

PILOTS = Path(__file__).parent / "data" / "pilots.json"
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


class PilotFileError(DataFileError):
    """The file cannot be used as a list of communities."""


@dataclass(frozen=True)
class OblastInFile:
    slug: str
    name: Bilingual
    katottg: str


@dataclass(frozen=True)
class SuccessorInFile:
    name: Bilingual
    katottg: str
    is_partial: bool


@dataclass(frozen=True)
class SettlementInFile:
    name: Bilingual
    type: str
    katottg: str
    koatuu: str


@dataclass(frozen=True)
class CommunityInFile:
    """`oblast` is the slug of an oblast of the same file. Codes are empty where unknown."""

    slug: str
    oblast: str
    level: str
    name: Bilingual
    katottg: str
    koatuu: str
    abolished_on: dt.date | None
    population: int | None
    population_year: int | None
    population_source: str
    note: Bilingual
    successors: tuple[SuccessorInFile, ...]
    settlements: tuple[SettlementInFile, ...]


@dataclass(frozen=True)
class PilotFile:
    oblasts: tuple[OblastInFile, ...]
    communities: tuple[CommunityInFile, ...]


def read_pilot_file(path: Path = PILOTS) -> PilotFile:
    """Read, check and return the communities in `path`. Raises PilotFileError in words."""
    return parse_pilots(read_json(path, fault=PilotFileError))


def parse_pilots(data: object) -> PilotFile:
    top = Node.of(data, "the file", fault=PilotFileError)
    oblasts = tuple(_oblast(node) for node in top.nodes("oblasts"))
    codes = {row.slug: row.katottg for row in oblasts}
    if len(codes) < len(oblasts):
        raise PilotFileError("the file: two oblasts have the same address.")
    communities = tuple(_community(node, codes) for node in top.nodes("communities"))
    top.nothing_else()
    slugs = [*codes, *(row.slug for row in communities)]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise PilotFileError(f"the file: the address {slug} is used twice.")
    return PilotFile(oblasts, communities)


def _oblast(node: Node) -> OblastInFile:
    node.calls_itself("oblast", code_key="slug")
    row = OblastInFile(
        slug=node.code("slug", _SLUG),
        name=node.words("name"),
        katottg=_official(node, "katottg", katottg_validator),
    )
    node.nothing_else()
    return row


def _community(node: Node, oblasts: dict[str, str]) -> CommunityInFile:
    node.calls_itself("community", code_key="slug")
    row = CommunityInFile(
        slug=node.code("slug", _SLUG),
        oblast=node.one_of("oblast", list(oblasts)),
        level=node.one_of("level", Level.values),
        name=node.words("name"),
        katottg=_official(node, "katottg", katottg_validator, empty_allowed=True),
        koatuu=_official(node, "koatuu", koatuu_validator, empty_allowed=True),
        abolished_on=node.day_or_none("abolished_on"),
        population=node.number_or_none("population", at_least=1, at_most=5_000_000),
        population_year=node.number_or_none("population_year", at_least=1991, at_most=2100),
        population_source=node.text("population_source", empty_allowed=True),
        note=node.words("note", empty_allowed=True),
        successors=tuple(_successor(child) for child in node.nodes("successors", empty_allowed=True)),
        settlements=tuple(_settlement(child) for child in node.nodes("settlements", empty_allowed=True)),
    )
    node.nothing_else()
    known = row.population is not None
    if known != (row.population_year is not None) or known != bool(row.population_source):
        raise node.error("a population figure needs its year and its source, and none without a figure")
    _check_nesting(node, row, oblasts[row.oblast])
    return row


def _successor(node: Node) -> SuccessorInFile:
    row = SuccessorInFile(
        name=node.words("name"),
        katottg=_official(node, "katottg", katottg_validator),
        is_partial=node.flag("is_partial"),
    )
    node.nothing_else()
    return row


def _settlement(node: Node) -> SettlementInFile:
    node.calls_itself("settlement", code_key="name_en")
    row = SettlementInFile(
        name=node.words("name"),
        type=node.one_of("type", SettlementType.values),
        katottg=_official(node, "katottg", katottg_validator, empty_allowed=True),
        koatuu=_official(node, "koatuu", koatuu_validator, empty_allowed=True),
    )
    node.nothing_else()
    return row


def _check_nesting(node: Node, row: CommunityInFile, oblast: str) -> None:
    """Every code lies within the codes above it."""
    codes = [(child.name.en, child.katottg) for child in row.successors]
    codes += [(child.name.en, child.katottg) for child in row.settlements]
    for name, code in codes:
        if code and not same_oblast(code, oblast):
            raise node.error(f"{name} ({code}) lies in another oblast")
    for settlement in row.settlements:
        if settlement.koatuu and row.koatuu and not within_raion(settlement.koatuu, row.koatuu):
            raise node.error(f"{settlement.name.en} ({settlement.koatuu}) lies in another district")
        if settlement.katottg and not any(
            within_hromada(settlement.katottg, successor.katottg) for successor in row.successors
        ):
            raise node.error(f"{settlement.name.en} ({settlement.katottg}) lies in none of the successors")


def _official(node: Node, key: str, validator: RegexValidator, *, empty_allowed: bool = False) -> str:
    value = node.text(key, empty_allowed=empty_allowed)
    if value:
        try:
            validator(value)
        except ValidationError as error:
            raise node.error(f"“{key}” is {value}. {error.messages[0].rstrip('.')}") from error
    return value
