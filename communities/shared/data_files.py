"""Read a JSON file that people edit, with a finger on the place of every mistake.

A `Node` is one JSON object and the words for where it stands (`section 4 (REP), indicator
REP_SUSP`). Each kind of file has its own subclass of `DataFileError`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TypeVar


class DataFileError(ValueError):
    """The file cannot be used. The message says where in the file and what to mend."""


@dataclass(frozen=True)
class Bilingual:
    """One text in both languages."""

    uk: str
    en: str


_Word = TypeVar("_Word", bound=StrEnum)
_LONGEST = 2000


def read_json(path: Path, *, fault: type[DataFileError]) -> object:
    """What is in the JSON file. Raises `fault` in words, also for a key that stands twice, and NaN."""

    def no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                beside = found.get("code", pairs[0][0])
                raise fault(f"the key “{key}” stands twice in one object (beside “{beside}”).")
            found[key] = value
        return found

    def no_infinity(constant: str) -> object:
        raise fault(f"{constant} is not a number that such a file may hold.")

    try:
        text = path.read_text(encoding="utf-8")
        found: object = json.loads(text, object_pairs_hook=no_key_twice, parse_constant=no_infinity)
    except OSError as error:
        raise fault(f"{path.name} could not be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise fault(f"{path.name} is not UTF-8 text (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise fault(f"{path.name} is not JSON: {where}: {error.msg}.") from error
    except RecursionError as error:
        raise fault(f"{path.name} is nested too deeply.") from error
    return found


class Node:
    """One JSON object together with the words for where it stands; remembers which keys were asked for."""

    def __init__(self, values: Mapping[str, object], place: str, *, fault: type[DataFileError]) -> None:
        self.values = values
        self.place = place
        self.fault = fault
        self.is_row = False
        self.asked: set[str] = set()

    @classmethod
    def of(cls, value: object, place: str, *, fault: type[DataFileError], is_row: bool = False) -> Node:
        if not isinstance(value, dict):
            raise fault(f"{place}: expected an object in curly brackets, found {_name(value)}.")
        node = cls(value, place, fault=fault)
        node.is_row = is_row
        return node

    def error(self, problem: str) -> DataFileError:
        return self.fault(f"{self.place}: {problem}.")

    def calls_itself(self, what: str, *, code_key: str = "code", number_key: str = "") -> None:
        """From here on, errors name the row by its code instead of its position."""
        code, number = self.values.get(code_key), self.values.get(number_key)
        prefix = self.place.rpartition(", ")[0] if ", " in self.place else ""
        if isinstance(code, str) and code:
            name = f"{what} {number} ({code})" if number is not None else f"{what} {code}"
            self.place = f"{prefix}, {name}" if prefix else name

    def nothing_else(self) -> None:
        for key in self.values:
            if key not in self.asked:
                raise self.error(f"nobody knows the key “{key}”. Is it misspelt?")

    def take(self, key: str) -> object:
        self.asked.add(key)
        if key not in self.values:
            raise self.error(f"“{key}” is missing")
        return self.values[key]

    def node(self, key: str) -> Node:
        return Node.of(self.take(key), f"{self.place}, “{key}”", fault=self.fault)

    def nodes(self, key: str, *, empty_allowed: bool = False) -> list[Node]:
        value = self.take(key)
        if not isinstance(value, list):
            raise self.error(f"“{key}” must be a list in square brackets, found {_name(value)}")
        if not value and not empty_allowed:
            raise self.error(f"“{key}” is empty")
        prefix = f"{self.place}, " if self.is_row else ""
        one = key.removesuffix("s")
        return [
            Node.of(child, f"{prefix}{one} no. {at}", fault=self.fault, is_row=True)
            for at, child in enumerate(value, 1)
        ]

    def text(self, key: str, *, empty_allowed: bool = False) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise self.error(f"“{key}” must be text, found {_name(value)}")
        if value != value.strip() or any(ord(sign) < 32 for sign in value):
            raise self.error(f"“{key}” begins or ends with a space, or has a line break or control sign")
        if not value and not empty_allowed:
            raise self.error(f"“{key}” is empty")
        if len(value) > _LONGEST:
            raise self.error(f"“{key}” is longer than {_LONGEST} signs")
        return value

    def words(self, key: str, *, empty_allowed: bool = False) -> Bilingual:
        words = Bilingual(
            uk=self.text(f"{key}_uk", empty_allowed=empty_allowed),
            en=self.text(f"{key}_en", empty_allowed=empty_allowed),
        )
        if bool(words.uk) != bool(words.en):
            raise self.error(f"“{key}” is there in one language only")
        return words

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.error(f"“{key}” must be a list of texts")
        return tuple(str(each) for each in value)

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.error(f"“{key}” must be true or false, found {_name(value)}")
        return value

    def number(self, key: str, *, at_least: int, at_most: int | None = None) -> int:
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(f"“{key}” must be a whole number, found {_name(value)}")
        if value < at_least or (at_most is not None and value > at_most):
            upper = "" if at_most is None else f" and at most {at_most}"
            raise self.error(f"“{key}” must be at least {at_least}{upper}, found {value}")
        return value

    def number_or_none(self, key: str, *, at_least: int, at_most: int | None = None) -> int | None:
        return None if self.take(key) is None else self.number(key, at_least=at_least, at_most=at_most)

    def decimal_or_none(self, key: str) -> Decimal | None:
        if self.take(key) is None:
            return None
        try:
            value = Decimal(self.text(key))
        except InvalidOperation:
            raise self.error(f'“{key}” must be a number written as text, like "100"') from None
        if not value.is_finite():
            raise self.error(f"“{key}” must be a finite number")
        return value

    def code(self, key: str, pattern: re.Pattern[str]) -> str:
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.error(f"“{key}” is “{value}”, which is not written as such a code must be")
        return value

    def code_or_none(self, key: str, pattern: re.Pattern[str]) -> str | None:
        return None if self.take(key) is None else self.code(key, pattern)

    def one_of(self, key: str, known: Sequence[str]) -> str:
        value = self.text(key)
        if value not in known:
            raise self.error(f"“{key}” is “{value}”; known are {', '.join(known)}")
        return value

    def day_or_none(self, key: str) -> dt.date | None:
        if self.take(key) is None:
            return None
        value = self.text(key)
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise self.error(f"“{key}” is “{value}”; write a day like 2020-07-18") from None

    def word(self, key: str, vocabulary: type[_Word]) -> _Word:
        return vocabulary(self.one_of(key, list(vocabulary)))


def _name(value: object) -> str:
    """What a JSON value is, in words."""
    kinds: dict[type, str] = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number with a fraction",
    }
    return kinds.get(type(value), "nothing (null)")
