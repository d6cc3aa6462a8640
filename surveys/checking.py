"""Answers of a file against the questionnaire: what cannot be right is told by row, column and value.

Every different value of a column is judged once, and rows are looked for only where something is wrong, so a
hundred thousand rows cost little more than a hundred. Nothing here knows the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from surveys.definition import COMMUNITY, WEIGHT, Option, QuestionDefinition, QuestionnaireDefinition
from surveys.judging import AnswerReader, Judged, community_in, number_in, plain_weights, weight_in, yes_or_no
from surveys.mapping import Target
from surveys.models import QuestionType
from surveys.problems import LISTED_OF_A_KIND, Kind, Problems
from surveys.progress import Told, to_nobody
from surveys.reading.columns import Coded, FileColumn, Value, as_text

FEW_VALUES = 4  # in a column: not worth counting first

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Checked:
    """`frame`: as `tabulation.tabulate` wants it, without rows that hold no answer. `counts`: the preview."""

    frame: pl.DataFrame
    problems: Problems
    counts: dict[str, Any]


def check(
    columns: Mapping[str, Coded],
    rows: int,
    mapping: Mapping[str, Target],
    definition: QuestionnaireDefinition,
    *,
    about: Mapping[str, FileColumn],
    communities: Mapping[str, str],
    community_known: bool,
    told: Told = to_nobody,
) -> Checked:
    """`communities`: slugs of the wave by name or slug in small letters. `community_known`: the whole file is
    of one of them, or the wave has only one."""
    checking = _Checking(columns, rows, mapping, definition, about)
    for number, question in enumerate(definition, start=1):
        checking.question(question)
        told(number / len(definition.questions))
    checking.relations()
    checking.weights()
    checking.communities(communities, known=community_known)
    return checking.result()


NOWHERE = Judged()  # of a value that no row holds


class _Checking:
    def __init__(
        self,
        columns: Mapping[str, Coded],
        rows: int,
        mapping: Mapping[str, Target],
        definition: QuestionnaireDefinition,
        about: Mapping[str, FileColumn],
    ) -> None:
        self.columns, self.rows, self.definition, self.about = columns, rows, definition, about
        self.column_of = {target: column for column, target in mapping.items()}
        self.problems = Problems()
        self.series: dict[str, NDArray[Any]] = {}
        self.empty: dict[str, Mask] = {}  # rows without a number or a single answer

    # --- questions ---

    def question(self, question: QuestionDefinition) -> None:
        whole = self.column_of.get(Target(question.code))
        if question.is_multiple:
            apart = {
                option.code: self.column_of[Target(question.code, option.code)]
                for option in question.options
                if Target(question.code, option.code) in self.column_of
            }
            if whole is not None:
                self._several_in_one(question, whole)
            elif apart:
                self._several_apart(question, apart)
        elif whole is not None and question.type is QuestionType.NUMBER:
            self._number(question, whole)
        elif whole is not None and question.type is QuestionType.SINGLE:
            self._single(question, whole)

    def _single(self, question: QuestionDefinition, column: str) -> None:
        reader = AnswerReader(question, self.about[column])
        judged = self._judged(column, reader.read)
        self._tell(judged, column, question.code)
        values = [-1 if each.meaning is None else each.meaning.value for each in judged]
        found = np.array(values or [-1], dtype=np.int16)[self.columns[column].codes]
        self.series[question.code], self.empty[question.code] = found, found < 0

    def _number(self, question: QuestionDefinition, column: str) -> None:
        judged = self._judged(column, lambda value: number_in(value, question, self.about[column]))
        self._tell(judged, column, question.code)
        values = [np.nan if each.meaning is None else each.meaning for each in judged]
        found = np.array(values or [np.nan], dtype=np.float64)[self.columns[column].codes]
        self.series[question.code], self.empty[question.code] = found, np.isnan(found)

    def _several_in_one(self, question: QuestionDefinition, column: str) -> None:
        reader = AnswerReader(question, self.about[column])
        judged = self._judged(column, reader.read_several)
        self._tell(judged, column, question.code)
        for option in question.options:
            chosen = [bool(each.meaning) and option.code in each.meaning for each in judged]
            self.series[question.column(option.code)] = _where(chosen, self.columns[column])

    def _several_apart(self, question: QuestionDefinition, apart: Mapping[str, str]) -> None:
        for option in question.options:
            if option.code not in apart:
                self.series[question.column(option.code)] = np.zeros(self.rows, dtype=bool)
                continue
            column = apart[option.code]
            judged = self._judged(column, partial(yes_or_no, option=option))
            self._tell(judged, column, question.code)
            chosen = [bool(each.meaning) for each in judged]
            self.series[question.column(option.code)] = _where(chosen, self.columns[column])

    def _judged(self, column: str, judge: Callable[[Value], Judged]) -> list[Judged]:
        """A column may know values that stand nowhere: those between its least and its largest number."""
        coded = self.columns[column]
        if len(coded.values) <= FEW_VALUES:
            return list(map(judge, coded.values))
        counts = coded.counts.tolist()
        return [judge(value) if count else NOWHERE for value, count in zip(coded.values, counts, strict=True)]

    def _tell(self, judged: Sequence[Judged], column: str, question: str) -> None:
        coded = self.columns[column]
        wrong = [place for place, each in enumerate(judged) if each.wrong and coded.counts[place]]
        for number, place in enumerate(wrong):
            kind = judged[place].wrong
            if kind is None:
                continue
            # After so many different wrong values the first rows are known; only the count goes on.
            rows = coded.rows_with(place, most=5) if number < LISTED_OF_A_KIND else []
            value = as_text(coded.values[place])
            self.problems.add(
                kind, column, rows=rows, count=int(coded.counts[place]), value=value, question=question
            )

    # --- between answers ---

    def relations(self) -> None:
        for question in self.definition:
            if question.is_multiple and self._has(question):
                self._alone(question)
                self._not_too_many(question)
        for question in self.definition:
            if question.asked_if and self._has(question):
                self._only_those_asked(question)

    def _has(self, question: QuestionDefinition) -> bool:
        if question.is_multiple:
            return any(question.column(option.code) in self.series for option in question.options)
        return question.code in self.series

    def _ticks(self, question: QuestionDefinition) -> list[tuple[Option, Mask]]:
        return [
            (option, self.series[question.column(option.code)])
            for option in question.options
            if question.column(option.code) in self.series
        ]

    def _shown_column(self, question: QuestionDefinition) -> str:
        return self.column_of.get(Target(question.code), question.code)

    def _alone(self, question: QuestionDefinition) -> None:
        """Whoever contradicts himself has not answered this question."""
        ticks = self._ticks(question)
        exclusive = _sum([mask for option, mask in ticks if option.is_exclusive], self.rows)
        if not exclusive.any():
            return
        wrong = (exclusive > 0) & (_sum([mask for _option, mask in ticks], self.rows) > 1)
        if wrong.any():
            self._rows(Kind.NOT_ALONE, question, wrong)
            for option, mask in ticks:
                self.series[question.column(option.code)] = mask & ~wrong

    def _not_too_many(self, question: QuestionDefinition) -> None:
        if question.most_answers is not None:
            many = _sum([mask for _option, mask in self._ticks(question)], self.rows) > question.most_answers
            self._rows(Kind.TOO_MANY_ANSWERS, question, many)

    def _only_those_asked(self, question: QuestionDefinition) -> None:
        condition = question.asked_if
        parent = self.definition.of(condition.question) if condition else None
        if condition is None or parent is None or not self._has(parent):
            return
        if parent.is_multiple:
            ticks = self._ticks(parent)
            answered = _sum([mask for _option, mask in ticks], self.rows) > 0
            gave = _sum([mask for option, mask in ticks if option.code in condition.answers], self.rows) > 0
        else:
            values = [parent.option[code].value for code in condition.answers]
            answered = ~self.empty[parent.code]
            gave = np.isin(self.series[parent.code], values)
        asked = (answered & ~gave) if condition.is_not else gave
        if question.is_multiple:
            told = _sum([mask for _option, mask in self._ticks(question)], self.rows) > 0
        else:
            told = ~self.empty[question.code]
        self._rows(Kind.NOT_ASKED, question, told & ~asked)

    def _rows(self, kind: Kind, question: QuestionDefinition, wrong: Mask) -> None:
        count = int(wrong.sum())
        if count:
            rows = np.flatnonzero(wrong)[:LISTED_OF_A_KIND].tolist()
            column = self._shown_column(question)
            self.problems.add(kind, column, rows=rows, count=count, question=question.code)

    # --- weight and community ---

    def weights(self) -> None:
        column = self.column_of.get(Target(WEIGHT))
        if column is None:
            return
        coded = self.columns[column]
        values = plain_weights(coded.values)
        if values is None:
            judged = [weight_in(value) for value in coded.values]
            self._tell(judged, column, WEIGHT)
            values = np.array([np.nan if each.meaning is None else each.meaning for each in judged])
        found = values[coded.codes]
        self.series[WEIGHT] = found
        if not np.nansum(found) > 0 and not self.problems.stop:
            self.problems.add_whole(Kind.WEIGHTS_ALL_ZERO, column)

    def communities(self, known_slugs: Mapping[str, str], *, known: bool) -> None:
        column = self.column_of.get(Target(COMMUNITY))
        if column is None:
            if not known:
                self.problems.add_whole(Kind.NO_COMMUNITY_COLUMN)
            return
        judged = self._judged(column, partial(community_in, known=known_slugs))
        self._tell(judged, column, COMMUNITY)
        slugs = np.array([each.meaning or "" for each in judged] or [""], dtype=object)
        self.series[COMMUNITY] = slugs[self.columns[column].codes]

    # --- the end ---

    def result(self) -> Checked:
        answered = self._answered()
        frame = pl.DataFrame([self._as_series(name) for name in self.series])
        blank = self.rows - int(answered.sum())
        if blank:
            frame = frame.filter(pl.Series(answered))
        if not frame.height:
            self.problems.add_whole(Kind.NOTHING_TO_COUNT)
        return Checked(frame, self.problems, self._counts(frame, blank))

    def _answered(self) -> Mask:
        found = np.zeros(self.rows, dtype=bool)
        for name, series in self.series.items():
            if name in self.empty:
                found |= ~self.empty[name]
            elif series.dtype == np.bool_:
                found |= series
        return found

    def _as_series(self, name: str) -> pl.Series:
        series = self.series[name]
        if name == COMMUNITY:
            return pl.Series(name, series.tolist(), dtype=pl.String)
        made = pl.Series(name, series)
        if name in self.empty and self.empty[name].any():
            return made.set(pl.Series(self.empty[name]), None)
        return made

    def _counts(self, frame: pl.DataFrame, blank: int) -> dict[str, Any]:
        answered: dict[str, int] = {}
        for question in self.definition:
            if question.is_multiple:
                names = [question.column(each.code) for each in question.options]
                names = [name for name in names if name in frame.columns]
                if names:
                    answered[question.code] = int(frame.select(pl.any_horizontal(names).sum()).item())
            elif question.code in frame.columns:
                answered[question.code] = frame.height - frame[question.code].null_count()
        return {
            "rows": self.rows,
            "people": frame.height,
            "blank": blank,
            "answered": answered,
            "weighted": WEIGHT in frame.columns,
            "weights": _range(frame),
            "communities": _communities(frame),
            "problems": [[kind, column, count] for (kind, column), count in self.problems.totals.items()],
        }


def _where(chosen: Sequence[bool], coded: Coded) -> Mask:
    """The rows that hold one of the chosen values."""
    places = [place for place, is_chosen in enumerate(chosen) if is_chosen]
    if len(places) > 1:
        return np.array(chosen)[coded.codes]
    found: Mask = coded.codes == places[0] if places else np.zeros(len(coded.codes), dtype=bool)
    return found


def _sum(masks: Sequence[Mask], rows: int) -> NDArray[np.int8]:
    total = np.zeros(rows, dtype=np.int8)
    for mask in masks:
        total += mask
    return total


def _range(frame: pl.DataFrame) -> list[float] | None:
    if WEIGHT not in frame.columns or not frame.height:
        return None
    weights = frame[WEIGHT].drop_nans().drop_nulls()
    return [float(weights.min()), float(weights.mean()), float(weights.max())] if len(weights) else None  # type: ignore[arg-type] # numbers


def _communities(frame: pl.DataFrame) -> dict[str, int]:
    if COMMUNITY not in frame.columns:
        return {}
    counted = frame[COMMUNITY].value_counts()
    return dict(sorted(zip(counted[COMMUNITY].to_list(), counted["count"].to_list(), strict=True)))
