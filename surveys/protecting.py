"""Which further figures must be hidden so that nobody can compute the small ones.

The reader is taken at the strongest: knows every base, takes every shown percentage for an exact count
(so it is in an unweighted survey; weights only blur), knows that the answers to a question add up to those
who answered, groups of a breakdown to everybody, and the answers of a net to the net. What such a reader
can still think of a hidden count is the exact range of a linear programme over all of it (`ranges`).
Every hidden small count keeps at least `LEAST_VALUES` possible values: 0 to 4 or more.

For one answer a person the programme is a transport problem with nested totals, whose ends are whole
numbers; elsewhere its ends are rounded inwards. A question is judged at once, all breakdowns together.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, coo_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from surveys.results import ALL

Column = tuple[str, str]  # breakdown, group
Place = tuple[str, Column]  # answer, column
ALL_COLUMN: Column = (ALL, ALL)
SMALL = 5  # from here a count may be told
LEAST_VALUES = 5
MOST_UNKNOWNS = 20_000  # of one programme; more are solved in several
NEARLY = 1e-6
STILL = 1e-3  # the price of moving what is hidden anyway: no needless moves
NET_PRICE, EVERYBODY_PRICE = 2.0, 3.0


@dataclass(frozen=True)
class Sum:
    """Parts add up to a total, apart from a number that the reader is taken to know."""

    parts: tuple[Place, ...]
    total: Place | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        return self.parts if self.total is None else (*self.parts, self.total)


@dataclass(frozen=True)
class Cap:
    """`parts` minus `less` are never more than `most`."""

    parts: tuple[Place, ...]
    less: tuple[Place, ...] = ()
    most: int = 0


@dataclass(frozen=True)
class Counts:
    """The counts of one question and all that ties them.

    `hideable`: places that would be shown; `latent`: never shown, but told by others; the rest are known.
    `bases`: the most that a place in a column can be; `least`, `most`: what else readers know of places.
    """

    value: Mapping[Place, int]
    bases: Mapping[Column, int]
    hideable: frozenset[Place]
    latent: frozenset[Place]
    sums: tuple[Sum, ...]
    caps: tuple[Cap, ...] = ()
    least: Mapping[Place, int] = field(default_factory=dict)
    most: Mapping[Place, int] = field(default_factory=dict)

    def is_small(self, place: Place) -> bool:
        return 0 < self.value[place] < SMALL


def protect(counts: Counts, *, already: Collection[Place] = ()) -> frozenset[Place]:
    """The places to hide: the small ones, and what it takes to keep each small one uncertain.

    `already`: places that are hidden anyway.

    For one after the other the cheapest way is sought in which the table could also hold 0, and 4, at its
    place: what must move for that is hidden, and later ones move it for nothing. What is hidden is never
    shown again, so what was possible for the first stays possible. (The programming heuristic of Kelly,
    Golden and Assad 1992, Networks 22; see Fischetti and Salazar 2000, JASA 95, “Models and algorithms
    for optimizing cell suppression in tabular data with linear constraints”.)
    """
    small = sorted(place for place in counts.hideable | counts.latent if counts.is_small(place))
    hidden = {place for place in small if place in counts.hideable} | (counts.hideable & set(already))
    moves = _Moves.of(counts) if small else None
    for place in sorted(small, key=lambda place: (-counts.value[place], place)):
        must_move = moves.around(place, hidden=hidden) if moves else None
        if must_move is None:  # no table but this one is possible: the question keeps silent
            return counts.hideable
        hidden |= must_move
    return frozenset(hidden)


@dataclass(frozen=True)
class _Moves:
    """How the counts may change together without changing what is known. Each place has two columns, more and
    less; a row for each sum, then one for each cap."""

    counts: Counts
    places: tuple[Place, ...]
    index: Mapping[Place, int]
    equal: csr_array
    below: csr_array
    room: np.ndarray  # of the caps
    most: np.ndarray  # of more and less
    price: np.ndarray  # of showing a place no more

    @classmethod
    def of(cls, counts: Counts) -> "_Moves":
        places = tuple(sorted(counts.hideable | counts.latent))
        index = {place: number for number, place in enumerate(places)}
        value = np.array([counts.value[place] for place in places], dtype=float)
        base = np.array(
            [min(counts.bases[place[1]], counts.most.get(place, np.inf)) for place in places], dtype=float
        )
        least = np.array([counts.least.get(place, 0) for place in places], dtype=float)
        programme = _Programme.of(counts, index)
        return cls(
            counts=counts,
            places=places,
            index=index,
            equal=hstack([programme.equal, -programme.equal], format="csr"),
            below=hstack([programme.below, -programme.below], format="csr"),
            room=programme.limit - programme.below @ value,
            most=np.concatenate([np.maximum(base - value, 0), np.maximum(value - least, 0)]),
            price=np.array([_price(place, counts) for place in places]),
        )

    def around(self, place: Place, *, hidden: set[Place]) -> set[Place] | None:
        """What must be hidden beside `hidden` so that this place could be 0 as well as `LEAST_VALUES` - 1."""
        here, value = self.index[place], self.counts.value[place]
        free = np.array([each in hidden or each in self.counts.latent for each in self.places])
        price = np.where(free, 0.0, self.price)
        moved: set[Place] = set()
        for by in (LEAST_VALUES - 1 - value, -value):
            solved = self._cheapest(here, by=by, price=price)
            if solved is None:
                return None
            moved |= {each for each, far in zip(self.places, solved, strict=True) if far > NEARLY}
        return (moved & self.counts.hideable) - hidden

    def _cheapest(self, here: int, *, by: int, price: np.ndarray) -> np.ndarray | None:
        """How far each place moves when this one moves by so much, as cheaply as possible."""
        width = len(self.places)
        bounds = np.column_stack([np.zeros(2 * width), self.most])
        bounds[here] = (max(by, 0), max(by, 0))
        bounds[width + here] = (max(-by, 0), max(-by, 0))
        solved = linprog(
            np.concatenate([price, price]) + STILL,
            A_eq=self.equal,
            b_eq=np.zeros(self.equal.shape[0]),
            A_ub=self.below if self.room.size else None,
            b_ub=self.room if self.room.size else None,
            bounds=bounds,
            method="highs",
        )
        return np.abs(solved.x[:width] - solved.x[width:]) if solved.success else None


def _price(place: Place, counts: Counts) -> float:
    """Large answers and totals are what people read; a small answer of a group is missed least."""
    column = place[1]
    is_total = any(tie.total == place for tie in counts.sums if tie.parts[0][1] == column)
    price = 1 + np.log1p(counts.value[place])
    return float(price * (NET_PRICE if is_total else 1) * (EVERYBODY_PRICE if column == ALL_COLUMN else 1))


def ranges(
    counts: Counts, hidden: Collection[Place], *, wanted: Iterable[Place]
) -> dict[Place, tuple[int, int]]:
    """The least and the most that each of these places can be for a reader who sees all but `hidden`."""
    unknown = sorted({*hidden, *counts.latent})
    number = {place: index for index, place in enumerate(unknown)}
    programme = _Programme.of(counts, number)
    most = np.array([counts.bases[place[1]] for place in unknown], dtype=float)
    found: dict[Place, tuple[int, int]] = {}
    for members in _components(programme, [number[place] for place in wanted]):
        piece = programme.only(members)
        asked = [index for index, member in enumerate(members) if unknown[member] in set(wanted)]
        for some in _portions(asked, size=max(1, MOST_UNKNOWNS // (2 * len(members)))):
            ends = piece.ends(some, most=most[members])
            found |= {unknown[members[index]]: end for index, end in zip(some, ends, strict=True)}
    return found


@dataclass(frozen=True)
class _Programme:
    """What the reader knows of the unknown places: `equal` @ x == `to`, `below` @ x <= `limit`."""

    equal: csr_array
    to: np.ndarray
    below: csr_array
    limit: np.ndarray

    @classmethod
    def of(cls, counts: Counts, number: Mapping[Place, int]) -> "_Programme":
        value = counts.value
        truth = np.array([value[place] for place in number], dtype=float)
        equal = _matrix(
            [_signed(tie.parts, (tie.total,) if tie.total else ()) for tie in counts.sums], number
        )
        rows = [_signed(cap.parts, cap.less) for cap in counts.caps]
        known = [sum(sign * value[place] for place, sign in row if place not in number) for row in rows]
        limit = np.array([cap.most - rest for cap, rest in zip(counts.caps, known, strict=True)], dtype=float)
        below = _matrix(rows, number)
        # Percentages of a foreign table may contradict each other by a rounding: the truth always fits.
        return cls(equal, equal @ truth, below, np.maximum(limit, below @ truth))

    def only(self, members: np.ndarray) -> "_Programme":
        equal, below = self.equal[:, members], self.below[:, members]
        rows, caps = np.diff(equal.indptr) > 0, np.diff(below.indptr) > 0
        return _Programme(equal[rows], self.to[rows], below[caps], self.limit[caps])

    def ends(self, asked: list[int], *, most: np.ndarray) -> list[tuple[int, int]]:
        """One programme holds a copy for each end of each place, so that the solver starts once."""
        copies, width = 2 * len(asked), len(most)
        aims = np.zeros((copies, width))
        for index, place in enumerate(asked):
            aims[2 * index, place], aims[2 * index + 1, place] = 1, -1
        solved = linprog(
            aims.ravel(),
            A_eq=block_diag([self.equal] * copies, format="csr") if self.to.size else None,
            b_eq=np.tile(self.to, copies) if self.to.size else None,
            A_ub=block_diag([self.below] * copies, format="csr") if self.limit.size else None,
            b_ub=np.tile(self.limit, copies) if self.limit.size else None,
            bounds=np.column_stack([np.zeros(copies * width), np.tile(most, copies)]),
            method="highs",
        )
        if not solved.success:
            raise ArithmeticError(f"The ranges of hidden counts were not found: {solved.message}")
        reached = solved.x.reshape(copies, width)
        return [
            (
                int(np.ceil(reached[2 * index, place] - NEARLY)),
                int(np.floor(reached[2 * index + 1, place] + NEARLY)),
            )
            for index, place in enumerate(asked)
        ]


def _signed(parts: Iterable[Place], less: Iterable[Place]) -> list[tuple[Place, int]]:
    return [*((place, 1) for place in parts), *((place, -1) for place in less)]


def _matrix(rows: list[list[tuple[Place, int]]], number: Mapping[Place, int]) -> csr_array:
    """Columns are the unknown places; a row that holds none of them stays empty and says nothing."""
    entries = [
        (row, number[place], sign)
        for row, signed in enumerate(rows)
        for place, sign in signed
        if place in number
    ]
    shape = (len(rows), len(number))
    if not entries:
        return csr_array(shape, dtype=float)
    row, column, sign = zip(*entries, strict=True)
    return csr_array(coo_array((np.array(sign, dtype=float), (row, column)), shape=shape))


def _components(programme: _Programme, wanted: list[int]) -> Iterator[np.ndarray]:
    """Unknown places that are tied to each other, where one of the wanted is among them."""
    together = abs(programme.equal).T @ abs(programme.equal) + abs(programme.below).T @ abs(programme.below)
    _, label = connected_components(together, directed=False)
    for one in sorted({int(label[index]) for index in wanted}):
        yield np.flatnonzero(label == one)


def _portions(places: list[int], *, size: int) -> Iterator[list[int]]:
    for start in range(0, len(places), size):
        yield places[start : start + size]
