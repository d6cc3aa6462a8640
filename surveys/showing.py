"""What residents may see of a table: `show` is the only way from exact results to public ones.

Rules, in this order (docs/decisions/080-small-groups-in-results.md argues them):

1. Fewer than 30 people asked in a group: nothing of the group is shown, nor how many they were. 30 to 99:
   shown as uncertain.
2. The groups of a breakdown that are not shown count 30 people or more together, and 5 or more beside the
   largest of them; else another group joins them, for everybody minus the shown groups would be such a group.
3. An answer that 1 to 4 people gave, in a group or of everybody, is hidden, and with it as many others as
   are needed that nobody can compute it (`surveys.protecting`). Which of them was the small one is not
   said, for that would say “1 to 4”. Zero is shown as zero.
4. Who answered (sex, age ...) is told of everybody only. How many did not tell their sex or age is told too.
5. Versions that residents have read already are known to everybody: what differs between any of them and this
   table is judged by the same rules (`surveys.earlier_versions`).

Figures without a base pass as they are: a public source printed them so, they are public already, and
without a number of people no number of people can be computed from them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.counting_ties import Follower, asked_row, counts_of
from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.earlier_versions import Change, Earlier, followers_of
from surveys.protecting import ALL_COLUMN, Column, Place, protect
from surveys.results import Cell, Hidden, PublicCell, Table

LEAST_PEOPLE = 30
CERTAIN_PEOPLE = 100
LEAST_BESIDE = 5  # people who must be among the unshown groups beside the largest of them

_ByQuestion = Mapping[str, list[Cell]]


@dataclass(frozen=True)
class _Decision:
    """For one question: columns of which nothing is shown, places that are hidden. `versions`: those of the
    columns that only earlier versions silence."""

    unshown: frozenset[Column] = frozenset()
    hidden: frozenset[Place] = frozenset()
    versions: frozenset[Column] = frozenset()


def show(
    table: Table, definition: QuestionnaireDefinition, *, earlier: Sequence[Earlier] = ()
) -> tuple[PublicCell, ...]:
    """Every cell of the table, in its order, as residents may see it. `earlier`: all that they have read.

    Raises `KeyError` for a question that the questionnaire does not have.
    """
    by_question: dict[str, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        by_question[cell.question].append(cell)
    based = {code: [cell for cell in cells if cell.base is not None] for code, cells in by_question.items()}
    decided = _decide_all(based, definition, earlier)
    return tuple(_public(cell, decided[cell.question]) for cell in table.cells)


def _decide_all(
    cells: _ByQuestion, definition: QuestionnaireDefinition, earlier: Sequence[Earlier]
) -> Mapping[str, _Decision]:
    questions = sorted((definition.of(code) for code in cells), key=lambda each: _depth(each, definition))
    decided: dict[str, _Decision] = {}
    for question in (each for each in questions if each.is_profile):
        decided[question.code] = _decide_profile(question, cells[question.code], earlier)
    silent = {
        (code, answer)
        for code, decision in decided.items()
        for answer in definition.of(code).option
        if (answer, ALL_COLUMN) in decision.hidden
    }
    silent_by_versions = {
        (code, answer)
        for code, decision in decided.items()
        for answer in definition.of(code).option
        if ALL_COLUMN in decision.versions
    }
    for question in (each for each in questions if not each.is_profile):
        followers = [
            Follower(each.code, each.asked_if, _bases(cells[each.code]), LEAST_PEOPLE)
            for each in questions
            if each.asked_if and each.asked_if.question == question.code
        ]
        parent = _parent(question, decided)
        told = silent | _told_by_parent(question, parent)
        versions = [(old, old.change(question, cells[question.code])) for old in earlier]
        versions = [(old, change) for old, change in versions if change.bases]
        of_followers = [
            {each.code: old.change(definition.of(each.code), cells[each.code]) for each in followers}
            for old, _ in versions
        ]
        past = _Past(tuple(versions), tuple(of_followers))
        decided[question.code] = _decide(
            question,
            cells[question.code],
            told=told,
            by_versions=silent_by_versions | parent.versions,
            followers=followers,
            past=past,
        )
    return decided


def _depth(question: QuestionDefinition, definition: QuestionnaireDefinition) -> int:
    """Questions come before those asked depending on them: how many were asked tells an answer."""
    return 1 + _depth(definition.of(question.asked_if.question), definition) if question.asked_if else 0


@dataclass(frozen=True)
class _Past:
    """Earlier versions of a question, each with what changed since, also in questions that follow it."""

    versions: tuple[tuple[Earlier, Change], ...] = ()
    of_followers: tuple[Mapping[str, Change], ...] = ()

    def told(self, question: QuestionDefinition) -> set[Column]:
        """Columns that are not shown because an earlier version could be subtracted."""
        return {
            column
            for old, change in self.versions
            for column in old.untold(question, change, least=LEAST_PEOPLE)
        }

    def with_rests(self, unshown: frozenset[Column]) -> frozenset[Column]:
        """And those that must join them, for everybody minus the shown groups tells of who came or went."""
        found = set(unshown)
        for _, change in self.versions:
            if not change:
                continue
            if change.is_one_way:
                moved = {column: change.moved(column) for column in change.bases if change.moved(column)}
                found |= _few(moved, told=found & moved.keys())
            else:
                breakdowns = change.breakdowns_that_tell(unshown=found, least=LEAST_PEOPLE)
                found |= {column for column in change.bases if column[0] in breakdowns}
        return frozenset(found)

    def bounds(self, question: QuestionDefinition) -> tuple[dict[Place, int], dict[Place, int]]:
        """Where people only came, nobody thinks of fewer than an old version showed; where they only went, of
        more."""
        least: dict[Place, int] = {}
        most: dict[Place, int] = {}
        for old, change in self.versions:
            if change and change.is_one_way:
                for place, count in old.shown_counts(question).items():
                    if any(change.came.values()):
                        least[place] = max(count, least.get(place, 0))
                    else:
                        most[place] = min(count, most.get(place, count))
        return least, most

    def stays_hidden(self, question: QuestionDefinition) -> frozenset[Place]:
        return frozenset(place for old, _ in self.versions for place in old.stays_hidden(question))

    def hidden(
        self,
        question: QuestionDefinition,
        *,
        unshown: frozenset[Column],
        followers: Sequence[Follower],
        already: frozenset[Place],
    ) -> frozenset[Place]:
        """Beside what is hidden already: answers of few who came or went, and what tells them."""
        for (old, change), later in zip(self.versions, self.of_followers, strict=True):
            if change and change.is_one_way:
                moved = counts_of(
                    question,
                    change.as_cells(question),
                    unshown=unshown,
                    followers=[
                        followers_of(later[each.code], each, least=LEAST_PEOPLE)
                        for each in followers
                        if each.code in later
                    ],
                )
                if any(change.went.values()):  # nobody went who was not there
                    moved = replace(moved, most=old.shown_counts(question))
                already |= protect(moved, already=already)
        return already


def _decide_profile(question: QuestionDefinition, cells: list[Cell], earlier: Sequence[Earlier]) -> _Decision:
    everybody = [cell for cell in cells if _column(cell) == ALL_COLUMN]
    changes = [(old, old.change(question, everybody)) for old in earlier]
    past = _Past(tuple((old, change) for old, change in changes if change.bases), ())
    natural = _few(_bases(everybody), told=())
    unshown = _few(_bases(everybody), told=past.told(question))
    untold = {(option.code, ALL_COLUMN) for option in question.options if option.is_missing}
    already = past.stays_hidden(question)
    hidden = protect(counts_of(question, everybody, unshown=unshown, told=untold), already=already)
    past = _Past(past.versions, ({},) * len(past.versions))
    hidden = past.hidden(question, unshown=unshown, followers=(), already=hidden)
    broken_down = {(cell.answer, _column(cell)) for cell in cells if _column(cell) != ALL_COLUMN}
    return _Decision(unshown, hidden | broken_down, unshown - natural)


def _decide(
    question: QuestionDefinition,
    cells: list[Cell],
    *,
    told: Collection[Column],
    by_versions: Collection[Column],
    followers: list[Follower],
    past: _Past,
) -> _Decision:
    """`told`: columns that other questions would tell; `by_versions`: to whoever has an earlier version."""
    bases = _bases(cells)
    natural = _few(bases, told=told)
    unshown = past.with_rests(_few(bases, told={*told, *by_versions, *past.told(question)}))
    counts = counts_of(question, cells, unshown=unshown, followers=followers)
    least, most = past.bounds(question)
    counts = replace(counts, least=least, most=most)
    hidden = protect(counts, already=past.stays_hidden(question))
    hidden = past.hidden(question, unshown=unshown, followers=followers, already=hidden)
    return _Decision(unshown, hidden, unshown - natural)


def _parent(question: QuestionDefinition, decided: Mapping[str, _Decision]) -> _Decision:
    """Of the question before; nothing is held back where there is none."""
    return decided.get(question.asked_if.question, _Decision()) if question.asked_if else _Decision()


def _told_by_parent(question: QuestionDefinition, parent: _Decision) -> set[Column]:
    """Columns in which the number of people asked would tell a hidden answer to the question before."""
    hidden = {column for row, column in parent.hidden if row == asked_row(question.code)}
    return {*(parent.unshown - parent.versions), *hidden}


def _few(bases: Mapping[Column, int], *, told: Collection[Column]) -> frozenset[Column]:
    if ALL_COLUMN in bases and (bases[ALL_COLUMN] < LEAST_PEOPLE or ALL_COLUMN in told):
        return frozenset(bases)
    breakdowns: dict[str, dict[Column, int]] = defaultdict(dict)
    for column, base in bases.items():
        if column != ALL_COLUMN:
            breakdowns[column[0]][column] = base
    return frozenset(column for groups in breakdowns.values() for column in _few_groups(groups, told=told))


def _few_groups(bases: Mapping[Column, int], *, told: Collection[Column]) -> set[Column]:
    """The small groups and, smallest first, those that must join them."""
    unshown = {column for column, base in bases.items() if base < LEAST_PEOPLE or column in told}
    waiting = sorted(
        (column for column in bases if column not in unshown), key=lambda each: (bases[each], each)
    )
    while waiting and unshown and not _are_enough([bases[column] for column in unshown]):
        unshown.add(waiting.pop(0))
    return unshown


def _are_enough(bases: list[int]) -> bool:
    together = sum(bases)
    return together == 0 or (together >= LEAST_PEOPLE and together - max(bases) >= LEAST_BESIDE)


def _bases(cells: list[Cell]) -> dict[Column, int]:
    bases: dict[Column, int] = {}
    for cell in cells:
        bases[_column(cell)] = max(cell.base or 0, bases.get(_column(cell), 0))
    return bases


def _column(cell: Cell) -> Column:
    return (cell.breakdown, cell.group)


def _public(cell: Cell, decision: _Decision) -> PublicCell:
    if cell.base is not None and _column(cell) in decision.versions:
        return _hidden(cell, Hidden.EARLIER_VERSION)
    if cell.base is not None and _column(cell) in decision.unshown:
        return _hidden(cell, Hidden.FEW_PEOPLE)
    if cell.base is not None and (cell.answer, _column(cell)) in decision.hidden:
        return _hidden(cell, Hidden.SMALL_COUNT)
    return PublicCell(
        question=cell.question,
        answer=cell.answer,
        breakdown=cell.breakdown,
        group=cell.group,
        percent=round(cell.percent, 1),
        base=cell.base,
        low=None if cell.low is None else round(cell.low, 1),
        high=None if cell.high is None else round(cell.high, 1),
        effect=None if cell.effect is None else round(cell.effect, 2),
        is_uncertain=cell.base is not None and cell.base < CERTAIN_PEOPLE,
        flags=cell.flags,
        printed=cell.printed,
    )


def _hidden(cell: Cell, why: Hidden) -> PublicCell:
    return PublicCell(
        question=cell.question, answer=cell.answer, breakdown=cell.breakdown, group=cell.group, hidden=why
    )
