"""One value of a file: what it means as an answer, a number, a weight or a community, or what is wrong.

Nothing here knows rows: `surveys.checking` asks once for each different value of a column.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.definition import Option, QuestionDefinition
from surveys.problems import Kind
from surveys.reading.columns import FileColumn, Value, as_text

EXCEL_DATE = re.compile(r"(1899|19[0-2]\d)-\d\d-\d\d(T[\d:.]+)?|\d{4}-\d\d-\d\dT[\d:.]+|\d\d:\d\d:\d\d[\d.]*")
YES = frozenset({"1", "true", "yes", "так", "y", "t", "x", "+"})
NO = frozenset({"0", "false", "no", "ні", "n", "f", "-", "not selected", "не обрано"})
MOST_WORDS = 200  # of a value that may be several labels
EMPTY_WORDS = frozenset({"n/a", "na", "nan", "null", "#null!", "."})


@dataclass(frozen=True)
class Judged:
    """Of one different value: what it means, or what is wrong with it."""

    meaning: Any = None
    wrong: Kind | None = None


class AnswerReader:
    """Reads an answer in any of the ways in which tools write one."""

    def __init__(self, question: QuestionDefinition, about: FileColumn) -> None:
        self.question, self.about = question, about
        self.words: dict[str, Option] = {}
        for option in question.options:
            for word in (option.code, option.label.uk, option.label.en):
                self.words.setdefault(folded(word), option)

    def read(self, value: Value) -> Judged:
        if (option := self._find(value)) is not None:
            return Judged(option)
        return Judged() if self._is_nothing(value) else Judged(wrong=_what_else(value))

    def read_several(self, value: Value) -> Judged:
        """Codes with spaces between, or labels with semicolons, commas or, as KoBoToolbox does, spaces."""
        if (one := self._find(value)) is not None:
            return Judged(frozenset({one.code}))
        if self._is_nothing(value):
            return Judged()
        for between in (None, ";", "|", ","):
            parts = [part.strip() for part in str(value).split(between)]
            options = [self._find(part) for part in parts if part]
            if options and all(options):
                return Judged(frozenset(option.code for option in options if option))
        if (codes := self._labels_in_a_row(folded(str(value)).split(" "))) is not None:
            return Judged(codes)
        return Judged(wrong=_what_else(value))

    def _labels_in_a_row(self, words: Sequence[str]) -> frozenset[str] | None:
        """None when the words are not labels one after the other, or when they could be read in two ways."""
        if len(words) > MOST_WORDS:
            return None
        longest = max(label.count(" ") for label in self.words) + 1
        readings: list[set[frozenset[str]]] = [{frozenset()}, *(set() for _ in words)]
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - longest), end):
                option = self.words.get(" ".join(words[start:end])) if readings[start] else None
                if option is not None:
                    readings[end] |= {codes | {option.code} for codes in readings[start]}
        return readings[-1].pop() if len(readings[-1]) == 1 else None

    def _find(self, value: Value) -> Option | None:
        if value is None:
            return None
        number = _as_number(value)
        if number is not None and self.about.labels.get(number):
            labelled = self.words.get(folded(self.about.labels[number]))
            if labelled is not None:
                return labelled
        if number is not None and number.is_integer():
            return self.question.option_of_value.get(int(number))
        return self.words.get(folded(str(value)))

    def _is_nothing(self, value: Value) -> bool:
        if value is None or folded(str(value)) in EMPTY_WORDS:
            return True
        number = _as_number(value)
        return number is not None and any(low <= number <= high for low, high in self.about.missing)


def number_in(value: Value, question: QuestionDefinition, about: FileColumn) -> Judged:
    if value is None or folded(str(value)) in EMPTY_WORDS:
        return Judged()
    number = _as_number(value)
    if number is None:
        other = _what_else(value)
        return Judged(wrong=Kind.NOT_A_NUMBER if other is Kind.UNKNOWN_ANSWER else other)
    if any(low <= number <= high for low, high in about.missing):
        return Judged()
    least = -np.inf if question.least is None else question.least
    most = np.inf if question.most is None else question.most
    return Judged(number) if least <= number <= most else Judged(wrong=Kind.OUT_OF_RANGE)


def plain_weights(values: Sequence[Value]) -> NDArray[np.float64] | None:
    """All of them, when there is nothing to say of any; there may be a hundred thousand different ones."""
    try:
        found = np.array(values, dtype=np.float64) if None not in values else None
    except ValueError:
        return None
    fine = found is not None and len(found) and np.isfinite(found).all() and (found > 0).all()
    return found if fine else None


def weight_in(value: Value) -> Judged:
    if value is None:
        return Judged(wrong=Kind.WEIGHT_MISSING)
    number = _as_number(value)
    if number is None:
        return Judged(wrong=Kind.WEIGHT_NOT_A_NUMBER)
    if number < 0:
        return Judged(wrong=Kind.WEIGHT_NEGATIVE)
    return Judged(number, wrong=None if number else Kind.WEIGHT_ZERO)


def community_in(value: Value, known: Mapping[str, str]) -> Judged:
    if value is None:
        return Judged(wrong=Kind.COMMUNITY_MISSING)
    slug = known.get(folded(str(value)))
    return Judged(slug, wrong=None if slug else Kind.COMMUNITY_UNKNOWN)


def yes_or_no(value: Value, option: Option) -> Judged:
    """The column of one of several answers: 1 and 0, yes and no, or the answer itself and nothing."""
    if value is None or folded(str(value)) in EMPTY_WORDS:
        return Judged(meaning=False)
    word = folded(as_text(value))
    own = {folded(option.code), folded(option.label.uk), folded(option.label.en), str(option.value)}
    if word in YES or word in own:
        return Judged(meaning=True)
    if word in NO:
        return Judged(meaning=False)
    other = _what_else(value)
    return Judged(wrong=Kind.NOT_YES_OR_NO if other is Kind.UNKNOWN_ANSWER else other)


def _what_else(value: Value) -> Kind:
    """What stands there instead of an answer."""
    text = str(value)
    if EXCEL_DATE.fullmatch(text):
        return Kind.A_DATE
    if text.startswith(("=", "@", "＝")) or (text[:1] in "+-" and not text[1:2].isdigit()):
        return Kind.A_FORMULA
    return Kind.UNKNOWN_ANSWER


def _as_number(value: Value) -> float | None:
    """Also with a decimal comma and with spaces between thousands."""
    if isinstance(value, (int, float)):
        number = float(value)
    else:
        text = str(value).strip().replace("\u00a0", "").replace(" ", "")
        if not re.fullmatch(r"[+-]?\d{1,15}([.,]\d{1,20})?([eE][+-]?\d{1,2})?", text):
            return None
        number = float(text.replace(",", "."))
    return number if np.isfinite(number) else None


def folded(text: str) -> str:
    """How words are compared: apostrophes, spaces and letters differ from program to program."""
    return " ".join(text.replace("’", "'").replace("ʼ", "'").casefold().split())
