"""Two published tables side by side: community with community, or wave with wave.

Works from what is published and from nothing else, so a comparison never tells what was hidden. A difference
is called one only when a two-proportion test at 5 % says so, with the design effects of both; that needs the
numbers of people of both, and two samples of different people. One test in twenty finds a difference where
there is none: `expected_by_chance` says how many such there may be, and pages say it beside the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys import statistics
from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.results import PublicCell, PublicTable

LEVEL = 0.05  # a difference as large would come by chance less often


class Verdict(StrEnum):
    DIFFERENCE = "difference"
    WITHIN_MARGIN = "within_margin"  # chance alone may make as large a difference
    NO_NUMBERS = "no_numbers"  # cannot be said: nobody tells how many people were asked
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    NEITHER = "neither"  # hidden on both sides


class Gap(StrEnum):
    """Why one side has no figure."""

    NOT_PUBLISHED = "not_published"  # not in the table: not asked, or not printed; never 0
    HIDDEN = "hidden"  # too few people
    OTHER_WORDS = "other_words"  # asked in other words, or with other answers


class OverlappingSamples(Exception):
    """The two tables hold the same people in part, and no test for separate samples fits."""


@dataclass(frozen=True)
class Compared:
    """One answer or net in one group. `points`: second minus first, from what is shown; `p`: of the test.

    `gap`: why a side is empty.
    """

    question: str
    answer: str
    breakdown: str
    group: str
    first: PublicCell | None
    second: PublicCell | None
    verdict: Verdict
    points: float | None = None
    p: float | None = None
    gap: Gap | None = None

    @property
    def is_difference(self) -> bool:
        return self.verdict is Verdict.DIFFERENCE


@dataclass(frozen=True)
class Comparison:
    rows: tuple[Compared, ...]

    @property
    def tested(self) -> int:
        return sum(row.p is not None for row in self.rows)

    @property
    def differences(self) -> int:
        return sum(row.is_difference for row in self.rows)

    @property
    def expected_by_chance(self) -> float:
        """Differences that as many tests would find if there were none at all."""
        return self.tested * LEVEL

    @property
    def gaps(self) -> tuple[Compared, ...]:
        return tuple(row for row in self.rows if row.gap is not None)


@dataclass(frozen=True)
class Side:
    """A published table, the community it is of, and the edition that was asked. `contains`: communities that
    lie within this one (an oblast, a raion), whose people may be among those asked."""

    table: PublicTable
    definition: QuestionnaireDefinition
    community: str
    contains: frozenset[str] = frozenset()

    @property
    def wave(self) -> str:
        return str(self.table.about["wave"])


def compare(first: Side, second: Side) -> Comparison:
    """Every figure that one of the sides has, in the order of the first, then what only the second has.

    Raises `OverlappingSamples` for the same wave in the same community or in one within the other.
    """
    if first.wave == second.wave and _overlap(first, second):
        raise OverlappingSamples
    left, right = _by_name(first.table), _by_name(second.table)
    alike = {
        code: _same_question(first.definition.by_code.get(code), second.definition.by_code.get(code))
        for code in {name[0] for name in (*left, *right)}
    }
    rows = (
        _compared(name, (left.get(name), right.get(name)), (first, second), is_alike=alike[name[0]])
        for name in (*left, *(name for name in right if name not in left))
    )
    return Comparison(tuple(rows))


def _overlap(first: Side, second: Side) -> bool:
    return (
        first.community == second.community
        or first.community in second.contains
        or second.community in first.contains
    )


Name = tuple[str, str, str, str]
Cells = tuple[PublicCell | None, PublicCell | None]


def _by_name(table: PublicTable) -> Mapping[Name, PublicCell]:
    return {(cell.question, cell.answer, cell.breakdown, cell.group): cell for cell in table.cells}


def _same_question(one: QuestionDefinition | None, other: QuestionDefinition | None) -> bool:
    """The same words, asked of the same people, answered in the same way."""
    if one is None or other is None:
        return one is other
    return (one.text, one.type, one.asked_if, one.most_answers) == (
        other.text,
        other.type,
        other.asked_if,
        other.most_answers,
    )


def _same_answer(answer: str, one: QuestionDefinition, other: QuestionDefinition) -> bool:
    """The same words; a net also of the same answers. Where each person gives one, the whole list counts:
    with more to choose from, each is chosen less."""
    if not (one.has_answer(answer) and other.has_answer(answer)):
        return False
    lists = [[(option.code, option.label) for option in each.options] for each in (one, other)]
    if not one.is_multiple and lists[0] != lists[1]:
        return False
    if answer in one.net:
        return answer in other.net and (one.net[answer].label, one.net[answer].members) == (
            other.net[answer].label,
            other.net[answer].members,
        )
    return answer in other.option and one.option[answer].label == other.option[answer].label


def _compared(name: Name, cells: Cells, sides: tuple[Side, Side], *, is_alike: bool) -> Compared:
    question, answer, *_ = name
    first, second = cells
    definitions = [side.definition.by_code.get(question) for side in sides]
    if first and second and (not is_alike or not _answers_alike(answer, definitions)):
        return Compared(*name, first, second, _one_sided(first, second), gap=Gap.OTHER_WORDS)
    if first and second and first.percent is not None and second.percent is not None:
        return _tested(name, first, second, (first.percent, second.percent), sides)
    return Compared(*name, first, second, _one_sided(first, second), gap=_gap(first, second))


def _answers_alike(answer: str, definitions: list[QuestionDefinition | None]) -> bool:
    one, other = definitions
    return one is not None and other is not None and _same_answer(answer, one, other)


def _has_figure(cell: PublicCell | None) -> bool:
    return cell is not None and cell.percent is not None


def _gap(first: PublicCell | None, second: PublicCell | None) -> Gap:
    """Of a pair in which a figure is missing."""
    return Gap.NOT_PUBLISHED if first is None or second is None else Gap.HIDDEN


def _one_sided(first: PublicCell | None, second: PublicCell | None) -> Verdict:
    match _has_figure(first), _has_figure(second):
        case True, False:
            return Verdict.ONLY_FIRST
        case False, True:
            return Verdict.ONLY_SECOND
        case False, False:
            return Verdict.NEITHER
    return Verdict.NO_NUMBERS


def _tested(
    name: Name,
    first: PublicCell,
    second: PublicCell,
    shares: tuple[float, float],
    sides: tuple[Side, Side],
) -> Compared:
    points = round(shares[1] - shares[0], 1)
    sizes = [_effective(cell, side) for cell, side in zip((first, second), sides, strict=True)]
    if sizes[0] is None or sizes[1] is None:
        return Compared(*name, first, second, Verdict.NO_NUMBERS, points=points)
    _, p = statistics.two_proportions(shares[0] / 100, sizes[0], shares[1] / 100, sizes[1])
    verdict = Verdict.DIFFERENCE if p < LEVEL else Verdict.WITHIN_MARGIN
    return Compared(*name, first, second, verdict, points=points, p=float(p))


def _effective(cell: PublicCell, side: Side) -> float | None:
    if not cell.base:
        return None
    return cell.base / (cell.effect or side.table.design_effect or 1.0)
