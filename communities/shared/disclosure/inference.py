"""What a reader can work out from everything published together.

Every published picture of a count limits it to a few values; every published sum, and every amount
told in the reason of a correction, ties counts to each other. `audit` asks for each protected count
which values are still possible, exactly (whole numbers, by search over all ties at once, so that also
a total minus a smaller total is found), and returns those with fewer than the rule leaves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from communities.shared.disclosure.corrections import values_after
from communities.shared.disclosure.totals import values_needed
from communities.shared.disclosure.values import Kind, Rule, Shown

UNLIMITED = 10**9
SEARCH_STEPS = 2000  # for one value of one count; a community's year takes a few dozen
SWEEPS = 1000


@dataclass(frozen=True, order=True)
class Cell:
    """A count of one figure in one period and place, as one version of the report knew it."""

    figure: str
    period: str
    version: int = 1
    place: str = ""


@dataclass(frozen=True)
class Release:
    """A picture of a cell that was published anywhere: page, file, later report, other office."""

    cell: Cell
    shown: Shown


@dataclass(frozen=True)
class Sum:
    """The reader knows that `total` is the sum of `parts`. All of them are cells, released or not."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class ToldChange:
    """The reader was told by how much a correction changed the count."""

    before: Cell
    after: Cell
    amount: int


@dataclass(frozen=True)
class Leak:
    """A protected count with fewer than `needed` possible values. For the publisher's eyes only.

    `is_certain` is False when the search was given up: the count could not be shown to be safe.
    """

    cell: Cell
    possible: tuple[int, ...] = field(repr=False)
    needed: int
    is_certain: bool = True


class Contradiction(ValueError):
    """No counts at all fit what was released: the description of the releases is wrong."""


@dataclass(frozen=True)
class _Tie:
    """total = sum of parts + extra"""

    total: Cell
    parts: tuple[Cell, ...]
    extra: int = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


_Limits = dict[Cell, tuple[int, int]]


def audit(
    releases: Iterable[Release],
    *,
    sums: Iterable[Sum] = (),
    told: Iterable[ToldChange] = (),
    rule: Rule,
) -> tuple[Leak, ...]:
    """The protected counts that the union of all releases tells too narrowly, in order of their cells.

    Several releases of one cell are pictures of the same value. A cell of a higher version is its
    corrected value; where it looks the same, the reader is supposed to take it for unchanged. Cells that
    only occur in sums are held for protected. `rule` speaks for those and for hidden ones; the other
    pictures carry their own. Percents are not part of it. Raises `Contradiction`.
    """
    pictures = _by_cell(releases)
    ties = [_Tie(s.total, s.parts) for s in sums] + [_Tie(t.after, (t.before,), t.amount) for t in told]
    limits, needed = _published_limits(pictures, ties=ties, rule=rule)
    unchanged = [_Tie(later, (earlier,)) for earlier, later in _same_looking(pictures, ties=ties)]
    if _contradict(limits, [*ties, *unchanged]):
        unchanged = []
        if _contradict(limits, ties):
            raise Contradiction("No counts fit these releases.")
    leaks = []
    for cell in sorted(cell for cell in limits if needed[cell]):
        near = _connected(cell, [*ties, *unchanged])
        if leak := _leak(cell, limits=limits, ties=near, needed=needed[cell]):
            leaks.append(leak)
    return tuple(leaks)


def _by_cell(releases: Iterable[Release]) -> dict[Cell, list[Shown]]:
    pictures: dict[Cell, list[Shown]] = defaultdict(list)
    for release in releases:
        if not _is_percent(release.shown):
            pictures[release.cell].append(release.shown)
    return dict(sorted(pictures.items()))


def _is_percent(shown: Shown) -> bool:
    return shown.kind is Kind.ROUNDED and shown.threshold is None


def _published_limits(
    pictures: dict[Cell, list[Shown]], *, ties: Sequence[_Tie], rule: Rule
) -> tuple[_Limits, dict[Cell, int]]:
    """For each cell what its own pictures leave possible, and how many values must remain."""
    limits: _Limits = {cell: (0, UNLIMITED) for tie in ties for cell in tie.cells}
    needed = dict.fromkeys(limits, rule.threshold - 1)
    before = _version_before(pictures)
    for cell, shown_as in pictures.items():
        earlier = pictures[before[cell]][-1] if cell in before else None
        alone = [_limits_of(shown, earlier=earlier if shown == shown_as[0] else None) for shown in shown_as]
        limits[cell] = (max(low for low, _ in alone), min(high for _, high in alone))
        needed[cell] = min(
            min(values_needed(shown, rule=rule), high - low + 1)
            for shown, (low, high) in zip(shown_as, alone, strict=True)
        )
        if earlier == shown_as[0]:  # taken for unchanged: what was left then is all there can be now
            needed[cell] = min(needed[cell], needed[before[cell]])
    return limits, needed


def _limits_of(shown: Shown, *, earlier: Shown | None) -> tuple[int, int]:
    """`earlier`: how the version before was shown, where this picture was drawn as its correction."""
    if earlier and shown.threshold and shown.rounded_to:
        rule = Rule(threshold=shown.threshold, base=shown.rounded_to)
        if possible := values_after(earlier, shown, rule=rule):
            return possible[0], possible[-1]
    return shown.bounds() or (0, UNLIMITED)


def _version_before(pictures: Iterable[Cell]) -> dict[Cell, Cell]:
    ordered = sorted(pictures, key=lambda cell: (cell.figure, cell.period, cell.place, cell.version))
    return {
        later: earlier
        for earlier, later in pairwise(ordered)
        if (earlier.figure, earlier.period, earlier.place) == (later.figure, later.period, later.place)
    }


def _same_looking(pictures: dict[Cell, list[Shown]], *, ties: Sequence[_Tie]) -> list[tuple[Cell, Cell]]:
    told = {(tie.parts[0], tie.total) for tie in ties if len(tie.parts) == 1}
    return [
        (earlier, later)
        for later, earlier in _version_before(pictures).items()
        if pictures[earlier][-1] == pictures[later][0] and (earlier, later) not in told
    ]


def _connected(cell: Cell, ties: Sequence[_Tie]) -> list[_Tie]:
    """The ties that reach this cell, directly or over others."""
    reached, found = {cell}, list[_Tie]()
    waiting = list(ties)
    while near := [tie for tie in waiting if reached.intersection(tie.cells)]:
        found += near
        waiting = [tie for tie in waiting if tie not in near]
        reached.update(cell for tie in near for cell in tie.cells)
    return found


def _leak(cell: Cell, *, limits: _Limits, ties: Sequence[_Tie], needed: int) -> Leak | None:
    near = {name: limits[name] for name in {cell, *(name for tie in ties for name in tie.cells)}}
    if not _narrow(near, ties):
        raise Contradiction("No counts fit these releases.")
    possible: list[int] = []
    is_certain = True
    for value in range(near[cell][0], near[cell][1] + 1):
        can_be, finished = _can_be({**near, cell: (value, value)}, ties)
        is_certain = is_certain and finished
        if can_be:
            possible.append(value)
        if len(possible) >= needed:
            return None
    return Leak(cell, possible=tuple(possible), needed=needed, is_certain=is_certain)


def _contradict(limits: _Limits, ties: Sequence[_Tie]) -> bool:
    can_be, finished = _can_be(limits, ties)
    return finished and not can_be


def _can_be(limits: _Limits, ties: Sequence[_Tie]) -> tuple[bool, bool]:
    """Whether any counts fit, and whether the search was finished."""
    waiting = [dict(limits)]
    for _ in range(SEARCH_STEPS):
        if not waiting:
            return False, True
        guess = waiting.pop()
        if not _narrow(guess, ties):
            continue
        open_cells = [cell for tie in ties for cell in tie.cells if guess[cell][0] < guess[cell][1]]
        if not open_cells:
            return True, True
        cell = min(open_cells, key=lambda cell: guess[cell][1] - guess[cell][0])
        low, high = guess[cell]
        middle = (low + high) // 2
        waiting += [{**guess, cell: (middle + 1, high)}, {**guess, cell: (low, middle)}]
    return False, False


def _narrow(limits: _Limits, ties: Sequence[_Tie]) -> bool:
    """Carry the limits over the ties until nothing moves, in place; False when nothing fits."""
    if any(low > high for low, high in limits.values()):
        return False
    for _ in range(SWEEPS):
        before = dict(limits)
        if not all(_narrow_tie(limits, tie) for tie in ties):
            return False
        if limits == before:
            break
    return True


def _narrow_tie(limits: _Limits, tie: _Tie) -> bool:
    least = sum(limits[part][0] for part in tie.parts) + tie.extra
    most = sum(limits[part][1] for part in tie.parts) + tie.extra
    low, high = limits[tie.total]
    low, high = limits[tie.total] = max(low, least), min(high, most)
    for part in tie.parts:
        part_low, part_high = limits[part]
        limits[part] = max(part_low, low - (most - part_high)), min(part_high, high - (least - part_low))
    return all(limits[cell][0] <= limits[cell][1] for cell in tie.cells)
