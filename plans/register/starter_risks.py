"""The starter list of risks (`data/risks_1.json`; domain section F), read once and checked while reading.

`measures` are what communities usually do about such a risk: a hint beside the form, never written into a
register by itself, because only the group knows what is done in its own place.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from communities.models import VulnerableGroup
from communities.shared.data_files import DataFileError, read_json
from communities.topics import Topic
from reports.published.facts import Words

FILE = Path(__file__).parent.parent / "data" / "risks_1.json"
KEYS = {"code", "topic", "uk", "en", "measures_uk", "measures_en", "groups", "words"}


class RiskFileError(DataFileError):
    """The starter list cannot be used."""


@dataclass(frozen=True)
class StarterRisk:
    """`words`: beginnings of words by which a text about this risk can be known, lower case."""

    code: str
    topic: Topic
    title: Words
    measures: Words
    groups: tuple[VulnerableGroup, ...]
    words: tuple[str, ...]


@cache
def starter_risks() -> dict[str, StarterRisk]:
    """By code, in the order of the file."""
    return read_starter_file(FILE)


def read_starter_file(path: Path) -> dict[str, StarterRisk]:
    """Raises `RiskFileError` in words that say where."""
    said = read_json(path, fault=RiskFileError)
    if not isinstance(said, dict) or not isinstance(said.get("risks"), list):
        raise RiskFileError("the file holds no list “risks”.")
    found: dict[str, StarterRisk] = {}
    for number, row in enumerate(said["risks"], start=1):
        risk = _risk(row, where=f"risk {number}")
        if risk.code in found:
            raise RiskFileError(f"the risk “{risk.code}” stands twice.")
        found[risk.code] = risk
    return found


def _risk(row: object, *, where: str) -> StarterRisk:
    if not isinstance(row, dict) or set(row) != KEYS:
        raise RiskFileError(f"{where} must have exactly: {', '.join(sorted(KEYS))}.")
    where = f"risk “{row['code']}”"
    for name in ("code", "uk", "en", "measures_uk", "measures_en"):
        if not isinstance(row[name], str) or not row[name].strip():
            raise RiskFileError(f"{where}: “{name}” is empty.")
    if not re.fullmatch(r"[a-z_]{1,30}", row["code"]):
        raise RiskFileError(f"{where}: a code is made of small letters and _.")
    if row["topic"] not in Topic.values:
        raise RiskFileError(f"{where}: there is no topic “{row['topic']}”.")
    if unknown := [code for code in row["groups"] if code not in VulnerableGroup.values]:
        raise RiskFileError(f"{where}: there is no vulnerable group “{unknown[0]}”.")
    return StarterRisk(
        code=row["code"],
        topic=Topic(row["topic"]),
        title=Words(row["uk"], row["en"]),
        measures=Words(row["measures_uk"], row["measures_en"]),
        groups=tuple(VulnerableGroup(code) for code in row["groups"]),
        words=tuple(row["words"]),
    )


def topic_of(text: str) -> Topic | None:
    """Which topic a text is about, by the beginnings of its words; None when nothing tells.

    A suggestion for a form, which a person can change: the risk with most of its words in the text, the
    first of the list when several have as many.
    """
    words = re.findall(r"[\w’']+", text.lower())
    hits = {
        risk.code: sum(word.startswith(risk.words) for word in words) for risk in starter_risks().values()
    }
    code = max(hits, key=lambda each: hits[each])
    return starter_risks()[code].topic if hits[code] else None
