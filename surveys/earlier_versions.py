"""What earlier versions of the same results told, so that nobody learns anything by subtracting versions.

Whoever kept an old version knows more than the new one tells: those by whom the two differ are a group of
people too. The same rules hold for them (`surveys.showing`): fewer than 30 who came or went are not told, nor
answers of 1 to 4 of them, nor what these could be computed from. What was hidden once stays hidden while too
few people changed to make it another figure.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.counting_ties import Follower, count_of
from surveys.definition import QuestionDefinition
from surveys.protecting import ALL_COLUMN, SMALL, Column, Place
from surveys.results import Cell, Hidden, PublicCell, Table

UNSHOWN = frozenset({Hidden.FEW_PEOPLE, Hidden.EARLIER_VERSION})  # said of whole groups


@dataclass(frozen=True)
class Earlier:
    """A version that residents have read: its exact cells by question, and what of them was not shown."""

    cells: Mapping[str, list[Cell]]
    unshown: Mapping[str, frozenset[Column]]
    few: Mapping[
        str, frozenset[Column]
    ]  # of those: groups of which fewer than 30 were asked, or that hid one
    hidden: Mapping[str, frozenset[Place]]

    @classmethod
    def of(cls, table: Table, shown: Iterable[PublicCell]) -> "Earlier":
        cells: dict[str, list[Cell]] = defaultdict(list)
        unshown: dict[str, set[Column]] = defaultdict(set)
        few: dict[str, set[Column]] = defaultdict(set)
        hidden: dict[str, set[Place]] = defaultdict(set)
        for cell in table.cells:
            if cell.base is not None:
                cells[cell.question].append(cell)
        for public in shown:
            column = (public.breakdown, public.group)
            if public.hidden in UNSHOWN or public.from_version is not None:  # what was kept tells nothing new
                unshown[public.question].add(column)
                if public.hidden is Hidden.FEW_PEOPLE:
                    few[public.question].add(column)
            elif public.hidden is not None:
                hidden[public.question].add((public.answer, column))
        return cls(
            cells,
            {code: frozenset(columns) for code, columns in unshown.items()},
            {code: frozenset(columns) for code, columns in few.items()},
            {code: frozenset(places) for code, places in hidden.items()},
        )

    def change(self, question: QuestionDefinition, cells: Iterable[Cell]) -> "Change":
        return Change.between(question, self.cells.get(question.code, []), cells)

    def shown_counts(self, question: QuestionDefinition) -> dict[Place, int]:
        """What everybody could read of it."""
        unshown = self.unshown.get(question.code, frozenset())
        hidden = self.stays_hidden(question)
        places = {
            (cell.answer, (cell.breakdown, cell.group)): cell for cell in self.cells.get(question.code, [])
        }
        return {
            place: count_of(cell)
            for place, cell in places.items()
            if place not in hidden and place[1] not in unshown
        }

    def untold(self, question: QuestionDefinition, change: "Change", *, least: int) -> set[Column]:
        """Groups that are not shown now. A group that was too small then stays so however it grows: everybody
        then, minus the other groups now, would tell at least what some of it said."""
        unshown = self.unshown.get(question.code, frozenset())
        few = self.few.get(question.code, frozenset())
        return change.untold(unshown=unshown, least=least) | (few & change.bases.keys())

    def stays_hidden(self, question: QuestionDefinition) -> frozenset[Place]:
        return self.hidden.get(question.code, frozenset())


@dataclass(frozen=True)
class Change:
    """What is different in one question, in the groups that both versions have. `by`: how many more gave an
    answer, below 0 fewer; `bases`: how many more were asked; `came`, `went`: how many people, at least."""

    by: Mapping[Place, int]
    bases: Mapping[Column, int]
    came: Mapping[Column, int]
    went: Mapping[Column, int]

    @classmethod
    def between(cls, question: QuestionDefinition, old: Iterable[Cell], new: Iterable[Cell]) -> "Change":
        before, asked_before = _counts(old)
        after, asked = _counts(new)
        bases = {
            column: asked[column] - asked_before[column] for column in asked.keys() & asked_before.keys()
        }
        by = {
            (answer, column): after.get((answer, column), 0) - before.get((answer, column), 0)
            for answer, column in after.keys() | before.keys()
            if column in bases
        }
        came: dict[Column, int] = {}
        went: dict[Column, int] = {}
        for column, more in bases.items():
            steps = [step for (_, where), step in by.items() if where == column]
            alone = [by[code, column] for code in question.option if (code, column) in by]
            if not question.is_multiple:  # one answer a person: each step is another person
                steps += [sum(max(step, 0) for step in alone), sum(min(step, 0) for step in alone)]
            came[column] = max(more, 0, *steps)
            went[column] = -min(more, 0, *steps)
        return cls(by, bases, came, went)

    @cached_property
    def is_one_way(self) -> bool:
        """People only came, or only went, as far as anybody can see: the difference is a table of people."""
        return not any(self.went.values()) or not any(self.came.values())

    def __bool__(self) -> bool:
        return any(self.came.values()) or any(self.went.values())

    def moved(self, column: Column) -> int:
        return max(self.came[column], self.went[column])

    def untold(self, *, unshown: Collection[Column], least: int) -> set[Column]:
        """Groups that are not shown for the sake of those who came or went. `unshown`: in the old version."""
        found = {column for column in self.bases if column in unshown and self.moved(column) < least}
        found |= {
            column
            for column in self.bases
            if any(0 < moved < least for moved in (self.came[column], self.went[column]))
        }
        if not self.is_one_way:
            found |= {column for (_, column), step in self.by.items() if 0 < abs(step) < SMALL}
        return found

    def breakdowns_that_tell(self, *, unshown: Collection[Column], least: int) -> set[str]:
        """Of changes both ways: where everybody minus the shown groups tells of few who came or went."""
        found = set()
        for breakdown in {column[0] for column in unshown if column in self.bases} - {ALL_COLUMN[0]}:
            rest = [column for column in self.bases if column[0] == breakdown and column in unshown]
            steps: dict[str, int] = defaultdict(int)
            for (answer, column), step in self.by.items():
                if column in rest:
                    steps[answer] += step
            moved = (sum(self.came[column] for column in rest), sum(self.went[column] for column in rest))
            if any(0 < abs(step) < SMALL for step in steps.values()) or any(
                0 < each < least for each in moved
            ):
                found.add(breakdown)
        return found

    def as_cells(self, question: QuestionDefinition) -> list[Cell]:
        """Those who came, or those who went, as a table of their own."""
        return [
            Cell(
                question=question.code,
                answer=answer,
                percent=0.0,
                breakdown=column[0],
                group=column[1],
                base=abs(self.bases[column]),
                count=abs(step),
            )
            for (answer, column), step in self.by.items()
        ]


def followers_of(change: Change, follower: Follower, *, least: int) -> Follower:
    """A question asked of some only, of those who came or went."""
    asked = {column: abs(more) for column, more in change.bases.items()}
    return Follower(follower.code, follower.condition, asked, least)


def _counts(cells: Iterable[Cell]) -> tuple[dict[Place, int], dict[Column, int]]:
    counts: dict[Place, int] = {}
    bases: dict[Column, int] = {}
    for cell in cells:
        column = (cell.breakdown, cell.group)
        counts[cell.answer, column] = count_of(cell)
        bases[column] = max(cell.base or 0, bases.get(column, 0))
    return counts, bases
