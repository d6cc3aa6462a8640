"""From single answers to tables: every question, answer and net, of everybody and of groups, in one pass.

Of whom a percentage is: those who were asked (`asked_if`) and gave any answer. “Hard to say” and “refused”
are answers and shown as such, so the answers to a question add up to 100 % of those asked and nobody can make
a share larger by leaving out those who hesitated; an empty field is no answer. With several answers a person
the base is whoever ticked anything. Groups are real answers to a profile question: who did not tell is in
everybody only.

How it is fast: groups of all breakdowns become one small code a person, and each answer costs three
`bincount`s over those who gave it (people, weights, squared weights); everything else is arithmetic on a few
thousand sums.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from surveys import statistics
from surveys.definition import WEIGHT, Condition, QuestionDefinition, QuestionnaireDefinition
from surveys.models import QuestionType
from surveys.progress import Told, to_nobody
from surveys.results import ALL, Cell, Table

BREAKDOWNS = ("SEX", "AGE_GROUP", "SETTLEMENT", "IDP", "DISABILITY")
MOST_CODES = 20_000  # more groups than that are counted in several goes

Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
Floats = NDArray[np.float64]
Column = tuple[str, str]  # breakdown, group


class UnusableWeight(ValueError):
    """A weight is missing, negative or not a number. Importing says in which row."""


@dataclass(frozen=True)
class _Pack:
    """Breakdowns counted together: `codes` numbers the combination of groups of each person; `members` says
    which combinations (down) belong to which group (across), 1 or 0."""

    codes: Codes
    members: Floats


@dataclass(frozen=True)
class _Sums:
    """Of some people: how many, their weights, the squares of these, each by column."""

    people: NDArray[np.int64]
    weight: Floats
    squares: Floats


class _People:
    """The frame as arrays, taken out once."""

    def __init__(
        self, frame: pl.DataFrame, definition: QuestionnaireDefinition, *, weight: str | None
    ) -> None:
        self.definition, self.count = definition, frame.height
        self.frame = _without_gaps(frame, definition)
        self.weights = _weights(frame, weight)
        self.squares = None if self.weights is None else self.weights**2
        self._places: dict[str, NDArray[np.int16]] = {}
        self._ticks: dict[str, dict[str, Mask]] = {}

    def has(self, question: QuestionDefinition) -> bool:
        columns = self.frame.columns
        if question.is_multiple:
            return any(question.column(option.code) in columns for option in question.options)
        return question.code in columns or question.groups_of in columns

    def places(self, question: QuestionDefinition) -> NDArray[np.int16]:
        """For one answer a person: its place among the options, -1 without an answer."""
        if question.code not in self._places:
            found = np.full(self.count, -1, dtype=np.int16)
            if question.groups_of in self.frame.columns:
                found = _grouped(question, self.frame[question.groups_of])
            if question.code in self.frame.columns:
                told = _looked_up(question, self.frame[question.code])
                found = np.where(told >= 0, told, found)
            self._places[question.code] = found
        return self._places[question.code]

    def ticks(self, question: QuestionDefinition) -> dict[str, Mask]:
        """For several answers: who ticked each option."""
        if question.code not in self._ticks:
            self._ticks[question.code] = {
                option.code: self.frame[question.column(option.code)].to_numpy()
                for option in question.options
                if question.column(option.code) in self.frame.columns
            }
        return self._ticks[question.code]

    def asked(self, condition: Condition) -> Mask:
        parent = self.definition.of(condition.question)
        if parent.is_multiple:
            ticks = self.ticks(parent)
            gave = _any([ticks[code] for code in condition.answers if code in ticks], self.count)
            answered = _any(list(ticks.values()), self.count)
        else:
            wanted = [
                place for place, option in enumerate(parent.options) if option.code in condition.answers
            ]
            gave, answered = np.isin(self.places(parent), wanted), self.places(parent) >= 0
        return answered & ~gave if condition.is_not else gave


def tabulate(
    frame: pl.DataFrame,
    definition: QuestionnaireDefinition,
    *,
    weight: str | None = None,
    breakdowns: Sequence[str] = BREAKDOWNS,
    design_effect: float | None = None,
    told: Told = to_nobody,
) -> Table:
    """Exact results of these people.

    Columns: question code (one answer: the value of the option; a number), `CODE/option` (several: true,
    false), `weight` (None: WEIGHT when there is such a column, else everybody counts the same). Questions and
    breakdowns that the frame does not have are left out. Values that the questionnaire does not know count
    as no answer. Raises `UnusableWeight`.
    """
    people = _People(frame, definition, weight=weight or (WEIGHT if WEIGHT in frame.columns else None))
    columns, packs = _columns(people, breakdowns)
    counting = _Counting(people, columns, packs, design_effect)
    cells: list[Cell] = []
    for number, question in enumerate(definition.questions, start=1):
        if question.has_options and people.has(question):
            cells.extend(counting.cells(question))
        told(number / len(definition.questions))
    return Table(n=people.count, cells=tuple(cells), design_effect=design_effect or counting.kish())


@dataclass(frozen=True)
class _Counting:
    people: _People
    columns: tuple[Column, ...]
    packs: tuple[_Pack, ...]
    stated_effect: float | None

    def kish(self) -> float | None:
        """What the weights alone cost, over the whole sample."""
        weights = self.people.weights
        if weights is None or not weights.sum():
            return None
        return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)

    def cells(self, question: QuestionDefinition) -> Iterator[Cell]:
        """Profile questions are counted of everybody only: sex by age would describe single people."""
        columns = self.columns[:1] if question.is_profile else self.columns
        base, rows = self._multiple(question) if question.is_multiple else self._single(question)
        answers = list(rows)
        counted = _stacked([rows[answer] for answer in answers], len(columns))
        yield from self._as_cells(question.code, answers, columns, base, counted)

    def _single(self, question: QuestionDefinition) -> tuple[_Sums, dict[str, _Sums]]:
        places = self.people.places(question)
        valid = places >= 0
        if question.asked_if and not question.groups_of:
            valid &= self.people.asked(question.asked_if)
        who = np.flatnonzero(valid) if not valid.all() else None
        taken = places.astype(np.intp) if who is None else places[who].astype(np.intp)
        by_place = self._sums(who, taken, len(question.options))
        rows = {option.code: _row(by_place, place) for place, option in enumerate(question.options)}
        base = _added(list(rows.values()))
        nets = {net.code: _added([rows[member] for member in net.members]) for net in question.nets}
        return base, rows | nets

    def _multiple(self, question: QuestionDefinition) -> tuple[_Sums, dict[str, _Sums]]:
        ticks = self.people.ticks(question)
        answered = _any(list(ticks.values()), self.people.count)
        if question.asked_if:
            answered = answered & self.people.asked(question.asked_if)
        masks = {code: mask & answered if question.asked_if else mask for code, mask in ticks.items()}
        for net in question.nets:
            members = [masks[code] for code in net.members if code in masks]
            masks[net.code] = _any(members, self.people.count)
        rows = {code: self._of(mask) for code, mask in masks.items()}
        return self._of(answered), rows

    def _of(self, mask: Mask) -> _Sums:
        return _row(self._sums(None if mask.all() else np.flatnonzero(mask), None, 1), 0)

    def _sums(self, who: Codes | None, answers: Codes | None, options: int) -> _Sums:
        """By answer and column, of these people (None: of all)."""
        weights, squares = self.people.weights, self.people.squares
        if who is not None:
            weights = None if weights is None else weights[who]
            squares = None if squares is None else squares[who]
        people, weight, square = [], [], []
        for pack in self.packs:
            codes = pack.codes if who is None else pack.codes[who]
            if answers is not None:
                codes = codes + answers * len(pack.members)
            shape = (options, len(pack.members))
            size = prod(shape)
            people.append(np.bincount(codes, minlength=size).reshape(shape))
            if weights is not None:
                weight.append(np.bincount(codes, weights=weights, minlength=size).reshape(shape))
                square.append(np.bincount(codes, weights=squares, minlength=size).reshape(shape))
        counted = self._by_column(people)
        if weights is None:
            return _Sums(counted.astype(np.int64), counted, counted)
        return _Sums(counted.astype(np.int64), self._by_column(weight), self._by_column(square))

    def _by_column(self, packed: list[NDArray[Any]]) -> Floats:
        """Answers down, columns across."""
        return np.hstack([array @ pack.members for array, pack in zip(packed, self.packs, strict=True)])

    def _as_cells(
        self, question: str, answers: list[str], columns: Sequence[Column], base: _Sums, counted: _Sums
    ) -> Iterator[Cell]:
        width = len(columns)
        asked, total = base.people[:width], base.weight[:width]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = counted.weight / total
        effect = self._effects(share, base, counted, width)
        low, high = statistics.interval(share, statistics.effective_sample(asked, effect))
        percents, lows, highs = ((100 * each).tolist() for each in (share, low, high))
        people, effects, bases = counted.people.tolist(), effect.tolist(), asked.tolist()
        for place, (breakdown, group) in enumerate(columns):
            if not bases[place] or not total[place]:
                continue  # nobody was asked, or nobody of them weighs anything: no percentage
            for row, answer in enumerate(answers):
                yield Cell(
                    question=question,
                    answer=answer,
                    percent=percents[row][place],
                    breakdown=breakdown,
                    group=group,
                    base=bases[place],
                    count=people[row][place],
                    low=lows[row][place],
                    high=highs[row][place],
                    effect=effects[row][place],
                )

    def _effects(self, share: Floats, base: _Sums, counted: _Sums, width: int) -> Floats:
        if self.stated_effect:
            return np.full(share.shape, float(self.stated_effect))
        if self.people.weights is None:
            return np.ones(share.shape)
        asked, total, squares = base.people[:width], base.weight[:width], base.squares[:width]
        variance = statistics.variance_from_sums(
            weight=counted.weight,
            squares=counted.squares,
            base_weight=total,
            base_squares=squares,
            people=self.people.count,
        )
        kish = statistics.kish_effect(base=asked, base_weight=total, base_squares=squares)
        return statistics.design_effects(
            share=share, variance=variance, base=asked, kish=np.broadcast_to(kish, share.shape)
        )


def _columns(people: _People, breakdowns: Sequence[str]) -> tuple[tuple[Column, ...], tuple[_Pack, ...]]:
    """Everybody first, then the groups of each breakdown."""
    questions = [people.definition.of(code) for code in breakdowns if code in people.definition]
    questions = [each for each in questions if each.type is QuestionType.SINGLE and people.has(each)]
    together: list[list[QuestionDefinition]] = [[]]
    for question in questions:
        if prod(len(each.options) + 1 for each in [*together[-1], question]) > MOST_CODES:
            together.append([])
        together[-1].append(question)
    columns: list[Column] = [(ALL, ALL)]
    packs = []
    for number, members in enumerate(together):
        pack, groups = _pack(people, members, with_everybody=not number)
        packs.append(pack)
        columns += groups
    return tuple(columns), tuple(packs)


def _pack(
    people: _People, questions: list[QuestionDefinition], *, with_everybody: bool
) -> tuple[_Pack, list[Column]]:
    """The last place of each question is for those who did not tell."""
    sizes = [len(question.options) + 1 for question in questions]
    codes = np.zeros(people.count, dtype=np.intp)
    places = np.unravel_index(np.arange(prod(sizes)), sizes) if sizes else ()
    groups: list[Column] = []
    members = [np.ones(prod(sizes))] if with_everybody else []
    for axis, question in enumerate(questions):
        own = people.places(question)
        codes = codes * sizes[axis] + np.where(own < 0, len(question.options), own)
        for place, option in enumerate(question.options):
            if not option.is_missing:
                groups.append((question.code, option.code))
                members.append((places[axis] == place).astype(np.float64))
    return _Pack(codes, np.stack(members, axis=1)), groups


def _without_gaps(frame: pl.DataFrame, definition: QuestionnaireDefinition) -> pl.DataFrame:
    """The columns that are counted: no value is -1, no number is NaN, no tick is no."""
    numbers = {question.groups_of for question in definition.questions} & set(frame.columns)
    wanted = [pl.col(number).cast(pl.Float64).fill_null(float("nan")) for number in sorted(numbers)]
    for question in definition.questions:
        if question.is_multiple:
            ticks = [question.column(option.code) for option in question.options]
            ticked = pl.col([each for each in ticks if each in frame.columns])
            wanted.append(ticked.cast(pl.Boolean).fill_null(value=False))
        elif question.has_options and question.code in frame.columns:
            wanted.append(pl.col(question.code).cast(pl.Int16).fill_null(-1))
    return frame.select(wanted)


def _weights(frame: pl.DataFrame, weight: str | None) -> Floats | None:
    if weight is None:
        return None
    weights = frame[weight].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise UnusableWeight("Every person needs a weight of 0 or more.")
    return None if len(weights) and (weights == weights[0]).all() and weights[0] > 0 else weights


def _looked_up(question: QuestionDefinition, column: pl.Series) -> NDArray[np.int16]:
    table = np.full(1 << 16, -1, dtype=np.int16)  # of every number that a column can hold
    for place, option in enumerate(question.options):
        if 0 <= option.value < 1 << 15:
            table[option.value] = place
    places: NDArray[np.int16] = table[column.to_numpy().view(np.uint16)]
    return places


def _grouped(question: QuestionDefinition, column: pl.Series) -> NDArray[np.int16]:
    """The option whose limits hold the number, as `QuestionDefinition.group_value` says."""
    numbers = column.to_numpy()
    found = np.full(len(numbers), -1, dtype=np.int16)
    for place, option in enumerate(question.options):
        if (option.least, option.most) == (None, None):
            continue
        least = -np.inf if option.least is None else option.least
        under = np.inf if option.most is None else option.most + 1
        found[(numbers >= least) & (numbers < under)] = place
    return found


def _any(masks: list[Mask], count: int) -> Mask:
    if not masks:
        return np.zeros(count, dtype=bool)
    return np.logical_or.reduce(masks) if len(masks) > 1 else masks[0]


def _row(sums: _Sums, place: int) -> _Sums:
    return _Sums(sums.people[place], sums.weight[place], sums.squares[place])


def _added(rows: list[_Sums]) -> _Sums:
    return _Sums(
        np.sum([row.people for row in rows], axis=0),
        np.sum([row.weight for row in rows], axis=0),
        np.sum([row.squares for row in rows], axis=0),
    )


def _stacked(rows: list[_Sums], width: int) -> _Sums:
    return _Sums(
        np.stack([row.people for row in rows])[:, :width],
        np.stack([row.weight for row in rows])[:, :width],
        np.stack([row.squares for row in rows])[:, :width],
    )
