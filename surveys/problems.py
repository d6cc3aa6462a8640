"""What is wrong in a file from the field: which kind, in which column, in which rows, and what then."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

LISTED = 300  # problems that are told one by one
LISTED_OF_A_KIND = 20  # in one column, so that one bad column does not hide the others
FIRST_ROW = 2  # the heading is row 1
LONGEST_SHOWN = 80  # characters of a value


class Kind(StrEnum):
    UNKNOWN_ANSWER = "unknown_answer"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    A_DATE = "a_date"
    A_FORMULA = "a_formula"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_ALONE = "not_alone"  # “none of these” beside another answer
    TOO_MANY_ANSWERS = "too_many_answers"
    NOT_ASKED = "not_asked"
    WEIGHT_MISSING = "weight_missing"
    WEIGHT_NEGATIVE = "weight_negative"
    WEIGHT_NOT_A_NUMBER = "weight_not_a_number"
    WEIGHT_ZERO = "weight_zero"
    WEIGHTS_ALL_ZERO = "weights_all_zero"
    COMMUNITY_MISSING = "community_missing"
    COMMUNITY_UNKNOWN = "community_unknown"
    NO_COMMUNITY_COLUMN = "no_community_column"
    NOTHING_TO_COUNT = "nothing_to_count"
    # of tables of percentages
    NO_SUCH_COLUMN = "no_such_column"
    TOO_MANY_LINES = "too_many_lines"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_GROUP = "unknown_group"
    TWICE = "twice"
    OVER_100 = "over_100"


STOPS = frozenset(
    {
        Kind.WEIGHT_MISSING,
        Kind.WEIGHT_NEGATIVE,
        Kind.WEIGHT_NOT_A_NUMBER,
        Kind.WEIGHTS_ALL_ZERO,
        Kind.COMMUNITY_MISSING,
        Kind.COMMUNITY_UNKNOWN,
        Kind.NO_COMMUNITY_COLUMN,
        Kind.NOTHING_TO_COUNT,
        Kind.NO_SUCH_COLUMN,
        Kind.TOO_MANY_LINES,
        Kind.TWICE,
        Kind.OVER_100,
    }
)
ONLY_TOLD = frozenset({Kind.TOO_MANY_ANSWERS, Kind.NOT_ASKED, Kind.WEIGHT_ZERO})  # nothing is left out


@dataclass(frozen=True)
class Problem:
    """`row` as a spreadsheet counts; None: the whole column. `value`: what stands there."""

    kind: Kind
    column: str
    row: int | None = None
    value: str = ""
    question: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Problem":
        return cls(**{**told, "kind": Kind(told["kind"])})


@dataclass
class Problems:
    """The first ones one by one, and how many there are of each kind in each column."""

    listed: list[Problem] = field(default_factory=list)
    totals: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    told: Counter[tuple[Kind, str]] = field(default_factory=Counter)  # of these, one by one

    def add(
        self, kind: Kind, column: str, *, rows: Sequence[int], count: int, value: str = "", question: str = ""
    ) -> None:
        """`rows`: the first of `count`, from 0."""
        room = min(LISTED_OF_A_KIND - self.told[kind, column], LISTED - len(self.listed))
        told = rows[: max(0, room)]
        self.listed += [
            Problem(kind, column, row + FIRST_ROW, value[:LONGEST_SHOWN], question) for row in told
        ]
        self.told[kind, column] += len(told)
        self.totals[kind, column] += count

    def add_whole(self, kind: Kind, column: str = "") -> None:
        self.listed.append(Problem(kind, column))
        self.totals[kind, column] += 1

    @property
    def stop(self) -> bool:
        return any(kind in STOPS for kind, _column in self.totals)

    @property
    def left_out(self) -> int:
        """Answers that would be left empty."""
        return sum(
            count for (kind, _), count in self.totals.items() if kind not in STOPS and kind not in ONLY_TOLD
        )
