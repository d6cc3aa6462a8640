"""Invented people who answer the invented surveys of the demonstration: a file as it comes from the field.

Drawn by chance with a fixed seed, so every demonstration has the same people. Nothing here knows the
database.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from communities.shared.data_files import read_json
from config.demo_data import DemoFileError
from surveys.definition import COMMUNITY, WEIGHT, QuestionDefinition, QuestionnaireDefinition

SURVEYS = Path(__file__).parent / "data" / "demo_surveys.json"

Shares = Mapping[str, float]
Person = dict[str, str]
Told = Mapping[str, Any]


@dataclass(frozen=True)
class InventedWave:
    """One wave of the file. `number`: from 1; it is part of the seed."""

    number: int
    told: Told
    common: Told

    def file(self, definition: QuestionnaireDefinition) -> bytes:
        """Everybody's answers as CSV, with a weight and the address of the community."""
        people = [
            person
            for place, how_many in self.told["people"].items()
            for person in _weighted(self._people(place, how_many, definition), self.common["weights"], place)
        ]
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, fieldnames=list(people[0]))
        writer.writeheader()
        writer.writerows(people)
        return out.getvalue().encode()

    def _people(self, place: str, how_many: int, definition: QuestionnaireDefinition) -> list[Person]:
        chance = random.Random(f"{self.number} {place}")  # noqa: S311 - no secrets, the same people each time
        return [self._person(place, definition, chance) for _ in range(how_many)]

    def _person(self, place: str, definition: QuestionnaireDefinition, chance: random.Random) -> Person:
        given: dict[str, list[str]] = {}
        # Who says it comes first: answers lean on it.
        asked = sorted(definition, key=lambda question: not question.is_profile)
        for question in asked:
            shares = self._shares(place, question, given)
            if not shares or not _is_asked(question, given):
                given[question.code] = []
            elif question.is_multiple:
                given[question.code] = _ticked(question, shares, chance)
            else:
                given[question.code] = _one(shares, chance)
        return {
            question.code: " ".join(given[question.code])
            for question in definition
            if question.has_options and self._asks(question)
        }

    def _asks(self, question: QuestionDefinition) -> bool:
        """A wave may ask less than the questionnaire holds, as real ones do."""
        return question.is_profile or "asked" not in self.told or question.code in self.told["asked"]

    def _shares(self, place: str, question: QuestionDefinition, given: Mapping[str, Sequence[str]]) -> Shares:
        """From the broadest to the narrowest: everywhere, in this community, in this wave, in both."""
        layers = (
            self.common["profile"] if question.is_profile else self.common["answers"],
            self.common["places"][place],
            self.told["answers"],
            self.told.get("places", {}).get(place, {}),
        )
        shares: dict[str, float] = {}
        for layer in layers:
            said = layer.get(question.code, {})
            shares = shares | said if question.is_multiple else dict(said or shares)
        for tilt in self.common["tilts"]:
            if tilt["question"] == question.code and tilt["group"] in given.get(tilt["breakdown"], ()):
                for answer in tilt["answers"]:
                    shares[answer] = shares[answer] * tilt["times"]
        return shares


def read_waves() -> list[InventedWave]:
    """Raises `DemoFileError` when the file is no JSON."""
    data: Any = read_json(SURVEYS, fault=DemoFileError)
    return [InventedWave(number, told, data) for number, told in enumerate(data["waves"], start=1)]


def _is_asked(question: QuestionDefinition, given: Mapping[str, Sequence[str]]) -> bool:
    return question.asked_if is None or question.asked_if.holds(given[question.asked_if.question])


def _one(shares: Shares, chance: random.Random) -> list[str]:
    return chance.choices(list(shares), list(shares.values()))


def _ticked(question: QuestionDefinition, shares: Shares, chance: random.Random) -> list[str]:
    """An answer that stands alone, or any of the others; whoever ticks none of them says the commonest."""
    for option in question.options:
        if option.is_exclusive and chance.random() < shares.get(option.code, 0):
            return [option.code]
    others = [option.code for option in question.options if not option.is_exclusive]
    return [code for code in others if chance.random() < shares.get(code, 0)] or [
        max(others, key=lambda code: shares.get(code, 0))
    ]


def _weighted(people: list[Person], wanted: Mapping[str, Shares], place: str) -> list[Person]:
    """So that the groups of `wanted` have these shares, each breakdown for itself (one step of raking)."""
    there = {code: Counter(person[code] for person in people) for code in wanted}
    for person in people:
        weight = 1.0
        for code, shares in wanted.items():
            weight *= shares[person[code]] * len(people) / there[code][person[code]]
        person[WEIGHT], person[COMMUNITY] = f"{weight:.4f}", place
    return people
