"""What is wrong in a file from the field, in words: column by column, and row by row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys import import_words
from surveys.definition import QuestionnaireDefinition
from surveys.problems import ONLY_TOLD, STOPS, Kind, Problem

VALUES = 6  # of a column, as examples


@dataclass(frozen=True)
class ProblemRow:
    row: str
    column: str
    value: str
    words: str
    stops: bool


@dataclass(frozen=True)
class ProblemsOfColumn:
    """One kind in one column. `values`: the first different ones; `answers`: codes that would be right."""

    column: str
    words: str
    count: int
    values: tuple[str, ...]
    answers: tuple[str, ...]
    stops: bool


def row_by_row(listed: Iterable[Problem]) -> tuple[ProblemRow, ...]:
    """What stops first, then in the order of rows."""
    return tuple(
        ProblemRow(
            row="" if each.row is None else str(each.row),
            column=each.column,
            value=each.value,
            words=str(import_words.PROBLEMS[each.kind]),
            stops=each.kind in STOPS,
        )
        for each in sorted(listed, key=lambda each: (_degree(each.kind), each.row or 0))
    )


def by_column(
    totals: Iterable[tuple[str, str, int]], listed: Sequence[Problem], definition: QuestionnaireDefinition
) -> tuple[ProblemsOfColumn, ...]:
    """`totals`: kind, column and number, as the row of the import keeps them. What stops first, then the
    largest number."""
    found = [_of_column(Kind(kind), column, count, listed, definition) for kind, column, count in totals]
    return tuple(told for _, told in sorted(found, key=lambda each: (each[0], -each[1].count)))


def _of_column(
    kind: Kind, column: str, count: int, listed: Sequence[Problem], definition: QuestionnaireDefinition
) -> tuple[int, ProblemsOfColumn]:
    here = [each for each in listed if each.kind is kind and each.column == column]
    codes = {each.question for each in here if each.question in definition}
    question = definition.of(codes.pop()) if kind is Kind.UNKNOWN_ANSWER and len(codes) == 1 else None
    return _degree(kind), ProblemsOfColumn(
        column=column,
        words=str(import_words.PROBLEMS[kind]),
        count=count,
        values=tuple(dict.fromkeys(each.value for each in here if each.value))[:VALUES],
        answers=tuple(option.code for option in question.options) if question else (),
        stops=kind in STOPS,
    )


def _degree(kind: Kind) -> int:
    return 0 if kind in STOPS else 2 if kind in ONLY_TOLD else 1
