"""What ties the counts of one question to each other: the arithmetic that a reader can do."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveys.definition import Condition, QuestionDefinition
from surveys.protecting import ALL_COLUMN, Cap, Column, Counts, Place, Sum
from surveys.results import Cell

REST = "the rest"  # codes have no spaces


@dataclass(frozen=True)
class Follower:
    """A question asked of those only who gave, or did not give, certain answers to this one. `asked`: of how
    many people by column; what is under `least` is not told."""

    code: str
    condition: Condition
    asked: Mapping[Column, int]
    least: int

    @property
    def row(self) -> str:
        return asked_row(self.code)


def asked_row(code: str) -> str:
    """The row of counts that stands for “was asked this other question”."""
    return f"asked {code}"


def count_of(cell: Cell) -> int:
    """People who gave this answer; worked out from the percentage where a foreign table tells only that."""
    return cell.count if cell.count is not None else round((cell.base or 0) * cell.percent / 100)


def counts_of(
    question: QuestionDefinition,
    cells: Iterable[Cell],
    *,
    unshown: Collection[Column] = (),
    told: Collection[Place] = (),
    followers: Iterable[Follower] = (),
) -> Counts:
    """`unshown`: columns of which nothing is shown. `told`: places that other figures tell anyway."""
    value: dict[Place, int] = {}
    bases: dict[Column, int] = {}
    for cell in cells:
        column = (cell.breakdown, cell.group)
        value[cell.answer, column] = count_of(cell)
        bases[column] = max(cell.base or 0, bases.get(column, 0))
    latent: set[Place] = set()
    followers = tuple(followers)
    for follower in followers:
        for column in follower.asked.keys() & bases.keys():
            value[follower.row, column] = follower.asked[column]
            if follower.asked[column] < follower.least:
                latent.add((follower.row, column))
    _leave_rests(value, bases, unshown=set(unshown))
    latent = {place for place in value if place in latent or place[1][1] == REST}
    ties = [*_inside(question, value, followers), *_across(value)]
    caps = _caps(question, bases, followers)
    return Counts(
        value=value,
        bases=bases,
        hideable=frozenset(value.keys() - latent - set(told)),
        latent=frozenset(latent),
        sums=tuple(tie for tie in ties if tie.parts and value.keys() >= set(tie.places)),
        caps=tuple(cap for cap in caps if value.keys() >= {*cap.parts, *cap.less}),
    )


def _leave_rests(value: dict[Place, int], bases: dict[Column, int], *, unshown: set[Column]) -> None:
    """In each breakdown of which something is not shown: its groups that are not, taken together.

    Everybody minus the shown groups tells them to a reader who knows what those said who are in no group.
    """
    gone = unshown & bases.keys()
    if ALL_COLUMN in bases and ALL_COLUMN not in gone:
        for breakdown in {column[0] for column in gone}:
            groups, rest = [column for column in gone if column[0] == breakdown], (breakdown, REST)
            bases[rest] = sum(bases[group] for group in groups)
            for answer in [answer for answer, column in value if column == ALL_COLUMN]:
                value[answer, rest] = sum(value.get((answer, group), 0) for group in groups)
    for place in [place for place in value if place[1] in gone]:
        del value[place]
    for column in gone:
        del bases[column]


def _inside(
    question: QuestionDefinition, value: Mapping[Place, int], followers: Iterable[Follower]
) -> Iterator[Sum]:
    """Sums within a column: nets, those asked another question, all answers where each person gives one."""
    alone = {option.code for option in question.options if option.is_exclusive}
    by_column: dict[Column, set[str]] = defaultdict(set)
    for answer, column in value:
        by_column[column].add(answer)
    for column, answers in by_column.items():
        for row, members, is_total in _unions(question, followers):
            parts = tuple((member, column) for member in members)
            if not question.is_multiple or len(members) == 1:
                yield Sum(parts, (row, column)) if is_total else Sum((*parts, (row, column)))
            elif not is_total and alone.issuperset(members):
                yield Sum((*parts, (row, column)))
            elif is_total and alone and set(members) == question.option.keys() - alone:
                yield Sum(((row, column), *((code, column) for code in sorted(alone))))
        if not question.is_multiple:
            yield Sum(tuple((code, column) for code in question.option if code in answers))


def _unions(
    question: QuestionDefinition, followers: Iterable[Follower]
) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Rows that stand for several answers, or (False) for everybody who gave none of them."""
    for net in question.nets:
        yield net.code, net.members, True
    for follower in followers:
        yield follower.row, follower.condition.answers, not follower.condition.is_not


def _across(value: Mapping[Place, int]) -> Iterator[Sum]:
    """Groups of a breakdown, and those that are not shown, add up to everybody."""
    rows: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in value:
        answer, column = place
        if column != ALL_COLUMN:
            rows[answer, column[0]].append(place)
    for (answer, _), parts in rows.items():
        yield Sum(tuple(parts), (answer, ALL_COLUMN))


def _caps(
    question: QuestionDefinition, bases: Mapping[Column, int], followers: Iterable[Follower]
) -> Iterator[Cap]:
    """Several answers a person: a union is no less than each and no more than all together, and who gave
    an answer that stands alone gave no other."""
    if not question.is_multiple:
        return
    alone = [option.code for option in question.options if option.is_exclusive]
    others = [option.code for option in question.options if not option.is_exclusive]
    for column, base in bases.items():
        exclusive = tuple((code, column) for code in alone)
        for code in others:
            yield Cap(((code, column), *exclusive), most=base)
        for row, members, is_total in _unions(question, followers):
            parts = tuple((member, column) for member in members)
            if is_total:
                yield Cap(((row, column),), less=parts)
                yield from (Cap((part,), less=((row, column),)) for part in parts)
            else:
                yield from (Cap((part, (row, column)), most=base) for part in parts)
