"""Tables of percentages, as sources print them: question, answer, percent, number of people asked.

One line is one figure. Columns are found by their names in either language; the order does not matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys import statistics
from surveys.definition import QuestionDefinition, QuestionnaireDefinition
from surveys.judging import folded
from surveys.mapping import plain
from surveys.problems import LISTED, Kind, Problem, Problems
from surveys.reading.columns import Coded, as_text
from surveys.results import ALL, Cell, Table

HEADS: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "питання", "запитання", "question_code", "код_питання"),
    "answer": ("answer", "відповідь", "answer_code", "код_відповіді", "option"),
    "percent": ("percent", "відсоток", "percentage", "share", "частка", "pct"),
    "n": ("n", "base", "база", "опитано", "кількість", "asked"),
    "breakdown": ("breakdown", "розріз", "by"),
    "group": ("group", "група"),
}
NEEDED = ("question", "answer", "percent")
MOST_LINES = 20_000
SLACK = 1.5  # percent: rounded shares of one question may add up to a little more than 100


@dataclass(frozen=True)
class Read:
    table: Table
    problems: Problems


def heads(names: Sequence[str]) -> dict[str, str]:
    """The columns of the file by what they are."""
    found: dict[str, str] = {}
    for name in names:
        word = "percent" if name.strip() == "%" else plain(name)
        for head, words in HEADS.items():
            if word in words:
                found.setdefault(head, name)
    return found


def read(
    columns: Mapping[str, Coded], rows: int, definition: QuestionnaireDefinition, *, effect: float | None
) -> Read:
    """The table, and what is wrong with it. `effect`: the stated design effect, for intervals."""
    problems = Problems()
    found = heads(list(columns))
    for head in NEEDED:
        if head not in found:
            problems.add_whole(Kind.NO_SUCH_COLUMN, head)
    if problems.totals:
        return Read(Table(n=None, cells=()), problems)
    if rows > MOST_LINES:
        problems.add_whole(Kind.TOO_MANY_LINES)
        return Read(Table(n=None, cells=()), problems)
    lines = _Lines(columns, found, definition, problems, effect)
    cells = tuple(lines.cells(rows))
    _add_up(cells, definition, problems, found["percent"])
    if not cells and not problems.totals:
        problems.add_whole(Kind.NOTHING_TO_COUNT)
    bases = [cell.base for cell in cells if cell.breakdown == ALL and cell.base is not None]
    return Read(Table(n=max(bases, default=None), cells=cells, design_effect=effect), problems)


class _Wrong(Exception):
    """What is wrong in this line, and under which heading it stands."""

    def __init__(self, kind: Kind, head: str) -> None:
        super().__init__(kind.value)
        self.kind, self.head = kind, head


class _Lines:
    def __init__(
        self,
        columns: Mapping[str, Coded],
        found: Mapping[str, str],
        definition: QuestionnaireDefinition,
        problems: Problems,
        effect: float | None,
    ) -> None:
        self.columns, self.found, self.definition = columns, found, definition
        self.problems, self.effect = problems, effect
        self.question_of = _questions(definition)
        self.seen: set[tuple[str, str, str, str]] = set()

    def cells(self, rows: int) -> Iterator[Cell]:
        for row in range(rows):
            if not any(self._text(head, row) for head in NEEDED):
                continue
            try:
                yield self._cell(row)
            except _Wrong as wrong:
                column, value = self.found.get(wrong.head, wrong.head), self._text(wrong.head, row)
                self.problems.add(wrong.kind, column, rows=[row], count=1, value=value)

    def _cell(self, row: int) -> Cell:
        question = self.question_of.get(folded(self._text("question", row)))
        if question is None:
            raise _Wrong(Kind.UNKNOWN_QUESTION, "question")
        answer = _answers(question).get(folded(self._text("answer", row)))
        if answer is None:
            raise _Wrong(Kind.UNKNOWN_ANSWER, "answer")
        percent = _number(self._text("percent", row).rstrip("% "))
        if percent is None:
            raise _Wrong(Kind.NOT_A_NUMBER, "percent")
        if not 0 <= percent <= 100:
            raise _Wrong(Kind.OUT_OF_RANGE, "percent")
        base = _number(self._text("n", row)) if self._text("n", row) else None
        if self._text("n", row) and (base is None or base < 0 or not base.is_integer()):
            raise _Wrong(Kind.NOT_A_NUMBER, "n")
        place = self._group(row)
        if place is None:
            raise _Wrong(Kind.UNKNOWN_GROUP, "group")
        key = (question.code, answer, *place)
        if key in self.seen:
            raise _Wrong(Kind.TWICE, "answer")
        self.seen.add(key)
        return self._made(question.code, answer, percent, place, None if base is None else int(base))

    def _made(
        self, question: str, answer: str, percent: float, place: tuple[str, str], base: int | None
    ) -> Cell:
        """A base gives a margin; how many gave the answer is what the percentage says of the base."""
        low = high = None
        effect = self.effect or 1.0
        if base:
            lows, highs = statistics.interval(percent / 100, base / effect)
            low, high = 100 * float(lows), 100 * float(highs)
        return Cell(
            question=question,
            answer=answer,
            percent=percent,
            breakdown=place[0],
            group=place[1],
            base=base,
            count=None if base is None else round(base * percent / 100),
            low=low,
            high=high,
            effect=effect if base else None,
        )

    def _group(self, row: int) -> tuple[str, str] | None:
        breakdown, group = self._text("breakdown", row), self._text("group", row)
        if not breakdown and not group:
            return ALL, ALL
        question = self.question_of.get(folded(breakdown))
        code = _answers(question).get(folded(group)) if question and question.is_profile else None
        return (question.code, code) if question and code else None

    def _text(self, head: str, row: int) -> str:
        if head not in self.found:
            return ""
        coded = self.columns[self.found[head]]
        return as_text(coded.values[int(coded.codes[row])]).strip()


def _add_up(
    cells: Sequence[Cell], definition: QuestionnaireDefinition, problems: Problems, column: str
) -> None:
    """Shares of a question with one answer cannot be more than 100 together."""
    totals: dict[tuple[str, str, str], float] = {}
    for cell in cells:
        question = definition.of(cell.question)
        if not question.is_multiple and cell.answer in question.option:
            key = (cell.question, cell.breakdown, cell.group)
            totals[key] = totals.get(key, 0.0) + cell.percent
    for (question_code, _breakdown, _group), total in totals.items():
        if total > 100 + SLACK and len(problems.listed) < LISTED:
            shown = f"{total:.1f}"
            problems.listed.append(Problem(Kind.OVER_100, column, None, shown, question_code))
            problems.totals[Kind.OVER_100, column] += 1


def _questions(definition: QuestionnaireDefinition) -> dict[str, QuestionDefinition]:
    found: dict[str, QuestionDefinition] = {}
    for question in definition:
        if question.has_options:
            for word in (question.code, question.text.uk, question.text.en):
                found.setdefault(folded(word), question)
    return found


def _answers(question: QuestionDefinition) -> dict[str, str]:
    """Codes of options and nets by everything that names them."""
    found: dict[str, str] = {}
    for option in question.options:
        for word in (option.code, option.label.uk, option.label.en, str(option.value)):
            found.setdefault(folded(word), option.code)
    for net in question.nets:
        for word in (net.code, net.label.uk, net.label.en):
            found.setdefault(folded(word), net.code)
    return found


def _number(text: str) -> float | None:
    try:
        number = float(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None
